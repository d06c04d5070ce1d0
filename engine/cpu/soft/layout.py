"""Where things lie inside Unicorn: what of it native vectoring knows, and what the public API's user can learn.

``Places`` are offsets in bytes in the CPU's state, which is also what Unicorn saves as a context. NATIVE and the
other numbers were read off one build: 2.1.4's wheel for Linux on x86-64. ``BUILD_ID`` names it; selftest.py proves
that they hold before a guest relies on them. Of any other build, learn.py finds the places by trying.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

VERSION = "2.1.4"
BUILD_ID = bytes.fromhex("44285d3e80527122e9e361928189385906ec813e")


def is_known_file(library: Path) -> bool:
    """Whether a file is that build: the id stands near its beginning. OSError."""
    with library.open("rb") as file:
        return BUILD_ID in file.read(4096)


# In uc_struct.
MEMORY_MAPPING = 0x120
INVALIDATE_TB = 0x178
CPU = 0x1B8
NO_EXIT_REQUEST = 0x7F2

# In CPUState, which X86CPU begins with.
INTERRUPT_REQUEST = 0x1C
HALTED = 0x8198
EXCEPTION_INDEX = 0x81A0
ICOUNT_DECR_HIGH = 0x8A42
ENV = 0x8A50
EXEC_INTERRUPT = 0xA7A0
"""A pointer in X86CPUClass, which lies behind."""

# In CPUX86State ("env"), which follows it, besides NATIVE.
EFLAGS = 0x88
HFLAGS2 = 0xB4
RESET_END = 0x1580
"""What lies before this is the architecture's state; behind it is what the CPU model can do."""
TSC_OFFSET = 0x1588


class Places(msgspec.Struct, frozen=True):
    """In CPUX86State. ``segments`` are ES, CS, SS, DS, FS, GS, LDT, TR, GDT, IDT: selector, base, limit and flags,
    SEGMENT_SIZE bytes each."""

    regs: int
    rip: int
    hflags: int
    segments: int
    cr: int
    efer: int
    star: int
    lstar: int
    cstar: int
    fmask: int
    error_code: int
    exception_is_int: int
    old_exception: int


NATIVE = Places(
    regs=0x0,
    rip=0x80,
    hflags=0xB0,
    segments=0xB8,
    cr=0x1A8,
    efer=0x250,
    star=0x12D8,
    lstar=0x12E8,
    cstar=0x12F0,
    fmask=0x12F8,
    error_code=0x1508,
    exception_is_int=0x150C,
    old_exception=0x1578,
)
SEGMENT_SIZE = 24
ES, CS, SS, DS, FS, GS, LDT, TR, GDT, IDT = range(10)

INTERRUPT_HARD = 2

# Bits of hflags: what the translator keeps of the CPU's mode.
HF_CPL = 3
HF_INHIBIT_IRQ = 1 << 3
HF_CS32 = 1 << 4
HF_SS32 = 1 << 5
HF_ADDSEG = 1 << 6
HF_LMA = 1 << 14
HF_CS64 = 1 << 15
HF_RF = 1 << 16
HF2_GIF = 1 << 0
