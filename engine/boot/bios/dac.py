"""What the video BIOS loads into the DAC: 64 or 256 colours of three 6-bit components.

(IBM PS/2 Hardware Interface Technical Reference: Video Subsystem, "Video DAC", "Color Select Register")
"""

from __future__ import annotations

from functools import cache

_GREYS = (0, 5, 8, 11, 14, 17, 20, 24, 28, 32, 36, 40, 45, 50, 56, 63)


def _digital(intense: int, base: int) -> bytes:
    """Red, green, blue of the digital colour ``base`` (bit 2 red, 1 green, 0 blue)."""
    return bytes((42 if base >> bit & 1 else 0) + (21 if intense >> bit & 1 else 0) for bit in (2, 1, 0))


def _ega() -> bytes:
    """64 colours of a display with two bits a component: bits 5-3 are the weaker ones."""
    return b"".join(_digital(number >> 3, number & 7) for number in range(64))


def _cga_colours() -> bytes:
    """16 colours of a display with red, green, blue and intensity; dark yellow is brown there."""
    colours = [_digital(7 if number & 8 else 0, number & 7) for number in range(16)]
    colours[6] = bytes((42, 21, 0))
    return b"".join(colours)


def _cga() -> bytes:
    """Indices 0-7 and 10h-17h of the attribute controller's palette, each 8 of the 16 colours, all over 64."""
    colours = _cga_colours()
    return b"".join(colours[(24 if number & 0x10 else 0) + 3 * (number & 7) :][:3] for number in range(64))


def _mono() -> bytes:
    """64 grey levels: off, dim (bit 3), and bright (bits 3 and 4)."""
    levels = {0x00: 0, 0x08: 42, 0x10: 21, 0x18: 63}
    return b"".join(bytes((levels[number & 0x18],)) * 3 for number in range(64))


def _wheel(steps: tuple[int, ...]) -> list[bytes]:
    """24 hues from blue over red and green back, in components from ``steps[0]`` (least) to ``steps[4]``."""
    low, high = steps[0], steps[4]
    hues = [bytes((level, low, high)) for level in steps]
    hues += [bytes((high, low, level)) for level in reversed(steps[:4])]
    hues += [bytes((high, level, low)) for level in steps[1:]]
    hues += [bytes((level, high, low)) for level in reversed(steps[:4])]
    hues += [bytes((low, high, level)) for level in steps[1:]]
    hues += [bytes((low, level, high)) for level in reversed(steps[1:4])]
    return hues


def _vga() -> bytes:
    """256 colours: the 16, 16 greys, 24 hues in 3 intensities of 3 saturations each, and 8 times black."""
    wheels = (
        *((0, 16, 31, 47, 63), (31, 39, 47, 55, 63), (45, 49, 54, 58, 63)),
        *((0, 7, 14, 21, 28), (14, 17, 21, 24, 28), (20, 22, 24, 26, 28)),
        *((0, 4, 8, 12, 16), (8, 10, 12, 14, 16), (11, 12, 13, 15, 16)),
    )
    hues = b"".join(hue for steps in wheels for hue in _wheel(steps))
    return _cga_colours() + b"".join(bytes((grey,)) * 3 for grey in _GREYS) + hues + bytes(24)


@cache
def colours(palette: str) -> bytes:
    """The DAC's first entries for a palette that a VideoMode names: 64 or 256; the others stay as they are."""
    return {"ega": _ega, "cga": _cga, "mono": _mono, "vga": _vga}[palette]()


def to_grey(red: int, green: int, blue: int) -> int:
    """The grey that the BIOS sums a colour to: 30 % red, 59 % green, 11 % blue."""
    return min((red * 77 + green * 151 + blue * 28 + 128) >> 8, 63)
