"""Text recordings, played back into a terminal."""

from __future__ import annotations

import io
import json

from tests.support.vgacard import VgaCard
from virtgui.recording.asciicast import CastWriter, repaint, row_text
from virtgui.terminal.session import Session


def test_lines_of_json() -> None:
    file = io.StringIO()
    writer = CastWriter(file, 80, 25, "box", 1_700_000_000.9)
    writer.output(0.5, "é\r\n")
    writer.output(0.6, "")
    writer.resize(1.23456789, 100, 30)
    writer.close()
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    assert lines[0] == {"version": 2, "width": 80, "height": 25, "timestamp": 1_700_000_000, "title": "box"}
    assert lines[1:] == [[0.5, "o", "é\r\n"], [1.234568, "r", "100x30"]]


def test_a_screen_played_back_looks_the_same() -> None:
    card = VgaCard(3)
    session = Session(lambda _data: None, lambda: None, 80, 25)
    before: list[bytes] = []
    for step, (row, text, attribute) in enumerate([(0, "C:\\>", 7), (24, "status", 0x1F), (3, "red", 0x4C)]):
        card.put(step, row, text, attribute)
        card.screen.refresh()
        after = card.screen.cells()
        session.feed.push(repaint(before, after, (step, row)).encode())
        while session.feed.pump():
            pass
        before = after
        shown = [line.rstrip() for line in session.screen.display]
        assert shown == card.screen.text()
        assert (session.screen.cursor.x, session.screen.cursor.y) == (step, row)
    cell = session.screen.buffer[24][1]
    assert (cell.data, cell.fg, cell.bg) == ("s", "brightwhite", "blue")
    assert session.screen.buffer[3][2].fg == "brightred"


def test_only_what_changed_is_sent() -> None:
    rows = [b"a\x07" * 80, b"b\x07" * 80]
    assert repaint(rows, rows, None) == "\x1b[?25l"
    assert "a" * 80 not in repaint(rows, [rows[0], b"c\x07" * 80], (0, 0))
    assert row_text(b"a\x07b\x07c\x70") == "\x1b[0;37;40mab\x1b[0;30;47mc\x1b[0m"
