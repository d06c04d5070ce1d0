"""The guest's screen, with its keyboard and mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QInputEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QWidget

from virtgui.theme import icon
from virtgui.widgets.display_view import DisplayView
from virtgui.widgets.keyboard import Keyboard
from virtgui.widgets.keymap import EVDEV, NATIVE_OFFSET, NATIVE_PLATFORMS, key_name
from virtgui.widgets.pointer import WARP_PLATFORMS, Pointer, absolute
from virtgui.widgets.selecting import shape_for


class DisplayWidget(DisplayView):
    """Shows a Screen and turns key and mouse events into the guest's.

    ``mouse_moved`` is in logical pixels, ``dy`` downwards, ``dz`` in wheel steps towards the user.
    A click takes keyboard and mouse (``grab_changed``); the host key alone gives them back, or takes them. The
    host key with Tab leaves the widget. In fixed scales put it in ``scrollable()``.
    """

    key_event = Signal(str, bool)
    mouse_moved = Signal(int, int, int)
    mouse_button = Signal(str, bool)
    pointed = Signal(int, int)
    paste_requested = Signal(str)
    grab_changed = Signal(bool)

    def __init__(
        self, parent: QWidget | None = None, *, native: bool | None = None, warp: bool | None = None
    ) -> None:
        """``native``, ``warp``: whether scan codes are known and the pointer can be moved; None: as the platform."""
        super().__init__(parent)
        platform = QGuiApplication.platformName()
        self._pointer = Pointer(
            self,
            self.mouse_moved.emit,
            self.mouse_button.emit,
            warp=platform in WARP_PLATFORMS if warp is None else warp,
        )
        self._keyboard = Keyboard(
            self.key_event.emit,
            self.toggle_grab,
            self._leave,
            native=platform in NATIVE_PLATFORMS if native is None else native,
        )
        self._grabbed = False
        self._mouse_wanted = True
        self._tablet = False
        self._select_text = False
        self.own_chords = frozenset({"copy", "paste"})
        """Which of our own shortcuts do not go to the guest."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setMouseTracking(True)

    # --- grab ----------------------------------------------------------------------------------------------

    @property
    def grabbed(self) -> bool:
        """Whether keyboard and mouse belong to the guest only."""
        return self._grabbed

    @property
    def host_key(self) -> str:
        """The QKeyCode of the key that takes and releases the grab."""
        return self._keyboard.host_key

    def set_host_key(self, qcode: str) -> None:
        """Use another key than Right Ctrl; one of HOST_KEYS."""
        self._keyboard.host_key = qcode

    def set_mouse_wanted(self, wanted: bool) -> None:
        """Whether the guest listens to its mouse. If not, a click only gives the focus and right-click a menu."""
        self._mouse_wanted = wanted

    def set_tablet(self, listens: bool) -> None:
        """Whether the guest has a driver for its tablet. In graphics its pointer is then where this host's is
        (``pointed``, both axes from 0 to ABSOLUTE), and a click needs no grab."""
        self._tablet = listens

    def toggle_grab(self) -> None:
        """Take or release keyboard and mouse."""
        if self._grabbed:
            self.release_grab()
        else:
            self.take_grab()

    def take_grab(self) -> None:
        """Give keyboard and mouse to the guest, the pointer hidden and kept in. Nothing without a screen."""
        if self._grabbed or self._screen is None or self._message is not None:
            return
        self._grabbed = True
        self._selector.clear()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.grabKeyboard()
        if not self._is_absolute():
            self._pointer.grab()
        self._show_banner(self.tr("Press {0} to release the mouse").format(key_name(self.host_key)))
        self.grab_changed.emit(True)

    def release_grab(self) -> None:
        """Give keyboard and mouse back to the desktop."""
        if not self._grabbed:
            return
        self._grabbed = False
        self.releaseKeyboard()
        self._pointer.release()
        self._hide_banner()
        self._keyboard.release_all()
        self.grab_changed.emit(False)

    # --- text ----------------------------------------------------------------------------------------------

    @property
    def select_text(self) -> bool:
        """Whether dragging selects text without Shift, and a click does not grab."""
        return self._select_text

    def set_select_text(self, on: bool) -> None:
        """Turn the mode "Select text" on or off."""
        self._select_text = on
        if on:
            self.release_grab()
        self.setCursor(Qt.CursorShape.IBeamCursor if on else Qt.CursorShape.ArrowCursor)

    def paste(self) -> None:
        """Ask for the clipboard's text to be typed (``paste_requested``)."""
        text = QGuiApplication.clipboard().text()
        if text:
            self.paste_requested.emit(text)

    def context_menu(self) -> QMenu:
        """The menu of the right mouse button, with the widget's own ``actions()`` at the end."""
        menu = QMenu(self)
        is_text = self._screen is not None and self._screen.mode.kind == "text"
        copy = menu.addAction(icon("copy"), self.tr("Copy") + "\tCtrl+Shift+C", self.copy)
        copy.setEnabled(self._selector.selection is not None)
        copy.setToolTip(self.tr("Select text first: drag with Shift held."))
        everything_ = menu.addAction(self.tr("Select all text"), self.select_all)
        everything_.setEnabled(is_text)
        everything_.setToolTip(self.tr("The guest shows graphics, not text."))
        paste = menu.addAction(icon("paste"), self.tr("Paste as typing") + "\tCtrl+Shift+V", self.paste)
        paste.setEnabled(self._screen is not None and bool(QGuiApplication.clipboard().text()))
        menu.setToolTipsVisible(True)
        menu.addSeparator()
        grab = menu.addAction(icon("keyboard"), self.tr("Give keyboard and mouse to the guest"), self.take_grab)
        grab.setEnabled(self._screen is not None and self._message is None)
        menu.addActions(self.actions())
        return menu

    # --- Qt's events ---------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keys that Qt would use itself (Tab, shortcuts, F10) are the guest's while it has the focus."""
        if isinstance(event, QKeyEvent) and self._screen is not None:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.keyPressEvent(event)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """To the guest, but for copy and paste while it does not have the grab."""
        if self._screen is None:
            super().keyPressEvent(event)
            return
        event.accept()
        ours = frozenset[str]() if self._grabbed else self.own_chords
        if "copy" in ours and _is_chord(event, Qt.Key.Key_C, "c") and self._selector.selection is not None:
            self.copy()
        elif "paste" in ours and _is_chord(event, Qt.Key.Key_V, "v"):
            self.paste()
        else:
            if event.text() and event.text().isprintable():
                self._selector.clear()
            self._keyboard.press(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """To the guest."""
        event.accept()
        self._keyboard.release(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nothing stays pressed in the guest."""
        self._let_go()
        super().focusOutEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select, take the grab, or press the guest's button."""
        self._keyboard.flush()
        if self._is_absolute():
            self._point(event)
            self._pointer.press(event)
        elif self._grabbed or self._hovers(event):
            self._pointer.press(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._selector.clear()
            if self._selects(event) and self._screen is not None:
                self._selector.begin(self._screen, self.picture_rect(), self._device_position(event))
            elif self._mouse_wanted and not self._select_text:
                self.take_grab()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends a selection, or releases the guest's button."""
        if self._selector.dragging and event.button() == Qt.MouseButton.LeftButton:
            self._selector.end()
        else:
            self._pointer.lift(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Selects a word; otherwise one more press."""
        if not self._grabbed and self._selects(event) and self._screen is not None:
            self._selector.select_word(self._screen, self.picture_rect(), self._device_position(event))
        else:
            self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Moves the guest's mouse, or the end of the selection."""
        if self._selector.dragging and self._screen is not None:
            at, shape = self._device_position(event), shape_for(event.modifiers())
            self._selector.drag(self._screen, self.picture_rect(), at, shape)
        elif self._is_absolute():
            self._point(event)
        elif self._grabbed or self._hovers(event):
            self._pointer.move(event)

    def leaveEvent(self, event: QEvent) -> None:
        """A pointer that comes back elsewhere has not moved in between."""
        self._pointer.leave()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Whole wheel steps to the guest."""
        if self._grabbed or self._is_absolute() or self._hovers(event):
            self._pointer.wheel(event)
            event.accept()
        else:
            super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu, if asked for by mouse: the menu key is the guest's."""
        guests = self._grabbed or self._is_absolute() or self._hovers(event)
        if guests or event.reason() == QContextMenuEvent.Reason.Keyboard:
            return
        menu = self.context_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    # --- inside --------------------------------------------------------------------------------------------

    def _let_go(self) -> None:
        """Nothing stays pressed in the guest."""
        self.release_grab()
        self._keyboard.release_all()
        self._pointer.release()

    def _leave(self, forward: bool) -> None:
        self._let_go()
        self.focusNextPrevChild(forward)

    def _is_absolute(self) -> bool:
        """Whether the guest's pointer follows this host's. In text there is more use in selecting."""
        screen = self._screen
        return self._tablet and screen is not None and screen.mode.kind != "text" and not self._select_text

    def _point(self, event: QMouseEvent) -> None:
        self.pointed.emit(*absolute(self._device_position(event), self.picture_rect()))

    def _hovers(self, event: QInputEvent) -> bool:
        """Where the pointer cannot be kept in, the guest's mouse follows it without a grab, unless Shift is held."""
        return (
            not self._pointer.warp
            and self._mouse_wanted
            and self._screen is not None
            and not self._select_text
            and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        )

    def _selects(self, event: QMouseEvent) -> bool:
        """Whether a left press begins a selection."""
        if self._screen is None or self._screen.mode.kind != "text":
            return False
        return self._select_text or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)

    def _device_position(self, event: QMouseEvent) -> QPointF:
        return event.position() * self.devicePixelRatioF()


def scrollable(display: DisplayWidget) -> QScrollArea:
    """``display`` in a frameless area that scrolls when a fixed scale makes the picture larger than the window."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(display)
    return area


def _is_chord(event: QKeyEvent, key: Qt.Key, qcode: str) -> bool:
    """Whether it is Ctrl+Shift and ``key`` (or the key in its place, on a layout without that letter)."""
    wanted = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier != wanted:
        return False
    return event.key() == key or EVDEV.get(event.nativeScanCode() - NATIVE_OFFSET) == qcode
