"""OSC 52: how a guest sets the desktop's clipboard, or asks for it ("XTerm Control Sequences", Operating System
Commands)."""

from __future__ import annotations

import base64
import binascii


def parse(value: str) -> str | None:
    """The text that ``52;value`` puts on the clipboard; None if it asks for the clipboard ("?"). ValueError for
    anything else."""
    _selections, separator, content = value.partition(";")
    if not separator:
        raise ValueError("OSC 52 without a content")
    if content == "?":
        return None
    try:
        return base64.b64decode(content, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from None


def answer(text: str) -> bytes:
    """What a guest is told that asked."""
    return b"\x1b]52;c;" + base64.b64encode(text.encode()) + b"\x1b\\"
