"""A guest's screen as a picture: what it shows, how large, and what is said over it. No keyboard, no mouse."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QGuiApplication,
    QHideEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from virtgui.theme import DARK
from virtgui.widgets.overlay import Message, banner_rect, message_rect, paint_banner, paint_message
from virtgui.widgets.picture import Picture
from virtgui.widgets.scale import Scale, place
from virtgui.widgets.screen_find import ScreenFinder
from virtgui.widgets.screen_text import ScreenText
from virtgui.widgets.selecting import Selector, cell_rects

if TYPE_CHECKING:
    from engine.display.mode import Mode
    from engine.display.screen import Screen

BLINK_MS: Final = 266
"""Half a blink of the cursor. A VGA does 16 frames, 229 ms; this is as good and wakes the machine less."""

BANNER_MS: Final = 3000
ACCESSIBLE_MS: Final = 1000
_HIT: Final = QColor(242, 177, 60, 110)
_CURRENT_HIT: Final = QColor(242, 140, 30)
"""Its outline: what it says is to be read."""
_OUTLINE: Final = 2.0


class DisplayView(QWidget):
    """Shows a Screen, and its selected text. Typing and mouse are DisplayWidget's."""

    text_copied = Signal(str)
    mode_changed = Signal()
    selection_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen: Screen | None = None
        self._picture = Picture()
        self._mode: Mode | None = None
        self._scale: Scale = "fit"
        self._message: Message | None = None
        self._banner = ""
        self._selector = Selector(self._selection_moved)
        self._had_selection = False
        self.finder = ScreenFinder()
        """What is searched for; whoever changes it calls ``update``."""
        self.screen_text: ScreenText | None = None
        """What a screen reader reads; there while one is running."""
        self._blink_on = True
        self._blink = self._timer(BLINK_MS, self._flip_blink)
        self._banner_timer = self._timer(BANNER_MS, self._hide_banner, once=True)
        self._accessible_timer = self._timer(ACCESSIBLE_MS, self.update_accessible, once=True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.set_machine_name("")

    def _timer(self, interval_ms: int, call: object, *, once: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval_ms)
        timer.setSingleShot(once)
        timer.timeout.connect(call)
        return timer

    def set_machine_name(self, name: str) -> None:
        """Whose screen it is, for screen readers."""
        self.setAccessibleName(self.tr("Screen of {0}").format(name) if name else self.tr("Screen"))

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
        if self.isVisible():
            self.catch_up()

    def catch_up(self) -> None:
        """The same, whether anybody sees it or not: for whoever reads what it shows."""
        damage = self._screen.refresh(self._blink_on) if self._screen is not None else None
        if damage is not None:
            for top, bottom in damage.bands:
                self._take(top, bottom)

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
        """ "fit", "whole", "stretch", or a factor."""
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
        rows = self.text_rows()
        self.setAccessibleDescription(
            "\n".join(part for part in (self.accessible_message(), "\n".join(rows)) if part)
        )
        if QAccessible.isActive() and (rows or self.screen_text is not None):
            self._describe(rows)

    def _describe(self, rows: list[str]) -> None:
        if self.screen_text is None:
            self.screen_text = ScreenText(self)
            self.screen_text.lower()  # The buttons of a machine that is off stay above it.
            self.screen_text.show()
        text = self.screen_text
        text.setAccessibleName(self.tr("{0}: text").format(self.accessibleName()))
        ratio, target, mode = self.devicePixelRatioF(), self.picture_rect(), self._mode
        place = QRectF(target.x() / ratio, target.y() / ratio, target.width() / ratio, target.height() / ratio)
        text.lie_over(place.toRect(), mode.columns if mode else 0, mode.rows if mode else 0)
        text.show_rows(rows, self.cursor_cell())

    def picture_rect(self) -> QRect:
        """Where the picture lies in this widget, in device pixels."""
        ratio = self.devicePixelRatioF()
        viewport = QSize(round(self.width() * ratio), round(self.height() * ratio))
        return place(self._scale, self._picture.dots, viewport, ratio, self._picture.grain)

    # --- text ----------------------------------------------------------------------------------------------

    def selected_text(self) -> str:
        """The text in the selected cells; empty without a selection."""
        return "" if self._screen is None else self._selector.text(self._screen)

    def text_rows(self) -> list[str]:
        """The rows of a text screen; [] in graphics, or without a screen."""
        return [] if self._screen is None else self._screen.text()

    def cell_rows(self) -> list[bytes]:
        """The same with attributes; see Screen.cells."""
        return [] if self._screen is None else self._screen.cells()

    def cursor_cell(self) -> tuple[int, int] | None:
        """Column and row of the guest's text cursor; None without one."""
        cursor = self._screen.cursor if self._screen is not None else None
        return None if cursor is None else (cursor.column, cursor.row)

    def accessible_message(self) -> str:
        """What is said over the screen; empty if nothing is."""
        return "" if self._message is None else f"{self._message.title}. {self._message.detail}".strip()

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

    # --- Qt's events ---------------------------------------------------------------------------------------

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

    def _let_go(self) -> None:
        """The screen is gone, or nobody sees it: whoever holds keys for it lets go of them."""

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
            for cells in cell_rects(screen, target, self.finder.hits):
                painter.fillRect(cells, _HIT)
            if self.finder.current is not None:
                painter.setPen(QPen(_CURRENT_HIT, _OUTLINE * ratio))
                for cells in cell_rects(screen, target, [self.finder.current]):
                    painter.drawRect(cells)
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

    def _selection_moved(self) -> None:
        self.update()
        selected = self._selector.selection is not None
        if selected != self._had_selection:
            self._had_selection = selected
            self.selection_changed.emit(selected)
