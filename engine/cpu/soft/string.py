"""REP INS and REP OUTS as one piece, up to the end of a page, where the chip takes blocks.

The translator calls out once for each element. On the first call the rest is moved here, and the registers are set
as they are before the last element's step: the instruction does that one by itself, with the first element.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

import msgspec

from engine.bus.port import PortBus
from engine.cpu.soft import layout
from engine.cpu.soft.cpu import Cpu
from engine.cpu.soft.layout import CS, DS, ES, FS, GS, SS
from engine.cpu.soft.memory import PAGE, SlotMap

RCX, RSI, RDI = 1, 6, 7
DF = 1 << 10
INS, OUTS = (0x6C, 0x6D), (0x6E, 0x6F)
_LONGEST = 6
_MOST_PLAIN = 1024
_SEGMENTS = {0x26: ES, 0x2E: CS, 0x36: SS, 0x3E: DS, 0x64: FS, 0x65: GS}


class _Repeat(msgspec.Struct, frozen=True):
    """A repeated string instruction: the mask of its address size, and OUTS's segment."""

    mask: int
    segment: int


class StringIo:
    """For one CPU. ``translate`` is from linear to physical addresses. ``plain`` are values of RIP at which no
    repeated instruction stood: looking there costs more than the access, and where one stands later it still works,
    element by element."""

    def __init__(self, cpu: Cpu, memory: SlotMap, ports: PortBus, translate: Callable[[int], int | None]) -> None:
        self._cpu = cpu
        self._memory = memory
        self._ports = ports
        self._translate = translate
        self.plain: set[int] = set()

    def read(self, port: int, size: int) -> int:
        """The element that an IN or INS of ``size`` bytes gets."""
        repeat = self._repeat(INS)
        if repeat is not None:
            count, host = self._reach(RDI, ES, repeat.mask, size)
            if count > 1:
                data = self._ports.read_block(port, size, count)
                ctypes.memmove(host + size, data[size:], len(data) - size)
                self._cpu.stored(host + size, len(data) - size)
                self._step(RDI, repeat.mask, size, count - 1)
                return int.from_bytes(data[:size], "little")
        else:
            self._pass()
        return self._ports.read(port, size)

    def write(self, port: int, size: int, value: int) -> None:
        """An OUT or OUTS of ``value``."""
        repeat = self._repeat(OUTS)
        if repeat is not None:
            count, host = self._reach(RSI, repeat.segment, repeat.mask, size)
            if count > 1:
                rest = ctypes.string_at(host + size, (count - 1) * size)
                self._ports.write_block(port, size, value.to_bytes(size, "little") + rest)
                self._step(RSI, repeat.mask, size, count - 1)
                return
        else:
            self._pass()
        self._ports.write(port, size, value)

    def _pass(self) -> None:
        """Do not look here again."""
        if len(self.plain) >= _MOST_PLAIN:
            self.plain.clear()
        self.plain.add(self._cpu.rip.value)

    def _repeat(self, opcodes: tuple[int, int]) -> _Repeat | None:
        """What stands at RIP, if it is one of ``opcodes`` with REP, upwards."""
        cpu = self._cpu
        linear = cpu.segment(CS)[1] + cpu.rip.value
        physical = self._translate(linear)
        host = None if physical is None else self._memory.host(physical)
        if host is None:
            return None
        # Across the end of a page it goes on element by element.
        code = ctypes.string_at(host, min(_LONGEST, PAGE - linear % PAGE))
        long, wide = cpu.hflags.value & layout.HF_CS64, cpu.hflags.value & layout.HF_CS32
        repeated, narrow, segment = False, False, DS
        for byte in code:
            if byte in opcodes:
                if not repeated or cpu.flags() & DF:
                    return None
                bits = (32 if narrow else 64) if long else (16 if bool(wide) == narrow else 32)
                return _Repeat((1 << bits) - 1, segment)
            if byte in (0xF2, 0xF3):
                repeated = True
            elif byte == 0x67:
                narrow = True
            elif byte in _SEGMENTS:
                segment = _SEGMENTS[byte]
            elif byte != 0x66 and not (long and byte >> 4 == 4):
                return None
        return None

    def _reach(self, register: int, segment: int, mask: int, size: int) -> tuple[int, int]:
        """How many elements from the register's address on lie in one page of RAM, and where in this process."""
        cpu = self._cpu
        offset = cpu.regs[register] & mask
        base = 0 if cpu.hflags.value & layout.HF_CS64 and segment < 4 else cpu.segment(segment)[1]
        linear = base + offset
        if not cpu.hflags.value & layout.HF_CS64:
            linear &= 0xFFFFFFFF
        left = min(PAGE - linear % PAGE, mask + 1 - offset)
        count = min(cpu.regs[RCX] & mask, left // size)
        physical = self._translate(linear) if count > 1 else None
        slot = None if physical is None else self._memory.find(physical)
        if physical is None or slot is None or slot.address is None or slot.readonly:
            return 1, 0
        return count, slot.address + physical - slot.base

    def _step(self, register: int, mask: int, size: int, count: int) -> None:
        """As ``count`` elements do. A 32-bit register's upper half is cleared, a 16-bit one's stays."""
        regs = self._cpu.regs
        for number, change in ((register, count * size), (RCX, -count)):
            kept = regs[number] & ~mask if mask == 0xFFFF else 0
            regs[number] = kept | (regs[number] + change) & mask
