"""SYSCALL and SYSENTER, which Unicorn leaves to its user. (AMD APM vol. 3, SYSCALL; Intel SDM vol. 2B, SYSENTER)

Returning from them it does by itself.
"""

from __future__ import annotations

from engine.cpu.soft import layout
from engine.cpu.soft.cpu import Cpu
from engine.cpu.soft.library import SYSENTER_CS, SYSENTER_EIP, SYSENTER_ESP, Library

CS, SS = 1, 2
RCX, RSP, R11 = 1, 4, 11
EFER_SCE = 1
RF, VM, IF = 1 << 16, 1 << 17, 1 << 9
UNDEFINED, PROTECTION = 6, 13
CR0_PE = 1
# Hidden parts: flat, present, accessed, code or data of ring 0; 64 bit (L) or 32 bit (D).
CODE_64, CODE_32, DATA = 0x00AF9B00, 0x00CF9B00, 0x00CF9300
FLAT = 0xFFFFFFFF
_MODE = layout.HF_CPL | layout.HF_CS32 | layout.HF_SS32 | layout.HF_ADDSEG | layout.HF_CS64


def syscall(cpu: Cpu) -> None:
    """The instruction at RIP is a SYSCALL."""
    if not cpu.efer.value & EFER_SCE:
        cpu.raise_exception(UNDEFINED)
        return
    star, hflags, flags = cpu.star.value, cpu.hflags.value, cpu.flags()
    selector = star >> 32 & 0xFFFC
    behind = cpu.rip.value + 2
    if hflags & layout.HF_LMA:
        cpu.regs[RCX] = behind
        cpu.regs[R11] = flags & ~RF
        target = cpu.lstar.value if hflags & layout.HF_CS64 else cpu.cstar.value
        cpu.set_flags(flags & ~(cpu.fmask.value | RF))
        _enter(cpu, selector, CODE_64)
    else:
        cpu.regs[RCX] = behind & 0xFFFFFFFF
        target = star & 0xFFFFFFFF
        cpu.set_flags(flags & ~(IF | RF))
        _enter(cpu, selector, CODE_32)
    cpu.continue_at(target)


def sysenter(cpu: Cpu, library: Library) -> None:
    """The instruction at RIP is a SYSENTER."""
    selector = library.read_msr(SYSENTER_CS) & 0xFFFC
    if not selector or not cpu.cr[0] & CR0_PE:
        cpu.raise_exception(PROTECTION)
        return
    long = bool(cpu.hflags.value & layout.HF_LMA)
    cpu.set_flags(cpu.flags() & ~(IF | RF))
    _enter(cpu, selector, CODE_64 if long else CODE_32)
    mask = (1 << 64) - 1 if long else 0xFFFFFFFF
    cpu.regs[RSP] = library.read_msr(SYSENTER_ESP) & mask
    cpu.continue_at(library.read_msr(SYSENTER_EIP) & mask)


def _enter(cpu: Cpu, selector: int, code: int) -> None:
    cpu.set_segment(CS, selector, 0, FLAT, code)
    cpu.set_segment(SS, selector + 8, 0, FLAT, DATA)
    mode = layout.HF_SS32 | layout.HF_CS32 | (layout.HF_CS64 if code == CODE_64 else 0)
    # In long mode nothing is added from DS, ES or SS; elsewhere it is if one of them has a base.
    based = code != CODE_64 and any(cpu.segment(number)[1] for number in (0, 2, 3))
    cpu.hflags.value = cpu.hflags.value & ~_MODE | mode | (layout.HF_ADDSEG if based else 0)
    cpu.clear_flags(RF | VM)
