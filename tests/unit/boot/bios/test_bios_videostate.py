"""engine.boot.bios.videostate: INT 10h AH=1Bh and AH=1Ch."""

from __future__ import annotations

from tests.support.biosrig import BiosRig


def test_functionality(machine: BiosRig) -> None:
    machine.call(0x10, ax=0x13)
    assert machine.call(0x10, ax=0x1B00, bx=0, es=0x500, di=0).al == 0x1B
    state = machine.read(0x5000, 64)
    assert (state[4], state[5], state[0x22], state[0x23]) == (0x13, 40, 24, 8)
    assert int.from_bytes(state[0x27:0x29], "little") == 256
    static = (int.from_bytes(state[2:4], "little") << 4) + int.from_bytes(state[:2], "little")
    assert machine.read(static, 3) == b"\xff\xe0\x0f"


def test_save_and_restore(machine: BiosRig) -> None:
    blocks = machine.call(0x10, ax=0x1C00, cx=7).bx
    assert 12 <= blocks <= 16
    machine.call(0x10, ax=0x1001, bx=0x0900)
    machine.call(0x10, ax=0x1C01, cx=7, es=0x1000, bx=0)
    before = machine.board.vga.registers()
    machine.call(0x10, ax=0x12)
    machine.call(0x10, ax=0x1C02, cx=7, es=0x1000, bx=0)
    assert machine.board.vga.registers() == before
    assert machine.call(0x10, ax=0x0F00).ax == 0x5003
