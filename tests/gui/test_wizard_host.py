"""What the wizard knows of the host."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from virtgui.wizard import host
from virtgui.wizard.host import available_memory_mib, free_bytes, gather


def test_gather(tmp_path: Path) -> None:
    (tmp_path / "machines" / "one").mkdir(parents=True)
    facts = gather(tmp_path / "machines")
    assert 0 < facts.available_mib <= facts.memory_mib
    assert facts.cpus >= 1
    assert facts.free_bytes > 0
    assert facts.names == ("one",)


def test_free_bytes_of_a_place_that_is_not_there_yet(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "a" / "b") == free_bytes(tmp_path)


def test_available_memory(tmp_path: Path) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal:  2048 kB\nMemAvailable:  1024 kB\n")
    assert available_memory_mib(meminfo) == 1
    meminfo.write_text("MemTotal:  2048 kB\n")
    assert available_memory_mib(meminfo) == 2


def test_why_there_is_no_kvm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "DEVICE", tmp_path / "kvm")
    facts = gather(tmp_path)
    assert str(tmp_path / "kvm") in facts.no_kvm
    assert facts.one_cpu


def test_a_disk_that_has_gone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As a network disk that is no longer there says it to each question."""

    def gone(*_: object) -> None:
        raise OSError(errno.ENOTCONN, "Transport endpoint is not connected")

    monkeypatch.setattr(os, "statvfs", gone)
    monkeypatch.setattr(os, "listdir", gone)
    monkeypatch.setattr(os, "scandir", gone)
    facts = gather(tmp_path)
    assert (facts.free_bytes, facts.names) == (0, ())
