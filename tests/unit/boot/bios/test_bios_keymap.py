"""engine.boot.bios.keymap: IBM's tables."""

from __future__ import annotations

from engine.boot.bios.keymap import EXTENDED_KEYS, KEYPAD_DIGITS, KEYS, LETTERS


def test_characters_of_the_us_keyboard() -> None:
    plain = {chr(key.plain & 0xFF) for key in KEYS.values() if key.plain and key.plain & 0xFF}
    shifted = {chr(key.shift & 0xFF) for key in KEYS.values() if key.shift and key.shift & 0xFF}
    assert {chr(code) for code in range(0x20, 0x7F)} <= plain | shifted
    assert len(LETTERS) == 26


def test_some_by_hand() -> None:
    assert KEYS[0x3B].plain == 0x3B00 and KEYS[0x44] == (0x4400, 0x5D00, 0x6700, 0x7100)
    assert KEYS[0x0F].shift == 0x0F00
    assert KEYS[0x1E] == (0x1E61, 0x1E41, 0x1E01, 0x1E00)
    assert KEYS[0x03].ctrl == 0x0300 and KEYS[0x02].ctrl is None
    assert EXTENDED_KEYS[0x53].alt == 0xA300
    assert sorted(KEYPAD_DIGITS.values()) == list(range(10))
