"""INT 15h AH=53h: Advanced Power Management, as far as a machine needs it to be switched off and to idle.

(Intel, Microsoft: Advanced Power Management BIOS Interface Specification, revision 1.2)
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from engine.boot.bios.call import Call
from engine.boot.bios.platform import Platform
from engine.boot.bios.rom import APM_ENTRY, SEGMENT, SIZE
from engine.boot.bios.service import Steps, Wait

_VERSION = 0x0102
_SIGNATURE = int.from_bytes(b"MP", "little")
_PROTECTED_16, _PROTECTED_32 = 1, 2
_SYSTEM, _ALL = 0x0000, 0x0001
_OFF = 3
PM1_CONTROL = 0x604
"""The PIIX4's PMCNTRL at the base that pci.py gives it."""
_SOFT_OFF = 1 << 13


class Error(IntEnum):
    """What AH holds when carry is set (Appendix A)."""

    CONNECTED = 0x02
    NOT_CONNECTED = 0x03
    CONNECTED_16 = 0x05
    CONNECTED_32 = 0x07
    BAD_DEVICE = 0x09
    BAD_PARAMETER = 0x0A
    UNSUPPORTED = 0x0C
    CANNOT_ENTER = 0x60
    NO_EVENT = 0x80


_CONNECTIONS = {1: Error.CONNECTED, 2: Error.CONNECTED_16, 3: Error.CONNECTED_32}


class Apm:
    """The power management services, in real mode and, by far calls to APM_ENTRY, in protected mode."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._connection = 0
        self._functions: dict[int, Callable[[Call], Error | None]] = {
            0x00: self._present,
            0x01: self._connect,
            0x02: self._connect,
            0x03: self._connect,
            0x04: self._disconnect,
            0x05: self._accept,
            0x06: self._accept,
            0x07: self._set_state,
            0x08: self._accept,
            0x09: self._accept,
            0x0A: self._status,
            0x0B: lambda _call: Error.NO_EVENT,
            0x0C: self._state,
            0x0D: self._accept,
            0x0E: self._driver_version,
            0x0F: self._accept,
            0x10: self._capabilities,
        }

    def set_up(self) -> None:
        """At power-on nobody is connected."""
        self._connection = 0

    def call(self, call: Call) -> Steps | None:
        """AH=53h."""
        if call.al == 0x05 and not call.direct:
            return self._idle(call)
        function = self._functions.get(call.al)
        error = Error.UNSUPPORTED if function is None else function(call)
        call.carry = error is not None
        if error is not None:
            call.ah = error
        elif call.al == 0x05:
            call.zero = True  # The protected-mode stub halts.
        return None

    def _idle(self, call: Call) -> Steps:
        """AL=05h: until the next interrupt."""
        yield Wait.HALT
        call.carry = False

    def _accept(self, _call: Call) -> None:
        """Nothing to do, and no harm."""

    def _present(self, call: Call) -> Error | None:
        if call.bx != _SYSTEM:
            return Error.BAD_DEVICE
        call.ax, call.bx, call.cx = _VERSION, _SIGNATURE, _PROTECTED_16 | _PROTECTED_32
        return None

    def _connect(self, call: Call) -> Error | None:
        if call.bx != _SYSTEM:
            return Error.BAD_DEVICE
        if self._connection:
            return _CONNECTIONS[self._connection]
        self._connection = call.al
        if call.al == 2:
            call.ax, call.bx, call.cx = SEGMENT, APM_ENTRY, SEGMENT
            call.si = call.di = SIZE - 1
        elif call.al == 3:
            frame = call.frame
            call.ax, frame.ebx, call.cx, call.dx = SEGMENT, APM_ENTRY, SEGMENT, SEGMENT
            frame.esi, call.di = (SIZE - 1) << 16 | SIZE - 1, SIZE - 1
        return None

    def _disconnect(self, call: Call) -> Error | None:
        if call.bx != _SYSTEM:
            return Error.BAD_DEVICE
        if not self._connection:
            return Error.NOT_CONNECTED
        self._connection = 0
        return None

    def _set_state(self, call: Call) -> Error | None:
        """AL=07h. Who asks for "off" gets it even without a connection, as small programs do."""
        if call.bx not in (_SYSTEM, _ALL):
            return Error.BAD_DEVICE
        if call.cx != _OFF:
            return Error.CANNOT_ENTER
        self._platform.ports.write(PM1_CONTROL, 2, _SOFT_OFF)
        return None

    def _status(self, call: Call) -> Error | None:
        """AL=0Ah: mains, and no battery."""
        if call.bx != _ALL:
            return Error.BAD_DEVICE
        call.bx, call.cx, call.dx = 0x01FF, 0x80FF, 0xFFFF
        return None

    def _state(self, call: Call) -> None:
        call.cx = 0  # ready

    def _driver_version(self, call: Call) -> None:
        call.ax = min(max(call.cx, 0x0100), _VERSION)

    def _capabilities(self, call: Call) -> None:
        call.bl, call.cx = 0, 0
