"""The serial console: a terminal widget."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from virtgui.sentence import told
from virtgui.terminal.document import Span
from virtgui.terminal.key import named, pasted
from virtgui.terminal.palette import THEMES
from virtgui.terminal.scrollback import LIMIT
from virtgui.terminal.selection import Unit
from virtgui.widgets.terminal_key import encoded
from virtgui.widgets.terminal_menu import Actions
from virtgui.widgets.terminal_view import TerminalView

_SMALLEST_PT, _LARGEST_PT = 5.0, 40.0
_DRAG_MS = 50
_NOTCH = 120  # QWheelEvent's angle for one notch
_NOTCH_LINES = 3


class TerminalWidget(TerminalView):
    """A terminal for one serial port. Bytes of the guest go in by ``feed``, those for it come out by ``send``.

    Signals: ``send(bytes)``; ``resized(columns, rows)``; ``title_changed(str)``; ``bell()``.
    Keys it keeps for itself are those of its menu (with Ctrl+Shift), Shift+PageUp and the like, which scroll,
    Shift+Insert, which pastes, and Ctrl+Tab, which leaves it.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        port_name: str = "COM1",
        theme: str = "dark",
        limit: int = LIMIT,
    ) -> None:
        super().__init__(parent, port_name, theme, limit)
        self._initial_pt = self._font.pointSizeF() if self._font.pointSizeF() > 0 else 10.0
        self._presses = 0
        self._dragging = False
        self._drag_at = QPoint()
        self._drag_timer = self._timer(_DRAG_MS, self._drag)
        self._clicks_timer = self._timer(QGuiApplication.styleHints().mouseDoubleClickInterval(), self._forget_clicks)
        self._wheel = 0
        self.actions_menu = Actions(self, self)
        self.find_bar.sought.connect(self._sought)
        self.find_bar.closed.connect(self.hide_find_bar)

    def has_selection(self) -> bool:
        """True if there is something to copy."""
        return self.selection.span is not None

    def encoding(self) -> str:
        """The encoding text is read and sent in."""
        return self.session.feed.encoding

    def text(self) -> str:
        """Scrollback and screen as text."""
        return self.document.text()

    def ask_save(self) -> None:
        """Have the text saved (``save_wanted``)."""
        self.save_wanted.emit()

    def save(self, path: str | Path) -> None:
        """Write scrollback and screen to a file, UTF-8; OSError if that fails."""
        Path(path).write_text(self.text() + "\n", encoding="utf-8")

    def clear(self) -> None:
        """Forget scrollback and screen."""
        self.session.clear()
        self.selection.clear()
        self.finder.restart()
        self._following = True
        self._schedule()

    def reset(self) -> None:
        """Put the terminal into its first state, if the guest left it unusable; the scrollback stays."""
        self.session.reset()
        self._schedule()

    def set_theme(self, theme: str) -> None:
        """Show the colours of "dark" or "light"; KeyError for others."""
        self._palette = THEMES[theme]
        self._style_banner()
        self.viewport().update()

    def set_encoding(self, encoding: str) -> None:
        """Read and send text as "utf-8", "cp437" or "latin-1"."""
        self.session.feed.set_encoding(encoding)

    def set_connected(self, connected: bool, reason: str = "") -> None:
        """Show a line at the bottom while not connected, with the reason."""
        state = self.tr("{0} is not connected").format(self.port_name)
        self.banner.setText(f"{state}: {told(reason)}" if reason else f"{state}.")
        self.banner.setToolTip(self.banner.text())
        self.banner.setVisible(not connected)
        height = 0 if connected else self.banner.sizeHint().height()
        self.setViewportMargins(0, 0, 0, height)
        self._place_children()

    def find(  # type: ignore[override]  # QWidget.find, a static look-up of window handles, is not missed here
        self, text: str, forwards: bool = True, case: bool = False
    ) -> bool:
        """Go to the next or previous hit and show it; False if there is none. Every hit is highlighted."""
        return self._show_hit(self.finder.find(text, forwards, case))

    def copy(self) -> None:
        """Put the selected text on the clipboard; nothing selected leaves the clipboard alone."""
        text = self.selection.text()
        if text:
            QGuiApplication.clipboard().setText(text)

    def paste(self) -> None:
        """Type the clipboard's text."""
        self.type_text(QGuiApplication.clipboard().text())

    def type_text(self, text: str) -> None:
        """Send text as pasted: between markers if the guest asked for that."""
        data = pasted(text, self.console.bracketed_paste, self.session.feed.encoding)
        if text and data:
            self._typed(data)

    def select_all(self) -> None:
        """Select everything written."""
        self.selection.choose(self.document.everything())
        self.viewport().update()

    def tell_size(self) -> None:
        """Type a command that tells the guest's shell the size, as a serial line has no way to."""
        self._typed(f"stty cols {self.console.columns} rows {self.console.lines}\n".encode())

    def zoom(self, steps: int) -> None:
        """Make the font larger or smaller by so many points; 0 restores the first size."""
        size = self._initial_pt if steps == 0 else self._font.pointSizeF() + steps
        self.set_font_size(size)

    def set_font_size(self, points: float) -> None:
        """Set the font's size in points, within sensible bounds."""
        self._font.setPointSizeF(min(max(points, _SMALLEST_PT), _LARGEST_PT))
        self._measure()

    def set_font(self, font: QFont) -> None:
        """Use another font; a monospace one."""
        self._font = QFont(font)
        self._measure()

    def show_find_bar(self) -> None:
        """Open the search bar, with the selected text if that is short."""
        chosen = self.selection.text()
        if chosen and "\n" not in chosen:
            self.find_bar.line.setText(chosen)
        self.find_bar.show()
        self._place_children()
        self.find_bar.raise_()
        self.find_bar.line.selectAll()
        self.find_bar.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def hide_find_bar(self) -> None:
        """Close the search bar; highlights go."""
        self.find_bar.hide()
        self.finder.stop()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sought(self, text: str, forwards: bool, case: bool, typed: bool) -> None:
        self._show_hit(self.finder.find(text, forwards, case, again=not typed))

    def _show_hit(self, hit: Span | None) -> bool:
        if hit is not None:
            self._show_line(hit[0].line)
        self.viewport().update()
        return hit is not None

    # Keys

    def _typed(self, data: bytes) -> None:
        self._following = True
        self._restart_blink()
        self._schedule()
        self.send.emit(data)

    def event(self, event: QEvent) -> bool:
        """Claim every key, so that the window's shortcuts leave the guest its Ctrl+C and F1."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if not self._leaves(event):
                event.accept()
                return True
        elif event.type() == QEvent.Type.DevicePixelRatioChange:
            self._measure()
        return super().event(event)

    @staticmethod
    def _leaves(event: QKeyEvent) -> bool:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        return control and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)

    def focusNextPrevChild(self, _forwards: bool) -> bool:
        """Tab belongs to the guest; Ctrl+Tab moves the focus."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the terminal keeps a key for, or send it."""
        if self._leaves(event):
            backwards = event.key() == Qt.Key.Key_Backtab
            super().focusNextPrevChild(not backwards)
            return
        action = self.actions_menu.for_key(QKeySequence(event.keyCombination()))
        if action is not None:
            action.trigger()
        elif not self._own_key(event):
            data = encoded(event, self.console, self.encoding())
            if not data:
                event.ignore()
                return
            if self.selection.span is not None:
                self.selection.clear()
                self.viewport().update()
            self._typed(data)
        event.accept()

    def _own_key(self, event: QKeyEvent) -> bool:
        """Shift with the keys that scroll, and with Insert."""
        kept = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        if event.modifiers() | Qt.KeyboardModifier.KeypadModifier != kept:
            return False
        page = max(self.console.lines - 1, 1)
        everything = len(self.console.scrollback)
        key = event.key()
        steps = {
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -everything,
            Qt.Key.Key_End: everything,
        }
        for candidate, lines in steps.items():
            if key == candidate:
                self.scroll_lines(lines)
                return True
        if key == Qt.Key.Key_Insert:
            self.paste_selection()
            return True
        return False

    def paste_selection(self) -> None:
        """Type what was last selected with the mouse, where the system knows that; else the clipboard."""
        clipboard = QGuiApplication.clipboard()
        mode = QClipboard.Mode.Selection if clipboard.supportsSelection() else QClipboard.Mode.Clipboard
        self.type_text(clipboard.text(mode))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Compose and dead keys, and input methods."""
        self._preedit = event.preeditString()
        if event.commitString():
            self._typed(event.commitString().encode(self.encoding(), "replace"))
        self.viewport().update()
        event.accept()

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        """Where an input method is to put its window."""
        if query == Qt.InputMethodQuery.ImCursorRectangle:
            return self._cursor_rect()
        if query == Qt.InputMethodQuery.ImEnabled:
            return True
        return super().inputMethodQuery(query)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Blink, and tell the guest if it asked."""
        super().focusInEvent(event)
        self._focus_changed(b"\x1b[I")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop blinking, and tell the guest if it asked."""
        super().focusOutEvent(event)
        self._focus_changed(b"\x1b[O")

    def _focus_changed(self, report: bytes) -> None:
        if self.console.wants_focus:
            self.send.emit(report)
        self._restart_blink()
        self.viewport().update()

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to select; the middle button pastes."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self.paste_selection()
        elif event.button() == Qt.MouseButton.LeftButton:
            point = event.position()
            again = (event.position().toPoint() - self._drag_at).manhattanLength() < 6
            self._presses = self._presses + 1 if self._clicks_timer.isActive() and again else 1
            self._clicks_timer.start()
            self._drag_at = point.toPoint()
            self._dragging = True
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.selection.extend(self._position_at(point.x(), point.y()))
            else:
                self._begin_selection()
            self.viewport().update()

    def _begin_selection(self) -> None:
        unit = (Unit.CELL, Unit.WORD, Unit.LINE)[(self._presses - 1) % 3]
        # A word is the one under the pointer, not the one nearest to it.
        shift = self._cells.width / 2 if unit is not Unit.CELL else 0.0
        self.selection.begin(self._position_at(self._drag_at.x() - shift, self._drag_at.y()), unit)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a double click."""
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Extend the selection."""
        if self._dragging and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag_at = event.position().toPoint()
            self._drag()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the selection; it can be pasted with the middle button at once."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragging = False
            self._drag_timer.stop()
            text, clipboard = self.selection.text(), QGuiApplication.clipboard()
            if text and clipboard.supportsSelection():
                clipboard.setText(text, QClipboard.Mode.Selection)

    def _drag(self) -> None:
        """Select up to the pointer; scroll while it is above or below."""
        y, height = self._drag_at.y(), self.viewport().height()
        if y < 0 or y >= height:
            self.scroll_lines(-1 - -y // 20 if y < 0 else 1 + (y - height) // 20)
            self._drag_timer.start()
        self.selection.extend(self._position_at(self._drag_at.x(), y))
        self.viewport().update()

    def _forget_clicks(self) -> None:
        self._presses = 0

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or zoom with Ctrl; on the alternate screen, which has no scrollback, send cursor keys."""
        self._wheel += event.angleDelta().y()
        notches = int(self._wheel / _NOTCH)
        self._wheel -= notches * _NOTCH
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if notches:
                self.zoom(notches)
        elif self.console.is_alternate:
            name = "Up" if notches > 0 else "Down"
            key = named(name, application_cursor=self.console.application_cursor)
            if notches:
                self._typed(key * (abs(notches) * _NOTCH_LINES))
        else:
            self.scroll_lines(-notches * _NOTCH_LINES)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu."""
        self.actions_menu.menu().popup(event.globalPos())
