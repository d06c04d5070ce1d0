"""A terminal's picture: rows, cursor, selection and hits, scrolling, and the size in cells."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QWidget

from virtgui.terminal import clipboard
from virtgui.terminal.document import Position
from virtgui.terminal.line import plain
from virtgui.terminal.palette import THEMES, mixed
from virtgui.terminal.selection import Selection, cells_on
from virtgui.terminal.session import Session
from virtgui.terminal.stamp import Stamps, clock_text
from virtgui.widgets.screen_text import ScreenText
from virtgui.widgets.terminal_find import FindBar
from virtgui.widgets.terminal_paint import CellFont, Highlight, RowPainter
from virtgui.widgets.terminal_search import Finder

_PADDING = 4
_STAMP_CELLS = 13
_FRAME_MS = 16
_BELL_MS = 120
_RECOUNT_MS = 300
_TELL_MS = 250


class TerminalView(QAbstractScrollArea):
    """Shows what a serial port wrote. Typing, mouse and menus are TerminalWidget's.

    Signals: ``send(bytes)``, for now the answers to the guest's questions; ``resized(columns, rows)``;
    ``title_changed(str)``; ``bell()``.
    """

    send = Signal(bytes)
    resized = Signal(int, int)
    title_changed = Signal(str)
    bell = Signal()
    save_wanted = Signal()
    """The person wants the text in a file."""
    clipboard_used = Signal(str)
    """The guest "set" or "read" the clipboard; or it was "refused"."""

    def __init__(self, parent: QWidget | None, port_name: str, theme: str, limit: int) -> None:
        super().__init__(parent)
        self.port_name = port_name
        self.session = Session(self.send.emit, self._ring, limit=limit)
        self.console = self.session.screen
        self.document = self.session.document
        self.selection = Selection(self.document)
        self.stamps = Stamps(self.document)
        self._stamped = False
        self.finder = Finder(self.document, self)
        self._palette = THEMES[theme]
        self._font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self._cells = CellFont(self._font, self.devicePixelRatioF())
        self._fed = False
        self._following = True
        self._top = 0  # number of the first line shown
        self._changes = self.console.changes
        self._painted_cursor = 0
        self._preedit = ""
        self._title = ""
        self._blink_on = True
        self._bell_on = False
        self._pump_timer = self._timer(0, self._pump)
        self._frame_timer = self._timer(_FRAME_MS, self._refresh)
        self._bell_timer = self._timer(_BELL_MS, self._unring)
        self._recount_timer = self._timer(_RECOUNT_MS, self.finder.restart)
        self._tell_timer = self._timer(_TELL_MS, self._tell)
        self.screen_text: ScreenText | None = None
        """What a screen reader reads; there while one is running."""
        self._blink_timer = QTimer(self)
        self._blink_timer.timeout.connect(self._blink)
        self.console.clipboard = self._clipboard
        self.shares_clipboard = False
        """Whether the guest may set the clipboard and read it."""
        self._make_children()
        self._configure()

    def _timer(self, interval_ms: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)
        timer.timeout.connect(slot)
        return timer

    def _make_children(self) -> None:
        self.find_bar = FindBar(self)
        self.find_bar.hide()
        self.banner = QLabel(self)
        self.banner.setObjectName("connectionBanner")
        self.banner.setTextFormat(Qt.TextFormat.PlainText)
        self.banner.setMargin(3)
        self.banner.hide()
        self.finder.changed.connect(self._hits_changed)

    def _configure(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Columns are columns, whatever the desktop's language: what the guest writes must not be turned around.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 80)
        self.setAccessibleName(self.tr("Serial console {0}").format(self.port_name))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._style_banner()

    def feed(self, data: bytes) -> None:
        """Take bytes from the guest. They are worked through a few milliseconds at a time."""
        self.session.feed.push(data)
        if not self._pump_timer.isActive():
            self._pump_timer.start()

    @property
    def backlog(self) -> int:
        """Bytes fed and not yet worked through."""
        return self.session.feed.backlog

    @property
    def grid_size(self) -> tuple[int, int]:
        """Columns and rows."""
        return self.console.columns, self.console.lines

    # From the guest

    def _pump(self) -> None:
        if not self._fed:
            self._fed = True
            self.viewport().update()  # The words for an empty terminal are on rows that do not change.
        more = self.session.feed.pump()
        self.stamps.note()
        if self.finder.is_active and not self._recount_timer.isActive():
            self._recount_timer.start()
        self._schedule()
        if more:
            self._pump_timer.start()

    def _schedule(self) -> None:
        if not self._frame_timer.isActive():
            self._frame_timer.start()

    def _refresh(self) -> None:
        """Bring scroll bar and picture up to date, once a frame at most."""
        screen = self.console
        moved = self._follow()
        rows = set(screen.dirty)
        rows.update((screen.cursor.y, self._painted_cursor))
        screen.dirty.clear()
        if moved or self._changes != screen.changes or len(rows) * 2 > screen.lines:
            if self._changes != screen.changes:
                self._changes = screen.changes
                self.selection.clear()
            self.viewport().update()
        else:
            for y in rows:
                self.viewport().update(self._row_rect(self.document.top + y - self._top))
        self._describe()
        if screen.title != self._title:
            self._title = screen.title
            self.title_changed.emit(self._title)

    def _follow(self) -> bool:
        """Set the scroll bar from the document. True if other lines are in view than before."""
        before = self._top
        first, top = self.document.first, self.document.top
        self._top = top if self._following else min(max(self._top, first), top)
        bar = self.verticalScrollBar()
        bar.blockSignals(True)
        bar.setPageStep(self.console.lines)
        bar.setRange(0, top - first)
        bar.setValue(self._top - first)
        bar.blockSignals(False)
        return self._top != before

    def _clipboard(self, value: str) -> None:
        """OSC 52."""
        try:
            text = clipboard.parse(value)
        except ValueError:
            return
        if not self.shares_clipboard:
            self.clipboard_used.emit("refused")
        elif text is None:
            self.send.emit(clipboard.answer(QGuiApplication.clipboard().text()))
            self.clipboard_used.emit("read")
        else:
            QGuiApplication.clipboard().setText(text)
            self.clipboard_used.emit("set")

    def _ring(self) -> None:
        self.bell.emit()
        self._bell_on = True
        self._bell_timer.start()
        self.viewport().update()

    def _unring(self) -> None:
        self._bell_on = False
        self.viewport().update()

    # Size

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit columns and rows to the size."""
        super().resizeEvent(event)
        self._place_children()
        self._fit()

    def _measure(self) -> None:
        self._cells = CellFont(self._font, self.devicePixelRatioF())
        self._fit()
        self.viewport().update()

    def _fit(self) -> None:
        size = self.viewport().size()
        columns = max(2, int((size.width() - self._left - _PADDING) / self._cells.width))
        rows = max(1, int((size.height() - 2 * _PADDING) / self._cells.height))
        if (columns, rows) != self.grid_size:
            self.stamps.renumber(lambda: self.console.resize(rows, columns))
            self._refresh()
            self.resized.emit(columns, rows)

    def _place_children(self) -> None:
        area = self.viewport().geometry()
        size = self.find_bar.sizeHint()
        width = min(size.width(), area.width() - 16)
        self.find_bar.setGeometry(area.right() - width - 8, area.top() + 8, width, size.height())
        height = self.banner.sizeHint().height()
        self.banner.setGeometry(0, self.height() - height, self.width(), height)

    def _style_banner(self) -> None:
        front, back = self._palette.foreground, self._palette.selection
        self.banner.setStyleSheet(f"color: rgb{front}; background: rgb{back};")

    # Scrolling

    def scroll_lines(self, lines: int) -> None:
        """Scroll the view; negative is up, to older text."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + lines)

    def _scrolled(self, value: int) -> None:
        self._following = value == self.verticalScrollBar().maximum()
        self._top = self.document.first + value
        self.viewport().update()

    def _show_line(self, number: int) -> None:
        """Scroll so that a line is in view, with some lines around it."""
        rows = self.console.lines
        if not self._top <= number < self._top + rows:
            self.verticalScrollBar().setValue(number - self.document.first - rows // 2)

    def _hits_changed(self) -> None:
        finder = self.finder
        self.find_bar.show_count(finder.place(), len(finder.hits), finder.is_complete)
        self.viewport().update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that need it."""
        painter = QPainter(self.viewport())
        palette = self._palette
        ground = palette.foreground if self.console.is_reversed else palette.background
        if self._bell_on:
            ground = mixed(ground, palette.foreground, 0.12)
        painter.fillRect(event.rect(), QColor(*ground))
        if not self._fed:
            self._paint_empty(painter)
        rows = RowPainter(painter, self._cells, palette, self.console.is_reversed)
        height = self._cells.height
        first = max(0, int((event.rect().top() - _PADDING) / height))
        last = min(self.console.lines - 1, int((event.rect().bottom() - _PADDING) / height))
        for row in range(first, last + 1):
            number = self._top + row
            stored = self.document.line(number)
            rows.paint(self._left, self._y(row), stored, self.console.columns, self._highlights(number))
            if self._stamped:
                self._paint_stamp(painter, row, number)
        self._paint_cursor(painter, rows)

    @property
    def _left(self) -> float:
        """Where the first column begins."""
        return _PADDING + (_STAMP_CELLS * self._cells.width if self._stamped else 0)

    @property
    def timestamps(self) -> bool:
        """Whether each line's time of arrival stands before it."""
        return self._stamped

    def set_timestamps(self, on: bool) -> None:
        """Show them, or not; the guest's screen becomes narrower or wider."""
        self._stamped = on
        self._measure()

    def _paint_stamp(self, painter: QPainter, row: int, number: int) -> None:
        painter.setFont(self._font)
        painter.setPen(QColor(*self._palette.muted))
        painter.drawText(QPointF(_PADDING, self._y(row) + self._cells.ascent), clock_text(self.stamps.at(number)))

    def _y(self, row: int) -> float:
        return _PADDING + row * self._cells.height

    def _row_rect(self, row: int) -> QRect:
        return QRectF(0, self._y(row), self.viewport().width(), self._cells.height).toAlignedRect()

    def _highlights(self, number: int) -> list[Highlight]:
        """The search's hits and the selection on a line."""
        columns, palette = self.console.columns, self._palette
        found: list[Highlight] = []
        current = self.finder.current
        for hit in self.finder.on_lines(number, number) if self.finder.is_active else ():
            if hit != current and (cells := cells_on(hit, number, columns)):
                found.append((*cells, palette.hit))
        if current and (cells := cells_on(current, number, columns)):
            found.append((*cells, palette.current_hit))
        if self.selection.span and (cells := cells_on(self.selection.span, number, columns)):
            found.append((*cells, palette.selection))
        return found

    def _paint_cursor(self, painter: QPainter, rows: RowPainter) -> None:
        cursor = self.console.cursor
        row = self.document.top + cursor.y - self._top
        self._painted_cursor = cursor.y
        if row >= self.console.lines or (cursor.hidden and not self._preedit) or not self._fed:
            return
        column = min(cursor.x, self.console.columns - 1)
        y = self._y(row)
        if self._preedit:
            x = self._left + column * self._cells.width
            self._paint_preedit(painter, x, y)
            return
        focused = self.hasFocus()
        if self._blink_on or not focused:
            under = self.document.line(self.document.top + cursor.y)
            rows.cursor(self._left, y, under, column, self.console.cursor_shape, focused)

    def _paint_preedit(self, painter: QPainter, x: float, y: float) -> None:
        """What an input method is composing, underlined."""
        font = QFont(self._font)
        font.setUnderline(True)
        painter.setFont(font)
        size = painter.fontMetrics().horizontalAdvance(self._preedit)
        painter.fillRect(QRectF(x, y, size, self._cells.height), QColor(*self._palette.selection))
        painter.setPen(QColor(*self._palette.foreground))
        painter.drawText(QPointF(x, y + self._cells.ascent), self._preedit)

    def _paint_empty(self, painter: QPainter) -> None:
        painter.setPen(QColor(*self._palette.muted))
        painter.setFont(self.font())
        text = self.tr(
            "Nothing has been written to {0} yet.\n\n"
            "A guest writes here if it is told to: a Linux kernel with console=ttyS0, GRUB with\n"
            "terminal_output serial. What you type is sent to the port."
        ).format(self.port_name)
        area = self.viewport().rect().adjusted(24, 24, -24, -24)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)

    # Blinking

    def _restart_blink(self) -> None:
        """Show the cursor now, and let it blink while this has the focus."""
        self._blink_on = True
        interval = QGuiApplication.styleHints().cursorFlashTime() // 2
        if self.hasFocus() and interval > 0 and self.console.cursor_blinks:
            self._blink_timer.start(interval)
        else:
            self._blink_timer.stop()

    def _blink(self) -> None:
        self._blink_on = not self._blink_on
        self.viewport().update(self._row_rect(self.document.top + self.console.cursor.y - self._top))

    # Positions

    def _position_at(self, x: float, y: float) -> Position:
        """The place nearest to a point of the viewport."""
        row = int((y - _PADDING) // self._cells.height)
        column = round((x - self._left) / self._cells.width)
        row = min(max(row, 0), self.console.lines - 1)
        return Position(self._top + row, min(max(column, 0), self.console.columns))

    def _cursor_rect(self) -> QRect:
        cursor = self.console.cursor
        x = self._left + min(cursor.x, self.console.columns - 1) * self._cells.width
        y = self._y(self.document.top + cursor.y - self._top)
        return QRectF(x, y, self._cells.width, self._cells.height).toAlignedRect()

    def _describe(self) -> None:
        """Let a screen reader know the line the cursor is in; costs nothing while there is none."""
        if QAccessible.isActive() and not self._tell_timer.isActive():
            self._tell_timer.start()

    def _tell(self) -> None:
        """The line of the cursor in words, and all lines in view as text to be read."""
        screen, top = self.console, self.document.top
        self.setAccessibleDescription(plain(self.document.line(top + screen.cursor.y)))
        if self.screen_text is None:
            self.screen_text = ScreenText(self.viewport())
            self.screen_text.setAccessibleName(self.tr("{0}: text").format(self.accessibleName()))
            self.screen_text.show()
        size = QSizeF(screen.columns * self._cells.width, screen.lines * self._cells.height)
        place = QRectF(QPointF(self._left, _PADDING), size)
        self.screen_text.lie_over(place.toRect(), screen.columns, screen.lines)
        rows = [plain(self.document.line(self._top + row)) for row in range(screen.lines)]
        cursor = top + screen.cursor.y - self._top
        self.screen_text.show_rows(rows, (screen.cursor.x, cursor) if cursor < screen.lines else None)
