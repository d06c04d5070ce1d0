"""engine.doctor.finding: a finding where all is well has nothing to add; what a person is told unasked."""

from __future__ import annotations

from engine.doctor.finding import Finding, in_the_way


def test_all_is_well() -> None:
    finding = Finding("memory", "ok", "enough")
    assert (finding.why, finding.remedy, finding.command) == ("", "", "")


def test_what_is_told_unasked() -> None:
    fine = Finding("memory", "ok", "enough", command="no need")
    slow = Finding("CPU", "warning", "nothing can be done from here")
    group = Finding("KVM", "warning", "not in the group", command="usermod")
    closed = Finding("places", "problem", "cannot be written")
    assert in_the_way([fine, slow]) == []
    assert in_the_way([fine, group, slow, closed]) == [closed, group]
