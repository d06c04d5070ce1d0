"""vCPU structures: nested parts, which test_kvm_layout does not look into, and fields by name."""

from __future__ import annotations

from collections.abc import Callable

from engine.kvm.cpulayout import EventException, EventInterrupt, EventNmi, EventSmi, Sregs, VcpuEvents

PARTS = {"exception": EventException, "interrupt": EventInterrupt, "nmi": EventNmi, "smi": EventSmi}


def test_the_parts_of_vcpu_events(kernel_header: Callable[..., dict[str, int]]) -> None:
    ours = {
        f"offsetof(struct kvm_vcpu_events, {part}.{field})": getattr(VcpuEvents, part).offset
        + getattr(structure, field).offset
        for part, structure in PARTS.items()
        for field, _ in structure._fields_
    }
    assert kernel_header(ours) == ours


def test_a_segment_is_changed_in_place() -> None:
    sregs = Sregs()
    sregs.cs.selector = 0xF000
    assert bytes(sregs)[12:14] == b"\x00\xf0"
