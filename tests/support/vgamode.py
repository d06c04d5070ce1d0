"""The register values that IBM's VGA BIOS sets for its modes (PS/2 Video, "BIOS mode tables"; the values are
also in the "Video Parameter Table" of the PS/2 and PC BIOS Technical Reference)."""

from __future__ import annotations

from dataclasses import dataclass

from engine.display.layout import Registers

_EGA_PALETTE = "00 01 02 03 04 05 14 07 38 39 3A 3B 3C 3D 3E 3F"
_CGA_PALETTE = "00 01 02 03 04 05 06 07 10 11 12 13 14 15 16 17"
_MONO_PALETTE = "00 08 08 08 08 08 08 08 10 18 18 18 18 18 18 18"


@dataclass(frozen=True)
class VgaMode:
    """``seq`` are sequencer registers 1-4, the others start at register 0."""

    misc: int
    seq: bytes
    crtc: bytes
    attr: bytes
    gfx: bytes


def _mode(misc: int, seq: str, crtc: str, attr: str, gfx: str) -> VgaMode:
    mode = VgaMode(misc, *(bytes.fromhex(each) for each in (seq, crtc, attr, gfx)))
    assert (len(mode.seq), len(mode.crtc), len(mode.attr), len(mode.gfx)) == (4, 25, 20, 9)
    return mode


MODES = {
    0x01: _mode(
        0x67,
        "08 03 00 02",
        "2D 27 28 90 2B A0 BF 1F 00 4F 0D 0E 00 00 00 00 9C 8E 8F 14 1F 96 B9 A3 FF",
        _EGA_PALETTE + "0C 00 0F 08",
        "00 00 00 00 00 10 0E 00 FF",
    ),
    0x03: _mode(
        0x67,
        "00 03 00 02",
        "5F 4F 50 82 55 81 BF 1F 00 4F 0D 0E 00 00 00 00 9C 8E 8F 28 1F 96 B9 A3 FF",
        _EGA_PALETTE + "0C 00 0F 08",
        "00 00 00 00 00 10 0E 00 FF",
    ),
    0x04: _mode(
        0x63,
        "09 03 00 02",
        "2D 27 28 90 2B 80 BF 1F 00 C1 00 00 00 00 00 00 9C 8E 8F 14 00 96 B9 A2 FF",
        "00 13 15 17 02 04 06 07 10 11 12 13 14 15 16 17 01 00 03 00",
        "00 00 00 00 00 30 0F 00 FF",
    ),
    0x06: _mode(
        0x63,
        "01 01 00 06",
        "5F 4F 50 82 54 80 BF 1F 00 C1 00 00 00 00 00 00 9C 8E 8F 28 00 96 B9 C2 FF",
        "00" + "17" * 15 + "01 00 01 00",
        "00 00 00 00 00 00 0D 00 FF",
    ),
    0x07: _mode(
        0x66,
        "00 03 00 02",
        "5F 4F 50 82 55 81 BF 1F 00 4F 0D 0E 00 00 00 00 9C 8E 8F 28 0D 96 B9 A3 FF",
        _MONO_PALETTE + "0E 00 0F 08",
        "00 00 00 00 00 10 0A 00 FF",
    ),
    0x0D: _mode(
        0x63,
        "09 0F 00 06",
        "2D 27 28 90 2B 80 BF 1F 00 C0 00 00 00 00 00 00 9C 8E 8F 14 00 96 B9 E3 FF",
        _CGA_PALETTE + "01 00 0F 00",
        "00 00 00 00 00 00 05 0F FF",
    ),
    0x0E: _mode(
        0x63,
        "01 0F 00 06",
        "5F 4F 50 82 54 80 BF 1F 00 C0 00 00 00 00 00 00 9C 8E 8F 28 00 96 B9 E3 FF",
        _CGA_PALETTE + "01 00 0F 00",
        "00 00 00 00 00 00 05 0F FF",
    ),
    0x10: _mode(
        0xA3,
        "01 0F 00 06",
        "5F 4F 50 82 54 80 BF 1F 00 40 00 00 00 00 00 00 83 85 5D 28 0F 63 BA E3 FF",
        _EGA_PALETTE + "01 00 0F 00",
        "00 00 00 00 00 00 05 0F FF",
    ),
    0x12: _mode(
        0xE3,
        "01 0F 00 06",
        "5F 4F 50 82 54 80 0B 3E 00 40 00 00 00 00 00 00 EA 8C DF 28 00 E7 04 E3 FF",
        _EGA_PALETTE + "01 00 0F 00",
        "00 00 00 00 00 00 05 0F FF",
    ),
    0x13: _mode(
        0x63,
        "01 0F 00 0E",
        "5F 4F 50 82 54 80 BF 1F 00 41 00 00 00 00 00 00 9C 8E 8F 28 40 96 B9 A3 FF",
        "00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 41 00 0F 00",
        "00 00 00 00 00 40 05 0F FF",
    ),
}


def registers_of(number: int, crtc: dict[int, int] | None = None, **changes: object) -> Registers:
    """Mode ``number`` as registers, with single CRTC registers and whole fields replaced.

    The DAC holds a ramp in which entry ``i`` is (i & 63, i >> 2, 63 - (i & 63)): every entry is different.
    """
    mode = MODES[number]
    crtc_bytes = bytearray(mode.crtc.ljust(32, b"\0"))
    for index, value in (crtc or {}).items():
        crtc_bytes[index] = value
    fields: dict[str, object] = {
        "misc": mode.misc,
        "pel_mask": 0xFF,
        "screen_on": True,
        "seq": b"\3" + mode.seq + bytes(3),
        "gfx": mode.gfx.ljust(16, b"\0"),
        "crtc": bytes(crtc_bytes),
        "attr": mode.attr.ljust(32, b"\0"),
        "dac": bytes(x for i in range(256) for x in (i & 63, i >> 2, 63 - (i & 63))),
    }
    return Registers(**{**fields, **changes})  # type: ignore[arg-type]  # a test's own keywords


def port_writes(number: int) -> list[tuple[int, int, int]]:
    """The OUTs (port, size, value) by which a BIOS sets mode ``number``, the screen switched on at the end."""
    mode = MODES[number]
    crtc = 0x3D4 if mode.misc & 1 else 0x3B4
    writes = [(0x3C4, 2, 0x0100), (0x3C2, 1, mode.misc)]
    writes += [(0x3C4, 2, value << 8 | index + 1) for index, value in enumerate(mode.seq)]
    writes += [(0x3C4, 2, 0x0300), (crtc, 2, 0x0011)]
    writes += [(crtc, 2, value << 8 | index) for index, value in enumerate(mode.crtc)]
    writes += [(0x3CE, 2, value << 8 | index) for index, value in enumerate(mode.gfx)]
    # The attribute controller's flip-flop is known to point at the index after a reset.
    for index, value in enumerate(mode.attr):
        writes += [(0x3C0, 1, index), (0x3C0, 1, value)]
    return [*writes, (0x3C0, 1, 0x20)]
