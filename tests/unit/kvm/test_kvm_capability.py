"""Capability numbers, against the C header."""

from __future__ import annotations

from collections.abc import Callable

from engine.kvm.capability import Cap


def test_numbers_are_unique() -> None:
    assert len(Cap) == len(Cap.__members__)


def test_every_number_the_header_knows(kernel_header: Callable[..., dict[str, int]]) -> None:
    ours = {f"KVM_CAP_{cap.name}": int(cap) for cap in Cap}
    theirs = kernel_header(ours)
    assert len(theirs) > 100
    assert {name: ours[name] for name in theirs} == theirs
