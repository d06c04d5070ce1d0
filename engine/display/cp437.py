"""Code page 437 as the IBM PC's character generator draws it, control characters included."""

from __future__ import annotations

_CONTROL = " ☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼"

#: The character shown for each of the 256 codes. 0x00 and 0xFF are drawn blank, so they are spaces here.
GLYPHS: str = (
    _CONTROL + bytes(range(0x20, 0x7F)).decode("cp437") + "⌂" + bytes(range(0x80, 0xFF)).decode("cp437") + " "
)

_TABLE = dict(enumerate(GLYPHS))


def decode(codes: bytes) -> str:
    """The text that ``codes`` show on a PC's screen, one character each."""
    return codes.decode("latin-1").translate(_TABLE)
