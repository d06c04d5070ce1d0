"""Firmware that a person brings, and what of this PC it runs by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import image
import pytest
from conftest import Make

from engine.boot.firmware import SEABIOS_DIRECTORIES, VGABIOS_NAMES


@pytest.mark.each_cpu
@pytest.mark.skipif(
    not any((directory / VGABIOS_NAMES["std"]).is_file() for directory in SEABIOS_DIRECTORIES),
    reason="SeaBIOS's VGA BIOS is not installed",
)
def test_the_cards_rom_runs_in_plain_real_mode(make: Make, medium: Callable[..., Path]) -> None:
    machine = make(bios=str(medium(image.firmware, "vgarom"))).start()
    assert machine.wait_serial(b"\n") == b"the ROM has run\n"
