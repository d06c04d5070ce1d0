"""INT 1Ah AH=B1h: PCI BIOS. (PCI BIOS Specification 2.1)"""

from __future__ import annotations

import struct
from collections.abc import Callable

from engine.boot.bios.call import Call
from engine.boot.bios.memory import Memory
from engine.boot.bios.pci import CLASS, INTERRUPT_LINE, INTERRUPT_PIN, VENDOR, ConfigSpace
from engine.boot.bios.platform import Ports
from engine.boot.bios.rom import BASE, PCI_ENTRY, SIZE

SERVICE = int.from_bytes(b"$PCI", "little")
NO_SERVICE, NO_FUNCTION = 0x80, 0x81
OK, UNSUPPORTED, BAD_VENDOR, NOT_FOUND, BAD_REGISTER = 0x00, 0x81, 0x83, 0x86, 0x87
SET_FAILED, BUFFER_TOO_SMALL = 0x88, 0x89
_ROUTING_HEADER, _SLOT = 32, struct.Struct("<BBBHBHBHBHBB")
_ROUTING_SIGNATURE = int.from_bytes(b"$PIR", "little")
_SIGNATURE = int.from_bytes(b"PCI ", "little")
_CONFIGURATION_1 = 0x01


class PciBios:
    """The real-mode PCI services. AL may have bit 7 set: the 32-bit entry's numbers."""

    def __init__(self, ports: Ports, memory: Memory) -> None:
        self._space = ConfigSpace(ports)
        self._memory = memory

    def call(self, call: Call) -> None:
        """AH=B1h."""
        function = call.al & 0x7F
        if function == 0x01:
            self._present(call)
            return
        if function == 0x02:
            status = self._find(call, lambda at: self._space.read(at, VENDOR, 4) == call.dx | call.cx << 16)
            if call.dx == 0xFFFF:
                status = BAD_VENDOR
        elif function == 0x03:
            wanted = call.frame.ecx & 0xFFFFFF
            status = self._find(call, lambda at: self._space.read(at, CLASS - 2, 4) >> 8 == wanted)
        elif 0x08 <= function <= 0x0D:
            status = self._access(call, function)
        elif function == 0x0E and not call.direct:
            status = self._options(call)
        elif function == 0x0F:
            status = self._route(call)
        else:
            status = UNSUPPORTED
        call.ah = status
        call.carry = status != OK

    def directory(self, call: Call) -> None:
        """The BIOS32 service directory (PCI BIOS Specification 2.1, 3.3): where service EAX is, by base (EBX), length
        (ECX) and entry (EDX)."""
        frame = call.frame
        if call.bl:
            call.al = NO_FUNCTION
        elif frame.eax != SERVICE:
            call.al = NO_SERVICE
        else:
            call.al, frame.ebx, frame.ecx, frame.edx = 0, BASE, SIZE, PCI_ENTRY

    def _present(self, call: Call) -> None:
        call.frame.edx = _SIGNATURE
        call.ah, call.al = OK, _CONFIGURATION_1
        call.bx = 0x0210
        call.cl = 0
        call.carry = False

    def _find(self, call: Call, matches: Callable[[int], bool]) -> int:
        found = [number for number in self._space.functions() if matches(number)]
        if call.si >= len(found):
            return NOT_FOUND
        call.bx = found[call.si]
        return OK

    def _routing(self) -> bytes:
        """The $PIR table; empty if there is none."""
        for at in range(BASE, BASE + SIZE, 16):
            if self._memory.dword(at) == _ROUTING_SIGNATURE:
                return self._memory.read(at, self._memory.word(at + 6))
        return b""

    def _options(self, call: Call) -> int:
        """AL=0Eh: the slots of the routing table, by the size and far pointer at ES:DI (section 4.9)."""
        table, place, memory = self._routing(), call.linear(call.frame.es, call.di), self._memory
        slots, room = table[_ROUTING_HEADER:], memory.word(place)
        memory.put_word(place, len(slots))
        if room < len(slots):
            return BUFFER_TOO_SMALL
        memory.write(call.linear(memory.word(place + 4), memory.word(place + 2)), slots)
        call.bx = int.from_bytes(table[10:12], "little")
        return OK

    def _route(self, call: Call) -> int:
        """AL=0Fh: connect pin CL (0Ah to 0Dh) of device BX to interrupt CH (section 4.10)."""
        table, pin = self._routing(), call.cl - 0x0A
        for at in range(_ROUTING_HEADER, len(table) - _SLOT.size + 1, _SLOT.size):
            bus, device, *pins = _SLOT.unpack_from(table, at)
            if (bus, device >> 3) != (call.bh, call.bl >> 3) or pin not in range(4):
                continue
            link, irqs = pins[2 * pin], pins[2 * pin + 1]
            if not link or call.ch > 15 or not irqs >> call.ch & 1:
                return SET_FAILED
            self._space.write(table[8] << 8 | table[9], link, 1, call.ch)
            for function in range(8):
                if self._space.read(call.bx & ~7 | function, INTERRUPT_PIN, 1) == pin + 1:
                    self._space.write(call.bx & ~7 | function, INTERRUPT_LINE, 1, call.ch)
            return OK
        return SET_FAILED

    def _access(self, call: Call, function: int) -> int:
        """AL=08h to 0Ah read a byte, word, dword of BX at DI; 0Bh to 0Dh write one."""
        size = 1 << (function - 0x08) % 3
        if call.di > 0xFF or call.di % size:
            return BAD_REGISTER
        if function >= 0x0B:
            self._space.write(call.bx, call.di, size, call.frame.ecx)
            return OK
        value = self._space.read(call.bx, call.di, size)
        if size == 4:
            call.frame.ecx = value
        elif size == 2:
            call.cx = value
        else:
            call.cl = value
        return OK
