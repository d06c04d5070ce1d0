"""engine.boot.bios.bios: registers, data areas and stacks that no program has. Nothing may raise, or take long."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.boot.bios.bda import EBDA
from engine.boot.bios.service import Service
from engine.config import Disk
from tests.support.biosrig import CARRY, BiosRig

CALLS = 500
LONGEST_S = 0.5
"""For one call out of the CPU. Most take microseconds; a picture of 64,000 dots or a whole track takes more."""
PLACES = (0, 0x400, 0x7C00, 0x9FC00, 0xA0000, 0xB8000, 0xF0000, 0xFFFF0)
SERVICES = (
    *(Service.VIDEO, Service.DISK, Service.SERIAL, Service.SYSTEM, Service.KEYBOARD, Service.PRINTER, Service.CLOCK),
    *(Service.EQUIPMENT, Service.MEMORY_SIZE, Service.PRINT_SCREEN, Service.KEYBOARD_IRQ, Service.MOUSE_IRQ),
    *(Service.RTC_IRQ, Service.KEYBOARD_INTERCEPTED),
)
FUNCTIONS = {
    Service.VIDEO: (*range(0x14), 0x1A, 0x1B, 0x1C, *[0x4F] * 12),
    Service.DISK: (*range(0x19), *range(0x41, 0x4F)),
    Service.SYSTEM: (0x24, 0x53, 0x53, 0x83, 0x87, 0x88, 0xC0, 0xC1, 0xC2, 0xC2, 0xE8),
    Service.KEYBOARD: (1, 2, 3, 5, 9, 10, 0x11, 0x12),
    Service.CLOCK: (*range(8), *[0xB1] * 4),
}


def word(source: random.Random) -> int:
    """What is often at an edge."""
    return source.choice((0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, source.randrange(0x10000)))


@pytest.mark.parametrize("seed", range(8))
def test_anything_at_all(machine_with: Callable[..., BiosRig], tmp_path: Path, seed: int) -> None:
    source = random.Random(seed)
    for name, size in (("c.img", 1 << 20), ("a.img", 1440 << 10), ("d.iso", 1 << 20)):
        (tmp_path / name).write_bytes(source.randbytes(1024).ljust(size, b"\0"))
    machine = machine_with(disks=(Disk(path="c.img"),), floppy="a.img", cdrom="d.iso")
    for number in range(CALLS):
        if number % 8 == 0:
            # Anything in the data areas: columns, rows, pages, ports, the keyboard's buffer.
            base = source.choice((0x400, 0x440, 0x480, EBDA + 0x20, EBDA + 0x80))
            machine.write(base + source.randrange(0x60), source.randbytes(source.randrange(1, 9)))
        service = source.choice(SERVICES)
        registers = {name: word(source) | word(source) << 16 for name in ("ebx", "ecx", "edx", "esi", "edi", "ebp")}
        function = source.choice(FUNCTIONS.get(service, range(0x100)))
        registers["eax"] = function << 8 | source.choice((*range(0x20), word(source) & 0xFF))
        if service is Service.DISK:
            registers["edx"] = word(source) << 8 & 0xFF00 | source.choice((0, 0x80, 0xE0, 1, 0x81))
        segments = {
            name: source.choice((*(place >> 4 for place in PLACES), word(source))) for name in ("ds", "es", "ss")
        }
        begun = time.thread_time()
        frame = machine.enter(service, **registers, **segments, esp=word(source))
        if frame.eflags & CARRY and (service, True) in machine.stubs:
            machine.resume(service, frame)
        took_s = time.thread_time() - begun
        assert took_s < LONGEST_S, f"{service.name} {registers['eax']:#x} {registers['ecx']:#x}: {took_s:.2f} s"
