"""Interrupts and exceptions through the guest's tables, for a CPU of which only the public API is to be had.

(Intel SDM vol. 3A, chapter 6; 6.14 for 64-bit mode; 20.3 for virtual 8086 mode; vol. 2A, INT n)

Left out: task gates, which raise Unsupported; busy and accessed bits of descriptors.
"""

from __future__ import annotations

import ctypes

import msgspec

from engine.cpu.soft import layout, paging
from engine.cpu.soft.layout import CS, DS, ES, FS, GDT, GS, IDT, LDT, SS, TR
from engine.cpu.soft.memory import PAGE, SlotMap
from engine.cpu.soft.state import State

DOUBLE_FAULT, INVALID_TSS, NOT_PRESENT, STACK_FAULT, PROTECTION, PAGE_FAULT = 8, 10, 11, 12, 13, 14
WITH_CODE = frozenset((8, 10, 11, 12, 13, 14, 17))
_CONTRIBUTORY = frozenset((0, 10, 11, 12, 13))
RSP = 4
TF, IF, NT, RF, VM, AC = 1 << 8, 1 << 9, 1 << 14, 1 << 16, 1 << 17, 1 << 18
CR0_PE, CR0_WP = 1, 1 << 16
# In the upper half of a descriptor (Intel SDM vol. 3A, 3.4.5).
WRITABLE, CONFORMING, CODE, SYSTEM, PRESENT = 1 << 9, 1 << 10, 1 << 11, 1 << 12, 1 << 15
LONG, BIG, GRANULAR = 1 << 21, 1 << 22, 1 << 23
TASK_GATE = 5
_GATES_32, _GATES_64 = (6, 7, 14, 15), (14, 15)
_PRESENT_ERROR, _WRITE_ERROR = 1, 2


class Fault(Exception):  # noqa: N818 - what a CPU calls it
    """An exception while one was delivered."""

    def __init__(self, vector: int, error: int) -> None:
        super().__init__(vector, error)
        self.vector, self.error = vector, error


class TripleFault(Exception):  # noqa: N818 - what a CPU calls it
    """Shutdown."""


class Unsupported(Exception):  # noqa: N818 - to be put behind "The guest "
    """What the guest did, which cannot be done."""


class Event(msgspec.Struct, frozen=True):
    """What is to be delivered. ``error`` is pushed where the vector has a code. ``software`` is INT n, which may
    not use each gate; ``exception`` may become a double fault."""

    vector: int
    error: int = 0
    software: bool = False
    exception: bool = False


class _Stack:
    """Pushes, before anything of the CPU's state is changed."""

    def __init__(self, vectoring: Vectoring, base: int, pointer: int, mask: int, size: int) -> None:
        self._vectoring = vectoring
        self._base, self._mask, self._size = base, mask, size
        self.pointer = pointer

    def push(self, *values: int) -> None:
        for value in values:
            self.pointer -= self._size
            offset = self.pointer & self._mask
            linear = self._base + offset & (0xFFFFFFFF if self._size < 8 else (1 << 64) - 1)
            self._vectoring.store(linear, value & (1 << 8 * self._size) - 1, self._size)

    def onto(self, old: int) -> int:
        """RSP, from what it was."""
        if self._mask == 0xFFFF:
            return old & ~0xFFFF | self.pointer & 0xFFFF
        return self.pointer & self._mask


