"""virtgui/terminal/stream.py: parsing, cut anywhere, and what must be swallowed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from virtgui.terminal.screen import TerminalScreen
from virtgui.terminal.stream import TerminalStream


def screen_after(*parts: str, columns: int = 20, lines: int = 4) -> TerminalScreen:
    screen = TerminalScreen(columns, lines)
    stream = TerminalStream(screen)
    for part in parts:
        stream.feed(part)
    return screen


def top(*parts: str) -> str:
    return screen_after(*parts).display[0].rstrip()


@pytest.mark.parametrize(
    "noise",
    [
        "\x1b]8;;http://example.org\x1b\\",
        "\x1b]8;;http://example.org\x07",
        "\x1b]52;c;Zm9v\x1b\\",
        "\x1b_Gf=100;AAAA\x1b\\",
        "\x1bP1$r0m\x1b\\",
        "\x1bPq#0;2;0;0;0~~\x07~\x1b\\",
        "\x1b^private\x1b\\",
        "\x1bXstring\x1b\\",
        "\x90dcs\x9c",
        "\x9d0;t\x9c",
        "\x1b]P1aabbcc",
        "\x1b]R",
        "\x1b[38:2::1:2:3m",
        "\x1b[?1000;1006h",
        "\x1b[>4;2m",
        "\x1b[?4m",
        "\x1b[=1;1u",
        "\x1b[1$r",
        "\x1b[99z",
        "\x1b[1?2z",
        "\x1b[4:3;5:6H\x1b[H",
        "\x1b%G",
        "\x1b F",
        "\x1b(B\x1b)0",
        "\x1b#8\x1b[2J\x1b[H",
        "\x1b\x1b[m",
        "\x00\x7f\x05",
        "\x1b[1;\x182A\x1b[H\x1b[J",
    ],
)
@pytest.mark.parametrize("single", [False, True])
def test_swallowed_whole(noise, single) -> None:
    text = f"{noise}ok"
    parts = list(text) if single else [text]
    assert top(*parts).removeprefix("2A") == "ok"


def test_text_of_a_link_stays() -> None:
    assert top("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\!") == "link!"


def test_controls_inside_a_sequence_act_at_once() -> None:
    assert top("abc\x1b[\b1\rDx") == "xbc"  # VT100: BS and CR first, then CUB 1


def test_escape_restarts_a_sequence() -> None:
    assert top("ab\x1b[5\x1b[1Dx") == "ax"


def test_cancel_breaks_off() -> None:
    assert top("ab\x1b[5\x18c") == "abc"
    assert top("\x1b]0;title\x18c") == "c"


def test_a_broken_string_ends_at_the_next_sequence() -> None:
    assert top("\x1b]0;title\x1b[1mok") == "ok"


def test_title() -> None:
    assert screen_after("\x1b]2;the \x01title\x07").title == "the title"
    assert screen_after("\x1b]0;" + "x" * 10000 + "\x1b\\").title == "x" * 256


def test_an_endless_string_is_given_up() -> None:
    screen = TerminalScreen(20, 4)
    stream = TerminalStream(screen)
    stream.feed("\x1bP")
    for _ in range(90):
        stream.feed("x" * 50_000)
    stream.feed("\x1b[H\x1b[2Jok")
    assert screen.display[0].startswith("ok")


def test_more_parameters_than_a_command_takes() -> None:
    assert top("\x1b[1;2;3;4;5;6A\x1b[2;3;4;5;6Hx\x1b[H\x1b[1;2;3Jy") == "y"


@pytest.mark.parametrize("end", ["\r\n", "\n\r", "\r\r\n"])
def test_line_ends(end) -> None:
    screen = screen_after(end.join(["a", "b", "c"]))
    assert [row.rstrip() for row in screen.display[:3]] == ["a", "b", "c"]


WORDS = (
    "\r\n \n \r \t \b ^[A ^[2;3H ^[K ^[J ^[L ^[M ^[3P ^[2@ ^[31m ^[m ^[2;3r ^[r ^M ^D ^[?1049h ^[?1049l ^7 "
    "^8 ^[4h ^[4l ^[5b ^[?7l ^[?7h \u6f22 e\u0301 ^(0 ^(B ^[?6h ^[?6l ^[2S ^[T ^[5X ^[1J ^[1K ^]0;x\x07 ^[6n ^c"
)
SEQUENCES = st.sampled_from([word.replace("^", "\x1b") for word in WORDS.split(" ")])
PIECES = st.lists(st.one_of(SEQUENCES, st.text("abc xyz", max_size=30), st.just("line\r\n" * 7)), max_size=30)


@settings(max_examples=150, deadline=None)
@given(PIECES, st.integers(1, 7))
def test_it_does_not_matter_where_the_text_is_cut(pieces, size) -> None:
    text = "".join(pieces)
    whole = screen_after(text)
    cut = screen_after(*[text[at : at + size] for at in range(0, len(text), size)])
    assert whole.display == cut.display
    assert list(whole.scrollback) == list(cut.scrollback)
    assert (whole.cursor.x, whole.cursor.y) == (cut.cursor.x, cut.cursor.y)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_noise_never_raises(data) -> None:
    screen = screen_after(data.decode("latin-1"), "\x1bP" + data.decode("utf-8", "replace"))
    assert len(screen.display) == 4
    assert 0 <= screen.cursor.x <= 20
    assert 0 <= screen.cursor.y < 4
