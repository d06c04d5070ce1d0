"""engine.boot.bios.pcibios: searching."""

from __future__ import annotations

from tests.support.biosrig import BiosRig


def test_nothing_of_a_class(machine: BiosRig) -> None:
    answer = machine.call(0x1A, ax=0xB183, ecx=0x0C0330, si=0)
    assert (answer.carry, answer.ah) == (True, 0x86)


def test_the_service_directory_leads_to_the_entry(machine: BiosRig) -> None:
    at = next(at for at in range(0xE0000, 0x100000, 16) if machine.read(at, 4) == b"_32_")
    header = machine.read(at, 16)
    assert sum(header) & 0xFF == 0 and header[9] == 1
    directory = int.from_bytes(header[4:8], "little") & 0xFFFF
    found = machine.call_far(directory, eax=int.from_bytes(b"$PCI", "little"))
    assert (found.eax & 0xFF, found.ebx, found.ecx) == (0, 0xF0000, 0x10000)
    present = machine.call_far(found.edx, eax=0xB101, eflags=3)
    assert (present.eax, present.edx, present.eflags & 1) == (1, int.from_bytes(b"PCI ", "little"), 0)
    vendor = machine.call_far(found.edx, eax=0xB10A, edi=0)
    assert vendor.ecx == 0x12378086
    assert machine.call_far(directory, eax=0x12345678).eax & 0xFF == 0x80
    assert machine.call_far(directory, ebx=1).eax & 0xFF == 0x81


def test_interrupt_routing(machine: BiosRig) -> None:
    machine.write(0x20000, (0).to_bytes(2, "little") + b"\x00\x00\x00\x21")
    assert machine.call(0x1A, ax=0xB10E, es=0x2000, di=0).ah == 0x89
    size = machine.word(0x20000)
    assert size and size % 16 == 0
    answer = machine.call(0x1A, ax=0xB10E, es=0x2000, di=0)
    assert not answer.carry
    slot = machine.read(0x21000, 16)
    link, allowed = slot[2], int.from_bytes(slot[3:5], "little")
    irq = next(number for number in range(15, 2, -1) if allowed >> number & 1)
    device = slot[0] << 8 | slot[1]
    assert not machine.call(0x1A, ax=0xB10F, bx=device, cx=irq << 8 | 0x0A).carry
    assert machine.call(0x1A, ax=0xB108, bx=0x0008, di=link).cl == irq
    assert machine.call(0x1A, ax=0xB10F, bx=device, cx=0x000A).ah == 0x88
    assert machine.call(0x1A, ax=0xB10F, bx=device, cx=irq << 8 | 0x0F).ah == 0x88
