"""pyte's Screen, mended where it departs from xterm: modes, the alternate screen, reports and resizing.

Sources: ECMA-48 5th edition; "XTerm Control Sequences" (ctlseqs); DEC VT510 manual for DECSTR and DECSCUSR.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import cast

import msgspec
from pyte import charsets, control
from pyte import modes as mo
from pyte.screens import Char, Cursor, Margins

from virtgui.terminal.canvas import Canvas
from virtgui.terminal.cell import PLAIN, Cell
from virtgui.terminal.grid import Grid
from virtgui.terminal.line import Stored, is_wrapped, width
from virtgui.terminal.mode import (
    ALTERNATE_SAVE,
    ALTERNATES,
    BRACKETED_PASTE,
    CURSOR_BLINK,
    CURSOR_KEYS,
    FOCUS,
    KEYPAD,
    KNOWN,
    PRIVATE,
    SAVE_CURSOR,
)
from virtgui.terminal.reflow import groups, needs_reflow, reflow, rewrap
from virtgui.terminal.scrollback import Scrollback

_TITLE_LIMIT = 256
_REFLOWED = 5_000  # newest lines of the scrollback that a change of width wraps anew: some 10 ms
_SHAPES = ("block", "block", "block", "underline", "underline", "bar", "bar")


class Saved(msgspec.Struct):
    """What DECSC saves and DECRC restores."""

    cursor: Cursor
    style: Cell
    charsets: tuple[str, str, int]
    origin: bool
    wrap: bool


def _nothing(*_arguments: object) -> None:
    pass


class TerminalScreen(Canvas):
    """The whole screen. ``answer`` is called with text for the guest (device reports), ``ring`` at a bell."""

    def __init__(
        self,
        columns: int,
        lines: int,
        scrollback: Scrollback | None = None,
        answer: Callable[[str], None] = _nothing,
        ring: Callable[[], None] = _nothing,
    ) -> None:
        self._answer = answer
        self._ring = ring
        self.clipboard: Callable[[str], None] = _nothing
        """Called with what OSC 52 brings; see ``clipboard.parse``."""
        super().__init__(columns, lines, scrollback if scrollback is not None else Scrollback())
        self.mode.add(CURSOR_BLINK)  # pyte's constructor sets the modes after its reset

    def reset(self) -> None:
        """RIS: as after power on. The scrollback stays."""
        self._saved: dict[bool, Saved] = {}  # by is_alternate
        self.cursor_shape = "block"
        super().reset()
        self.mode.add(CURSOR_BLINK)

    # Modes

    @property
    def is_reversed(self) -> bool:
        """DECSCNM: foreground and background of everything swapped."""
        return mo.DECSCNM in self.mode

    @property
    def bracketed_paste(self) -> bool:
        """True if the guest wants pasted text between markers."""
        return BRACKETED_PASTE in self.mode

    @property
    def application_cursor(self) -> bool:
        """DECCKM: cursor keys send SS3 instead of CSI."""
        return CURSOR_KEYS in self.mode

    @property
    def newline_mode(self) -> bool:
        """LNM: a line feed also returns the carriage, and Return sends CR LF."""
        return mo.LNM in self.mode

    @property
    def wants_focus(self) -> bool:
        """True if the guest wants to know when the window has the focus."""
        return FOCUS in self.mode

    @property
    def cursor_blinks(self) -> bool:
        """True if the cursor is to blink."""
        return CURSOR_BLINK in self.mode

    def set_mode(self, *modes: int, **kwargs: bool) -> None:
        """SM, and DECSET with ``private``."""
        for mode in modes:
            self._switch(mode << PRIVATE if kwargs.get("private") else mode, True)

    def reset_mode(self, *modes: int, **kwargs: bool) -> None:
        """RM, and DECRST with ``private``."""
        for mode in modes:
            self._switch(mode << PRIVATE if kwargs.get("private") else mode, False)

    def _switch(self, mode: int, on: bool) -> None:
        if mode not in KNOWN:
            return
        if mode in ALTERNATES:
            self._switch_alternate(mode, on)
        (self.mode.add if on else self.mode.discard)(mode)
        if mode == mo.DECOM:
            self.cursor_position()
        elif mode == mo.DECTCEM:
            self.cursor.hidden = not on
            self.dirty.add(self.cursor.y)
        elif mode == mo.DECSCNM:
            self.dirty.update(range(self.lines))
        elif mode == SAVE_CURSOR:
            (self.save_cursor if on else self.restore_cursor)()

    def keypad_application(self) -> None:
        """DECKPAM."""
        self._switch(KEYPAD, True)

    def keypad_numeric(self) -> None:
        """DECKPNM."""
        self._switch(KEYPAD, False)

    def _switch_alternate(self, mode: int, on: bool) -> None:
        if on == self.is_alternate:
            return
        if on:
            if mode == ALTERNATE_SAVE:
                self.save_cursor()
            self._main = self.buffer
            self.buffer = Grid(self.lines, self.columns, self.styles)
        elif self._main is not None:
            self.buffer, self._main = self._main, None
            if mode == ALTERNATE_SAVE:
                self.restore_cursor()
            self.cursor.y = min(self.cursor.y, len(self.buffer) - 1)
            self._fit(self.lines, self.columns)
            self._clamp()
        self.mode.difference_update(ALTERNATES)
        self.dirty.update(range(self.lines))
        self.changes += 1

    def soft_reset(self) -> None:
        """DECSTR: modes, margins and style as after power on; the text stays."""
        self.mode.difference_update({mo.IRM, mo.DECOM, CURSOR_KEYS, KEYPAD})
        self.mode.update({mo.DECAWM, mo.DECTCEM})
        self.cursor.hidden = False
        self.margins = None
        self.charset = 0
        self.g0_charset = self.g1_charset = charsets.LAT1_MAP
        self._restyle(PLAIN)
        self._saved.pop(self.is_alternate, None)

    def set_cursor_style(self, style: int = 0) -> None:
        """DECSCUSR: 1 and 2 block, 3 and 4 underline, 5 and 6 bar; even numbers do not blink."""
        if style < len(_SHAPES):
            self.cursor_shape = _SHAPES[style]
            (self.mode.discard if style and style % 2 == 0 else self.mode.add)(CURSOR_BLINK)
            self.dirty.add(self.cursor.y)

    # Style, title, bell

    def select_graphic_rendition(self, *attrs: int) -> None:
        """SGR from numbers."""
        self.select_rendition(";".join(map(str, attrs)))

    def select_rendition(self, raw: str) -> None:
        """SGR from its parameter text, colons and all."""
        self._restyle(self.styles.apply(self._style, raw))

    def _restyle(self, style: Cell) -> None:
        self._style = style
        self.cursor.attrs = cast(Char, style)

    def set_title(self, param: str) -> None:
        """OSC 0 and 2."""
        self.title = "".join(filter(str.isprintable, param[:_TITLE_LIMIT]))

    def bell(self, *_args: object) -> None:
        """BEL."""
        self._ring()

    # Cursor

    def set_margins(self, top: int | None = None, bottom: int | None = None) -> None:
        """DECSTBM; the cursor goes home. Margins less than two lines apart are ignored."""
        first = max(top or 1, 1) - 1
        last = min(bottom or self.lines, self.lines) - 1
        if last > first:
            self.margins = None if (first, last) == (0, self.lines - 1) else Margins(first, last)
            self.cursor_position()

    def cursor_to_line(self, line: int | None = None) -> None:
        """VPA."""
        self.cursor_position(line, min(self.cursor.x, self.columns - 1) + 1)

    def cursor_up(self, count: int | None = None) -> None:
        """CUU: stops at the top margin, unless it starts above it."""
        top = self.margins.top if self.margins and self.cursor.y >= self.margins.top else 0
        self.cursor.x = min(self.cursor.x, self.columns - 1)
        self.cursor.y = max(self.cursor.y - (count or 1), top)

    def cursor_down(self, count: int | None = None) -> None:
        """CUD: stops at the bottom margin, unless it starts below it."""
        inside = self.margins is not None and self.cursor.y <= self.margins.bottom
        bottom = self.margins.bottom if self.margins is not None and inside else self.lines - 1
        self.cursor.x = min(self.cursor.x, self.columns - 1)
        self.cursor.y = min(self.cursor.y + (count or 1), bottom)

    def tab_forward(self, count: int = 1) -> None:
        """CHT."""
        for _ in range(min(count or 1, self.columns)):
            self.tab()

    def tab_back(self, count: int = 1) -> None:
        """CBT."""
        for _ in range(min(count or 1, self.columns)):
            self.cursor.x = max((stop for stop in self.tabstops if stop < self.cursor.x), default=0)

    def save_cursor(self) -> None:
        """DECSC."""
        fonts = (self.g0_charset, self.g1_charset, self.charset)
        self._saved[self.is_alternate] = Saved(
            copy.copy(self.cursor), self._style, fonts, mo.DECOM in self.mode, mo.DECAWM in self.mode
        )

    def restore_cursor(self) -> None:
        """DECRC; home and plain if nothing was saved. What was saved stays saved."""
        saved = self._saved.get(self.is_alternate)
        if saved is None:
            saved = Saved(Cursor(0, 0), PLAIN, (charsets.LAT1_MAP, charsets.LAT1_MAP, 0), False, True)
        self.g0_charset, self.g1_charset, self.charset = saved.charsets
        for mode, on in ((mo.DECOM, saved.origin), (mo.DECAWM, saved.wrap)):
            (self.mode.add if on else self.mode.discard)(mode)
        # The main screen may yet have another size, when it is restored on leaving the alternate one.
        self.cursor.x = min(saved.cursor.x, self.buffer.columns)
        self.cursor.y = min(saved.cursor.y, len(self.buffer) - 1)
        self._restyle(saved.style)

    # Reports

    def report_device_attributes(self, mode: int = 0, **kwargs: bool) -> None:
        """DA1: a VT220 with colour."""
        if mode == 0 and not kwargs.get("private"):
            self.write_process_input(control.CSI + "?62;22c")

    def report_secondary_attributes(self, mode: int = 0) -> None:
        """DA2: a VT220."""
        if mode == 0:
            self.write_process_input(control.CSI + ">1;10;0c")

    def report_device_status(self, mode: int = 0, private: bool = False) -> None:
        """DSR 5 and 6; DECXCPR with ``private``."""
        mark = "?" if private else ""
        if mode == 5 and not private:
            self.write_process_input(control.CSI + "0n")
        elif mode == 6:
            top = self.margins.top if self.margins and mo.DECOM in self.mode else 0
            row, column = self.cursor.y - top + 1, min(self.cursor.x, self.columns - 1) + 1
            self.write_process_input(f"{control.CSI}{mark}{row};{column}R")

    def report_mode(self, mode: int = 0, private: bool = False) -> None:
        """DECRQM: 1 set, 2 reset, 0 not known."""
        key = mode << PRIVATE if private else mode
        state = 0 if key not in KNOWN else 1 if key in self.mode else 2
        self.write_process_input(f"{control.CSI}{'?' if private else ''}{mode};{state}$y")

    def window_operation(self, operation: int = 0) -> None:
        """XTWINOPS: only the question for the size in characters is answered."""
        if operation == 18:
            self.write_process_input(f"{control.CSI}8;{self.lines};{self.columns}t")

    def write_process_input(self, data: str) -> None:
        """Send text to the guest."""
        self._answer(data)

    # Size

    def resize(self, lines: int | None = None, columns: int | None = None) -> None:
        """Change the size. Lines are wrapped anew; rows that do not fit go to the scrollback and come back."""
        lines, columns = max(lines or self.lines, 1), max(columns or self.columns, 1)
        if (lines, columns) == (self.lines, self.columns):
            return
        if columns != self.columns:
            self.tabstops = {stop for stop in self.tabstops if stop < self.columns}
            self.tabstops.update(range((self.columns + 7) // 8 * 8, columns, 8))
        if self.is_alternate:
            excess = max(self.cursor.y + 1 - lines, 0)
            self.buffer.scroll_up(0, self.lines - 1, excess, "")
            self.cursor.y -= excess
            self.buffer.resize(lines, columns)
        else:
            self._fit(lines, columns)
        self.lines, self.columns = lines, columns
        self.margins = None
        self._clamp()
        self.dirty = set(range(lines))
        self.changes += 1

    def _clamp(self) -> None:
        """Keep the cursor on the screen; just behind the last column it waits to wrap."""
        self.cursor.x = min(self.cursor.x, self.columns)
        self.cursor.y = min(self.cursor.y, self.lines - 1)

    def _fit(self, lines: int, columns: int) -> None:
        """Fit the main screen's rows to a size."""
        grid = self.buffer
        if (len(grid), grid.columns) == (lines, columns):
            return
        rows, cursor_y = self._written_rows(grid)
        was_full = len(rows) == len(grid)
        grown = max(lines - len(grid), 0) if was_full else 0
        if grid.columns != columns:
            while len(self.scrollback) and is_wrapped(self.scrollback.line(self.scrollback.end - 1)):
                rows.insert(0, self.scrollback.pop())
                cursor_y += 1
            self._reflow_scrollback(columns)
            rows, cursor_y = self._rewrapped(rows, cursor_y, columns)
        excess = max(len(rows) - lines, 0)
        self.scrollback.extend(rows[:excess])
        rows = rows[excess:]
        cursor_y = max(cursor_y - excess, 0)
        while grown and len(rows) < lines and len(self.scrollback):
            rows.insert(0, self.scrollback.pop())
            cursor_y += 1
            grown -= 1
        self.cursor.y = cursor_y
        grid.replace(rows + [""] * (lines - len(rows)), columns)

    def _reflow_scrollback(self, columns: int) -> None:
        """Wrap the newest lines anew. Older ones stay as they are, cut off in view only: all would take long."""
        scrollback = self.scrollback
        start = max(scrollback.end - _REFLOWED, scrollback.first)
        while start < scrollback.end and start > scrollback.first and is_wrapped(scrollback.line(start - 1)):
            start += 1
        newest = scrollback.between(start, scrollback.end)
        if needs_reflow(newest, columns):
            older = scrollback.between(scrollback.first, start)
            scrollback.replace(older + reflow(newest, columns, self.styles))

    def _written_rows(self, grid: Grid) -> tuple[list[Stored], int]:
        """The rows down to the last one written or the cursor's, whichever is lower, and the cursor's."""
        rows = list(grid)
        used = len(rows)
        while used > self.cursor.y + 1 and not rows[used - 1]:
            used -= 1
        return rows[:used], self.cursor.y

    def _rewrapped(self, rows: list[Stored], cursor_y: int, columns: int) -> tuple[list[Stored], int]:
        """Rows wrapped at ``columns``, the cursor following its character."""
        output: list[Stored] = []
        first = 0
        new_y = cursor_y
        for group in groups(rows):
            wrapped = rewrap(group, columns, self.styles)
            if first <= cursor_y < first + len(group):
                offset = sum(width(line) for line in group[: cursor_y - first]) + self.cursor.x
                down = min(offset // columns, max(len(wrapped) - 1, 0))
                new_y = len(output) + down
                self.cursor.x = min(offset - down * columns, columns)
            output.extend(wrapped)
            first += len(group)
        return output, new_y
