"""engine.boot.bios.bios, power, area: the trap itself, and what power-on leaves behind."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

from engine.boot.bios.bda import EBDA_SEGMENT, Bda
from engine.boot.bios.rom import DISKETTE_PARAMETERS, IRET, VECTORS
from engine.boot.bios.service import TRAP_PORT, Service
from engine.config import Disk
from engine.cpu.accel import Frame
from tests.support.biosrig import CARRY, INTERRUPT, STACK, ZERO, BiosRig


def vector(machine: BiosRig, number: int) -> tuple[int, int]:
    offset, segment = struct.unpack("<HH", machine.read(4 * number, 4))
    return segment, offset


def test_vectors(machine: BiosRig) -> None:
    for number, offset in VECTORS.items():
        assert vector(machine, number) == (0xF000, offset)
    assert vector(machine, 0x1E) == (0xF000, DISKETTE_PARAMETERS)
    assert vector(machine, 0x1C) == (0xF000, IRET)
    assert vector(machine, 0x60) == (0, 0)


def test_disk_tables(machine_with: Callable[..., BiosRig], tmp_path: Path) -> None:
    (tmp_path / "disk.img").write_bytes(bytes(4 << 20))
    machine = machine_with(disks=(Disk(path="disk.img"),))
    segment, offset = vector(machine, 0x41)
    assert segment == EBDA_SEGMENT
    table = machine.read((segment << 4) + offset, 16)
    assert (table[0], table[2], table[14]) == (8, 16, 63)


def test_an_out_from_elsewhere_does_nothing(machine: BiosRig) -> None:
    for place in ({"cs": 0x1000}, {"real": False}):
        frame = machine.accel.cpu.current = Frame(
            **{"cs": 0xF000, "eip": machine.stubs[Service.VIDEO, False]} | place
        )
        frame.eax = 0x0E41
        machine.ports.write(TRAP_PORT, 1, 0)
        assert frame == Frame(**{"cs": 0xF000, "eip": frame.eip, "eax": 0x0E41} | place)
    assert machine.screen()[0] == ""


def test_the_out_counts_before_and_behind_itself(machine: BiosRig) -> None:
    """KVM may have stepped over it already, or not yet."""
    for step in (0, 2):
        machine.stubs[Service.MEMORY_SIZE, False] += step
        assert machine.call(0x12).ax == 639


def test_interrupts_come_in_as_the_caller_has_them(machine: BiosRig) -> None:
    assert machine.call(0x12).frame.eflags & (INTERRUPT | CARRY | ZERO) == INTERRUPT
    machine.write(STACK + 4, b"\x02\x00")
    assert not machine.enter(Service.MEMORY_SIZE).eflags & INTERRUPT


def test_virtual_8086_mode_is_translated(machine: BiosRig) -> None:
    machine.accel.cpu.pages = {0: 0, 0xB8: 0xB8, STACK >> 12: STACK >> 12, 0x20: 0x30}
    machine.write(0x30010, b"V")
    machine.call(0x10, ax=0x1300, bx=7, cx=1, dx=0, es=0x2000, bp=0x10, vm86=True)
    assert machine.screen()[0] == "V"


def test_returns_from_protected_mode(machine: BiosRig) -> None:
    for code, expected in ((0x05, CARRY | ZERO), (0x0A, CARRY), (0x00, 0), (0x04, 0)):
        machine.ports.write(0x70, 1, 0x0F)
        machine.ports.write(0x71, 1, code)
        frame = machine.enter(Service.POWER_ON, eflags=2)
        assert frame.eflags & (CARRY | ZERO) == expected
        machine.ports.write(0x70, 1, 0x0F)
        assert machine.ports.read(0x71, 1) == 0


def test_reset_starts_anew(machine: BiosRig) -> None:
    machine.begin(0x16, ax=0)
    machine.write(Bda.VIDEO_MODE, b"\x13")
    machine.board.reset()
    machine.power_on()
    assert machine.call(0x10, ax=0x0F00).ax == 0x5003


def test_power_on_takes_little(machine: BiosRig) -> None:
    """Counted, not timed: what the ports cost is what power-on costs."""
    writes = 0
    real = machine.ports.write

    def counted(port: int, size: int, value: int) -> None:
        nonlocal writes
        writes += 1
        real(port, size, value)

    machine.ports.write = counted  # type: ignore[method-assign]  # only to count
    machine.board.reset()
    machine.power_on()
    assert writes < 900
