"""What the ROM's stubs ask for: the services, and how a service answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum, IntEnum

from engine.boot.bios.call import Call

TRAP_PORT = 0xB5
"""The stubs' OUT goes here. No chip of a PC answers at B4h-BFh."""


class Service(IntEnum):
    """Every stub that calls out. Those below 100h are the interrupts of that number."""

    PRINT_SCREEN = 0x05
    KEYBOARD_IRQ = 0x09
    VIDEO = 0x10
    EQUIPMENT = 0x11
    MEMORY_SIZE = 0x12
    DISK = 0x13
    SERIAL = 0x14
    SYSTEM = 0x15
    KEYBOARD = 0x16
    PRINTER = 0x17
    NO_BOOT = 0x18
    BOOT = 0x19
    CLOCK = 0x1A
    RTC_IRQ = 0x70
    MOUSE_IRQ = 0x74
    POWER_ON = 0x100
    POWER_ON_2 = 0x101
    KEYBOARD_INTERCEPTED = 0x102
    PROTECTED_APM = 0x104
    PROTECTED_PCI = 0x105
    DIRECTORY = 0x106


class Wait(Enum):
    """A service that cannot answer yet. HALT: until the next interrupt. AGAIN: at once (it has waited a moment
    itself, for something that interrupts nobody)."""

    HALT = "halt"
    AGAIN = "again"


Steps = Iterator[Wait]
"""A service that waits is a generator: whenever it is resumed, ``call`` holds the registers of that moment."""

Handler = Callable[[Call], Steps | None]
