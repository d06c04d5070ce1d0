"""What INT 15h AX=E820h, E801h and AH=88h tell about memory. (ACPI specification, "System Address Map Interfaces")"""

from __future__ import annotations

from typing import NamedTuple

from engine.boot.bios.bda import EBDA

MIB = 1 << 20
FOUR_GIB = 1 << 32
USABLE, RESERVED, ACPI_NVS = 1, 2, 4
ROM_BASE = 0xF0000
TOP_ROM = FOUR_GIB - 0x10000


class Range(NamedTuple):
    """``length`` bytes from ``base``, of a kind of the ACPI specification."""

    base: int
    length: int
    kind: int


def memory_map(ram_bytes: int, low_end: int, reserved: int = 0) -> list[Range]:
    """The map of a machine; the last ``reserved`` bytes of RAM below 4 GiB hold the ACPI tables. The
    FACS among them is written to while the system runs, so they stay out of its reach."""
    low = min(ram_bytes, low_end)
    ranges = [Range(0, EBDA, USABLE), Range(EBDA, 0xA0000 - EBDA, RESERVED), Range(ROM_BASE, 0x10000, RESERVED)]
    if low > MIB + reserved:
        ranges.append(Range(MIB, low - MIB - reserved, USABLE))
        if reserved:
            ranges.append(Range(low - reserved, reserved, ACPI_NVS))
    ranges.append(Range(TOP_ROM, 0x10000, RESERVED))
    if ram_bytes > low:
        ranges.append(Range(FOUR_GIB, ram_bytes - low, USABLE))
    return ranges


def extended_kib(ram_bytes: int, low_end: int, reserved: int = 0) -> int:
    """Usable KiB from 1 MiB up, below 4 GiB."""
    return max(min(ram_bytes, low_end) - MIB - reserved, 0) >> 10
