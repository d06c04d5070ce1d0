"""virtgui/terminal/screen.py: modes, alternate screen, reports and sizes, against xterm's ctlseqs."""

from __future__ import annotations

import pytest

from virtgui.terminal.cell import PLAIN
from virtgui.terminal.line import joined
from virtgui.terminal.screen import TerminalScreen
from virtgui.terminal.stream import TerminalStream


class Terminal:
    def __init__(self, columns: int = 10, lines: int = 4) -> None:
        self.answers: list[str] = []
        self.bells = 0
        self.screen = TerminalScreen(columns, lines, answer=self.answers.append, ring=self.ring)
        self.feed = TerminalStream(self.screen).feed

    def ring(self) -> None:
        self.bells += 1

    @property
    def rows(self) -> list[str]:
        return [row.rstrip() for row in self.screen.display]

    @property
    def everything(self) -> str:
        return joined([*self.screen.scrollback, *self.screen.buffer]).rstrip("\n")


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


@pytest.mark.parametrize("mode", [47, 1047, 1049])
def test_alternate_screen_comes_and_goes_without_trace(terminal, mode) -> None:
    terminal.feed(f"shell\r\n$ \x1b[?{mode}h\x1b[2J\x1b[Hvi\r\n1\r\n2\r\n3\r\n4\r\n5")
    assert terminal.screen.is_alternate
    assert "shell" not in terminal.rows
    terminal.feed(f"\x1b[?{mode}l")
    assert terminal.rows == ["shell", "$", "", ""]
    assert len(terminal.screen.scrollback) == 0


def test_1049_restores_cursor_and_style(terminal) -> None:
    terminal.feed("\x1b[31mab\x1b[?1049h\x1b[4;4H\x1b[m\x1b[?1049l")
    assert (terminal.screen.cursor.x, terminal.screen.cursor.y) == (2, 0)
    assert terminal.screen.style == PLAIN._replace(fg="red")


def test_entering_twice_leaves_once(terminal) -> None:
    terminal.feed("a\x1b[?1049h\x1b[?1049hb\x1b[?1049l")
    assert terminal.rows[0] == "a"
    assert not terminal.screen.is_alternate


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("\x1b[5n", "\x1b[0n"),
        ("\x1b[2;3H\x1b[6n", "\x1b[2;3R"),
        ("0123456789\x1b[6n", "\x1b[1;10R"),
        ("\x1b[2;3r\x1b[?6h\x1b[6n", "\x1b[1;1R"),
        ("\x1b[?6h\x1b[6n", "\x1b[1;1R"),
        ("\x1b[2;3H\x1b[?6n", "\x1b[?2;3R"),
        ("\x1b[c", "\x1b[?62;22c"),
        ("\x1b[0c", "\x1b[?62;22c"),
        ("\x1bZ", "\x1b[?62;22c"),
        ("\x1b[>c", "\x1b[>1;10;0c"),
        ("\x1b[18t", "\x1b[8;4;10t"),
        ("\x1b[?7$p", "\x1b[?7;1$y"),
        ("\x1b[?2004$p", "\x1b[?2004;2$y"),
        ("\x1b[?9999$p", "\x1b[?9999;0$y"),
        ("\x1b[4h\x1b[4$p", "\x1b[4;1$y"),
    ],
)
def test_reports(terminal, question, answer) -> None:
    terminal.feed(question)
    assert terminal.answers == [answer]


@pytest.mark.parametrize("silent", ["\x1b[n", "\x1b[?c", "\x1b[1c", "\x1b[99t", "\x1b[t", "\x1b[?5n"])
def test_no_report(terminal, silent) -> None:
    terminal.feed(silent)
    assert terminal.answers == []


def test_modes_others_ask_for(terminal) -> None:
    terminal.feed("\x1b[?1;1004;2004h\x1b[20h\x1b[?5h\x1b[?25l")
    screen = terminal.screen
    assert screen.application_cursor
    assert screen.wants_focus
    assert screen.bracketed_paste
    assert screen.newline_mode
    assert screen.is_reversed
    assert screen.cursor.hidden
    terminal.feed("\x1bc")
    assert not (screen.application_cursor or screen.wants_focus or screen.bracketed_paste or screen.newline_mode)
    assert not (screen.is_reversed or screen.cursor.hidden)


def test_soft_reset_keeps_the_text(terminal) -> None:
    terminal.feed("text\x1b[?1h\x1b[4h\x1b[2;3r\x1b[7m\x1b[?25l\x1b[!p")
    assert terminal.rows[0] == "text"
    assert terminal.screen.style == PLAIN
    assert terminal.screen.margins is None
    assert not (terminal.screen.application_cursor or terminal.screen.cursor.hidden)


@pytest.mark.parametrize(
    ("number", "shape", "blinks"),
    [("", "block", True), (1, "block", True), (2, "block", False), (3, "underline", True), (6, "bar", False)],
)
def test_cursor_shapes(terminal, number, shape, blinks) -> None:
    terminal.feed(f"\x1b[{number} q")
    assert (terminal.screen.cursor_shape, terminal.screen.cursor_blinks) == (shape, blinks)


def test_an_unknown_shape_changes_nothing(terminal) -> None:
    terminal.feed("\x1b[4 q\x1b[77 q")
    assert (terminal.screen.cursor_shape, terminal.screen.cursor_blinks) == ("underline", False)


