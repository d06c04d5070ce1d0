"""The Differentiated System Description Table: what cannot be found by asking the hardware.

The board is an i440FX with PIIX3 and PIIX4: PCI interrupts go through four links, PIRQA# to PIRQD#, each routed to
an ISA interrupt by a register of the PIIX3 (Intel 290550, 2.2.9). The devices of the ISA bus do not announce
themselves. (ACPI 6.4, chapters 5, 6 and 7)
"""

from __future__ import annotations

from engine.boot.acpi import aml, resource
from engine.boot.acpi.aml import Space
from engine.boot.acpi.fadt import GPE0, GPE0_LENGTH
from engine.boot.acpi.hpet import ADDRESS as HPET_ADDRESS
from engine.boot.acpi.madt import IO_APIC_ADDRESS, PCI_IRQS
from engine.boot.acpi.table import table
from engine.boot.bios.pci import PM_BASE, SMBUS_BASE
from engine.boot.pc import Pc

LINKS = "ABCD"
PIRQ_REGISTERS = 0x60
PIRQ_DISABLED = 0x80
SLOTS = 32
PRESENT, PRESENT_BUT_OFF = 0x0B, 0x09
VGA_FIRST, VGA_LAST = 0xA0000, 0xBFFFF
CONFIG_PORTS, CONFIG_PORTS_LENGTH = 0xCF8, 8
FW_CFG, FW_CFG_LENGTH = 0x510, 12
COM_PORTS = ((0x3F8, 4), (0x2F8, 3), (0x3E8, 4), (0x2E8, 3))


def dsdt(pc: Pc) -> bytes:
    """The table for a machine."""
    links = (_link(number) for number in range(len(LINKS)))
    system_bus = aml.scope("\\_SB", *_processors(pc.vcpus), _root_bridge(pc), *links, *_virtio(pc))
    # Sleep type 0 is soft-off in the PIIX4's SUS_TYP (Intel 290562, 7.2.3).
    soft_off = aml.named("\\_S5", aml.package(*[aml.integer(0)] * 4))
    return table(b"DSDT", 2, system_bus + soft_off)


def _processors(count: int) -> list[bytes]:
    """Processor devices, by the numbers that the MADT gives them (8.4)."""
    return [
        aml.device(
            f"C{number:03X}", aml.named("_HID", aml.string("ACPI0007")), aml.named("_UID", aml.integer(number))
        )
        for number in range(count)
    ]


def _virtio(pc: Pc) -> list[bytes]:
    """Virtio devices without PCI, by the identifier that Linux knows them by."""
    return [
        aml.device(
            f"VR{number:02X}",
            aml.named("_HID", aml.string("LNRO0005")),
            aml.named("_UID", aml.integer(number)),
            aml.named("_CRS", aml.resources([resource.memory(base, length), resource.interrupts(gsi)])),
        )
        for number, (base, length, gsi) in enumerate(pc.mmio)
    ]


def _root_bridge(pc: Pc) -> bytes:
    windows = [
        resource.bus_numbers(0, 0),
        resource.ports(CONFIG_PORTS, CONFIG_PORTS_LENGTH),
        resource.bridge_ports(0, CONFIG_PORTS - 1),
        resource.bridge_ports(CONFIG_PORTS + CONFIG_PORTS_LENGTH, 0xFFFF),
        resource.bridge_memory(VGA_FIRST, VGA_LAST, cacheable=True),
        resource.bridge_memory(pc.low_bytes, IO_APIC_ADDRESS - 1),
    ]
    return aml.device(
        "PCI0",
        aml.named("_HID", aml.eisa_id("PNP0A03")),
        aml.named("_UID", aml.integer(0)),
        aml.named("_CRS", aml.resources(windows)),
        aml.named("_PRT", _routing()),
        _isa_bridge(pc),
    )


def _routing() -> bytes:
    """Which link each pin of each slot is soldered to: rotated from slot to slot, counted from slot 1 (6.2.13)."""
    entries = [
        aml.package(
            aml.integer(slot << 16 | 0xFFFF),
            aml.integer(pin),
            aml.name_string(f"LNK{LINKS[(slot - 1 + pin) % len(LINKS)]}"),
            aml.integer(0),
        )
        for slot in range(SLOTS)
        for pin in range(4)
    ]
    return aml.package(*entries)


