"""engine.bios: the builtin BIOS on the board."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from engine.boot import kernel
from engine.boot.bios.bios import MOST_WAITING
from engine.boot.bios.service import TRAP_PORT, Service
from engine.boot.bios.vbemode import closest
from engine.boot.direct import Graphics, Plan
from engine.builder import describe
from engine.config import Kernel, MachineConfig
from engine.cpu.accel import Entry
from engine.display.layout import VRAM_OFFSET
from tests.support.biosrig import UUID, BiosRig, rig
from tests.support.kernel import BODY, bzimage

DEADLINE_S = 60.0


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


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


def test_a_kernel_finds_what_the_bios_leaves(tmp_path: Path, loop: asyncio.AbstractEventLoop) -> None:
    """Without an instruction of it being run: nobody has called the trap port."""
    (tmp_path / "vmlinuz").write_bytes(bzimage())
    config = MachineConfig(name="rig", uuid=UUID, memory_mib=32)
    plan = kernel.plan(Kernel(path="vmlinuz"), tmp_path, describe(config))
    machine = BiosRig(tmp_path, loop, plan)
    assert machine.board.entry == plan.entry
    assert machine.read(0x100000, len(BODY)) == BODY
    assert machine.word(0x449) & 0xFF == 3 and machine.word(0x44A) == 80, "80x25 text"
    assert machine.read(0x10 * 4 + 2, 2) == b"\x00\xf0", "interrupt 10h leads to the ROM"
    assert machine.read(0xFA800, 8) == b"RSD PTR "
    machine.ports.write(0x64, 1, 0x20)
    assert machine.ports.read(0x60, 1) & 0x41 == 0x41, "the keyboard interrupts, translated"
    assert machine.ports.read(0x604, 2) == 0, "the power management registers have their ports"
    machine.write(0x100000, bytes(16))
    machine.board.reset()
    assert machine.read(0x100000, 16) == BODY[:16], "a reset loads it again"
    machine.close()


def test_a_kernel_gets_the_picture_it_wishes_for(tmp_path: Path, loop: asyncio.AbstractEventLoop) -> None:
    plan = Plan((), Entry(0x100000, {}, 0, 0, 0, 0), graphics=Graphics(closest(800, 600, 32), 0x10000))
    machine = BiosRig(tmp_path, loop, plan)
    address = int.from_bytes(machine.read(0x10000, 8), "little")
    machine.write(address, b"\x12\x34\x56\x78")
    assert machine.board.display.view[VRAM_OFFSET : VRAM_OFFSET + 4] == b"\x12\x34\x56\x78"
    machine.close()