def test_save_and_restore_cursor(terminal) -> None:
    terminal.feed("\x1b[2;3H\x1b[1m\x1b7\x1b[H\x1b[mx\x1b8y\x1b8z")
    assert terminal.rows[:2] == ["x", "  z"]
    assert terminal.screen.style.bold


def test_restore_without_save_goes_home(terminal) -> None:
    terminal.feed("ab\x1b8X")
    assert terminal.rows[0] == "Xb"


@pytest.mark.parametrize("bad", ["\x1b[3;2r", "\x1b[4;4r", "\x1b[9;9r"])
def test_bad_margins_are_ignored(terminal, bad) -> None:
    terminal.feed(f"ab{bad}c")
    assert terminal.screen.margins is None
    assert terminal.rows[0] == "abc"


def test_origin_mode(terminal) -> None:
    terminal.feed("\x1b[2;3r\x1b[?6hA\x1b[2dB")
    assert terminal.rows == ["", "A", " B", ""]


def test_movement_stops_at_margins_only_from_inside(terminal) -> None:
    terminal.feed("\x1b[2;3r\x1b[3;1H\x1b[9AA\x1b[1;1H\x1b[9AB\x1b[2;1H\x1b[9BC\x1b[4;1H\x1b[9BD")
    assert terminal.rows == ["B", "A", "C", "D"]


def test_tabs(terminal) -> None:
    terminal.screen.resize(2, 40)
    terminal.feed("\x1b[2Ia\x1b[2Zb")
    assert terminal.rows[0] == "        b       a"


def test_bell(terminal) -> None:
    terminal.feed("a\x07b\x1b]0;t\x07")
    assert terminal.bells == 1


def test_erasing_the_scrollback(terminal) -> None:
    terminal.feed("1\r\n2\r\n3\r\n4\r\n5\x1b[3J")
    assert len(terminal.screen.scrollback) == 0
    assert terminal.rows == ["2", "3", "4", "5"]


def test_alignment_display(terminal) -> None:
    terminal.feed("\x1b#8")
    assert terminal.rows == ["E" * 10] * 4


# Sizes

TEXT = "one\r\n0123456789abcdef\r\ntwo\r\n$ "


@pytest.mark.parametrize("sizes", [[(2, 5)], [(8, 40)], [(1, 2)], [(2, 3), (9, 7), (4, 10)], [(3, 10), (5, 10)]])
def test_resizing_loses_no_text_and_keeps_the_cursor_at_its_place(terminal, sizes) -> None:
    terminal.feed(TEXT)
    for lines, columns in sizes:
        terminal.screen.resize(lines, columns)
    assert terminal.everything == "one\n0123456789abcdef\ntwo\n$"
    terminal.feed("ls")
    assert terminal.everything.endswith("\n$ ls")


def test_there_and_back_is_the_same(terminal) -> None:
    terminal.feed(TEXT)
    before, place = terminal.rows, (terminal.screen.cursor.x, terminal.screen.cursor.y)
    terminal.screen.resize(2, 4)
    terminal.screen.resize(4, 10)
    assert (terminal.rows, (terminal.screen.cursor.x, terminal.screen.cursor.y)) == (before, place)


def test_higher_brings_lines_back_from_the_scrollback(terminal) -> None:
    terminal.feed("1\r\n2\r\n3\r\n4\r\n5\r\n6")
    terminal.screen.resize(6, 10)
    assert terminal.rows == ["1", "2", "3", "4", "5", "6"]
    assert terminal.screen.cursor.y == 5


def test_a_cleared_screen_stays_clear_when_it_grows(terminal) -> None:
    terminal.feed("1\r\n2\r\n3\r\n4\r\n5\r\n\x1b[2J\x1b[H$ ")
    terminal.screen.resize(6, 10)
    assert terminal.rows[0] == "$"


def test_the_scrollback_is_wrapped_anew(terminal) -> None:
    terminal.feed("0123456789abcdef\r\n" * 10)
    terminal.screen.resize(4, 40)
    assert list(terminal.screen.scrollback)[:2] == ["0123456789abcdef"] * 2
    assert terminal.everything == "\n".join(["0123456789abcdef"] * 10)


def test_resizing_on_the_alternate_screen_fits_the_main_one_later(terminal) -> None:
    terminal.feed(TEXT + "\x1b[?1049h\x1b[Hfull")
    terminal.screen.resize(2, 5)
    assert terminal.rows[0] == "full"
    terminal.feed("\x1b[?1049l")
    assert terminal.everything == "one\n0123456789abcdef\ntwo\n$"
    terminal.feed("ls")
    assert terminal.everything.endswith("\n$ ls")


def test_a_long_scrollback_keeps_its_text_at_any_width() -> None:
    terminal = Terminal(40, 4)
    terminal.feed("".join(f"{number:06d} and so on up to here\r\n" for number in range(12_000)))
    before = terminal.everything
    for columns in (9, 60, 13, 40):
        terminal.screen.resize(4, columns)
        assert terminal.everything == before


def test_margins_go_when_the_size_changes(terminal) -> None:
    terminal.feed("\x1b[2;3r")
    terminal.screen.resize(6, 10)
    assert terminal.screen.margins is None
