"""pyte's Screen with text, scrolling and erasing mended, and ways to put whole runs and whole lines at once.

Sources: ECMA-48 5th edition; "XTerm Control Sequences" (ctlseqs).
"""

from __future__ import annotations

import unicodedata
from typing import cast

import pyte
from pyte import charsets
from pyte import modes as mo
from pyte.screens import Char, wcwidth

from virtgui.terminal.cell import DEFAULT, PLAIN, Cell, Run, StyleTable
from virtgui.terminal.grid import Grid
from virtgui.terminal.line import Line, Stored, is_narrow, plain, split, width
from virtgui.terminal.scrollback import Scrollback

_MARKS_LIMIT = 8  # combining marks on one cell


class Canvas(pyte.Screen):
    """A screen of ``columns`` x ``lines`` cells above which a scrollback grows.

    ``dirty`` (pyte's) names the rows that changed; ``changes`` grows with anything else that must be painted anew.
    """

    buffer: Grid  # type: ignore[assignment]  # stands in for pyte's dictionary: same indexing, compact rows

    def __init__(self, columns: int, lines: int, scrollback: Scrollback) -> None:
        self.scrollback = scrollback
        self.styles = StyleTable()
        self.changes = 0
        super().__init__(columns, lines)

    def reset(self) -> None:
        """RIS: as after power on. The scrollback stays."""
        self.buffer = Grid(self.lines, self.columns, self.styles)
        self._main: Grid | None = None
        self._style = PLAIN
        self._last = ""
        super().reset()
        self.g1_charset = charsets.LAT1_MAP
        self.changes += 1

    @property
    def default_char(self) -> Char:
        """A blank in the default style. DECSCNM is left to whoever paints."""
        return cast(Char, PLAIN)  # Cell has all of Char's fields and two more

    @property
    def display(self) -> list[str]:
        """The rows as text, filled with blanks to the full width."""
        return [plain(row) + " " * (self.columns - width(row)) for row in self.buffer]

    @property
    def style(self) -> Cell:
        """The style new text gets."""
        return self._style

    @property
    def is_alternate(self) -> bool:
        """True while the guest uses the alternate screen."""
        return self._main is not None

    # Text

    def draw(self, data: str) -> None:
        """Text without control characters at the cursor."""
        charset = self.g1_charset if self.charset else self.g0_charset
        if charset is not charsets.LAT1_MAP:
            data = data.translate(cast("dict[int, str]", charset))
        if data and is_narrow(data) and mo.IRM not in self.mode:
            self._draw_run(data)
            return
        for char in data:
            self._draw_character(char)

    def _draw_run(self, text: str) -> None:
        cursor, columns, start = self.cursor, self.columns, 0
        self._last = text[-1]
        while True:
            if cursor.x >= columns:
                if mo.DECAWM not in self.mode:
                    self.buffer.put(cursor.y, columns - 1, text[-1], self._style)
                    break
                self._wrap()
            piece = text[start : start + columns - cursor.x]
            self.buffer.put(cursor.y, cursor.x, piece, self._style)
            self.dirty.add(cursor.y)
            start += len(piece)
            cursor.x += len(piece)
            if start == len(text):
                break
        self.dirty.add(cursor.y)

    def _draw_character(self, char: str) -> None:
        columns = wcwidth(char)
        if columns <= 0 or columns > self.columns:
            if columns == 0:
                self._combine(char)
            return
        self._last = char
        if self.cursor.x + columns > self.columns:
            if mo.DECAWM in self.mode:
                self._wrap()
            else:
                self.cursor.x = self.columns - columns
        if mo.IRM in self.mode:
            self.insert_characters(columns)
        row = self.buffer[self.cursor.y]
        row[self.cursor.x] = self._style._replace(data=char)
        if columns == 2:
            row[self.cursor.x + 1] = self._style._replace(data="")
        self.cursor.x += columns
        self.dirty.add(self.cursor.y)

    def _combine(self, mark: str) -> None:
        """Put a combining mark on the character before the cursor."""
        row = self.buffer[self.cursor.y]
        x = min(self.cursor.x, self.columns) - 1
        if x > 0 and row[x].data == "":
            x -= 1
        if x >= 0 and len(row[x].data) <= _MARKS_LIMIT:
            row[x] = row[x]._replace(data=unicodedata.normalize("NFC", row[x].data + mark))
            self.dirty.add(self.cursor.y)

    def _wrap(self) -> None:
        self.buffer.wrap(self.cursor.y, True)
        self.cursor.x = 0
        self.index()

    def draw_lines(self, text: str) -> None:
        """Text that is nothing but whole lines, each ended by CR LF; the cursor is in column 0.

        Lines that would only pass through the screen go straight to the scrollback.
        """
        lines = text[:-2].split("\r\n")
        bottom = self.lines - 1
        start = 0
        quick = self._style is PLAIN and self._is_simple() and is_narrow(text.replace("\r\n", ""))
        while start < len(lines) and not (quick and self.cursor.y == bottom and self.buffer.is_blank(bottom)):
            if lines[start]:
                self.draw(lines[start])
            self.cursor.x = 0
            self.index()
            start += 1
        if start < len(lines):
            self._pass_lines(lines[start:])

    def draw_styled_line(self, parts: list[str]) -> bool:
        """A whole line from column 0 on, ended by CR LF: text and SGR parameters by turns. False, and nothing has
        happened, if it is no line for the quick way."""
        text = "".join(parts[::2])
        y = self.cursor.y
        quick = len(text) <= self.columns and self.buffer.is_blank(y) and self._is_simple() and is_narrow(text)
        if not quick:
            return False
        runs: list[Run] = []
        style = self._style
        for index, part in enumerate(parts):
            if index % 2:
                style = self.styles.apply(style, part)
            elif part:
                if runs and runs[-1][1] is style:
                    runs[-1] = (runs[-1][0] + len(part), style)
                else:
                    runs.append((len(part), style))
        is_plain = not runs or (len(runs) == 1 and runs[0][1] is PLAIN)
        self.buffer[y] = text if is_plain else Line(text, tuple(runs))
        self._style, self._last = style, text[-1:] or self._last
        self.cursor.attrs = cast(Char, style)
        self.dirty.add(y)
        self.index()
        return True

    def _is_simple(self) -> bool:
        """Whether text goes where it is put: no margins, no insertion, no other character set."""
        return (
            self.margins is None
            and mo.IRM not in self.mode
            and mo.DECAWM in self.mode
            and (self.g1_charset if self.charset else self.g0_charset) is charsets.LAT1_MAP
        )

    def _pass_lines(self, lines: list[str]) -> None:
        columns = self.columns
        rows: list[Stored] = list(lines)
        if max(map(len, lines)) > columns:
            rows = []
            for line in lines:
                if len(line) > columns:
                    rows.extend(split(line, columns))
                else:
                    rows.append(line)
        self._keep(self.buffer.run_through(rows))
        self.dirty.update(range(self.lines))

    def repeat(self, count: int = 1) -> None:
        """REP, ECMA-48 8.3.103: the character before, again; no more than a screenful."""
        if self._last:
            self.draw(self._last * min(count or 1, self.columns * self.lines))

    # Scrolling

    def index(self) -> None:
        """IND: down one line, scrolling at the bottom margin."""
        top, bottom = self.margins or (0, self.lines - 1)
        self.cursor.x = min(self.cursor.x, self.columns - 1)
        if self.cursor.y == bottom:
            self._scroll_up(top, bottom, 1)
        elif self.cursor.y < self.lines - 1:
            self.cursor.y += 1

    def next_line(self) -> None:
        """NEL."""
        self.cursor.x = 0
        self.index()

    def reverse_index(self) -> None:
        """RI: up one line, scrolling at the top margin."""
        top, bottom = self.margins or (0, self.lines - 1)
        self.cursor.x = min(self.cursor.x, self.columns - 1)
        if self.cursor.y == top:
            self.buffer.scroll_down(top, bottom, 1, self._blank_line())
            self.dirty.update(range(top, bottom + 1))
        elif self.cursor.y > 0:
            self.cursor.y -= 1

    def _scroll_up(self, top: int, bottom: int, count: int) -> None:
        gone = self.buffer.scroll_up(top, bottom, count, self._blank_line())
        if top == 0:
            self._keep(gone)
        self.dirty.update(range(top, bottom + 1))

    def _keep(self, gone: list[Stored]) -> None:
        """Put lines that left at the top into the scrollback; the alternate screen has none."""
        if self._main is None:
            shared = self.styles.shared
            self.scrollback.extend(
                [line if isinstance(line, str) else Line(line.text, shared(line.runs), line.wrapped) for line in gone]
            )

    def scroll_up(self, count: int = 1) -> None:
        """SU."""
        top, bottom = self.margins or (0, self.lines - 1)
        self._scroll_up(top, bottom, min(count or 1, self.lines))

    def scroll_down(self, count: int = 1) -> None:
        """SD."""
        top, bottom = self.margins or (0, self.lines - 1)
        self.buffer.scroll_down(top, bottom, count or 1, self._blank_line())
        self.dirty.update(range(top, bottom + 1))

    def insert_lines(self, count: int | None = None) -> None:
        """IL."""
        top, bottom = self.margins or (0, self.lines - 1)
        if top <= self.cursor.y <= bottom:
            self.buffer.scroll_down(self.cursor.y, bottom, count or 1, self._blank_line())
            self.dirty.update(range(self.cursor.y, bottom + 1))
            self.cursor.x = 0

    def delete_lines(self, count: int | None = None) -> None:
        """DL."""
        top, bottom = self.margins or (0, self.lines - 1)
        if top <= self.cursor.y <= bottom:
            self.buffer.scroll_up(self.cursor.y, bottom, count or 1, self._blank_line())
            self.dirty.update(range(self.cursor.y, bottom + 1))
            self.cursor.x = 0

    # Erasing and editing

    def _blank(self) -> Cell:
        """What erasing leaves behind: nothing but the background colour."""
        return PLAIN if self._style.bg == DEFAULT else PLAIN._replace(bg=self._style.bg)

    def _blank_line(self) -> Stored:
        blank = self._blank()
        return "" if blank is PLAIN else Line(" " * self.columns, ((self.columns, blank),))

    def _erase(self, y: int, start: int, end: int) -> None:
        if end >= self.columns:
            self.buffer.wrap(y, False)
            if start == 0:
                self.buffer[y] = self._blank_line()
                self.dirty.add(y)
                return
        row = self.buffer[y]
        blank = self._blank()
        for x in range(start, end):
            row[x] = blank
        self.dirty.add(y)

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:  # noqa: ARG002  # pyte's signature
        """EL: 0 from the cursor on, 1 up to it, 2 the whole line; DECSEL (``private``) does the same."""
        x = min(self.cursor.x, self.columns - 1)
        if how == 0:
            self._erase(self.cursor.y, x, self.columns)
        elif how == 1:
            self._erase(self.cursor.y, 0, x + 1)
        elif how == 2:
            self._erase(self.cursor.y, 0, self.columns)

    def erase_in_display(self, how: int = 0, *_args: int, **_kwargs: bool) -> None:
        """ED: 0 from the cursor on, 1 up to it, 2 the whole screen, 3 the scrollback."""
        if how == 3:
            self.scrollback.clear()
            self.changes += 1
            return
        if how in (0, 1):
            self.erase_in_line(how)
        rows = {0: range(self.cursor.y + 1, self.lines), 1: range(self.cursor.y), 2: range(self.lines)}
        for y in rows.get(how, ()):
            self._erase(y, 0, self.columns)

    def erase_characters(self, count: int | None = None) -> None:
        """ECH."""
        x = min(self.cursor.x, self.columns - 1)
        self._erase(self.cursor.y, x, min(x + (count or 1), self.columns))

    def insert_characters(self, count: int | None = None) -> None:
        """ICH."""
        self._shift(min(count or 1, self.columns), 0)

    def delete_characters(self, count: int | None = None) -> None:
        """DCH."""
        self._shift(0, min(count or 1, self.columns))

    def _shift(self, inserted: int, deleted: int) -> None:
        row, x = self.buffer[self.cursor.y], min(self.cursor.x, self.columns - 1)
        tail = [row[column] for column in range(x + deleted, self.columns)]
        blank = [self._blank()] * (inserted + deleted)
        cells = [*blank, *tail] if inserted else [*tail, *blank]
        row.update(zip(range(x, self.columns), cells, strict=False))
        self.buffer.wrap(self.cursor.y, False)
        self.dirty.add(self.cursor.y)

    def alignment_display(self) -> None:
        """DECALN: a screen full of E."""
        self.margins = None
        self.cursor_position()
        for y in range(self.lines):
            self.buffer[y] = "E" * self.columns
        self.dirty.update(range(self.lines))
