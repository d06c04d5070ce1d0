"""engine.ctl.doctor: how findings are shown, and the exit status."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from engine.ctl import doctor
from engine.doctor.finding import Finding


def test_json_and_status(vgctl: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    status, out, _ = vgctl("doctor", "--json")
    findings = json.loads(out)
    subjects = {finding["subject"] for finding in findings}
    assert subjects >= {"KVM", "CPU", "module", "host", "firmware", "soft CPU", "memory", "disk", "places", "windows"}
    assert status == int(any(finding["verdict"] == "problem" for finding in findings))
    bad = Finding("KVM", "problem", "gone", "because", "mend it", "do-this --now")
    monkeypatch.setattr(doctor, "examine", lambda: [bad])
    status, out, _ = vgctl("doctor")
    assert status == 1
    assert [line.split(maxsplit=1)[1] for line in out.splitlines()[1:]] == ["because", "mend it", "do-this --now"]
