"""virtgui/terminal/session.py"""

from __future__ import annotations

import pytest

from virtgui.terminal.session import Session


@pytest.fixture
def session() -> Session:
    session = Session(lambda data: session_answers.append(data), lambda: None, 20, 4, 100)
    session_answers: list[bytes] = []
    session.answers = session_answers
    return session


def write(session: Session, data: bytes) -> None:
    session.feed.push(data)
    while session.feed.pump():
        pass


def test_answers_are_bytes(session) -> None:
    write(session, b"\x1b[c")
    assert session.answers == [b"\x1b[?62;22c"]


def test_clear_keeps_the_modes(session) -> None:
    write(session, b"line\r\n" * 200 + b"\x1b[?2004h")
    session.clear()
    assert session.document.text() == ""
    assert session.screen.bracketed_paste


def test_reset_mends_a_terminal_left_unusable(session) -> None:
    write(session, b"kept\r\n" * 9 + b"\x1b(0\x1b[?1049h\x1b[?25l\x1b]0;open")
    session.reset()
    write(session, b"ok")
    assert session.screen.display[0].rstrip() == "ok"
    assert not session.screen.is_alternate
    assert "kept" in session.document.text()
