"""virtgui/terminal/feed.py"""

from __future__ import annotations

import pytest

from virtgui.terminal.feed import ENCODINGS, Feed
from virtgui.terminal.line import joined
from virtgui.terminal.screen import TerminalScreen
from virtgui.terminal.stream import TerminalStream


class Clock:
    """A clock on which every look takes ``step`` seconds."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def feed_of(clock=None, columns: int = 80) -> tuple[Feed, TerminalScreen]:
    screen = TerminalScreen(columns, 4)
    stream = TerminalStream(screen)
    return (Feed(stream, clock=clock) if clock else Feed(stream)), screen


def drain(feed: Feed) -> int:
    turns = 1
    while feed.pump():
        turns += 1
    return turns


def test_a_character_cut_in_the_middle() -> None:
    feed, screen = feed_of()
    for byte in "h\u00e9 \u6f22 \U0001f600".encode():
        feed.push(bytes([byte]))
        feed.pump()
    assert screen.display[0].rstrip() == "h\u00e9 \u6f22 \U0001f600"


def test_what_is_no_utf8_is_replaced() -> None:
    feed, screen = feed_of()
    feed.push(b"a\xff\xc3b\x9bc")
    drain(feed)
    assert screen.display[0].rstrip() == "a\ufffd\ufffdb\ufffdc"


def test_every_byte_in_every_encoding() -> None:
    for encoding in ENCODINGS:
        feed, screen = feed_of()
        feed.set_encoding(encoding)
        feed.push(bytes(range(256)) * 3)
        drain(feed)
        feed.drop()
        feed.push(b"\x1bc\r\nend")
        drain(feed)
        assert "end" in "".join(screen.display)


def test_dos_box_drawing() -> None:
    feed, screen = feed_of()
    feed.set_encoding("cp437")
    feed.push(b"\xc9\xcd\xbb")
    feed.pump()
    assert screen.display[0].rstrip() == "\u2554\u2550\u2557"


def test_an_unknown_encoding() -> None:
    feed, _screen = feed_of()
    with pytest.raises(LookupError):
        feed.set_encoding("klingon")


def test_a_portion_takes_its_time_and_no_more() -> None:
    feed, screen = feed_of(Clock(0.0031))
    feed.push(b"0123456789\r\n" * 5000)
    assert feed.pump(0.008)
    assert 0 < len(screen.scrollback) < 5000
    assert feed.backlog > 0
    assert drain(feed) > 5
    assert feed.backlog == 0
    assert joined(screen.scrollback).count("0123456789") == 5000 - 3


def test_slow_text_makes_the_portions_small_and_quick_text_large() -> None:
    slow, _ = feed_of(Clock(0.01))
    slow.push(b"x" * 100_000)
    for _ in range(12):
        slow.pump(0.001)
    before = slow.backlog
    slow.pump(0.001)
    assert before - slow.backlog <= 64
    quick, _ = feed_of(Clock(0.0001))
    quick.push(b"x" * 10_000_000)
    quick.pump(0.002)
    assert quick.backlog < 9_000_000


def test_small_pieces_are_taken_together_and_in_order() -> None:
    feed, screen = feed_of()
    for number in range(3000):
        feed.push(f"{number}\r\n".encode())
    drain(feed)
    assert joined(screen.scrollback).split() == [str(number) for number in range(3000 - 3)]


def test_drop_forgets_the_queue_and_a_sequence_that_has_begun() -> None:
    feed, screen = feed_of()
    feed.push(b"\x1b]0;never ends")
    drain(feed)
    feed.push(b"lost")
    feed.drop()
    assert feed.backlog == 0
    feed.push(b"kept")
    drain(feed)
    assert screen.display[0].rstrip() == "kept"
