"""The keys that a machine's window keeps for itself while a console has the focus; all others are the guest's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from virtgui.models.preference import Preferences
from virtgui.widgets.keymap import key_name

VIEW_KEYS: Final[dict[str, Qt.Key]] = {
    "scroll_lock": Qt.Key.Key_ScrollLock,
    "pause": Qt.Key.Key_Pause,
    "compose": Qt.Key.Key_Menu,
    "f8": Qt.Key.Key_F8,
    "f12": Qt.Key.Key_F12,
}
"""The keys that may switch views, by name."""


class OwnKey(NamedTuple):
    """A shortcut of ours. ``kept``: whether it stays with us unless somebody chose otherwise."""

    name: str
    keys: str
    kept: bool


OWN_KEYS: Final = (
    OwnKey("find", "Ctrl+Shift+F", True),
    OwnKey("copy", "Ctrl+Shift+C", True),
    OwnKey("paste", "Ctrl+Shift+V", True),
    OwnKey("full", "F11", False),
    OwnKey("screen", "Ctrl+1", False),
    OwnKey("serial", "Ctrl+2", False),
    OwnKey("both", "Ctrl+3", False),
)


def _tr(text: str) -> str:
    return QCoreApplication.translate("OwnKeys", text)


def title(name: str) -> str:
    """What one of OWN_KEYS does, in words."""
    return {
        "find": _tr("Find text on the screen"),
        "copy": _tr("Copy text"),
        "paste": _tr("Paste as typing"),
        "full": _tr("Full screen"),
        "screen": _tr("Show the screen"),
        "serial": _tr("Show the serial port"),
        "both": _tr("Show both"),
    }[name]


def view_key_title(name: str) -> str:
    """What a person calls one of VIEW_KEYS; "" is no key."""
    names = {
        "f8": "F8",
        "f12": "F12",
        "": _tr("None"),
    }
    return names.get(name) or key_name(name)


def kept(preferences: Preferences) -> frozenset[str]:
    """The names of OWN_KEYS that do not reach the guest."""
    chosen = preferences.kept
    return frozenset(key.name for key in OWN_KEYS if key.kept) if chosen is None else chosen


class OwnKeys(QObject):
    """Watches consoles. While the guest has the keyboard captured, the view key alone is ours.

    ``calls``: what each kept key does, by name; ``switch`` is the view key's.
    """

    def __init__(
        self,
        preferences: Preferences,
        calls: Mapping[str, Callable[[], None]],
        switch: Callable[[], None],
        captured: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._calls = calls
        self._switch = switch
        self._captured = captured
        self._down: set[int] = set()

    def watch(self, console: QWidget) -> None:
        """Take our keys out of those pressed in ``console``."""
        console.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Act on our keys; the console sees neither their press nor their release."""
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.KeyRelease:
            if event.key() in self._down and not event.isAutoRepeat():
                self._down.discard(event.key())
                return True
            return event.key() in self._down
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        call = self._call_for(event)
        if call is None:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self._down.add(event.key())
            call()
        return True

    def _call_for(self, event: QKeyEvent) -> Callable[[], None] | None:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        name = self._preferences.view_key
        # If one key were both, nothing would give the keyboard back any more.
        if plain and event.key() == VIEW_KEYS.get(name) and name != self._preferences.host_key:
            return self._switch
        if self._captured():
            return None
        pressed = QKeySequence(event.keyCombination())
        ours = kept(self._preferences)
        for key in OWN_KEYS:
            if key.name in ours and key.name in self._calls and pressed == QKeySequence(key.keys):
                return self._calls[key.name]
        return None
