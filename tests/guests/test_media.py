"""Media changed while a guest runs, by QMP and by vgctl."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Make

from engine import toml
from tests.support.command import vgctl
from tests.support.vm import QmpError, Vm

Guest = Callable[[str], Path]


def diskette(path: Path, letter: bytes) -> Path:
    path.write_bytes(letter * (1440 << 10))
    return path


def block(machine: Vm, device: str) -> dict[str, object]:
    return next(each for each in machine.qmp.execute("query-block") if each["device"] == device)


def letter(machine: Vm, expected: bytes) -> None:
    """What the guest reads when asked to."""
    count = len(machine.received) + 1
    machine.key("spc")
    machine.wait(lambda: len(machine.received) >= count, "a letter from the guest")
    assert machine.received[-1:] == expected


def test_a_guest_reads_the_diskette_that_is_in(make: Make, guest: Guest, tmp_path: Path) -> None:
    one, two = diskette(tmp_path / "one.img", b"1"), diskette(tmp_path / "two.img", b"2")
    machine = make(disk=guest("diskette"), firmware="builtin", boot="c", floppy=str(one)).start()
    machine.wait_serial(b"ready\n")
    letter(machine, b"1")
    machine.qmp.execute("eject", {"device": "floppy0"})
    assert "inserted" not in block(machine, "floppy0")
    letter(machine, b"-")
    machine.qmp.execute("blockdev-change-medium", {"device": "floppy0", "filename": str(two)})
    letter(machine, b"2")
    assert machine.qmp.seen("DEVICE_TRAY_MOVED")[-1] == {"device": "floppy0", "id": "floppy0", "tray-open": False}
    with pytest.raises(QmpError, match="not found"):
        machine.qmp.execute("eject", {"device": "nonesuch"})
    with pytest.raises(QmpError, match="not removable"):
        machine.qmp.execute("eject", {"device": "ide0-hd0"})
    machine.qmp.execute("system_reset")  # the new diskette is in the drive of the next life, too
    machine.wait(lambda: machine.received.count(b"ready\n") == 2, "the next life")
    letter(machine, b"2")


def drives() -> str:
    return vgctl("qmp", "box", "query-block").stdout.decode()


def test_vgctl_changes_the_disc_of_a_machine_that_runs(home: Path, guest: Guest) -> None:
    disk = guest("hello")
    iso = home / "disc.iso"
    # Enough of an ISO 9660 file system to be recognised as one.
    iso.write_bytes(bytes(0x8000) + b"\1CD001\1" + bytes(0x7F9))
    vgctl("create", "box", "--disk", disk, "--cdrom", iso, "--boot", "c", "--memory", 16)
    config = home / "data" / "virtgui" / "machines" / "box" / "machine.toml"
    vgctl("start", "box")
    try:
        assert str(iso) in drives()
        vgctl("eject", "box")
        assert str(iso) not in drives()
        assert toml.decode(config.read_text()).cdrom == ""
        vgctl("insert", "box", iso)
        assert str(iso) in drives()
        assert toml.decode(config.read_text()).cdrom == str(iso)
    finally:
        vgctl("kill", "box")
    vgctl("eject", "box")
    vgctl("start", "box")  # with an empty drive
    try:
        assert '"removable": true' in drives()
    finally:
        vgctl("kill", "box")
