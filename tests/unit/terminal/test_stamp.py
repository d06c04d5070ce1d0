"""virtgui/terminal/stamp.py"""

from __future__ import annotations

import pytest

from virtgui.terminal.session import Session
from virtgui.terminal.stamp import Stamps, clock_text


class Rig:
    def __init__(self, columns: int = 20) -> None:
        self.session = Session(lambda _data: None, lambda: None, columns, 4, 1000)
        self.now = 100.0
        self.stamps = Stamps(self.session.document, lambda: self.now)

    def write(self, data: bytes, now: float) -> None:
        self.now = now
        self.session.feed.push(data)
        while self.session.feed.pump():
            pass
        self.stamps.note()

    def times(self) -> list[float | None]:
        document = self.session.document
        return [self.stamps.at(number) for number in range(document.first, document.end)]


@pytest.fixture
def rig() -> Rig:
    return Rig()


def test_each_line_has_the_time_it_began(rig: Rig) -> None:
    rig.write(b"one\r\n", 1)
    rig.write(b"two\r\nthree\r\n$ ", 2)
    rig.write(b"ls", 3)  # The line began earlier.
    assert rig.times() == [1, 2, 2, 2]
    rig.write(b"\r\n" + b"x\r\n" * 8, 4)
    assert rig.times()[:4] == [1, 2, 2, 2]
    assert rig.times()[4:12] == [4] * 8


def test_what_is_written_anew_is_new(rig: Rig) -> None:
    rig.write(b"one\r\ntwo\r\nthree", 1)
    rig.write(b"\x1b[2J\x1b[Htop", 2)
    assert rig.times() == [2, None, None, None]
    rig.write(b"\r\nnext", 3)
    assert rig.times()[1] == 3


def test_a_carriage_return_takes_no_time_away(rig: Rig) -> None:
    rig.write(b"one\r\n10 %", 1)
    rig.write(b"\r", 2)  # Its line feed, or what is written over the line, is still under way.
    assert rig.times() == [1, 1, None, None]
    rig.write(b"20 %\r\n", 3)
    assert rig.times() == [1, 1, None, None]


def test_the_alternate_screen_has_no_times(rig: Rig) -> None:
    rig.write(b"one\r\n", 1)
    rig.write(b"\x1b[?1049hfull\r\nscreen\r\n", 2)
    rig.write(b"\x1b[?1049l", 3)
    assert rig.times()[0] == 1


def test_times_stay_with_their_lines_when_the_width_changes(rig: Rig) -> None:
    for number in range(30):
        rig.write(b"%02d " % number + b"x" * 30 + b"\r\n", float(number))
    for columns in (7, 60, 20):
        rig.stamps.renumber(lambda wide=columns: rig.session.screen.resize(4, wide))
        document = rig.session.document
        for number in range(document.first, document.end):
            text = document.line(number)
            text = text if isinstance(text, str) else text.text
            if text[:2].isdigit() and len(text) > 2:
                assert rig.stamps.at(number) == float(text[:2]), (columns, text)


def test_times_in_words() -> None:
    assert clock_text(None) == " " * 12
    text = clock_text(1_700_000_000.25)
    assert len(text) == 12
    assert text.endswith(":20.250")
