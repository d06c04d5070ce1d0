"""virtgui/terminal/clipboard.py"""

from __future__ import annotations

import base64

import pytest

from virtgui.terminal import clipboard
from virtgui.terminal.session import Session


def test_what_a_guest_puts_there() -> None:
    assert clipboard.parse("c;" + base64.b64encode("né".encode()).decode()) == "né"
    assert clipboard.parse(";") == ""
    assert clipboard.parse("c;?") is None


@pytest.mark.parametrize("value", ["", "c", "c;!!!", "c;/w==", "c;YQ"])
def test_nonsense(value: str) -> None:
    with pytest.raises(ValueError):
        clipboard.parse(value)


def test_the_answer_is_what_a_guest_would_send() -> None:
    assert clipboard.parse(clipboard.answer("ä b").decode()[len("\x1b]52;") : -2]) == "ä b"


def test_a_long_one_comes_whole_and_a_far_too_long_one_does_no_harm() -> None:
    session = Session(lambda _data: None, lambda: None)
    came: list[str] = []
    session.screen.clipboard = came.append
    for size in (100_000, 1_000_000):
        text = base64.b64encode(b"x" * size)
        session.feed.push(b"\x1b]52;c;" + text + b"\x07after\r\n")
        while session.feed.pump():
            pass
    assert clipboard.parse(came[0]) == "x" * 100_000
    assert session.document.text().split() == ["after", "after"]
