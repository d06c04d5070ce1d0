"""The $PIR table: which PIRQ each pin of each PCI slot is soldered to.

(Microsoft PCI IRQ Routing Table Specification 1.0)
"""

from __future__ import annotations

import struct

from engine.boot.acpi.dsdt import PIRQ_REGISTERS
from engine.boot.acpi.madt import PCI_IRQS
from engine.boot.acpi.table import summed

SLOTS = range(1, 32)
_PIIX3_PLACE = 1 << 3
_COMPATIBLE_ROUTER = 0x122E8086
"""The first PIIX's identity: drivers know its way of routing, which is the PIIX3's."""


def build() -> bytes:
    """The table, to lie at a multiple of 16 between F0000h and FFFFFh."""
    mask = sum(1 << irq for irq in PCI_IRQS)
    slots = b""
    for slot in SLOTS:
        pins = b"".join(struct.pack("<BH", PIRQ_REGISTERS + (slot - 1 + pin) % 4, mask) for pin in range(4))
        # The chipset's own functions are on the board, which is slot 0.
        slots += struct.pack("<BB", 0, slot << 3) + pins + bytes([0 if slot == 1 else slot, 0])
    size = 32 + len(slots)
    header = struct.pack("<4sHHBBHII11xB", b"$PIR", 0x0100, size, 0, _PIIX3_PLACE, 0, _COMPATIBLE_ROUTER, 0, 0)
    return summed(header + slots, 31)
