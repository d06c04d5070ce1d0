"""engine.process: what stands beside the machine's life."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine import process
from engine.builder import describe
from engine.config import MachineConfig
from engine.error import EngineError
from engine.presence import EndRecord


def test_an_end_that_cannot_be_recorded_leaves_no_older_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = tmp_path / "ended.json"
    record.write_text("{}")

    def refuse(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(process, "record_end", refuse)
    process._record(record, EndRecord("quit", "Done."))
    assert not record.exists()


def test_a_guest_is_told_a_uuid_and_nothing_else() -> None:
    with pytest.raises(EngineError, match="no UUID"):
        describe(MachineConfig(name="box", uuid="u"))


SPARED = (
    "bz2",
    "hashlib",
    "iced_x86",
    "lzma",
    "platformdirs",
    "random",
    "shutil",
    "tempfile",
    "unicorn",
    "engine.cpu.soft",
    "engine.display.screen",
    "engine.interrupt",
    "engine.kvm",
    "engine.snapshot.shelf",
    "engine.snapshot.take",
    "engine.boot.compression",
    "engine.boot.elf",
    "engine.boot.kernel",
    "engine.boot.multiboot",
    "engine.devices.floppydisk",
    "engine.devices.hpet",
    "engine.devices.i6300esb",
    "engine.devices.i82077",
    "engine.devices.i8237",
    "engine.devices.i8254",
    "engine.devices.i8259",
    "engine.devices.i82093aa",
    "engine.devices.lapic",
    "engine.devices.lpt",
    "engine.devices.ide.ata",
    "engine.devices.ide.atapi",
    "engine.devices.virtio.block",
    "engine.devices.virtio.net",
    "engine.net.loopback",
    "engine.net.tap",
    "engine.net.user",
    "engine.net.wire",
)
"""What one machine needs and another does not, or nobody before the guest runs. Each costs every start its time."""


def test_a_start_imports_nothing_that_only_some_machines_need() -> None:
    script = f"import sys, engine.process; print(*set({SPARED}) & set(sys.modules))"
    found = subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, text=True, check=True).stdout
    assert found.split() == []
