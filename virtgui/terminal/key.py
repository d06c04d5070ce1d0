"""What keys send ("XTerm Control Sequences": PC-style function keys; DEC VT220 manual for the editing keys)."""

from __future__ import annotations

_CURSOR = {"Up": "A", "Down": "B", "Right": "C", "Left": "D", "End": "F", "Home": "H", "Begin": "E"}
_PF = {"F1": "P", "F2": "Q", "F3": "R", "F4": "S"}
_TILDE = {
    "Insert": 2,
    "Delete": 3,
    "PageUp": 5,
    "PageDown": 6,
    "F5": 15,
    "F6": 17,
    "F7": 18,
    "F8": 19,
    "F9": 20,
    "F10": 21,
    "F11": 23,
    "F12": 24,
    "F13": 25,
    "F14": 26,
    "F15": 28,
    "F16": 29,
    "F17": 31,
    "F18": 32,
    "F19": 33,
    "F20": 34,
}
_CONTROL = {" ": 0, "@": 0, "2": 0, "3": 27, "[": 27, "4": 28, "\\": 28, "5": 29, "]": 29, "6": 30, "^": 30}
_CONTROL |= {"7": 31, "_": 31, "/": 31, "8": 127, "?": 127}

NAMED = frozenset({*_CURSOR, *_PF, *_TILDE, "Backspace", "Tab", "Return", "Escape"})
"""The names ``named`` knows."""


def named(
    name: str,
    *,
    shift: bool = False,
    alt: bool = False,
    control: bool = False,
    application_cursor: bool = False,
    newline: bool = False,
) -> bytes:
    """What the key ``name`` sends; b"" for a name not in NAMED. ``newline``: Return sends CR LF (LNM)."""
    escape = b"\x1b" if alt else b""
    match name:
        case "Backspace":
            return escape + (b"\x08" if control else b"\x7f")
        case "Tab":
            return b"\x1b[Z" if shift else escape + b"\t"
        case "Return":
            return escape + (b"\r\n" if newline else b"\r")
        case "Escape":
            return escape + b"\x1b"
    modifier = 1 + shift + 2 * alt + 4 * control
    if name in _CURSOR:
        if modifier > 1:
            return f"\x1b[1;{modifier}{_CURSOR[name]}".encode()
        return f"\x1b{'O' if application_cursor else '['}{_CURSOR[name]}".encode()
    if name in _PF:
        return (f"\x1b[1;{modifier}{_PF[name]}" if modifier > 1 else f"\x1bO{_PF[name]}").encode()
    if name in _TILDE:
        return (f"\x1b[{_TILDE[name]};{modifier}~" if modifier > 1 else f"\x1b[{_TILDE[name]}~").encode()
    return b""


def controlled(char: str) -> bytes:
    """What Ctrl with the character sends: its control character; b"" if it has none."""
    if len(char) != 1:
        return b""
    if char in _CONTROL:
        return bytes([_CONTROL[char]])
    upper = char.upper()
    return bytes([ord(upper) - 64]) if "A" <= upper <= "Z" else b""


def pasted(text: str, bracketed: bool, encoding: str = "utf-8") -> bytes:
    """Text from the clipboard as typed: CR between lines, control characters left out but for tabs.

    ``bracketed`` puts it between the markers of DECSET 2004; they cannot be forged, as ESC is left out.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    clean = "".join(c for c in lines if c in "\n\t" or (c >= " " and not "\x7f" <= c <= "\x9f"))
    data = clean.replace("\n", "\r").encode(encoding, "replace")
    return b"\x1b[200~" + data + b"\x1b[201~" if bracketed else data
