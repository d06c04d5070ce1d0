"""What there is to say about a vCPU that cannot go on."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from engine import refusal
from engine.cpu.accel import Registers, Stop, StopKind, Vcpu

CODE_BYTES = 16
STACK_BYTES = 64
FORGOTTEN = (
    "Its screen is kept, its registers are not: AMD-V forgets them when that happens, and what is shown is the CPU "
    'after INIT. Set accel = "soft" to see them. Reset it to start again, or power it off.'
)

MemoryAt = Callable[[int, int, Callable[[int], int | None]], bytes]
"""Board.memory_at: the guest's memory at a linear address, so many bytes, by a vCPU's ``translate``."""


class Fault(msgspec.Struct, frozen=True):
    """Why the guest cannot go on: a sentence, what to do, and the CPU as it was.

    ``instruction`` has the bytes at the instruction pointer, ``disassembly`` the first of them as text. ``features``:
    without them in CPUID a guest may do without that instruction. ``stack`` has the bytes at the stack pointer. What
    is not known is empty. ``forgotten``: the registers are the CPU's after INIT, and nobody knows the guest's.
    """

    cpu: int
    reason: str
    remedy: str
    registers: Registers
    instruction: bytes
    disassembly: str = ""
    features: tuple[str, ...] = ()
    stack: bytes = b""
    forgotten: bool = False


def examine(vcpu: Vcpu, stop: Stop, memory_at: MemoryAt, misses_interrupts: bool) -> Fault:
    """What is known of a vCPU that has stopped so. On its own thread. ``misses_interrupts`` is its accelerator's."""
    registers = vcpu.registers()
    if stop.kind is StopKind.TRIPLE_FAULT and _after_init(registers):
        return Fault(vcpu.index, stop.reason, FORGOTTEN, registers, b"", forgotten=True)
    code = stop.instruction or memory_at(registers.code_address, CODE_BYTES, vcpu.translate)
    stack = memory_at(registers.stack_address, STACK_BYTES, vcpu.translate)
    what = refusal.disassemble(code, registers.bits, registers.general["rip"])
    reason, remedy = stop.reason, "Its screen and registers are kept. Reset it to start again, or power it off."
    if stop.refused:
        reason = f"{reason.rstrip('.')}: {what.text}." if what.text else reason
        remedy = refusal.remedy(what, misses_interrupts)
    features = what.features if stop.refused else ()
    return Fault(vcpu.index, reason, remedy, registers, code, what.text, features, stack)


def _after_init(registers: Registers) -> bool:
    """Whether the CPU stands at the reset vector. AMD-V leaves its state undefined after a shutdown (AMD's manual,
    volume 2, 15.14.3), so KVM puts it through INIT."""
    code = registers.segments["cs"]
    return (code.base, registers.general["rip"]) == (0xFFFF0000, 0xFFF0)
