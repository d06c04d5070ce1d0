"""The CPU's registers where they lie: in the CPU itself, or in a context that was saved of it."""

from __future__ import annotations

import ctypes
from typing import TypeVar

from engine.cpu.soft.identity import SIGNATURE
from engine.cpu.soft.layout import CS, GDT, IDT, LDT, SEGMENT_SIZE, TR, Places

_C = TypeVar("_C")
_U32, _U64, _I32 = ctypes.c_uint32, ctypes.c_uint64, ctypes.c_int32
_RDX = 2


def at(kind: type[_C], address: int) -> _C:
    """What lies there, as a value that can be read and set."""
    found: _C = kind.from_address(address)  # type: ignore[attr-defined]  # typeshed has no public base class
    return found


class State:
    """``regs`` are RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8 to R15."""

    def __init__(self, env: int, places: Places) -> None:
        self.regs = at(_U64 * 16, env + places.regs)
        self.rip = at(_U64, env + places.rip)
        self.hflags = at(_U32, env + places.hflags)
        self.cr = at(_U64 * 5, env + places.cr)
        self.efer = at(_U64, env + places.efer)
        self.star = at(_U64, env + places.star)
        self.lstar = at(_U64, env + places.lstar)
        self.cstar = at(_U64, env + places.cstar)
        self.fmask = at(_U64, env + places.fmask)
        self.error_code = at(_I32, env + places.error_code)
        self.is_int = at(_I32, env + places.exception_is_int)
        self.old_exception = at(_I32, env + places.old_exception)
        self._segments = env + places.segments

    def segment(self, number: int) -> tuple[int, int, int, int]:
        """Selector, base, limit and flags, in the order of layout.ES and the rest."""
        place = self._segments + SEGMENT_SIZE * number
        selector, base = _U32.from_address(place).value, _U64.from_address(place + 8).value
        return selector, base, _U32.from_address(place + 16).value, _U32.from_address(place + 20).value

    def set_segment(self, number: int, selector: int, base: int, limit: int, flags: int) -> None:
        """Set one with its hidden part; ``hflags`` is the caller's business."""
        place = self._segments + SEGMENT_SIZE * number
        _U32.from_address(place).value, _U64.from_address(place + 8).value = selector, base
        _U32.from_address(place + 16).value, _U32.from_address(place + 20).value = limit, flags

    def power_on(self) -> None:
        """Segments and general registers as after RESET (Intel's manual, volume 3, table 9-1)."""
        for number in range(6):
            code = number == CS
            selector, base = (0xF000, 0xFFFF0000) if code else (0, 0)
            self.set_segment(number, selector, base, 0xFFFF, 0x9B00 if code else 0x9300)
        for number, flags in ((LDT, 0x8200), (TR, 0x8B00), (GDT, 0), (IDT, 0)):
            self.set_segment(number, 0, 0, 0xFFFF, flags)
        for number in range(16):
            self.regs[number] = 0
        self.regs[_RDX] = SIGNATURE
        self.rip.value, self.old_exception.value = 0xFFF0, -1
