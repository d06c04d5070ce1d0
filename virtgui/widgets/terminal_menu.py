"""The terminal's actions: its context menu and the keys it keeps for itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from virtgui.terminal.feed import ENCODINGS


class Target(Protocol):
    """What the actions act on: a TerminalWidget."""

    def copy(self) -> None: ...
    def paste(self) -> None: ...
    def select_all(self) -> None: ...
    def show_find_bar(self) -> None: ...
    def clear(self) -> None: ...
    def reset(self) -> None: ...
    def tell_size(self) -> None: ...
    def zoom(self, steps: int) -> None: ...
    def ask_save(self) -> None: ...
    def set_encoding(self, encoding: str) -> None: ...
    def has_selection(self) -> bool: ...
    def encoding(self) -> str: ...


def _tr(text: str) -> str:
    return QCoreApplication.translate("TerminalMenu", text)


class Actions:
    """QActions on a terminal widget. Their shortcuts are handled by the widget, so that they never leave it."""

    def __init__(self, widget: QWidget, target: Target) -> None:
        self._widget = widget
        self._target = target
        self.copy = self._make(_tr("Copy"), "Ctrl+Shift+C", target.copy)
        self.paste = self._make(_tr("Paste"), "Ctrl+Shift+V", target.paste)
        self.select_all = self._make(_tr("Select all"), "Ctrl+Shift+A", target.select_all)
        self.find = self._make(_tr("Find\u2026"), "Ctrl+Shift+F", target.show_find_bar)
        self.save = self._make(_tr("Save text\u2026"), "Ctrl+Shift+S", target.ask_save)
        self.larger = self._make(_tr("Larger text"), "Ctrl++", lambda: target.zoom(1))
        self.smaller = self._make(_tr("Smaller text"), "Ctrl+-", lambda: target.zoom(-1))
        self.normal = self._make(_tr("Normal size"), "Ctrl+0", lambda: target.zoom(0))
        self.tell_size = self._make(_tr("Tell guest its size"), "", target.tell_size)
        self.tell_size.setToolTip(
            _tr("Types \u201cstty cols \u2026 rows \u2026\u201d: a serial line cannot tell it.")
        )
        self.clear = self._make(_tr("Clear"), "Ctrl+Shift+K", target.clear)
        self.reset = self._make(_tr("Reset terminal"), "", target.reset)
        text = (self.copy, self.paste, self.select_all, self.find, self.save, self.clear)
        size = (self.larger, self.smaller, self.normal)
        self._keys = {action.shortcut(): action for action in (*text, *size)}
        self._keys[QKeySequence("Ctrl+=")] = self.larger
        self._keys[QKeySequence("Ctrl+Shift++")] = self.larger

    def for_key(self, key: QKeySequence) -> QAction | None:
        """The action of a key combination."""
        return self._keys.get(key)

    def menu(self) -> QMenu:
        """The context menu, made anew: what is possible is enabled."""
        menu = QMenu(self._widget)
        menu.setToolTipsVisible(True)
        chosen = self._target.has_selection()
        self.copy.setEnabled(chosen)
        self.copy.setToolTip("" if chosen else _tr("Nothing is selected."))
        filled = bool(QGuiApplication.clipboard().text())
        self.paste.setEnabled(filled)
        self.paste.setToolTip("" if filled else _tr("The clipboard holds no text."))
        for group in (
            (self.copy, self.paste, self.select_all),
            (self.find, self.save),
            (self.larger, self.smaller, self.normal),
            (self.tell_size, self.clear, self.reset),
        ):
            menu.addActions(group)
            menu.addSeparator()
        encodings = menu.addMenu(_tr("Encoding"))
        for name in ENCODINGS:
            action = encodings.addAction(name.upper())
            action.setCheckable(True)
            action.setChecked(name == self._target.encoding())
            action.triggered.connect(lambda _checked, chosen=name: self._target.set_encoding(chosen))
        return menu

    def _make(self, text: str, keys: str, slot: Callable[[], None]) -> QAction:
        action = QAction(text, self._widget)
        if keys:
            action.setShortcut(QKeySequence(keys))
            # Qt shows the keys in the menu; the terminal's own key handler acts on them.
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda: slot())
        return action
