"""The guest's screen, with its keyboard and mouse."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHideEvent,
    QImage,
    QInputEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QWidget

from virtgui.theme import DARK, icon
from virtgui.widgets.keyboard import Keyboard
from virtgui.widgets.keymap import EVDEV, KEY_NAMES, NATIVE_OFFSET, NATIVE_PLATFORMS
from virtgui.widgets.overlay import Message, banner_rect, message_rect, paint_banner, paint_message
from virtgui.widgets.picture import Picture
from virtgui.widgets.pointer import WARP_PLATFORMS, Pointer
from virtgui.widgets.scale import Scale, place
from virtgui.widgets.selecting import Selector, shape_for

if TYPE_CHECKING:
    from engine.display.mode import Mode
    from engine.display.screen import Screen

BLINK_MS: Final = 266
"""Half a blink of the cursor. A VGA does 16 frames, 229 ms; this is as good and wakes the machine less."""

BANNER_MS: Final = 3000
ACCESSIBLE_MS: Final = 1000


class DisplayWidget(QWidget):
    """Shows a Screen and turns key and mouse events into the guest's.

    ``mouse_moved`` is in logical pixels, ``dy`` downwards, ``dz`` in wheel steps towards the user.
    A click takes keyboard and mouse (``grab_changed``); the host key alone gives them back, or takes them. The
    host key with Tab leaves the widget. In fixed scales put it in ``scrollable()``.
    """

    key_event = Signal(str, bool)
    mouse_moved = Signal(int, int, int)
    mouse_button = Signal(str, bool)
    text_copied = Signal(str)
    paste_requested = Signal(str)
    grab_changed = Signal(bool)
    mode_changed = Signal()
    selection_changed = Signal(bool)

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
        self._screen: Screen | None = None
        self._picture = Picture()
        self._mode: Mode | None = None
        self._scale: Scale = "fit"
        self._message: Message | None = None
        self._grabbed = False
        self._mouse_wanted = True
        self._banner = ""
        self._selector = Selector(self._selection_moved)
        self._had_selection = False
        self._select_text = False
        self._blink_on = True
        self._blink = _timer(self, BLINK_MS, self._flip_blink)
        self._banner_timer = _timer(self, BANNER_MS, self._hide_banner, once=True)
        self._accessible_timer = _timer(self, ACCESSIBLE_MS, self.update_accessible, once=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setMouseTracking(True)
        self.set_machine_name("")

    # --- what is shown -------------------------------------------------------------------------------------

    def set_machine_name(self, name: str) -> None:
        """Whose screen it is, for screen readers."""
        self.setAccessibleName(f"Screen of {name}" if name else "Screen")

    def set_screen(self, screen: Screen | None) -> None:
        """Show ``screen`` from now on. None keeps the last picture, dimmed under the message."""
        self._screen = screen
        self._selector.clear()
        if screen is None:
            self._let_go()
        else:
            screen.refresh(self._blink_on)
            self._take(0, screen.mode.height)
        self._pace_blink()
        self.update()

    def clear(self) -> None:
        """No screen and no last picture either."""
        self._picture.clear()
        self.set_screen(None)

    def refresh(self) -> None:
        """The guest changed something: fetch it, and repaint what is different. Waits while hidden."""
        if self._screen is None or not self.isVisible():
            return
        damage = self._screen.refresh(self._blink_on)
        if damage is not None:
            self._take(damage.top, damage.bottom)

    def set_message(
        self, title: str, detail: str = "", icon: str = "", colour: QColor = DARK.muted, below: int = 0
    ) -> None:
        """Say over the dimmed picture why it stands still ("Paused"), and what to do. An empty title ends it.

        ``below``: so many pixels are left free below ``message_rect()``.
        """
        self._message = Message(title, detail, icon, colour, below) if title else None
        self._pace_blink()
        self.update_accessible()
        self.update()

    def message_rect(self) -> QRect:
        """What the message covers, in this widget; empty without one. Buttons may be put below it."""
        return QRect() if self._message is None else message_rect(self.rect(), self.font(), self._message)

    def screenshot(self) -> QImage:
        """The guest's picture at its own size, as it is now. Null if there is none."""
        if self._screen is not None:
            self._screen.refresh(self._blink_on)
            self._take(0, self._screen.mode.height)
        return self._picture.image()

    @property
    def scale(self) -> Scale:
        """ "fit", "stretch", or a factor."""
        return self._scale

    def set_scale(self, scale: Scale) -> None:
        """How large a guest pixel is; see Scale. "fit" is the default."""
        self._scale = scale
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The picture's size at the fixed scale, or at 1 when it adapts."""
        dots = self._picture.dots
        if dots.isEmpty():
            dots = QSize(720, 400)
        factor = self._scale if isinstance(self._scale, (int, float)) else 1.0
        return QSize(math.ceil(dots.width() * factor), math.ceil(dots.height() * factor))

    def minimumSizeHint(self) -> QSize:
        """At a fixed scale the whole picture, so that ``scrollable()`` gives it scroll bars."""
        return QSize(160, 100) if isinstance(self._scale, str) else self.sizeHint()

    def update_accessible(self) -> None:
        """Give screen readers what the screen says now."""
        parts = [] if self._message is None else [f"{self._message.title}. {self._message.detail}".strip()]
        if self._screen is not None:
            parts.append("\n".join(self._screen.text()))
        self.setAccessibleDescription("\n".join(part for part in parts if part))

    def picture_rect(self) -> QRect:
        """Where the picture lies in this widget, in device pixels."""
        ratio = self.devicePixelRatioF()
        viewport = QSize(round(self.width() * ratio), round(self.height() * ratio))
        return place(self._scale, self._picture.dots, viewport, ratio, self._picture.grain)

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
        """Use another key than Right Ctrl; one of KEY_NAMES."""
        self._keyboard.host_key = qcode

    def set_mouse_wanted(self, wanted: bool) -> None:
        """Whether the guest listens to its mouse. If not, a click only gives the focus and right-click a menu."""
        self._mouse_wanted = wanted

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
        self._pointer.grab()
        self._show_banner(f"Press {KEY_NAMES.get(self.host_key, self.host_key)} to release the mouse")
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

    def selected_text(self) -> str:
        """The text in the selected cells; empty without a selection."""
        return "" if self._screen is None else self._selector.text(self._screen)

    def select_all(self) -> None:
        """Select the whole text screen; nothing in graphics."""
        if self._screen is not None:
            self._selector.select_all(self._screen)

    def copy(self) -> bool:
        """Put the selected text on the clipboard. False: nothing was selected."""
        text = self.selected_text()
        if text:
            QGuiApplication.clipboard().setText(text)
            self.text_copied.emit(text)
        return bool(text)

    def paste(self) -> None:
        """Ask for the clipboard's text to be typed (``paste_requested``)."""
        text = QGuiApplication.clipboard().text()
        if text:
            self.paste_requested.emit(text)

    def context_menu(self) -> QMenu:
        """The menu of the right mouse button, with the widget's own ``actions()`` at the end."""
        menu = QMenu(self)
        is_text = self._screen is not None and self._screen.mode.kind == "text"
        copy = menu.addAction(icon("copy"), "Copy\tCtrl+Shift+C", self.copy)
        copy.setEnabled(self._selector.selection is not None)
        copy.setToolTip("Select text first: drag with Shift held.")
        everything_ = menu.addAction("Select all text", self.select_all)
        everything_.setEnabled(is_text)
        everything_.setToolTip("The guest shows graphics, not text.")
        paste = menu.addAction(icon("paste"), "Paste as typing\tCtrl+Shift+V", self.paste)
        paste.setEnabled(self._screen is not None and bool(QGuiApplication.clipboard().text()))
        menu.setToolTipsVisible(True)
        menu.addSeparator()
        grab = menu.addAction(icon("keyboard"), "Give keyboard and mouse to the guest", self.take_grab)
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
        if not self._grabbed and _is_chord(event, Qt.Key.Key_C, "c") and self._selector.selection is not None:
            self.copy()
        elif not self._grabbed and _is_chord(event, Qt.Key.Key_V, "v"):
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
        if self._grabbed or self._hovers(event):
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
        elif self._grabbed or self._hovers(event):
            self._pointer.move(event)

    def leaveEvent(self, event: QEvent) -> None:
        """A pointer that comes back elsewhere has not moved in between."""
        self._pointer.leave()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Whole wheel steps to the guest."""
        if self._grabbed or self._hovers(event):
            self._pointer.wheel(event)
            event.accept()
        else:
            super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu, if asked for by mouse: the menu key is the guest's."""
        if self._grabbed or self._hovers(event) or event.reason() == QContextMenuEvent.Reason.Keyboard:
            return
        menu = self.context_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up."""
        super().showEvent(event)
        self.refresh()
        self._pace_blink()

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden screen costs nothing and holds nothing."""
        self._let_go()
        self._blink.stop()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Background, picture, selection, message, banner."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), DARK.letterbox)
        self._paint_picture(painter)
        if self._message is not None:
            paint_message(painter, self.rect(), self.font(), self._message, dim=self._picture.width > 0)
        if self._banner:
            paint_banner(painter, self.rect(), self.font(), self._banner)
        painter.end()

    # --- inside --------------------------------------------------------------------------------------------

    def _paint_picture(self, painter: QPainter) -> None:
        ratio = self.devicePixelRatioF()
        target = self.picture_rect()
        # With a fractional ratio this widget may begin between two device pixels; the picture must not.
        transform = painter.deviceTransform()
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.translate(round(transform.dx()) - transform.dx(), round(transform.dy()) - transform.dy())
        self._picture.paint(painter, target)
        screen = self._screen
        if screen is not None:
            self._selector.paint(painter, screen, target)
        painter.restore()

    def _take(self, top: int, bottom: int) -> None:
        """Copy rows from the screen and ask for their repaint."""
        screen = self._screen
        if screen is None:
            return
        before = self._picture.dots
        top, bottom = self._picture.update(screen, top, bottom)
        if screen.mode.kind != "text":
            self._selector.clear()
        if before != self._picture.dots:
            self._selector.clear()
            self.updateGeometry()
            self.update()
        elif top < bottom:
            self.update(self._rows_rect(top, bottom))
        if screen.mode != self._mode:
            self._mode = screen.mode
            self.mode_changed.emit()
        self._pace_blink()
        if QAccessible.isActive() and not self._accessible_timer.isActive():
            self._accessible_timer.start()

    def _rows_rect(self, top: int, bottom: int) -> QRect:
        """Logical pixels covering guest rows ``top`` up to ``bottom``, and what smoothing may touch."""
        ratio, target = self.devicePixelRatioF(), self.picture_rect()
        factor = target.height() / max(1, self._picture.height)
        first = math.floor((target.top() + top * factor - 2) / ratio)
        last = math.ceil((target.top() + bottom * factor + 2) / ratio)
        return QRect(0, first, self.width(), last - first)

    def _flip_blink(self) -> None:
        self._blink_on = not self._blink_on
        self.refresh()

    def _pace_blink(self) -> None:
        """Blink only where it can be seen: a text mode, visible, not standing still."""
        screen = self._screen
        blinks = screen is not None and screen.mode.kind == "text" and self._message is None and self.isVisible()
        if blinks and not self._blink.isActive():
            self._blink.start()
        elif not blinks:
            self._blink.stop()

    def _show_banner(self, text: str) -> None:
        self._banner = text
        self._banner_timer.start()
        self.update(banner_rect(self.rect(), self.font(), text))

    def _hide_banner(self) -> None:
        self._banner_timer.stop()
        if self._banner:
            self.update(banner_rect(self.rect(), self.font(), self._banner))
            self._banner = ""

    def _let_go(self) -> None:
        """Nothing stays pressed in the guest."""
        self.release_grab()
        self._keyboard.release_all()
        self._pointer.release()

    def _leave(self, forward: bool) -> None:
        self._let_go()
        self.focusNextPrevChild(forward)

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

    def _selection_moved(self) -> None:
        self.update()
        selected = self._selector.selection is not None
        if selected != self._had_selection:
            self._had_selection = selected
            self.selection_changed.emit(selected)


def scrollable(display: DisplayWidget) -> QScrollArea:
    """``display`` in a frameless area that scrolls when a fixed scale makes the picture larger than the window."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(display)
    return area


def _timer(parent: DisplayWidget, interval_ms: int, call: object, *, once: bool = False) -> QTimer:
    timer = QTimer(parent)
    timer.setInterval(interval_ms)
    timer.setSingleShot(once)
    timer.timeout.connect(call)
    return timer


def _is_chord(event: QKeyEvent, key: Qt.Key, qcode: str) -> bool:
    """Whether it is Ctrl+Shift and ``key`` (or the key in its place, on a layout without that letter)."""
    wanted = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier != wanted:
        return False
    return event.key() == key or EVDEV.get(event.nativeScanCode() - NATIVE_OFFSET) == qcode
