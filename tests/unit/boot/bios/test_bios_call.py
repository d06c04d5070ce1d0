"""engine.boot.bios.call: registers by their short names."""

from __future__ import annotations

from engine.boot.bios.call import Call
from engine.boot.bios.memory import Memory
from engine.bus.mmio import MmioBus
from engine.cpu.accel import Frame
from tests.support.memory import FlatMemory


def call_of(**registers: int) -> tuple[Call, bytearray]:
    low = bytearray(0x1000)
    return Call(Frame(**registers), Memory(memoryview(low), FlatMemory(0x1000), MmioBus(), lambda: None)), low


def test_parts_of_a_register() -> None:
    call, _ = call_of(eax=0x11223344)
    assert (call.ax, call.ah, call.al) == (0x3344, 0x33, 0x44)
    call.ah, call.al = 0x1AB, -1
    assert call.frame.eax == 0x1122ABFF
    call.ax = 0x12345
    assert call.frame.eax == 0x11222345


def test_flags_are_those_on_the_stack() -> None:
    call, low = call_of(ss=0x10, esp=0xABCD0020)
    low[0x124:0x126] = b"\x46\x02"
    assert (call.stack, call.carry, call.zero) == (0x120, False, True)
    call.carry, call.zero = True, False
    assert low[0x124:0x126] == b"\x07\x02"


def test_offsets_wrap() -> None:
    assert call_of()[0].linear(0x1000, 0x10002) == 0x10002
