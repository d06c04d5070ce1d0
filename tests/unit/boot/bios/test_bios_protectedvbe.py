"""engine.boot.bios.protectedvbe: the code, looked at with a disassembler (tests/guests/asm/vbesvc.asm runs it)."""

from __future__ import annotations

import struct

import pytest

from engine.boot.bios.protectedvbe import CODE

iced_x86 = pytest.importorskip("iced_x86")


def test_each_function_is_whole() -> None:
    *functions, ports = struct.unpack("<4H", CODE[:8])
    assert ports == 0
    assert functions[0] == 8
    for start, end in zip(functions, [*functions[1:], len(CODE)], strict=True):
        decoder = iced_x86.Decoder(32, CODE[start:end], ip=start)
        form = iced_x86.Formatter(iced_x86.FormatterSyntax.NASM)
        code = [form.format(instruction) for instruction in decoder]
        assert code[-2:] == ["mov ax,4Fh", "ret"]
        assert not any("bad" in line for line in code)
        depth = sum(line.startswith("push ") for line in code) - sum(line.startswith("pop ") for line in code)
        assert depth == 0 and code.count("pushad") == code.count("popad")
        jumps = [int(line.split()[-1].rstrip("h"), 16) for line in code if line.startswith(("loop", "jecxz"))]
        starts = {instruction.ip for instruction in iced_x86.Decoder(32, CODE[start:end], ip=start)}
        assert set(jumps) <= starts
