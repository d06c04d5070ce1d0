"""Screen and keyboard: screen, type, key."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from engine.ctl.attach import ask
from engine.ctl.output import say
from engine.ctl.standing import running
from engine.devices.keycode import SET1, UntypableError, keys_for_text
from engine.error import EngineError

ALIASES = {
    "enter": "ret",
    "return": "ret",
    "del": "delete",
    "escape": "esc",
    "ins": "insert",
    "space": "spc",
    "control": "ctrl",
    "win": "meta_l",
    "super": "meta_l",
    "meta": "meta_l",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "bksp": "backspace",
    "capslock": "caps_lock",
    "numlock": "num_lock",
    "scrolllock": "scroll_lock",
    "printscreen": "print",
    "break": "pause",
    "altgr": "alt_r",
}
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "e": "\x1b", "\\": "\\"}
SECONDS_A_CHARACTER = 2.2
"""The longest a character takes: a guest that fetches nothing is waited for."""


def screen(options: argparse.Namespace) -> int:
    """``vgctl screen NAME [--png FILE]``."""
    from engine.display.link import DisplayLink

    machine = running(options.name)
    link = DisplayLink(machine.runtime.display)
    try:
        # What the guest wrote since the last frame is brought up to date for those who look.
        link.look(True)
        _first_notice(link)
        link.screen.refresh()
        if options.png:
            _picture(link, options.png)
            return 0
        mode = link.screen.mode
        if mode.kind == "graphics":
            raise EngineError(
                f"The screen of {options.name!r} shows graphics, {mode.width} x {mode.height}, and no text.",
                "Save a picture: --png FILE",
            )
        for row in link.screen.text():
            say(row)
    finally:
        link.close()
    return 0


def _first_notice(link: object) -> None:
    import select

    from engine.display.link import DisplayLink

    assert isinstance(link, DisplayLink)
    select.select([link], [], [], 1.0)
    try:
        link.take_notices()
    except ConnectionError:
        pass  # It ended just now; its last picture is still there.


def _picture(link: object, file: str) -> None:
    from engine import atomic
    from engine.display.link import DisplayLink
    from engine.display.screenshot import png

    assert isinstance(link, DisplayLink)
    content = png(link.screen)
    if file == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        atomic.write(Path(file), content)
    except OSError as error:
        raise EngineError(f"{file} cannot be written: {error.strerror}.", "Choose another place.") from None


def type_text(options: argparse.Namespace) -> int:
    r"""``vgctl type NAME TEXT [--rate N]``."""
    text = unescape(options.text)
    machine = running(options.name)
    try:
        chords = keys_for_text(text)
    except UntypableError as error:
        raise EngineError(str(error), "Nothing was typed.") from None
    if chords:
        arguments: dict[str, object] = {"text": text} | ({"rate": options.rate} if options.rate else {})
        longest = SECONDS_A_CHARACTER + (1 / options.rate if options.rate else 0)
        ask(machine, "x-virtgui-type", arguments, 10 + longest * len(chords))
    return 0


def unescape(text: str) -> str:
    r"""``\n`` and the like as the characters they stand for; any other backslash is itself."""
    return re.sub(r"\\([nrtbe\\])", lambda found: _ESCAPES[found[1]], text)


def key(options: argparse.Namespace) -> int:
    """``vgctl key NAME KEYS ...``."""
    chords = [parse_chord(chord) for chord in options.keys]
    machine = running(options.name)
    for chord in chords:
        keys: list[object] = [{"type": "qcode", "data": name} for name in chord]
        ask(machine, "send-key", {"keys": keys})
    return 0


def parse_chord(text: str) -> list[str]:
    """``ctrl-alt-delete`` as QEMU's key names. EngineError for a key that no keyboard has."""
    # A minus sign that is a key stands alone or after another: "-", "ctrl--".
    words = re.sub(r"(^|-)-$", r"\1minus", text).split("-")
    return list(dict.fromkeys(name for word in words for name in _key(word)))


def _key(word: str) -> Iterable[str]:
    name = word.lower() if len(word) > 1 else word
    name = ALIASES.get(name, name)
    if name in SET1:
        return (name,)
    if len(word) == 1:
        try:
            return keys_for_text(word)[0]
        except UntypableError:
            pass  # The message below says it better.
    raise EngineError(f"There is no key called {word!r}.", "Examples: enter, f10, ctrl-alt-delete, pgup, kp_5, a.")
