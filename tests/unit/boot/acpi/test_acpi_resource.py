"""engine.boot.acpi.resource: descriptors, byte by byte."""

from __future__ import annotations

import struct

from engine.boot.acpi import resource


def test_small_descriptors() -> None:
    assert resource.ports(0x3F8, 8).hex() == "4701f803f8030108"
    assert resource.irq(4).hex() == "221000"
    assert resource.irq(12).hex() == "220010"
    assert resource.dma(2).hex() == "2a0400"


def test_interrupts_are_level_high_and_shared() -> None:
    made = resource.interrupts(5, 10, 11)
    assert made == bytes.fromhex("890e00 09 03") + struct.pack("<III", 5, 10, 11)


def test_ranges_say_their_own_length() -> None:
    memory = resource.bridge_memory(0x10000000, 0xFEBFFFFF)
    kind, length = struct.unpack_from("<BH", memory)
    assert (kind, length) == (0x87, len(memory) - 3)
    assert struct.unpack_from("<5I", memory, 6) == (0, 0x10000000, 0xFEBFFFFF, 0, 0xEEC00000)
    assert resource.bridge_memory(0xA0000, 0xBFFFF, cacheable=True)[5] == 3
    ports = resource.bridge_ports(0xD00, 0xFFFF)
    assert struct.unpack_from("<BHBBB5H", ports) == (0x88, len(ports) - 3, 1, 0x0C, 3, 0, 0xD00, 0xFFFF, 0, 0xF300)
    buses = resource.bus_numbers(0, 0)
    assert struct.unpack_from("<BHBBB5H", buses) == (0x88, len(buses) - 3, 2, 0x0C, 0, 0, 0, 0, 0, 1)


def test_a_devices_own_memory() -> None:
    assert resource.memory(0xFEF00200, 0x200) == bytes.fromhex("860900 01") + struct.pack("<II", 0xFEF00200, 0x200)
