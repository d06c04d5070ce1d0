"""Where things lie in a saved context of a Unicorn that is not the known build, found out by trying.

Unicorn's public API saves and restores all registers of the CPU as one opaque block, hidden parts of segments and the
error code of an exception among them, which it gives in no other way. What is written by name is looked for in the
block; what has no name is provoked by a few instructions. Everything must be found exactly once.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable

from engine.cpu.soft.cpu import CR0_RESET
from engine.cpu.soft.layout import CS, GDT, HF_ADDSEG, HF_CS32, HF_SS32, SEGMENT_SIZE, Places
from engine.cpu.soft.library import (
    CR0,
    CR2,
    CR4,
    CSTAR,
    EFER,
    FMASK,
    GDTR,
    HOOK_INTR,
    LSTAR,
    PROT_ALL,
    RAX,
    RIP,
    STAR,
    Context,
    Library,
    UnicornError,
    address_of,
)
from engine.memory.block import Block

_CR0_PE = 1
_HF_TS = 1 << 11
_CR4_PAE, _CR0_PAGING = 1 << 5, 0x80000011
_CODE = 0x1000
# mov ebx, SELECTOR; mov ds, bx: #GP with the selector. int 21h: none.
_FAULT, _INTERRUPT = "BB{:02X}000000 8EDB", "CD21"
_SELECTORS = 0x48, 0x58
_PATTERNS = 0x1234567_89ABCDE8, 0x0FEDCBA9_87654320
_INTR = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p)


class Unknown(UnicornError):  # noqa: N818 - says what
    """What could not be found, as a clause."""


class _Trial:
    """An engine to try things on."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.context = Context(library)

    def words(self) -> bytes:
        self.context.save()
        return self.context.bytes()

    def find(self, name: str, write: Callable[[int], None], read: Callable[[], int]) -> int:
        """The offset of 64 bits that hold what is written."""
        seen = []
        for pattern in _PATTERNS:
            write(pattern)
            seen.append((struct.pack("<Q", read()), self.words()))
        return self.once(
            name, [at for at in _offsets(seen[0][1]) if all(all_[at : at + 8] == want for want, all_ in seen)]
        )

    def once(self, name: str, found: list[int]) -> int:
        if len(found) != 1:
            raise Unknown(f"its {name} was found in {len(found)} places")
        return found[0]

    def register(self, name: str, number: int) -> int:
        return self.find(name, lambda value: self.library.write(number, value), lambda: self.library.read(number))

    def model_specific(self, name: str, number: int) -> int:
        library = self.library
        return self.find(name, lambda value: library.write_msr(number, value), lambda: library.read_msr(number))


def learn(library: Library) -> Places:
    """The places, tried on an engine that is used for nothing else. Unknown says what could not be found."""
    trial = _Trial(library)
    places = {
        "regs": trial.register("RAX", RAX),
        "rip": trial.register("RIP", RIP),
        "cr": trial.register("CR2", CR2) - 16,
        "star": trial.model_specific("STAR", STAR),
        "lstar": trial.model_specific("LSTAR", LSTAR),
        "cstar": trial.model_specific("CSTAR", CSTAR),
        "fmask": trial.model_specific("FMASK", FMASK),
        "segments": trial.find(
            "GDTR", lambda value: library.write_table(GDTR, value, 0xFFFF), lambda: library.read_table(GDTR)[0]
        )
        - SEGMENT_SIZE * GDT
        - 8,
        "hflags": _toggled(trial, "CPU mode", lambda on: library.write(CR0, library.read(CR0) & ~8 | 8 * on), _HF_TS),
        "efer": _toggled(trial, "EFER", lambda on: library.write_msr(EFER, 0x500 | on), 1),
    }
    return Places(**places, **_exceptions(trial, places))


def leave_long_mode(library: Library) -> None:
    """Unicorn starts in it, and only a change of CR0 leaves it."""
    library.write(CR4, _CR4_PAE)
    library.write(CR0, _CR0_PAGING)
    library.write(CR0, CR0_RESET)
    library.write_msr(EFER, 0)
    library.write(CR4, 0)


def _offsets(block: bytes) -> range:
    return range(0, len(block) - 8, 4)


def _toggled(trial: _Trial, name: str, switch: Callable[[int], None], bit: int) -> int:
    """The offset of 32 bits of which just ``bit`` follows what ``switch`` is told."""
    seen = []
    for wanted in (0, 1, 0):
        switch(wanted)
        seen.append(trial.words())
    words = [[int.from_bytes(block[at : at + 4], "little") for at in _offsets(block)] for block in seen]
    off, on, again = words
    return 4 * trial.once(name, [at for at, word in enumerate(off) if on[at] == word | bit != word == again[at]])


def _exceptions(trial: _Trial, places: dict[str, int]) -> dict[str, int]:
    """The places of what an exception leaves, from faults in flat 32-bit protected mode."""
    library, context = trial.library, trial.context
    memory = Block(0x10000)
    library.map(0, memory.length, memory.address, PROT_ALL)
    stop = _INTR(lambda _uc, _number, _user: library.stop())
    library.hook(HOOK_INTR, address_of(stop))
    leave_long_mode(library)
    library.write(CR0, library.read(CR0) | _CR0_PE)
    context.save()
    base = context.data
    for number in range(6):
        segment = base + places["segments"] + SEGMENT_SIZE * number
        ctypes.c_uint32.from_address(segment).value = 8 if number == CS else 16
        ctypes.c_uint64.from_address(segment + 8).value = 0
        ctypes.c_uint32.from_address(segment + 16).value = 0xFFFFFFFF
        ctypes.c_uint32.from_address(segment + 20).value = 0x00CF9B00 if number == CS else 0x00CF9300
    hflags = ctypes.c_uint32.from_address(base + places["hflags"])
    hflags.value = hflags.value & ~HF_ADDSEG | HF_CS32 | HF_SS32
    context.restore()
    library.write_table(GDTR, 0, 0x17)

    def after(code: str) -> list[int]:
        data = bytes.fromhex(code)
        memory.view[_CODE : _CODE + len(data)] = data
        library.flush_code()
        library.start(_CODE)
        block = trial.words()
        return [int.from_bytes(block[at : at + 4], "little") for at in range(0, len(block) - 4, 4)]

    registers = range(places["regs"] // 4, places["regs"] // 4 + 32)
    before, first = after(_INTERRUPT), after(_FAULT.format(_SELECTORS[0]))
    found = [at for at, word in enumerate(first) if word == 13 and before[at] == 0xFFFFFFFF and at not in registers]
    old_exception = trial.once("last exception", found)
    ctypes.c_uint32.from_address(base + 4 * old_exception).value = 0xFFFFFFFF
    context.restore()
    second = after(_FAULT.format(_SELECTORS[1]))
    found = [at for at, word in enumerate(second) if (first[at], word) == _SELECTORS and at not in registers]
    error_code = trial.once("error code", found)
    third = after(_INTERRUPT)
    found = [at for at in range(len(third)) if (before[at], first[at], second[at], third[at]) == (1, 0, 0, 1)]
    kind = trial.once("kind of exception", found)
    return {"old_exception": 4 * old_exception, "error_code": 4 * error_code, "exception_is_int": 4 * kind}
