"""A service call: the caller's registers by their short names, and the flags it will get back."""

from __future__ import annotations

from engine.boot.bios.memory import Memory
from engine.cpu.accel import Frame

CARRY = 1 << 0
ZERO = 1 << 6
INTERRUPT = 1 << 9


class _Word:
    """The low half of a 32-bit register; the high half is left alone."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, call: Call, _owner: type[Call]) -> int:
        return int(getattr(call.frame, self._name)) & 0xFFFF

    def __set__(self, call: Call, value: int) -> None:
        before = int(getattr(call.frame, self._name))
        setattr(call.frame, self._name, before & ~0xFFFF | value & 0xFFFF)


class _Byte:
    """A quarter of a 32-bit register: the lowest, or with ``shift`` 8 the one above it."""

    def __init__(self, name: str, shift: int) -> None:
        self._name = name
        self._shift = shift

    def __get__(self, call: Call, _owner: type[Call]) -> int:
        return int(getattr(call.frame, self._name)) >> self._shift & 0xFF

    def __set__(self, call: Call, value: int) -> None:
        before = int(getattr(call.frame, self._name))
        setattr(call.frame, self._name, before & ~(0xFF << self._shift) | (value & 0xFF) << self._shift)


class Call:
    """One call. ``frame`` is what the vCPU goes on with; ``carry`` and ``zero`` change the flags that INT has put
    on the caller's stack, which the stub's IRET takes."""

    direct = False
    """Whether the caller has come by a far call, not by INT (see FarCall)."""

    ax, bx, cx, dx = _Word("eax"), _Word("ebx"), _Word("ecx"), _Word("edx")
    si, di, bp, sp = _Word("esi"), _Word("edi"), _Word("ebp"), _Word("esp")
    al, bl, cl, dl = _Byte("eax", 0), _Byte("ebx", 0), _Byte("ecx", 0), _Byte("edx", 0)
    ah, bh, ch, dh = _Byte("eax", 8), _Byte("ebx", 8), _Byte("ecx", 8), _Byte("edx", 8)

    def __init__(self, frame: Frame, memory: Memory) -> None:
        self.frame = frame
        self._memory = memory

    def linear(self, segment: int, offset: int) -> int:
        """The linear address of ``segment:offset``; the offset wraps at 64 KiB."""
        return (segment << 4) + (offset & 0xFFFF)

    @property
    def stack(self) -> int:
        """The linear address of what INT has pushed: IP, CS, FLAGS."""
        return self.linear(self.frame.ss, self.sp)

    @property
    def flags(self) -> int:
        """The caller's flags."""
        return self._memory.word(self.linear(self.frame.ss, self.sp + 4))

    @flags.setter
    def flags(self, value: int) -> None:
        self._memory.put_word(self.linear(self.frame.ss, self.sp + 4), value)

    @property
    def carry(self) -> bool:
        return bool(self.flags & CARRY)

    @carry.setter
    def carry(self, value: bool) -> None:
        self.flags = self.flags & ~CARRY | (CARRY if value else 0)

    @property
    def zero(self) -> bool:
        return bool(self.flags & ZERO)

    @zero.setter
    def zero(self, value: bool) -> None:
        self.flags = self.flags & ~ZERO | (ZERO if value else 0)


class FarCall(Call):
    """A call of an entry point in protected mode, which returns by RETF: flags are the CPU's own."""

    direct = True

    @property
    def flags(self) -> int:
        """The caller's flags."""
        return self.frame.eflags

    @flags.setter
    def flags(self, value: int) -> None:
        self.frame.eflags = value
