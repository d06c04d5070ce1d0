"""Scan codes (set 1) to what INT 16h returns: IBM's table for the US keyboard.

(IBM PS/2 and PC BIOS Interface Technical Reference, "Keyboard (INT 16h)", scan code tables)
"""

from __future__ import annotations

from typing import NamedTuple


class Key(NamedTuple):
    """What a key gives alone, with Shift, with Ctrl, with Alt: scan code in the high byte, character in the low;
    None for nothing."""

    plain: int | None
    shift: int | None
    ctrl: int | None
    alt: int | None


def _keys() -> dict[int, Key]:
    keys: dict[int, Key] = {0x01: Key(0x011B, 0x011B, 0x011B, 0x0100)}
    for at, (low, high) in enumerate(zip("1234567890-=", "!@#$%^&*()_+", strict=True), 2):
        ctrl = {0x03: 0x0300, 0x07: 0x071E, 0x0C: 0x0C1F}.get(at)
        keys[at] = Key(at << 8 | ord(low), at << 8 | ord(high), ctrl, (at + 0x76) << 8)
    keys[0x0E] = Key(0x0E08, 0x0E08, 0x0E7F, 0x0E00)
    keys[0x0F] = Key(0x0F09, 0x0F00, 0x9400, 0xA500)
    for start, letters in ((0x10, "qwertyuiop"), (0x1E, "asdfghjkl"), (0x2C, "zxcvbnm")):
        for at, letter in enumerate(letters, start):
            code = ord(letter)
            keys[at] = Key(at << 8 | code, at << 8 | code - 32, at << 8 | code & 0x1F, at << 8)
    for at, low, high, ctrl in (
        (0x1A, "[", "{", 0x1A1B),
        (0x1B, "]", "}", 0x1B1D),
        (0x27, ";", ":", None),
        (0x28, "'", '"', None),
        (0x29, "`", "~", None),
        (0x2B, "\\", "|", 0x2B1C),
        (0x33, ",", "<", None),
        (0x34, ".", ">", None),
        (0x35, "/", "?", None),
    ):
        keys[at] = Key(at << 8 | ord(low), at << 8 | ord(high), ctrl, at << 8)
    keys[0x56] = Key(0x565C, 0x567C, None, None)  # the extra key of the 102-key keyboard
    keys[0x1C] = Key(0x1C0D, 0x1C0D, 0x1C0A, 0x1C00)
    keys[0x39] = Key(0x3920, 0x3920, 0x3920, 0x3920)
    keys[0x37] = Key(0x372A, 0x372A, 0x9600, 0x3700)  # keypad *
    keys[0x4A] = Key(0x4A2D, 0x4A2D, 0x8E00, 0x4A00)  # keypad -
    keys[0x4E] = Key(0x4E2B, 0x4E2B, 0x9000, 0x4E00)  # keypad +
    for number in range(10):
        at = 0x3B + number
        keys[at] = Key(at << 8, (at + 0x19) << 8, (at + 0x23) << 8, (at + 0x2D) << 8)
    keys[0x57] = Key(0x8500, 0x8700, 0x8900, 0x8B00)
    keys[0x58] = Key(0x8600, 0x8800, 0x8A00, 0x8C00)
    for at, digit, ctrl in (
        (0x47, "7", 0x7700),
        (0x48, "8", 0x8D00),
        (0x49, "9", 0x8400),
        (0x4B, "4", 0x7300),
        (0x4C, "5", 0x8F00),
        (0x4D, "6", 0x7400),
        (0x4F, "1", 0x7500),
        (0x50, "2", 0x9100),
        (0x51, "3", 0x7600),
        (0x52, "0", 0x9200),
        (0x53, ".", 0x9300),
    ):
        # "plain" is what Num Lock off gives, "shift" the digit.
        keys[at] = Key(at << 8, at << 8 | ord(digit), ctrl, None)
    return keys


KEYS = _keys()
"""By scan code without E0."""

EXTENDED_KEYS = {
    0x1C: Key(0xE00D, 0xE00D, 0xE00A, 0xA600),
    0x35: Key(0xE02F, 0xE02F, 0x9500, 0xA400),
    0x47: Key(0x47E0, 0x47E0, 0x77E0, 0x9700),
    0x48: Key(0x48E0, 0x48E0, 0x8DE0, 0x9800),
    0x49: Key(0x49E0, 0x49E0, 0x84E0, 0x9900),
    0x4B: Key(0x4BE0, 0x4BE0, 0x73E0, 0x9B00),
    0x4D: Key(0x4DE0, 0x4DE0, 0x74E0, 0x9D00),
    0x4F: Key(0x4FE0, 0x4FE0, 0x75E0, 0x9F00),
    0x50: Key(0x50E0, 0x50E0, 0x91E0, 0xA000),
    0x51: Key(0x51E0, 0x51E0, 0x76E0, 0xA100),
    0x52: Key(0x52E0, 0x52E0, 0x92E0, 0xA200),
    0x53: Key(0x53E0, 0x53E0, 0x93E0, 0xA300),
}
"""By scan code behind E0."""

LETTERS = frozenset((*range(0x10, 0x1A), *range(0x1E, 0x27), *range(0x2C, 0x33)))
KEYPAD = range(0x47, 0x54)
KEYPAD_SIGNS = frozenset((0x4A, 0x4E))
KEYPAD_DIGITS = {0x47: 7, 0x48: 8, 0x49: 9, 0x4B: 4, 0x4C: 5, 0x4D: 6, 0x4F: 1, 0x50: 2, 0x51: 3, 0x52: 0}
