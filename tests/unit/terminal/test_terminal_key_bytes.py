"""virtgui/terminal/key.py, against xterm's ctlseqs (PC-style function keys)."""

from __future__ import annotations

import pytest

from virtgui.terminal.key import NAMED, controlled, named, pasted


@pytest.mark.parametrize(
    ("name", "modifiers", "expected"),
    [
        ("Up", {}, b"\x1b[A"),
        ("Up", {"application_cursor": True}, b"\x1bOA"),
        ("Left", {"control": True, "application_cursor": True}, b"\x1b[1;5D"),
        ("Home", {}, b"\x1b[H"),
        ("End", {"shift": True, "alt": True}, b"\x1b[1;4F"),
        ("F1", {}, b"\x1bOP"),
        ("F4", {"shift": True}, b"\x1b[1;2S"),
        ("F5", {}, b"\x1b[15~"),
        ("F10", {}, b"\x1b[21~"),
        ("F11", {}, b"\x1b[23~"),
        ("F12", {"control": True}, b"\x1b[24;5~"),
        ("Insert", {}, b"\x1b[2~"),
        ("Delete", {}, b"\x1b[3~"),
        ("PageDown", {}, b"\x1b[6~"),
        ("Backspace", {}, b"\x7f"),
        ("Backspace", {"alt": True}, b"\x1b\x7f"),
        ("Backspace", {"control": True}, b"\x08"),
        ("Tab", {}, b"\t"),
        ("Tab", {"shift": True}, b"\x1b[Z"),
        ("Return", {}, b"\r"),
        ("Return", {"newline": True}, b"\r\n"),
        ("Escape", {}, b"\x1b"),
        ("Nonsense", {}, b""),
    ],
)
def test_named(name, modifiers, expected) -> None:
    assert named(name, **modifiers) == expected


def test_every_name_sends_something() -> None:
    assert all(named(name) for name in NAMED)


@pytest.mark.parametrize(
    ("char", "expected"),
    [
        ("c", b"\x03"),
        ("C", b"\x03"),
        (" ", b"\0"),
        ("[", b"\x1b"),
        ("/", b"\x1f"),
        ("8", b"\x7f"),
        ("1", b""),
        ("ab", b""),
    ],
)
def test_controlled(char, expected) -> None:
    assert controlled(char) == expected


def test_pasted() -> None:
    assert pasted("a\nb\r\nc\rd\t", False) == b"a\rb\rc\rd\t"
    assert pasted("x", True) == b"\x1b[200~x\x1b[201~"
    assert pasted("a\x1b[201~rm\x03\x9b", True) == b"\x1b[200~a[201~rm\x1b[201~"
    assert pasted("\u2500\u6f22", False, "cp437") == b"\xc4?"
