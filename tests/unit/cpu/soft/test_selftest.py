"""The self-test passes here, and fails where an offset is wrong."""

from __future__ import annotations

import time

import pytest

from engine.cpu.soft import layout, library, selftest


def test_this_build_is_right_and_it_is_soon_said() -> None:
    selftest.find_fault()
    before = time.perf_counter()
    assert selftest.find_fault() == ""
    assert time.perf_counter() - before < 1


def test_another_build_is_not_even_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "BUILD_ID", b"another build's id..")
    assert "another build" in selftest.find_fault()


@pytest.mark.parametrize(("name", "change"), [("EXEC_INTERRUPT", 8), ("EIP", 8), ("REGS", 8)])
def test_a_wrong_offset_is_found(monkeypatch: pytest.MonkeyPatch, name: str, change: int) -> None:
    monkeypatch.setattr(layout, name, getattr(layout, name) + change)
    assert selftest.find_fault() != ""


def test_the_library_is_known() -> None:
    assert library.is_known_build()
