"""virtgui/terminal/canvas.py: text, scrolling and erasing, against ECMA-48 and xterm's ctlseqs."""

from __future__ import annotations

import random

import pytest

from virtgui.terminal.cell import PLAIN
from virtgui.terminal.line import Line, joined, plain
from virtgui.terminal.screen import TerminalScreen
from virtgui.terminal.stream import TerminalStream


def screen_after(text: str, columns: int = 10, lines: int = 4) -> TerminalScreen:
    screen = TerminalScreen(columns, lines)
    TerminalStream(screen).feed(text)
    return screen


def rows(text: str, columns: int = 10, lines: int = 4) -> list[str]:
    return [row.rstrip() for row in screen_after(text, columns, lines).display]


FULL = "aaa\r\nbbb\r\nccc\r\nddd"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0123456789", ["0123456789", "", "", ""]),  # the cursor waits in the last column
        ("0123456789x", ["0123456789", "x", "", ""]),
        ("0123456789\bX", ["01234567X9", "", "", ""]),
        ("0123456789\x1b[K", ["012345678", "", "", ""]),
        ("\x1b[?7l0123456789xyz", ["012345678z", "", "", ""]),
        ("abc\r\x1b[4hX", ["Xabc", "", "", ""]),
        ("abcdef\x1b[3D\x1b[2@", ["abc  def", "", "", ""]),
        ("abcdef\x1b[4D\x1b[2P", ["abef", "", "", ""]),
        ("abcdef\x1b[4D\x1b[2X", ["ab  ef", "", "", ""]),
        ("abcdef\x1b[3D\x1b[K", ["abc", "", "", ""]),
        ("abcdef\x1b[3D\x1b[1K", ["    ef", "", "", ""]),
        ("abcdef\x1b[2K", ["", "", "", ""]),
        (FULL + "\x1b[2;2H\x1b[J", ["aaa", "b", "", ""]),
        (FULL + "\x1b[3;2H\x1b[1J", ["", "", "  c", "ddd"]),
        (FULL + "\x1b[2J", ["", "", "", ""]),
        (FULL + "\x1b[2;2H\x1b[L", ["aaa", "", "bbb", "ccc"]),
        (FULL + "\x1b[2;2H\x1b[M", ["aaa", "ccc", "ddd", ""]),
        (FULL + "\x1b[2;3r\x1b[3;1H\nX", ["aaa", "ccc", "X", "ddd"]),
        (FULL + "\x1b[2;3r\x1b[2;1H\x1bMX", ["aaa", "X", "bbb", "ddd"]),
        (FULL + "\x1b[2S", ["ccc", "ddd", "", ""]),
        (FULL + "\x1b[T", ["", "aaa", "bbb", "ccc"]),
        ("ab\x1b[3b", ["abbbb", "", "", ""]),
        ("-\x1b[12b", ["----------", "---", "", ""]),
        ("\x1b[5b", ["", "", "", ""]),
        ("a\x1bEb\x1bDc", ["a", "b", " c", ""]),
        ("\x1b(0lqk\x1b(B q", ["\u250c\u2500\u2510 q", "", "", ""]),
        ("\x1b)0\x0eq\x0fq", ["\u2500q", "", "", ""]),
        ("\x0eq", ["q", "", "", ""]),
        ("\u6f22\u5b57", ["\u6f22\u5b57", "", "", ""]),
        ("012345678\u6f22", ["012345678", "\u6f22", "", ""]),
        ("\u6f22\x1b[2Dx", ["x", "", "", ""]),
        ("e\u0301", ["\u00e9", "", "", ""]),
        ("q\u0301\u0301x", ["q\u0301\u0301x", "", "", ""]),
        ("\u0301x", ["x", "", "", ""]),
        ("a\tb\x1b[3g\x1b[2Gc", ["ac      b", "", "", ""]),
    ],
)
def test_rows(text, expected) -> None:
    assert rows(text) == expected


def test_erasing_leaves_the_background_and_nothing_else() -> None:
    screen = screen_after("\x1b[1;4;7;44mab\x1b[2K")
    assert screen.buffer.stored(0) == Line(" " * 10, ((10, PLAIN._replace(bg="blue")),))


def test_scrolling_brings_in_the_background() -> None:
    screen = screen_after("\x1b[41m\r\n\r\n\r\n\r\n")
    assert screen.buffer.stored(3) == Line(" " * 10, ((10, PLAIN._replace(bg="red")),))


def test_scrolled_lines_go_to_the_scrollback_with_their_colours() -> None:
    screen = screen_after("\x1b[31mred\x1b[m\r\nx\r\n\r\n\r\n\r\n")
    assert list(screen.scrollback) == [Line("red", ((3, PLAIN._replace(fg="red")),)), "x"]


def test_a_region_below_the_top_feeds_no_scrollback() -> None:
    assert len(screen_after("\x1b[2;4r\x1b[4;1H\n\n\n").scrollback) == 0


def test_a_region_at_the_top_feeds_the_scrollback() -> None:
    assert list(screen_after("a\x1b[1;3r\x1b[3;1H\n").scrollback) == ["a"]


def test_a_wrapped_line_is_one_line() -> None:
    screen = screen_after("0123456789abc\r\nx")
    assert joined(screen.buffer) == "0123456789abc\nx\n"


def test_a_line_erased_at_its_end_is_not_wrapped_any_more() -> None:
    screen = screen_after("0123456789abc\x1b[1;3H\x1b[K")
    assert joined(screen.buffer).splitlines()[0] == "01"


@pytest.mark.parametrize("start", ["", "\r\n" * 3, "\r\n" * 9, "text at the top\r\n\x1b[H"])
@pytest.mark.parametrize("style", ["", "\x1b[32m", "\x1b[2;3r", "\x1b[4h", "\x1b[?7l", "\x1b[20h", "\x1b(0"])
@pytest.mark.parametrize("alphabet", ["ab ", "ab\u2500", "a\u6f22"])
def test_whole_lines_at_once_are_the_same_as_one_character_at_a_time(start, style, alphabet) -> None:
    chance = random.Random(f"{start}{style}{alphabet}")
    lines = ["".join(chance.choices(alphabet, k=chance.randrange(25))) for _ in range(60)]
    text = start + style + "\r\n".join(lines) + "\r\nend"
    quick = screen_after(text)
    slow = TerminalScreen(10, 4)
    stream = TerminalStream(slow)
    for char in text:
        stream.feed(char)
    assert quick.display == slow.display
    assert [plain(line).rstrip() for line in quick.scrollback] == [plain(line).rstrip() for line in slow.scrollback]
    assert joined(quick.scrollback) == joined(slow.scrollback)
    assert (quick.cursor.x, quick.cursor.y) == (slow.cursor.x, slow.cursor.y)


def test_combining_marks_do_not_pile_up() -> None:
    screen = screen_after("q" + "\u0301" * 1000)
    assert len(screen.buffer[0][0].data) < 12
