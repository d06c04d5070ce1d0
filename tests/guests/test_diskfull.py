"""A host disk that fills up under a guest: it pauses, says why, and loses nothing."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import image
import pytest
from conftest import Make

from engine.config import Disk
from tests.support.mount import small_place
from tests.support.vm import Vm

Guest = Callable[[str], Path]
FIRST, LAST, AT_ONCE = 64, 192, 8
"""The sectors that diskwrite.asm writes, and how many in one request."""


@pytest.fixture
def small(home: Path) -> Iterator[Path]:
    """A filesystem of 96 KiB."""
    with small_place(home / "small", "96k") as place:
        yield place


def machine_on(make: Make, disk: Path, sector: Path) -> tuple[Vm, Path]:
    """A machine whose disk has room for some of what its guest writes, and the file that takes up the rest."""
    with disk.open("wb") as file:
        file.write(sector.read_bytes()[:512])
        file.truncate(image.MIB)
    filler = disk.with_name("filler")
    filler.write_bytes(bytes(56 * 1024))
    return make(disks=(Disk(path=str(disk)),)), filler


def test_full_disk_pauses_and_resume_goes_on(make: Make, guest: Guest, small: Path) -> None:
    disk = small / "disk.img"
    machine, filler = machine_on(make, disk, guest("diskwrite"))
    machine.start()
    machine.wait_status("io-error")
    reason = machine.reason()
    assert str(disk) in reason
    assert "full" in reason
    assert machine.qmp.execute("query-block")[0]["io-status"] == "nospace"
    machine.wait_screen("Writing")

    machine.qmp.execute("cont")  # Without more room it stops again.
    machine.wait_event("STOP", 2)
    machine.wait_status("io-error")

    filler.unlink()
    machine.qmp.execute("cont")
    machine.wait_serial(b"PASS")
    assert machine.status() == "running"
    assert machine.reason() == ""
    assert machine.qmp.execute("query-block")[0]["io-status"] == "ok"
    machine.quit()
    content = disk.read_bytes()
    for lba in range(FIRST, LAST, AT_ONCE):
        words = struct.unpack_from(f"<{AT_ONCE * 256}H", content, lba * 512)
        assert words == tuple((lba * 257 + i) & 0xFFFF for i in range(AT_ONCE * 256)), f"sector {lba}"


@pytest.mark.parametrize("how", ["reset", "quit", "kill"])
def test_full_disk_does_not_hold_up(make: Make, guest: Guest, small: Path, how: str) -> None:
    machine, filler = machine_on(make, small / "disk.img", guest("diskwrite"))
    machine.start()
    machine.wait_status("io-error")
    if how == "reset":
        filler.unlink()
        machine.qmp.execute("system_reset")
        machine.qmp.execute("cont")
        machine.wait_serial(b"PASS")
    elif how == "quit":
        machine.quit()
        assert machine.how_it_ended().kind == "quit"
    else:
        assert machine.started is not None
        machine.started.child.kill()
        machine.wait_exit()
        assert machine.how_it_ended().kind == "crashed"
        filler.unlink()
        machine.start().wait_serial(b"PASS")
