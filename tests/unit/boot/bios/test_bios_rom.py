"""engine.boot.bios.rom: the generated ROM, looked at with a disassembler."""

from __future__ import annotations

import pytest

from engine.boot.bios import rom
from engine.boot.bios.font import FONT_8, FONT_16, fonts
from engine.boot.bios.service import TRAP_PORT, Service

iced_x86 = pytest.importorskip("iced_x86")
BUILT = rom.build()


def follow(offset: int) -> int:
    """Through the near jump that a classic entry point may be."""
    if BUILT.image[offset] == 0xE9:
        return offset + 3 + int.from_bytes(BUILT.image[offset + 1 : offset + 3], "little", signed=True) & 0xFFFF
    return offset


def listing(start: int, count: int) -> list[str]:
    decoder = iced_x86.Decoder(16, BUILT.image[start : start + 100], ip=start)
    form = iced_x86.Formatter(iced_x86.FormatterSyntax.NASM)
    return [form.format(instruction) for _, instruction in zip(range(count), decoder, strict=False)]


def test_reset_vector_and_identity() -> None:
    assert listing(rom.POWER_ON_JUMP, 1) == ["jmp 0F000h:0E05Bh"]
    assert BUILT.image[rom.MODEL] == 0xFC
    assert BUILT.image[rom.DATE + 2] == BUILT.image[rom.DATE + 5] == ord("/")
    assert listing(follow(rom.RESET), 2) == ["cli", "cld"]


@pytest.mark.parametrize("number", [0x05, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x1A])
def test_a_service_calls_out_returns_or_waits(number: int) -> None:
    start = follow(BUILT.vector(number))
    assert BUILT.stubs[start].service == BUILT.stubs[start + 2].service == Service(number)
    assert not BUILT.stubs[start].resumed
    code = listing(start, 8)
    out = f"out 0{TRAP_PORT:X}h,al"
    assert [code[0], code[2], *code[4:7]] == [out, "iret", "sti", "hlt", out]
    wait = start + 5
    assert code[1] == f"jb short 0{wait:X}h" and code[3] == f"je short 0{wait + 4:X}h"
    assert BUILT.stubs[wait + 4].resumed


def test_interrupts_end_with_an_end_of_interrupt() -> None:
    for number in (0x08, 0x0A, 0x0D, 0x0E, 0x70, 0x72, 0x74, 0x76):
        code = listing(follow(BUILT.vector(number)), 40)
        code = code[: code.index("iret")]
        assert "out 20h,al" in code
        assert ("out 0A0h,al" in code) == (number >= 0x70)


def test_the_tick_counts_without_calling_out() -> None:
    start = follow(BUILT.vector(0x08))
    assert not any(start <= at < start + 60 for at in BUILT.stubs)
    assert "int 1Ch" in listing(start, 30)


def test_what_nobody_serves_is_an_iret() -> None:
    assert BUILT.vector(0xC0) == rom.IRET
    assert BUILT.image[rom.IRET] == 0xCF


def test_fonts_and_tables() -> None:
    image = BUILT.image
    assert image[FONT_16 : FONT_16 + 4096] == fonts()[16]
    assert image[rom.LOW_FONT : rom.LOW_FONT + 1024] == image[FONT_8 : FONT_8 + 1024] == fonts()[8][:1024]
    assert image[rom.CONFIGURATION : rom.CONFIGURATION + 3] == b"\x08\x00\xfc"
    assert image[rom.DISKETTE_PARAMETERS + 3] == 2


def test_the_tick_gives_programs_the_data_area_and_stops_the_diskette_motor() -> None:
    code = listing(follow(BUILT.vector(0x08)), 30)
    assert "mov ax,40h" in code and "mov ds,ax" in code
    assert code[code.index("mov dx,3F2h") :][:3] == ["mov dx,3F2h", "mov al,0Ch", "out dx,al"]


def test_plug_and_play_refuses() -> None:
    at = rom.PNP_HEADER
    header = BUILT.image[at : at + 33]
    assert header[:6] == b"$PnP\x10\x21" and sum(header) & 0xFF == 0
    assert int.from_bytes(header[13:15], "little") == rom.PNP_REFUSAL
    assert listing(rom.PNP_REFUSAL, 2) == ["mov ax,82h", "retf"]
