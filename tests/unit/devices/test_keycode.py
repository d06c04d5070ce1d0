"""Key names, scan codes and typing."""

from __future__ import annotations

import pytest

from engine.devices.keycode import SET1, SET2, SET3, UntypableError, key_for_number, keys_for_text, set1_sequence


@pytest.mark.parametrize(
    ("name", "set1", "set2", "set3"),
    [
        ("esc", 0x01, 0x76, 0x08),
        ("a", 0x1E, 0x1C, 0x1C),
        ("f7", 0x41, 0x83, 0x37),
        ("f11", 0x57, 0x78, 0x56),
        ("ret", 0x1C, 0x5A, 0x5A),
        ("less", 0x56, 0x61, 0x13),
        ("backslash", 0x2B, 0x5D, 0x5C),
        ("num_lock", 0x45, 0x77, 0x76),
        ("shift_r", 0x36, 0x59, 0x59),
        ("kp_enter", 0xE01C, 0xE05A, 0x79),
        ("ctrl_r", 0xE01D, 0xE014, 0x58),
        ("delete", 0xE053, 0xE071, 0x64),
        ("up", 0xE048, 0xE075, 0x63),
        ("meta_l", 0xE05B, 0xE01F, 0x8B),
        ("menu", 0xE05D, 0xE02F, 0x8D),
        ("volumeup", 0xE030, 0xE032, None),
        ("stop", 0xE068, 0xE028, None),
    ],
)
def test_codes(name, set1, set2, set3):
    assert (SET1[name], SET2[name], SET3.get(name)) == (set1, set2, set3)


def test_the_main_block_has_all_its_set_1_codes():
    plain = {code for code in SET1.values() if code < 0x100}
    assert set(range(0x01, 0x54)) <= plain


def test_numbers():
    assert key_for_number(0x1E) == "a"
    assert key_for_number(0x9C) == "kp_enter"
    assert key_for_number(0xC8) == "up"
    assert key_for_number(0x54) == "sysrq"
    assert key_for_number(0xC6) == "pause"
    assert key_for_number(0x37) == "kp_multiply"
    assert key_for_number(0xB7) == "print"
    assert key_for_number(0) is None
    assert key_for_number(4711) is None


def test_every_number_leads_back_to_its_key():
    for name, code in SET1.items():
        number = (code & 0x7F) | (0x80 if code > 0xFF else 0)
        key = key_for_number(number)
        assert key is not None
        assert SET1[key] == code or name == "print"


def test_pause_in_set_1():
    assert set1_sequence(bytes.fromhex("e11477e1f014f077")) == bytes.fromhex("e11d45e19dc5")


def test_text():
    assert keys_for_text("Hi\n") == [("shift", "h"), ("i",), ("ret",)]
    assert keys_for_text("a|b ") == [("a",), ("shift", "backslash"), ("b",), ("spc",)]
    assert keys_for_text("\r\n\n\t\x03") == [("ret",), ("ret",), ("tab",), ("ctrl", "c")]
    assert keys_for_text('~!@"?_+') == [
        ("shift", key) for key in ("grave_accent", "1", "2", "apostrophe", "slash", "minus", "equal")
    ]


def test_all_printable_ascii_can_be_typed_and_differs():
    chords = [keys_for_text(chr(code))[0] for code in range(0x20, 0x7F)]
    assert len(set(chords)) == 95
    assert all(key in SET2 for chord in chords for key in chord)


@pytest.mark.parametrize(
    ("text", "character", "index"), [("a€", "€", 1), ("ü", "ü", 0), ("x\0", "\0", 1), ("²", "²", 0)]
)
def test_what_cannot_be_typed_is_named(text, character, index):
    with pytest.raises(UntypableError) as caught:
        keys_for_text(text)
    assert (caught.value.character, caught.value.index) == (character, index)
    assert f"U+{ord(character):04X}" in str(caught.value)
