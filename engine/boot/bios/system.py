"""INT 15h, 11h and 12h.

(IBM PS/2 and PC BIOS Interface Technical Reference, "Interrupt 15h"; ACPI specification, "E820h")
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from engine.boot.bios import memorymap
from engine.boot.bios.apm import Apm
from engine.boot.bios.bda import EBDA_SEGMENT, Bda
from engine.boot.bios.call import Call
from engine.boot.bios.clock import Clock
from engine.boot.bios.mouse import Mouse
from engine.boot.bios.platform import Platform
from engine.boot.bios.rom import CONFIGURATION, SEGMENT
from engine.boot.bios.service import Steps

UNSUPPORTED = 0x86
SMAP = 0x534D4150
_A20_GATE = 0x02
_PORT_92 = 0x92


class System:
    """The system services. ``reserved`` is what the firmware keeps at the end of low RAM."""

    def __init__(self, platform: Platform, clock: Clock, mouse: Mouse, apm: Apm, reserved: int = 0) -> None:
        self._platform = platform
        self._memory = platform.memory
        self._clock = clock
        self._map = memorymap.memory_map(platform.ram_bytes, platform.low_end, reserved)
        self._extended_kib = memorymap.extended_kib(platform.ram_bytes, platform.low_end, reserved)
        self._functions: dict[int, Callable[[Call], Steps | None]] = {
            0x24: self._a20,
            0x41: self._nothing_to_wait_for,
            0x53: apm.call,
            0x80: self._done,
            0x81: self._done,
            0x82: self._done,
            0x83: clock.event_wait,
            0x85: self._done,
            0x86: clock.wait,
            0x87: self._move_block,
            0x88: self._extended_memory,
            0x89: self._protected_mode,
            0x90: self._done,
            0x91: self._done,
            0xC0: self._configuration,
            0xC1: self._ebda,
            0xC2: mouse.call,
            0xE8: self._memory_size,
        }

    def equipment(self, call: Call) -> None:
        """INT 11h."""
        call.ax = self._memory.word(Bda.EQUIPMENT)

    def memory_size(self, call: Call) -> None:
        """INT 12h."""
        call.ax = self._memory.word(Bda.MEMORY_KIB)

    def call(self, call: Call) -> Steps | None:
        """INT 15h."""
        if call.ah == 0x4F:
            return None  # The keyboard intercept: carry and AL are the caller's.
        function = self._functions.get(call.ah)
        if function is None:
            self._refuse(call)
            return None
        return function(call)

    def _refuse(self, call: Call) -> None:
        call.ah = UNSUPPORTED
        call.carry = True

    def _done(self, call: Call) -> None:
        call.ah = 0
        call.carry = False

    def _nothing_to_wait_for(self, call: Call) -> None:
        self._refuse(call)

    def _a20(self, call: Call) -> None:
        """AH=24h: the A20 gate through port 92h. (INT 15h AX=2400h to 2403h of the PS/2)"""
        ports = self._platform.ports
        value = ports.read(_PORT_92, 1)
        if call.al in (0, 1):
            # Bit 0 would reset the machine.
            wanted = value | _A20_GATE if call.al else value & ~_A20_GATE
            ports.write(_PORT_92, 1, wanted & ~1)
        elif call.al == 2:
            call.al = value >> 1 & 1
            call.cx = 0
        elif call.al == 3:
            call.bx = 3  # by the keyboard controller and by port 92h
        else:
            self._refuse(call)
            return
        self._done(call)

    def _move_block(self, call: Call) -> None:
        """AH=87h: CX words, by the descriptors at ES:SI + 10h (from) and + 18h (to)."""
        memory, table = self._memory, call.linear(call.frame.es, call.si)
        source, target = (_base(memory.read(table + at, 8)) for at in (0x10, 0x18))
        length = 2 * call.cx
        translate, memory.translate = memory.translate, None  # these are physical addresses
        memory.write(target, memory.read(source, length))
        memory.translate = translate
        self._done(call)

    def _extended_memory(self, call: Call) -> None:
        call.ax = min(self._extended_kib, 0xFC00 - 0x400)
        call.carry = False

    def _protected_mode(self, call: Call) -> None:
        self._refuse(call)

    def _configuration(self, call: Call) -> None:
        call.frame.es, call.bx = SEGMENT, CONFIGURATION
        self._done(call)

    def _ebda(self, call: Call) -> None:
        call.frame.es = EBDA_SEGMENT
        call.carry = False

    def _memory_size(self, call: Call) -> None:
        """AX=E801h, E820h, E881h."""
        if call.al == 0x20:
            self._address_map(call)
        elif call.al in (0x01, 0x81):
            below_16m = min(self._extended_kib, 15 << 10)
            above = (self._extended_kib - below_16m) >> 6
            if call.al == 0x01:
                call.ax = call.cx = below_16m
                call.bx = call.dx = min(above, 0xFFFF)
            else:
                call.frame.eax = call.frame.ecx = below_16m
                call.frame.ebx = call.frame.edx = above
            call.carry = False
        else:
            self._refuse(call)

    def _address_map(self, call: Call) -> None:
        """AX=E820h: the range number EBX, to ES:DI; EBX is then the number of the next, 0 after the last."""
        frame = call.frame
        if frame.edx != SMAP or frame.ebx >= len(self._map) or frame.ecx < 20:
            self._refuse(call)
            return
        entry = self._map[frame.ebx]
        self._memory.write(call.linear(frame.es, call.di), struct.pack("<QQI", *entry))
        frame.ebx = (frame.ebx + 1) % len(self._map)
        frame.eax, frame.ecx = SMAP, 20
        call.carry = False


def _base(descriptor: bytes) -> int:
    """The base of a segment descriptor."""
    return int.from_bytes(descriptor[2:5], "little") | descriptor[7] << 24
