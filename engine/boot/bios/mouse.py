"""The PS/2 mouse: INT 15h AH=C2h, and IRQ 12.

(IBM PS/2 and PC BIOS Interface Technical Reference, "Interrupt 15h, AH=C2h - Pointing device")
"""

from __future__ import annotations

import struct
import time
from enum import IntEnum

from engine.boot.bios.bda import EBDA, Ebda
from engine.boot.bios.call import CARRY, Call
from engine.boot.bios.platform import Platform

DATA, STATUS = 0x60, 0x64
OUTPUT_FULL, FROM_MOUSE = 0x01, 0x20
ACK = 0xFA
INSTALLED = 0x80
_READ_COMMAND, _WRITE_COMMAND, _ENABLE_MOUSE, _TO_MOUSE = 0x20, 0x60, 0xA8, 0xD4
_MOUSE_INTERRUPT, _MOUSE_OFF = 0x02, 0x20
_PATIENCE = 50


class Status(IntEnum):
    """What AH holds afterwards."""

    OK = 0
    BAD_FUNCTION = 1
    BAD_INPUT = 2
    INTERFACE = 3
    RESEND = 4
    NO_HANDLER = 5


class Command:
    """What is sent to the mouse."""

    SCALE_1 = 0xE6
    SCALE_2 = 0xE7
    RESOLUTION = 0xE8
    STATUS = 0xE9
    ID = 0xF2
    RATE = 0xF3
    ENABLE = 0xF4
    DISABLE = 0xF5
    RESET = 0xFF


_RATES = (10, 20, 40, 60, 80, 100, 200)


