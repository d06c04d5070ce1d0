"""engine.boot.bios.pcibios: searching."""

from __future__ import annotations

from tests.support.biosrig import BiosRig


def test_nothing_of_a_class(machine: BiosRig) -> None:
    answer = machine.call(0x1A, ax=0xB183, ecx=0x0C0330, si=0)
    assert (answer.carry, answer.ah) == (True, 0x86)
