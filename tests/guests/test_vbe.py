"""VBE modes as guests set them, through the VGA BIOS."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Make

from engine.display.screen import Screen
from tests.support.vm import Vm

Guest = Callable[[str], Path]

MODES = ((640, 480, 8), (800, 600, 15), (800, 600, 16), (1024, 768, 24), (1024, 768, 32), (1280, 1024, 32))
LARGEST = (1920, 1080, 32)


def shown(machine: Vm) -> tuple[int, int, int]:
    mode = machine.link.screen.mode
    return (mode.width, mode.height, mode.depth)


def middle(screen: Screen, row: int) -> bytes:
    at = row * screen.stride + 80
    return bytes(screen.pixels[at : at + 12])


def next_mode(machine: Vm, size: tuple[int, int, int], answers: int) -> None:
    machine.key("spc")
    machine.wait(lambda: machine.received.count(b"\n") == answers, f"an answer for {size}")
    assert machine.received.endswith(b"ok\n"), size
    machine.wait(lambda: machine.screen() == [] and shown(machine) == size, f"{size} on the screen")


@pytest.mark.parametrize("firmware", ["builtin", "seabios"])
@pytest.mark.parametrize("vga", ["std", "isa"])
def test_modes_of_every_depth(make: Make, guest: Guest, vga: str, firmware: str) -> None:
    machine = make(disk=guest("vbemodes"), firmware=firmware, vga=vga).start()
    assert machine.wait_serial(b"\n") == b"ok\n"
    machine.wait(lambda: machine.screen() == [] and shown(machine) == (640, 480, 8), "640x480x8")
    screen = machine.link.screen
    assert [screen.pixels[number << 16] for number in range(5)] == [1, 2, 3, 4, 5]
    for answers, size in enumerate((*MODES, LARGEST), 2):
        next_mode(machine, size, answers)
        assert screen.pixels[0] == 0x80, "damage came with the mode"
        assert middle(screen, size[1] // 2 - 1) == b"\x80" * 12
        assert middle(screen, size[1] - 1) == b"\x40" * 12
    machine.key("spc")
    machine.wait_serial(b"done")
    machine.wait(lambda: machine.screen() != [], "text again")


def test_nobody_can_shorten_the_shared_memory(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("vbemodes"), firmware="builtin").start()
    with pytest.raises(PermissionError):
        os.ftruncate(machine.link.fds["display"], 4096)
