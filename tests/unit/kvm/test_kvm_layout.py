"""Sizes and offsets of every structure, against the C compiler; and the flexible arrays."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from types import ModuleType

import pytest

from engine.kvm import cpulayout, layout
from engine.kvm.layout import IrqRouting, IrqRoutingEntry, flexible

# Where a field is called otherwise in C, because we flattened or named it.
IN_C = {
    ("kvm_guest_debug", "debugreg"): "arch.debugreg",
    ("kvm_vcpu_events", "triple_fault_pending"): "triple_fault.pending",
}


def kernel_structures(module: ModuleType) -> dict[str, type[ctypes.Structure]]:
    """Kernel name -> class, for every class whose docstring begins with the kernel's name."""
    found = {}
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, ctypes.Structure):
            match = re.match(r"``(kvm_\w+)``", value.__doc__ or "")
            if match and value.__module__ == module.__name__:
                found[match[1]] = value
    return found


def described(structures: dict[str, type[ctypes.Structure]]) -> dict[str, int]:
    """C expression -> our value, for sizeof each structure and offsetof each field."""
    ours = {}
    for name, structure in structures.items():
        ours[f"sizeof(struct {name})"] = ctypes.sizeof(structure)
        for field, *_ in structure._fields_:
            in_c = IN_C.get((name, field), field)
            ours[f"offsetof(struct {name}, {in_c})"] = getattr(structure, field).offset
    return ours


@pytest.mark.parametrize("module, least", [(layout, 22), (cpulayout, 20)])
def test_every_size_and_offset(kernel_header: Callable[..., dict[str, int]], module: ModuleType, least: int) -> None:
    structures = kernel_structures(module)
    assert len(structures) >= least
    ours = described(structures)
    assert kernel_header(ours) == ours


def test_a_flexible_buffer_counts_its_entries_and_shares_memory_with_them() -> None:
    buffer, entries = flexible(IrqRouting, IrqRoutingEntry, 3)
    assert len(buffer) == 8 + 3 * 48
    assert IrqRouting.from_buffer(buffer).nr == 3
    entries[2].gsi = 0x12345678
    assert bytes(buffer)[8 + 2 * 48 :][:4] == b"\x78\x56\x34\x12"


def test_a_flexible_buffer_may_be_empty() -> None:
    buffer, entries = flexible(IrqRouting, IrqRoutingEntry, 0)
    assert (len(buffer), len(entries)) == (8, 0)
