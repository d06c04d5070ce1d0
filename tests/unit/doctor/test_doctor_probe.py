"""engine.doctor.probe: a speed is measured where there is KVM, and told as what it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.doctor import probe
from engine.doctor.probe import Speed
from engine.kvm.error import KvmError


@pytest.mark.skipif(not os.access("/dev/kvm", os.R_OK | os.W_OK), reason="/dev/kvm cannot be used here")
def test_it_measures() -> None:
    found = probe.measure()
    assert 1e5 < found.instructions < 1e11
    assert 0.1 < found.exit_us < 10_000


def test_no_device(tmp_path: Path) -> None:
    with pytest.raises(KvmError):
        probe.measure(tmp_path / "kvm")
    assert probe.speed(tmp_path / "kvm") is None


@pytest.mark.parametrize(
    ("speed", "verdict", "words"),
    [
        (Speed(1.7e6, 12.4), "warning", "emulated: 1.7 million instructions a second, 12.4 µs an exit"),
        (Speed(2.5e9, 4.06), "ok", "hardware: 2.5 billion instructions a second, 4.1 µs an exit"),
    ],
)
def test_what_it_says(monkeypatch: pytest.MonkeyPatch, speed: Speed, verdict: str, words: str) -> None:
    monkeypatch.setattr(probe, "measure", lambda _path: speed)
    finding = probe.speed()
    assert finding is not None
    assert (finding.verdict, finding.what) == (verdict, words)
