"""Exit reasons and the kvm_run page, against the C header; decoding of made-up pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.kvm import exit as kvm_exit
from engine.kvm.exit import ExitReason, InternalErrorCode, SystemEventType

OFFSETS = {
    "request_interrupt_window": kvm_exit.REQUEST_INTERRUPT_WINDOW,
    "immediate_exit": kvm_exit.IMMEDIATE_EXIT,
    "exit_reason": kvm_exit.EXIT_REASON,
    "ready_for_interrupt_injection": kvm_exit.READY_FOR_INTERRUPT_INJECTION,
    "if_flag": kvm_exit.IF_FLAG,
    "flags": kvm_exit.FLAGS,
    "cr8": kvm_exit.CR8,
    "apic_base": kvm_exit.APIC_BASE,
    "io": kvm_exit.EXIT_DATA,
    "mmio.data": kvm_exit.MMIO_DATA,
    "kvm_valid_regs": kvm_exit.KVM_VALID_REGS,
    "kvm_dirty_regs": kvm_exit.KVM_DIRTY_REGS,
    "s.regs": kvm_exit.SYNC_REGS,
    # The last field each format reaches; it must end where the format ends.
    "io.data_offset": kvm_exit.EXIT_DATA + kvm_exit.IO.size - 8,
    "mmio.is_write": kvm_exit.EXIT_DATA + kvm_exit.MMIO.size - 1,
    "internal.data[15]": kvm_exit.EXIT_DATA + kvm_exit.INTERNAL_ERROR.size - 8,
    "emulation_failure.insn_bytes[14]": kvm_exit.EXIT_DATA + kvm_exit.EMULATION_FAILURE.size - 1,
    "fail_entry.cpu": kvm_exit.EXIT_DATA + kvm_exit.FAIL_ENTRY.size - 4,
    "system_event.data[15]": kvm_exit.EXIT_DATA + kvm_exit.SYSTEM_EVENT.size - 8,
    "debug.arch.dr7": kvm_exit.EXIT_DATA + kvm_exit.DEBUG.size - 8,
}


def test_offsets_in_kvm_run(kernel_header: Callable[..., dict[str, int]]) -> None:
    ours = {f"offsetof(struct kvm_run, {field})": offset for field, offset in OFFSETS.items()}
    assert kernel_header(ours) == ours


def test_reasons_and_codes(kernel_header: Callable[..., dict[str, int]]) -> None:
    ours = {f"KVM_EXIT_{reason.name}": int(reason) for reason in ExitReason}
    ours |= {f"KVM_INTERNAL_ERROR_{code.name}": int(code) for code in InternalErrorCode}
    ours |= {f"KVM_SYSTEM_EVENT_{kind.name}": int(kind) for kind in SystemEventType}
    ours |= {"KVM_EXIT_IO_IN": kvm_exit.IO_IN, "KVM_EXIT_IO_OUT": kvm_exit.IO_OUT}
    ours["KVM_INTERNAL_ERROR_EMULATION_FLAG_INSTRUCTION_BYTES"] = kvm_exit.EMULATION_FLAG_INSTRUCTION_BYTES
    theirs = kernel_header(ours)
    assert len(theirs) > 35
    assert {name: ours[name] for name in theirs} == theirs


def page(data: bytes) -> bytes:
    return bytes(kvm_exit.EXIT_DATA) + data.ljust(256, b"\0")


def test_an_emulation_failure_shows_the_instruction() -> None:
    data = kvm_exit.EMULATION_FAILURE.pack(1, 4, 1, 2, b"\x0f\x0b" + b"\xcc" * 13)
    error = kvm_exit.internal_error(page(data))
    assert error.suberror == InternalErrorCode.EMULATION
    assert error.instruction == b"\x0f\x0b"
    assert len(error.data) == 4


@pytest.mark.parametrize(
    "suberror, ndata, flags",
    [(1, 4, 0), (1, 0, 1), (1, 2, 1), (3, 4, 1)],
    ids=["flag not set", "no data", "too little data", "another error"],
)
def test_without_the_flag_there_is_no_instruction(suberror: int, ndata: int, flags: int) -> None:
    data = kvm_exit.EMULATION_FAILURE.pack(suberror, ndata, flags, 15, b"\xcc" * 15)
    error = kvm_exit.internal_error(page(data))
    assert error.instruction == b""
    assert len(error.data) == ndata


def test_counts_beyond_the_page_are_cut() -> None:
    huge = 0xFFFFFFFF
    assert len(kvm_exit.internal_error(page(kvm_exit.INTERNAL_ERROR.pack(2, huge, *range(16)))).data) == 16
    assert len(kvm_exit.system_event(page(kvm_exit.SYSTEM_EVENT.pack(1, huge, *range(16)))).data) == 16
    failure = kvm_exit.EMULATION_FAILURE.pack(1, huge, 1, 255, b"\xcc" * 15)
    assert kvm_exit.internal_error(page(failure)).instruction == b"\xcc" * 15


def test_a_system_event() -> None:
    event = kvm_exit.system_event(page(kvm_exit.SYSTEM_EVENT.pack(2, 1, 7, *[0] * 15)))
    assert event == (SystemEventType.RESET, (7,))


def test_names() -> None:
    assert kvm_exit.name(2) == "IO"
    assert kvm_exit.name(99) == "exit 99"