class Vectoring:
    """For one CPU, whose registers are ``state``. RFLAGS are passed in and out."""

    def __init__(self, state: State, memory: SlotMap) -> None:
        self._state = state
        self._memory = memory

    def deliver(self, event: Event, flags: int) -> int:
        """Enter the handler; RFLAGS there. TripleFault, or Unsupported."""
        while True:
            try:
                return self._enter(event, flags)
            except Fault as fault:
                event = self._next(event, fault)

    def _next(self, event: Event, fault: Fault) -> Event:
        """What comes of an exception in the delivery of ``event``. (Intel SDM vol. 3A, table 6-5)"""
        first, second = event.vector if event.exception else -1, fault.vector
        if first == DOUBLE_FAULT:
            raise TripleFault
        bad = second in _CONTRIBUTORY or (second == PAGE_FAULT and first == PAGE_FAULT)
        if bad and (first in _CONTRIBUTORY or first == PAGE_FAULT):
            return Event(DOUBLE_FAULT, exception=True)
        return Event(second, fault.error, exception=True)

    def _enter(self, event: Event, flags: int) -> int:
        if not self._state.cr[0] & CR0_PE:
            return self._enter_real(event.vector, flags)
        if self._state.hflags.value & layout.HF_LMA:
            return self._enter_long(event, flags)
        return self._enter_protected(event, flags)

    # Memory.

    def load(self, linear: int, size: int) -> int:
        """As the CPU does for itself. Fault where nothing is mapped."""
        first = min(size, PAGE - linear % PAGE)
        value = self._memory.word(self._physical(linear, write=False), first)
        return value if first == size else value | self.load(linear + first, size - first) << 8 * first

    def store(self, linear: int, value: int, size: int) -> None:
        """As the CPU does for itself."""
        data = value.to_bytes(size, "little")
        first = min(size, PAGE - linear % PAGE)
        for at, piece in ((linear, data[:first]), (linear + first, data[first:])):
            host = self._memory.host(self._physical(at, write=True)) if piece else None
            if host is not None:
                ctypes.memmove(host, piece, len(piece))

    def _physical(self, linear: int, *, write: bool) -> int:
        state = self._state
        cr0 = state.cr[0]
        found = paging.find(self._memory.word, cr0, state.cr[3], state.cr[4], state.efer.value, linear)
        if found is not None and (found[1] & paging.WRITABLE or not write or not cr0 & CR0_WP):
            return found[0]
        state.cr[2] = linear
        raise Fault(PAGE_FAULT, (0 if found is None else _PRESENT_ERROR) | (_WRITE_ERROR if write else 0))

    # Real mode.

    def _enter_real(self, vector: int, flags: int) -> int:
        state = self._state
        _, table, limit, _ = state.segment(IDT)
        if 4 * vector + 3 > limit:
            raise Fault(PROTECTION, 0)
        entry = self.load(table + 4 * vector, 4)
        _, base, _, stack_flags = state.segment(SS)
        stack = _Stack(self, base, state.regs[RSP], 0xFFFFFFFF if stack_flags & BIG else 0xFFFF, 2)
        selector, _, code_limit, code_flags = state.segment(CS)
        stack.push(flags, selector, state.rip.value)
        state.regs[RSP] = stack.onto(state.regs[RSP])
        state.set_segment(CS, entry >> 16, entry >> 16 << 4, code_limit, code_flags)
        state.rip.value = entry & 0xFFFF
        state.hflags.value &= ~layout.HF_INHIBIT_IRQ
        return flags & ~(IF | TF | AC | RF)

    # Protected mode.

    def _gate(self, event: Event, size: int, kinds: tuple[int, ...]) -> tuple[int, int]:
        """The lower and the upper half of the gate, if it may be used; ``size`` is that of an entry."""
        at, error = event.vector * size, event.vector * 8 + 2
        _, table, limit, _ = self._state.segment(IDT)
        if at + size - 1 > limit:
            raise Fault(PROTECTION, error)
        low, high = self.load(table + at, 4), self.load(table + at + 4, 4)
        kind = high >> 8 & 0x1F
        if kind == TASK_GATE and kinds is _GATES_32:
            raise Unsupported("took an interrupt through a task gate, which needs the Unicorn build that is known")
        if kind not in kinds or (event.software and high >> 13 & 3 < self._state.hflags.value & layout.HF_CPL):
            raise Fault(PROTECTION, error)
        if not high & PRESENT:
            raise Fault(NOT_PRESENT, error)
        return low, high

    def _descriptor(self, selector: int, vector: int) -> tuple[int, int, int]:
        """Base, limit and flags of a segment. Fault ``vector`` if there is none."""
        _, table, limit, _ = self._state.segment(LDT if selector & 4 else GDT)
        at = selector & 0xFFF8
        if not selector & 0xFFFC or at + 7 > limit:
            raise Fault(vector, selector & 0xFFFC)
        low, high = self.load(table + at, 4), self.load(table + at + 4, 4)
        size = low & 0xFFFF | high & 0xF0000
        base = low >> 16 | (high & 0xFF) << 16 | high & 0xFF000000
        return base, size << 12 | 0xFFF if high & GRANULAR else size, high

    def _code(self, selector: int) -> tuple[int, int, int, int]:
        """Base, limit and flags of the handler's segment, and the privilege level it runs at."""
        cpl = self._state.hflags.value & layout.HF_CPL
        base, limit, flags = self._descriptor(selector, PROTECTION)
        level = flags >> 13 & 3
        if not flags & SYSTEM or not flags & CODE or level > cpl:
            raise Fault(PROTECTION, selector & 0xFFFC)
        if not flags & PRESENT:
            raise Fault(NOT_PRESENT, selector & 0xFFFC)
        return base, limit, flags, cpl if flags & CONFORMING else level

    def _task_word(self, offset: int, size: int) -> int:
        """From the task state segment."""
        selector, base, limit, _ = self._state.segment(TR)
        if offset + size - 1 > limit:
            raise Fault(INVALID_TSS, selector & 0xFFFC)
        return self.load(base + offset, size)

    def _stack_of(self, level: int) -> tuple[int, int, int, int, int]:
        """The stack of an inner level: selector, base, limit, flags, pointer."""
        if self._state.segment(TR)[3] >> 8 & 8:
            pointer, selector = self._task_word(8 * level + 4, 4), self._task_word(8 * level + 8, 2)
        else:
            pointer, selector = self._task_word(4 * level + 2, 2), self._task_word(4 * level + 4, 2)
        base, limit, flags = self._descriptor(selector, INVALID_TSS)
        usable = flags & SYSTEM and not flags & CODE and flags & WRITABLE
        if selector & 3 != level or flags >> 13 & 3 != level or not usable:
            raise Fault(INVALID_TSS, selector & 0xFFFC)
        if not flags & PRESENT:
            raise Fault(STACK_FAULT, selector & 0xFFFC)
        return selector, base, limit, flags, pointer

    def _enter_protected(self, event: Event, flags: int) -> int:
        state = self._state
        low, high = self._gate(event, 8, _GATES_32)
        wide = bool(high & 0x800)
        selector = low >> 16
        base, limit, code_flags, level = self._code(selector)
        old_cs, old_ss, old_sp = state.segment(CS)[0], state.segment(SS), state.regs[RSP]
        inner = level < state.hflags.value & layout.HF_CPL
        if flags & VM and (not inner or level):
            raise Fault(PROTECTION, selector & 0xFFFC)
        stack_segment = (*old_ss, old_sp)
        if inner:
            stack_segment = self._stack_of(level)
        _, stack_base, _, stack_flags, pointer = stack_segment
        stack = _Stack(self, stack_base, pointer, 0xFFFFFFFF if stack_flags & BIG else 0xFFFF, 4 if wide else 2)
        if inner:
            if flags & VM:
                stack.push(*(state.segment(number)[0] for number in (GS, FS, DS, ES)))
            stack.push(old_ss[0], old_sp)
        stack.push(flags, old_cs, state.rip.value)
        if event.exception and event.vector in WITH_CODE:
            stack.push(event.error)
        if flags & VM:
            for number in (ES, DS, FS, GS):
                state.set_segment(number, 0, 0, 0, 0)
        if inner:
            state.set_segment(SS, stack_segment[0] & ~3 | level, *stack_segment[1:4])
        state.regs[RSP] = stack.onto(state.regs[RSP])
        state.set_segment(CS, selector & ~3 | level, base, limit, code_flags)
        state.rip.value = low & 0xFFFF | (high & 0xFFFF0000 if wide else 0)
        self._set_mode(level)
        return flags & ~(TF | VM | RF | NT | (0 if high & 0x100 else IF))

    def _set_mode(self, level: int) -> None:
        """The part of hflags that follows from the segments, outside 64-bit mode."""
        state = self._state
        code, stack = state.segment(CS)[3], state.segment(SS)[3]
        mode = level | (layout.HF_CS32 if code & BIG else 0) | (layout.HF_SS32 if stack & BIG else 0)
        if not code & BIG or any(state.segment(number)[1] for number in (ES, SS, DS)):
            mode |= layout.HF_ADDSEG
        self._put_mode(mode)

    def _put_mode(self, mode: int) -> None:
        changed = layout.HF_CPL | layout.HF_CS32 | layout.HF_SS32 | layout.HF_ADDSEG | layout.HF_CS64
        hflags = self._state.hflags
        hflags.value = hflags.value & ~(changed | layout.HF_INHIBIT_IRQ) | mode

    # Long mode.

    def _enter_long(self, event: Event, flags: int) -> int:
        state = self._state
        low, high = self._gate(event, 16, _GATES_64)
        selector = low >> 16
        base, limit, code_flags, level = self._code(selector)
        if not code_flags & LONG or code_flags & BIG:
            raise Fault(PROTECTION, selector & 0xFFFC)
        upper = self.load(state.segment(IDT)[1] + event.vector * 16 + 8, 4)
        inner = level < state.hflags.value & layout.HF_CPL
        pointer, table = state.regs[RSP], high & 7
        if table:
            pointer = self._task_word(8 * table + 28, 8)
        elif inner:
            pointer = self._task_word(8 * level + 4, 8)
        stack = _Stack(self, 0, pointer & ~0xF, (1 << 64) - 1, 8)
        stack.push(state.segment(SS)[0], state.regs[RSP], flags, state.segment(CS)[0], state.rip.value)
        if event.exception and event.vector in WITH_CODE:
            stack.push(event.error)
        if inner:
            state.set_segment(SS, level, 0, 0, level << 13)
        state.regs[RSP] = stack.onto(state.regs[RSP])
        state.set_segment(CS, selector & ~3 | level, base, limit, code_flags)
        state.rip.value = low & 0xFFFF | high & 0xFFFF0000 | upper << 32
        self._put_mode(level | layout.HF_CS64 | layout.HF_CS32 | layout.HF_SS32)
        return flags & ~(TF | VM | RF | NT | (0 if high & 0x100 else IF))
