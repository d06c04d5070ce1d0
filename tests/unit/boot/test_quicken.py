from __future__ import annotations

from pathlib import Path

import pytest

from engine.boot.firmware import BIOS_NAMES, SEABIOS_DIRECTORIES, Firmware
from engine.boot.quicken import ROUTINES, quicken

INSTALLED = [path for directory in SEABIOS_DIRECTORIES for name in BIOS_NAMES if (path := directory / name).is_file()]


@pytest.mark.parametrize(("slow", "quick"), ROUTINES)
def test_replaces_the_routine_in_place(slow: bytes, quick: bytes) -> None:
    changed = quicken(Firmware("seabios", b"before" + slow + b"after", b"vga"))
    assert changed.bios == b"before" + quick.ljust(len(slow), b"\x90") + b"after"
    assert changed.vgabios == b"vga"


@pytest.mark.parametrize(("slow", "quick"), ROUTINES)
def test_the_replacement_fits(slow: bytes, quick: bytes) -> None:
    assert len(quick) <= len(slow)


def test_leaves_what_it_does_not_know() -> None:
    twice = ROUTINES[0][0] * 2
    for bios in (bytes(65536), twice):
        assert quicken(Firmware("seabios", bios, b"")).bios == bios


@pytest.mark.skipif(not INSTALLED, reason="SeaBIOS is not installed")
@pytest.mark.parametrize("path", INSTALLED, ids=lambda path: path.name)
def test_knows_the_installed_firmware(path: Path) -> None:
    bios = path.read_bytes()
    changed = quicken(Firmware("seabios", bios, b"")).bios
    different = [at for at in range(len(bios)) if bios[at] != changed[at]]
    assert len(changed) == len(bios)
    assert different
    assert different[-1] - different[0] < 16
