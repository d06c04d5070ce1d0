"""The Multiple APIC Description Table: processors and interrupt controllers. (ACPI 6.4, section 5.2.12)"""

from __future__ import annotations

import struct

from engine.boot.acpi.table import table

LOCAL_APIC_ADDRESS = 0xFEE00000
IO_APIC_ADDRESS = 0xFEC00000
PC_AT_COMPATIBLE = 1 << 0
"""There are two 8259s, too, to be masked."""
LEVEL_ACTIVE_HIGH = 0xD
PCI_IRQS = (5, 10, 11)
"""The interrupts that PIRQ lines may be routed to; 9 is the SCI."""
_ALL_PROCESSORS = 0xFF


def madt(vcpus: int) -> bytes:
    """The table for ``vcpus`` CPUs, whose local APICs are numbered from 0. Every ISA interrupt N comes in at input N
    of the I/O APIC, the timer's too: so KVM wires them."""
    body = struct.pack("<II", LOCAL_APIC_ADDRESS, PC_AT_COMPATIBLE)
    for number in range(vcpus):
        body += struct.pack("<BBBBI", 0, 8, number, number, 1)
    # The I/O APIC's own number is one that no processor has.
    body += struct.pack("<BBBBII", 1, 12, vcpus, 0, IO_APIC_ADDRESS, 0)
    for irq in sorted((*PCI_IRQS, 9)):
        body += struct.pack("<BBBBIH", 2, 10, 0, irq, irq, LEVEL_ACTIVE_HIGH)
    body += struct.pack("<BBBHB", 4, 6, _ALL_PROCESSORS, 0, 1)  # NMI at LINT1
    return table(b"APIC", 1, body)
