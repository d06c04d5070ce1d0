"""Where things lie inside the one build of Unicorn that native vectoring knows: 2.1.4's wheel for Linux on x86-64.

The numbers are offsets in bytes, read off that library's code. ``BUILD_ID`` names it; selftest.py proves that they
hold before a guest relies on them.
"""

from __future__ import annotations

VERSION = "2.1.4"
BUILD_ID = bytes.fromhex("44285d3e80527122e9e361928189385906ec813e")

# In uc_struct.
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

# In CPUX86State ("env"), which follows it.
REGS = 0x0
EIP = 0x80
EFLAGS = 0x88
HFLAGS = 0xB0
HFLAGS2 = 0xB4
SEGMENTS = 0xB8
"""ES, CS, SS, DS, FS, GS, LDT, TR, GDT, IDT: selector, base, limit and flags, SEGMENT_SIZE bytes each."""
SEGMENT_SIZE = 24
CR = 0x1A8
EFER = 0x250
STAR = 0x12D8
LSTAR = 0x12E8
CSTAR = 0x12F0
FMASK = 0x12F8
ERROR_CODE = 0x1508
EXCEPTION_IS_INT = 0x150C
OLD_EXCEPTION = 0x1578
RESET_END = 0x1580
"""What lies before this is the architecture's state; behind it is what the CPU model can do."""
TSC_OFFSET = 0x1588

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
HF_VM = 1 << 17
HF2_GIF = 1 << 0
