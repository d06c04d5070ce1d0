"""Qt's key events as the bytes a terminal sends."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from virtgui.terminal.key import controlled, named
from virtgui.terminal.screen import TerminalScreen

_NAMES = {
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
    Qt.Key.Key_Home: "Home",
    Qt.Key.Key_End: "End",
    Qt.Key.Key_Clear: "Begin",
    Qt.Key.Key_Insert: "Insert",
    Qt.Key.Key_Delete: "Delete",
    Qt.Key.Key_PageUp: "PageUp",
    Qt.Key.Key_PageDown: "PageDown",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Tab: "Tab",
    Qt.Key.Key_Backtab: "Tab",
    Qt.Key.Key_Return: "Return",
    Qt.Key.Key_Enter: "Return",
    Qt.Key.Key_Escape: "Escape",
    **{Qt.Key(Qt.Key.Key_F1.value + index): f"F{index + 1}" for index in range(20)},
}


def encoded(event: QKeyEvent, screen: TerminalScreen, encoding: str) -> bytes:
    """What the key sends; b"" for modifiers and keys without meaning here."""
    modifiers = event.modifiers()
    shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    alt = bool(modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier))
    control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    key = event.key()
    name = _NAMES.get(Qt.Key(key)) if key in _VALUES else None
    if name is not None:
        return named(
            name,
            shift=shift or key == Qt.Key.Key_Backtab,
            alt=alt,
            control=control,
            application_cursor=screen.application_cursor,
            newline=screen.newline_mode,
        )
    text = event.text()
    data = b""
    if control:
        # The text depends on platform and layout; the key is the letter printed on it.
        data = controlled(chr(key)) if 0x20 <= key < 0x7F else b""
        if not data and len(text) == 1 and text < " ":
            data = text.encode()
    elif text:
        data = text.encode(encoding, "replace")
    return b"\x1b" + data if alt and data else data


_VALUES = frozenset(key.value for key in _NAMES)