class Mouse:
    """The pointing device services."""

    def __init__(self, platform: Platform) -> None:
        self._memory = platform.memory
        self._ports = platform.ports

    def set_up(self) -> None:
        """Nobody is told about movements."""
        self._memory.write(EBDA + Ebda.MOUSE_HANDLER, bytes(16))

    def call(self, call: Call) -> None:
        """AH=C2h."""
        functions = (
            *(self._enable, self._reset, self._rate, self._resolution),
            *(self._type, self._initialise, self._extended, self._handler),
        )
        status = functions[call.al](call) if call.al < len(functions) else Status.BAD_FUNCTION
        call.ah = status
        call.carry = status != Status.OK

    def _enable(self, call: Call) -> Status:
        if call.bh > 1:
            return Status.BAD_INPUT
        if call.bh and not self._memory.byte(EBDA + Ebda.MOUSE_FLAGS_2) & INSTALLED:
            return Status.NO_HANDLER
        return self._command(Command.ENABLE if call.bh else Command.DISABLE)

    def _reset(self, call: Call) -> Status:
        self._open()
        answer = self._talk(bytes((Command.RESET,)), 3)
        if len(answer) < 3 or answer[0] != ACK:
            return Status.INTERFACE
        call.bl, call.bh = answer[1], answer[2]
        return Status.OK

    def _rate(self, call: Call) -> Status:
        if call.bh >= len(_RATES):
            return Status.BAD_INPUT
        return self._command(Command.RATE, _RATES[call.bh])

    def _resolution(self, call: Call) -> Status:
        return self._command(Command.RESOLUTION, call.bh) if call.bh < 4 else Status.BAD_INPUT

    def _type(self, call: Call) -> Status:
        answer = self._talk(bytes((Command.ID,)), 2)
        if len(answer) < 2:
            return Status.INTERFACE
        call.bh = answer[1]
        return Status.OK

    def _initialise(self, call: Call) -> Status:
        """AL=05h: packets of BH bytes."""
        if not 1 <= call.bh <= 8:
            return Status.BAD_INPUT
        flags = self._memory.byte(EBDA + Ebda.MOUSE_FLAGS_2)
        self._memory.put_byte(EBDA + Ebda.MOUSE_FLAGS_2, flags & 0xF8 | call.bh - 1)
        return self._reset(call)

    def _extended(self, call: Call) -> Status:
        if call.bh in (1, 2):
            return self._command(Command.SCALE_1 if call.bh == 1 else Command.SCALE_2)
        if call.bh:
            return Status.BAD_INPUT
        answer = self._talk(bytes((Command.STATUS,)), 4)
        if len(answer) < 4:
            return Status.INTERFACE
        call.bl, call.cl, call.dl = answer[1:4]
        return Status.OK

    def _handler(self, call: Call) -> Status:
        """AL=07h: call ES:BX for each packet; 0:0 for nobody."""
        memory = self._memory
        memory.put_word(EBDA + Ebda.MOUSE_HANDLER, call.bx)
        memory.put_word(EBDA + Ebda.MOUSE_HANDLER + 2, call.frame.es)
        flags = memory.byte(EBDA + Ebda.MOUSE_FLAGS_2)
        wanted = bool(call.bx or call.frame.es)
        memory.put_byte(EBDA + Ebda.MOUSE_FLAGS_2, flags | INSTALLED if wanted else flags & ~INSTALLED)
        memory.put_byte(EBDA + Ebda.MOUSE_FLAGS, 0)
        return Status.OK

    # IRQ 12.

    def interrupt(self, call: Call) -> None:
        """A byte of a packet. With carry, the packet is whole and lies on the stack (see rom.py)."""
        call.frame.eflags &= ~CARRY
        memory = self._memory
        status = self._ports.read(STATUS, 1)
        if not status & OUTPUT_FULL or not status & FROM_MOUSE:
            return
        value = self._ports.read(DATA, 1)
        flags = memory.byte(EBDA + Ebda.MOUSE_FLAGS_2)
        if not flags & INSTALLED:
            return
        at = memory.byte(EBDA + Ebda.MOUSE_FLAGS) & 7
        memory.put_byte(EBDA + Ebda.MOUSE_DATA + at, value)
        size = flags & 7
        if at < size:
            memory.put_byte(EBDA + Ebda.MOUSE_FLAGS, at + 1)
            return
        memory.put_byte(EBDA + Ebda.MOUSE_FLAGS, 0)
        packet = memory.read(EBDA + Ebda.MOUSE_DATA, 4)
        x, y, z = packet[1], packet[2], packet[3] if size >= 3 else 0
        handler = memory.read(EBDA + Ebda.MOUSE_HANDLER, 4)
        memory.write(call.stack, struct.pack("<HHHH", z, y, x, packet[0]) + handler)
        call.frame.eflags |= CARRY

    # The way to the mouse.

    def _open(self) -> None:
        """Let the controller pass the mouse's bytes on, with interrupts."""
        self._ports.write(STATUS, 1, _ENABLE_MOUSE)
        command = self._command_byte()
        self._put_command_byte(command & ~_MOUSE_OFF | _MOUSE_INTERRUPT)

    def _command_byte(self) -> int:
        self._ports.write(STATUS, 1, _READ_COMMAND)
        return self._ports.read(DATA, 1)

    def _put_command_byte(self, value: int) -> None:
        self._ports.write(STATUS, 1, _WRITE_COMMAND)
        self._ports.write(DATA, 1, value)

    def _command(self, *command: int) -> Status:
        answer = self._talk(bytes(command), 1)
        return Status.OK if answer == bytes((ACK,)) else Status.INTERFACE

    def _talk(self, command: bytes, answers: int) -> bytes:
        """Send each byte of ``command`` and read: an acknowledgement for each but the last, whose ``answers`` are
        returned. Interrupts of the mouse are off meanwhile, for its answers are read here."""
        before = self._command_byte()
        self._put_command_byte(before & ~_MOUSE_INTERRUPT & ~_MOUSE_OFF)
        answer = b""
        for at, byte in enumerate(command):
            self._ports.write(STATUS, 1, _TO_MOUSE)
            self._ports.write(DATA, 1, byte)
            answer = self._answers(answers if at == len(command) - 1 else 1)
        self._put_command_byte(before)
        return answer

    def _answers(self, count: int) -> bytes:
        found = bytearray()
        for _ in range(_PATIENCE):
            status = self._ports.read(STATUS, 1)
            if status & OUTPUT_FULL and status & FROM_MOUSE:
                found.append(self._ports.read(DATA, 1))
                if len(found) == count:
                    break
            elif not status & OUTPUT_FULL:
                time.sleep(0.0002)  # The controller hands bytes over one at a time.
            else:
                self._ports.read(DATA, 1)  # A key typed meanwhile cannot be kept.
        return bytes(found)
