"""engine.bios: the builtin BIOS on the board."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest

from engine.boot.bios.bios import MOST_WAITING
from engine.boot.bios.service import TRAP_PORT, Service
from tests.support.biosrig import BiosRig, rig

DEADLINE_S = 10.0


def test_the_trap_port_is_taken_and_reads_as_nothing(tmp_path: Path) -> None:
    with rig(tmp_path) as machine:
        assert not machine.ports.free(TRAP_PORT, 1)
        assert machine.ports.read(TRAP_PORT, 1) == 0xFF
        assert machine.read(0xFFFF0, 1) == machine.read(0xFFFFFFF0, 1) == b"\xea"


@pytest.mark.parametrize("base", [0xFFFC, TRAP_PORT - 5])
def test_ports_that_the_guest_chooses_do_no_harm(tmp_path: Path, base: int) -> None:
    """INT 14h and 10h find their chips through the data area. The second base leads to our own trap port, whose
    lock the service holds: reading it from the bus would wait for ever."""
    with rig(tmp_path) as machine:
        for place in (0x400, 0x463):
            machine.write(place, base.to_bytes(2, "little"))
        done = Thread(target=_call_both, args=(machine,), daemon=True)
        done.start()
        done.join(DEADLINE_S)
        assert not done.is_alive()


def _call_both(machine: BiosRig) -> None:
    machine.call(0x14, ax=0x0300, dx=0)
    machine.call(0x10, ax=0x1000, bx=0x0101)


def test_waits_that_are_left_behind_do_not_pile_up(tmp_path: Path) -> None:
    with rig(tmp_path) as machine:
        for number in range(3 * MOST_WAITING):
            machine.enter(Service.KEYBOARD, ss=0x2000, esp=2 * number, eax=0)
        slot = machine.ports._table[TRAP_PORT]
        assert slot is not None
        bios = slot.write.__self__  # type: ignore[attr-defined]  # the bound method of the Bios
        assert len(bios._waiting) <= MOST_WAITING
