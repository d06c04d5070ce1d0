"""The table by which systems without ACPI find several processors and the I/O APIC.

(Intel MultiProcessor Specification 1.4, chapter 4; "MP" below)
"""

from __future__ import annotations

import struct

from engine.boot.acpi.madt import IO_APIC_ADDRESS, LOCAL_APIC_ADDRESS
from engine.boot.acpi.table import summed
from engine.boot.bios.pci import ROUTE_LINKS

POINTER_LENGTH = 16
_PCI_BUS, _ISA_BUS = 0, 1
_APIC_VERSION, _IO_APIC_VERSION = 0x14, 0x11
_ENABLED, _BOOT_PROCESSOR = 1, 2
_FAMILY_6 = 0x600
_FEATURES = 0x201
"""A processor with FPU and local APIC (table 4-6)."""
_INT, _NMI, _EXTINT = 0, 1, 3
_LEVEL_HIGH = 0xD
_ALL_APICS = 0xFF


def build(address: int, vcpus: int) -> bytes:
    """The floating pointer, to lie at ``address`` (a multiple of 16), with the configuration table behind it."""
    entries = _processors(vcpus)
    entries += [struct.pack("<BB6s", 1, bus, name) for bus, name in ((_PCI_BUS, b"PCI   "), (_ISA_BUS, b"ISA   "))]
    entries.append(struct.pack("<BBBBI", 2, vcpus, _IO_APIC_VERSION, _ENABLED, IO_APIC_ADDRESS))
    entries += _interrupts(vcpus)
    body = b"".join(entries)
    length = 44 + len(body)
    header = struct.pack("<4sHBB8s12s", b"PCMP", length, 4, 0, b"VIRTGUI ", b"VIRTGUI PC  ")
    header += struct.pack("<IHHIHBB", 0, 0, len(entries), LOCAL_APIC_ADDRESS, 0, 0, 0)
    pointer = struct.pack("<4sIBBB5B", b"_MP_", address + POINTER_LENGTH, 1, 4, 0, 0, 0, 0, 0, 0)
    return summed(pointer, 10) + summed(header + body, 7)


def _processors(vcpus: int) -> list[bytes]:
    """(MP, 4.3.1)"""
    return [
        struct.pack(
            "<BBBBII8x",
            *(0, number, _APIC_VERSION, _ENABLED | (0 if number else _BOOT_PROCESSOR)),
            *(_FAMILY_6, _FEATURES),
        )
        for number in range(vcpus)
    ]


def _interrupts(io_apic: int) -> list[bytes]:
    """(MP, 4.3.4, 4.3.5) Input N of the I/O APIC is ISA interrupt N. PCI comes in where firmware routes it."""
    found = []
    for slot in range(1, 32):
        for pin in range(4):
            irq = ROUTE_LINKS[(slot - 1 + pin) % len(ROUTE_LINKS)]
            found.append(_source(3, _INT, _LEVEL_HIGH, _PCI_BUS, slot << 2 | pin, io_apic, irq))
    for irq in range(16):
        # Interrupt 2 is where the second 8259 comes in.
        if irq != 2 and irq not in ROUTE_LINKS:
            found.append(_source(3, _INT, _LEVEL_HIGH if irq == 9 else 0, _ISA_BUS, irq, io_apic, irq))
    found.append(_source(4, _EXTINT, 0, _ISA_BUS, 0, _ALL_APICS, 0))
    found.append(_source(4, _NMI, 0, _ISA_BUS, 0, _ALL_APICS, 1))
    return found


def _source(kind: int, interrupt: int, flags: int, bus: int, source: int, apic: int, pin: int) -> bytes:
    return struct.pack("<BBHBBBB", kind, interrupt, flags, bus, source, apic, pin)
