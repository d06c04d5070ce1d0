"""Resource descriptors: which ports, memory, interrupts and DMA channels a device has. (ACPI 6.4, section 6.4)"""

from __future__ import annotations

import struct

PRODUCER_FIXED = 0x0C
"""Address space flags: the device passes the range on; its minimum and maximum are fixed (6.4.3.5.1)."""


def ports(base: int, length: int) -> bytes:
    """I/O ports of the device itself, 16 bits decoded (6.4.2.5)."""
    return struct.pack("<BBHHBB", 0x47, 1, base, base, 1, length)


def irq(number: int) -> bytes:
    """An ISA interrupt: edge, active high, exclusive (6.4.2.1)."""
    return struct.pack("<BH", 0x22, 1 << number)


def dma(channel: int) -> bytes:
    """An ISA DMA channel, 8 bits wide (6.4.2.2)."""
    return struct.pack("<BBB", 0x2A, 1 << channel, 0)


def interrupts(*numbers: int) -> bytes:
    """Global system interrupts to choose from: level, active high, shared (6.4.3.6)."""
    body = bytes([0x09, len(numbers)]) + struct.pack(f"<{len(numbers)}I", *numbers)
    return struct.pack("<BH", 0x89, len(body)) + body


def memory(base: int, length: int) -> bytes:
    """Memory of the device itself, read and write, fixed (6.4.3.4)."""
    return struct.pack("<BHBII", 0x86, 9, 1, base, length)


def bus_numbers(first: int, last: int) -> bytes:
    """The buses behind a bridge (6.4.3.5.3)."""
    return _word_space(2, 0, first, last)


def bridge_ports(first: int, last: int) -> bytes:
    """Ports that a bridge passes on: the entire range, no translation (6.4.3.5.3)."""
    return _word_space(1, 3, first, last)


def bridge_memory(first: int, last: int, *, cacheable: bool = False) -> bytes:
    """Memory below 4 GiB that a bridge passes on, read and write (6.4.3.5.2)."""
    specific = 1 | (1 << 1 if cacheable else 0)
    body = struct.pack("<BBB5I", 0, PRODUCER_FIXED, specific, 0, first, last, 0, last - first + 1)
    return struct.pack("<BH", 0x87, len(body)) + body


def _word_space(kind: int, specific: int, first: int, last: int) -> bytes:
    body = struct.pack("<BBB5H", kind, PRODUCER_FIXED, specific, 0, first, last, 0, last - first + 1 & 0xFFFF)
    return struct.pack("<BH", 0x88, len(body)) + body
