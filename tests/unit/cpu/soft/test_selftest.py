"""The self-test passes here, and fails where an offset is wrong."""

from __future__ import annotations

import time

import pytest
from msgspec.structs import replace

from engine.cpu.soft import layout, learn, library, selftest
from engine.error import EngineError


def test_this_build_is_right_and_it_is_soon_said() -> None:
    selftest.find_fault()
    before = time.process_time()
    assert selftest.find_fault() == ""
    assert time.process_time() - before < 1


def test_another_build_is_not_even_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "BUILD_ID", b"another build's id..")
    assert "another build" in selftest.find_fault()


def test_a_wrong_offset_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "EXEC_INTERRUPT", layout.EXEC_INTERRUPT + 8)
    assert selftest.find_fault() != ""


@pytest.mark.parametrize("name", ["rip", "regs"])
def test_a_wrong_place_is_found(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(layout, "NATIVE", replace(layout.NATIVE, **{name: getattr(layout.NATIVE, name) + 8}))
    assert selftest.find_fault() != ""


def test_native_vectoring_is_taken_where_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(selftest.VARIABLE, raising=False)
    found = selftest.choose()
    assert (found.way, found.why) == (selftest.Way.NATIVE, "")


def test_of_another_build_the_public_api_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "BUILD_ID", b"another build's id..")
    found = selftest.choose()
    assert found.way is selftest.Way.PUBLIC
    assert "another build" in found.why


def test_the_public_api_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(selftest.VARIABLE, "public")
    assert selftest.choose().way is selftest.Way.PUBLIC


def test_where_neither_way_works_there_is_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "BUILD_ID", b"another build's id..")
    monkeypatch.setattr(learn, "_PATTERNS", (0, 0))
    with pytest.raises(EngineError, match="another build") as caught:
        selftest.choose()
    assert "unicorn==" in caught.value.remedy


def test_the_library_is_known() -> None:
    assert library.is_known_build()
