"""engine.doctor.finding: a finding where all is well has nothing to add."""

from __future__ import annotations

from engine.doctor.finding import Finding


def test_all_is_well() -> None:
    finding = Finding("memory", "ok", "enough")
    assert (finding.why, finding.remedy, finding.command) == ("", "", "")
