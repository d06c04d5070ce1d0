"""engine.boot.bios.area: low memory after power-on."""

from __future__ import annotations

from engine.boot.bios.area import write_equipment
from engine.boot.bios.bda import Bda
from tests.support.biosrig import BiosRig
from tests.unit.boot.bios.conftest import memory_of


def test_equipment_word(machine: BiosRig) -> None:
    write_equipment(memory_of(machine), 2, 3, 1)
    assert machine.word(Bda.EQUIPMENT) == 0x4667