def _link(number: int) -> bytes:
    """An interrupt link device: PNP0C0F, whose four methods read and write the PIRQ's register (6.2.13)."""
    letter = LINKS[number]
    register = aml.name_string(f"\\_SB.PCI0.ISA.PRQ{letter}")
    # In an interrupt descriptor the number is behind 5 bytes (6.4.3.6).
    number_at = 5
    routed = aml.bit_and(register, aml.integer(PIRQ_DISABLED))
    return aml.device(
        f"LNK{letter}",
        aml.named("_HID", aml.eisa_id("PNP0C0F")),
        aml.named("_UID", aml.integer(number)),
        aml.named("_PRS", aml.resources([resource.interrupts(*PCI_IRQS)])),
        aml.named("NOW", aml.resources([resource.interrupts(0)])),
        aml.dword_field(aml.name_string("NOW"), number_at, "IRQN"),
        aml.method(
            "_STA", 0, aml.when(routed, aml.give(aml.integer(PRESENT_BUT_OFF))), aml.give(aml.integer(PRESENT))
        ),
        aml.method("_DIS", 0, aml.bit_or(register, aml.integer(PIRQ_DISABLED), register)),
        aml.method(
            "_CRS",
            0,
            aml.bit_and(register, aml.integer(0xF), aml.name_string("IRQN")),
            aml.when(routed, aml.store(aml.integer(0), aml.name_string("IRQN"))),
            aml.give(aml.name_string("NOW")),
            serialized=True,
        ),
        aml.method(
            "_SRS",
            1,
            aml.dword_field(aml.argument(0), number_at, "IRQW"),
            aml.store(aml.name_string("IRQW"), register),
            serialized=True,
        ),
    )


def _isa_bridge(pc: Pc) -> bytes:
    return aml.device(
        "ISA",
        aml.named("_ADR", aml.integer(1 << 16)),
        aml.operation_region("PIRQ", Space.PCI_CONFIG, PIRQ_REGISTERS, len(LINKS)),
        aml.byte_fields("PIRQ", *(f"PRQ{letter}" for letter in LINKS)),
        *_isa_devices(pc),
    )


def _isa_devices(pc: Pc) -> list[bytes]:
    """What is soldered to the ISA bus, by its Plug and Play identifier."""
    ports, irq = resource.ports, resource.irq
    found = [
        _isa("RTC", "PNP0B00", [ports(0x70, 2), irq(8)]),
        _isa("KBD", "PNP0303", [ports(0x60, 1), ports(0x64, 1), irq(1)]),
        _isa("MOU", "PNP0F13", [irq(12)]),
        # What belongs to the board and to no driver.
        _isa(
            "MBRD",
            "PNP0C02",
            [
                ports(PM_BASE, 64),
                ports(SMBUS_BASE, 16),
                ports(GPE0, GPE0_LENGTH),
                ports(0xB2, 2),
                ports(FW_CFG, FW_CFG_LENGTH),
            ],
        ),
    ]
    for number in pc.serial:
        base, line = COM_PORTS[number]
        found.append(_isa(f"COM{number + 1}", "PNP0501", [ports(base, 8), irq(line)], number + 1))
    if pc.parallel:
        found.append(_isa("LPT1", "PNP0400", [ports(0x378, 8), irq(7)]))
    if pc.floppy:
        found.append(_isa("FDC0", "PNP0700", [ports(0x3F2, 4), ports(0x3F7, 1), irq(6), resource.dma(2)]))
    # QEMU's identifier (docs/specs/pvpanic), which is no EISA one: Linux's driver looks for it.
    panic = aml.resources([ports(0x505, 1)])
    found.append(aml.device("PEVT", aml.named("_HID", aml.string("QEMU0001")), aml.named("_CRS", panic)))
    if pc.hpet is not None:
        memory = b"\x86\x09\x00\x00" + HPET_ADDRESS.to_bytes(4, "little") + (0x400).to_bytes(4, "little")
        found.append(_isa("HPET", "PNP0103", [memory]))
    return found


def _isa(name: str, identifier: str, crs: list[bytes], uid: int = 0) -> bytes:
    unique = (aml.named("_UID", aml.integer(uid)),) if uid else ()
    return aml.device(
        name, aml.named("_HID", aml.eisa_id(identifier)), *unique, aml.named("_CRS", aml.resources(crs))
    )
