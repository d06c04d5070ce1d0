"""What the BIOS leaves in low memory at power-on: vectors, data area, disk tables."""

from __future__ import annotations

import struct

from engine.boot.bios.bda import BASE_MEMORY_KIB, EBDA, EBDA_SEGMENT, Bda, Ebda
from engine.boot.bios.font import FONT_8
from engine.boot.bios.geometry import Geometry
from engine.boot.bios.memory import Memory
from engine.boot.bios.rom import BASE, DISKETTE_PARAMETERS, SEGMENT, SIZE, VIDEO_PARAMETERS, Rom
from engine.boot.bios.unit import FIRST_HARD_DISK, Unit
from engine.boot.part import Part

FREE_VECTORS = (*range(0x60, 0x68), 0x79)
_TABLES = {0x1D: VIDEO_PARAMETERS, 0x1E: DISKETTE_PARAMETERS, 0x1F: FONT_8 + 1024, 0x43: FONT_8}
_DISK_VECTORS = (0x41, 0x46)
EQUIPMENT_COPROCESSOR, EQUIPMENT_MOUSE = 0x02, 0x04


def write_vectors(memory: Memory, rom: Rom) -> None:
    """The interrupt vectors; those that programs look for a free one among are zero, those nobody serves an IRET."""
    vectors = bytearray()
    for number in range(256):
        offset = _TABLES.get(number) or rom.vector(number)
        vectors += struct.pack("<HH", 0, 0) if number in FREE_VECTORS else struct.pack("<HH", offset, SEGMENT)
    memory.write(0, bytes(vectors))


def write_data_area(memory: Memory) -> None:
    """The BIOS data area and its extension, empty but for the sizes of memory."""
    memory.write(0x400, bytes(0x101))
    memory.write(EBDA, bytes(0x400))
    memory.put_byte(EBDA + Ebda.SIZE_KIB, 1)
    memory.put_word(Bda.EBDA_SEGMENT, EBDA_SEGMENT)
    memory.put_word(Bda.MEMORY_KIB, BASE_MEMORY_KIB)
    memory.write(Bda.PRINTER_TIMEOUTS, b"\x14\x14\x14\x14")


def write_tables(memory: Memory, rom: memoryview, tables: tuple[Part, ...]) -> None:
    """What describes the machine: to RAM, or to the ROM, whichever is at the address."""
    for part in tables:
        if BASE <= part.address < BASE + SIZE:
            at = part.address - BASE
            rom[at : at + len(part.content)] = part.content
        else:
            memory.write(part.address, part.content)


def write_equipment(memory: Memory, floppies: int, serial_ports: int, printers: int) -> None:
    """INT 11h's word: the display found itself (an EGA or later), 80x25 colour."""
    word = EQUIPMENT_COPROCESSOR | EQUIPMENT_MOUSE | 0x20 | serial_ports << 9 | printers << 14
    if floppies:
        word |= 1 | (floppies - 1) << 6
        memory.put_byte(Bda.DISKETTE_MEDIA, 0x17)
    memory.put_word(Bda.EQUIPMENT, word)


def write_disk_tables(memory: Memory, units: dict[int, Unit]) -> None:
    """The fixed disk parameter tables of the first two hard disks, behind INT 41h and 46h."""
    for place, vector in enumerate(_DISK_VECTORS):
        unit = units.get(FIRST_HARD_DISK + place)
        offset = Ebda.DISK_TABLES + 16 * place
        table = _disk_table(unit.geometry) if unit is not None else bytes(16)
        memory.write(EBDA + offset, table)
        memory.put_dword(4 * vector, EBDA_SEGMENT << 16 | offset)


def _disk_table(geometry: Geometry) -> bytes:
    cylinders, heads, sectors = geometry
    control = 0xC0 | (0x08 if heads > 8 else 0)
    return struct.pack("<HBHHBBBBBHBB", *(cylinders, heads, 0, 0xFFFF, 0, control, 0, 0, 0), *(cylinders, sectors, 0))
