"""engine.ctl.console: key names and escapes of the command line."""

from __future__ import annotations

import pytest

from engine.ctl.console import ALIASES, parse_chord, unescape
from engine.devices.keycode import SET1
from engine.error import EngineError


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("enter", ["ret"]),
        ("ctrl-alt-delete", ["ctrl", "alt", "delete"]),
        ("Ctrl-Alt-Del", ["ctrl", "alt", "delete"]),
        ("F1", ["f1"]),
        ("a", ["a"]),
        ("A", ["shift", "a"]),
        ("shift-A", ["shift", "a"]),
        ("5", ["5"]),
        ("?", ["shift", "slash"]),
        ("-", ["minus"]),
        ("ctrl--", ["ctrl", "minus"]),
        ("pageup", ["pgup"]),
        ("kp_5", ["kp_5"]),
    ],
)
def test_chords(text: str, keys: list[str]) -> None:
    assert parse_chord(text) == keys


@pytest.mark.parametrize("text", ["", "hyper", "ctrl-", "a-b-nokey", "é"])
def test_keys_that_no_keyboard_has(text: str) -> None:
    with pytest.raises(EngineError, match="There is no key called"):
        parse_chord(text)


def test_every_alias_is_a_key() -> None:
    assert {name for name in ALIASES.values() if name not in SET1} == set()


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        (r"dir\n", "dir\n"),
        (r"a\tb", "a\tb"),
        (r"c:\\new", r"c:\new"),
        (r"\q", r"\q"),
        ("x\\", "x\\"),
        (r"\e", "\x1b"),
    ],
)
def test_escapes(text: str, typed: str) -> None:
    assert unescape(text) == typed
