"""engine.boot.bios.code: bytes and jumps."""

from __future__ import annotations

import pytest

from engine.boot.bios.code import Code


def test_jumps_both_ways() -> None:
    code = Code(0x100)
    code.label("start")
    code.short(0x74, "end")
    code.near(0xE9, "start")
    code.label("end")
    code.emit("CF")
    code.word(0x1234)
    assert code.finish().hex() == "7403e9fbffcf3412"
    assert code.labels == {"start": 0x100, "end": 0x105}


def test_mistakes() -> None:
    code = Code(0)
    code.short(0xEB, "far")
    with pytest.raises(ValueError, match="nowhere"):
        code.finish()
    code.emit("90" * 128)
    code.label("far")
    with pytest.raises(ValueError, match="128 bytes away"):
        code.finish()
    with pytest.raises(ValueError, match="twice"):
        code.label("far")
