"""engine.boot.bios.pci and pcibios: configuration at power-on, and INT 1Ah AH=B1h."""

from __future__ import annotations

from engine.boot.bios.pci import PM_BASE, ConfigSpace
from tests.support.biosrig import BiosRig


def test_windows_are_placed(machine: BiosRig) -> None:
    space = ConfigSpace(machine.ports)
    ide, pm = 1 << 3 | 1, 1 << 3 | 3
    assert space.read(ide, 0x20, 4) & 1 and space.read(ide, 0x20, 4) >= 0xC000
    assert space.read(ide, 0x04, 2) & 5 == 5
    assert space.read(pm, 0x40, 4) == PM_BASE | 1
    assert machine.ports.read(PM_BASE + 8, 4) != 0xFFFFFFFF  # the timer answers
    assert [space.read(1 << 3, 0x60 + link, 1) for link in range(4)] == [10, 10, 11, 11]
    assert space.read(pm, 0x3C, 1) == 9


def test_pci_bios(machine: BiosRig) -> None:
    answer = machine.call(0x1A, ax=0xB101)
    assert (answer.carry, answer.frame.edx, answer.bx) == (False, 0x20494350, 0x0210)
    answer = machine.call(0x1A, ax=0xB102, cx=0x7010, dx=0x8086, si=0)
    assert (answer.carry, answer.bx) == (False, 0x0009)
    assert machine.call(0x1A, ax=0xB102, cx=0x7010, dx=0x8086, si=1).ah == 0x86
    assert machine.call(0x1A, ax=0xB102, cx=0, dx=0xFFFF, si=0).ah == 0x83
    assert machine.call(0x1A, ax=0xB103, ecx=0x010180, si=0).bx == 0x0009
    assert machine.call(0x1A, ax=0xB10A, bx=9, di=0).frame.ecx == 0x70108086
    assert machine.call(0x1A, ax=0xB109, bx=9, di=1).ah == 0x87
    assert machine.call(0x1A, ax=0xB17F).ah == 0x81
    assert not machine.call(0x1A, ax=0xB10B, bx=0x0B, di=0x3C, ecx=0x42).carry
    assert machine.call(0x1A, ax=0xB108, bx=0x0B, di=0x3C).cl == 0x42
