"""engine.ctl.wait: finding a text in what a serial port sends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ctl.wait import Search


@given(st.text(min_size=1, max_size=12), st.binary(max_size=60), st.binary(max_size=60), st.integers(1, 20))
def test_a_text_is_found_however_the_stream_is_cut(text: str, before: bytes, after: bytes, step: int) -> None:
    stream = before + text.encode() + after
    search = Search(text)
    assert any(search.feed(stream[at : at + step]) for at in range(0, len(stream), step))


@given(st.binary(max_size=200), st.integers(1, 20))
def test_what_never_came_is_not_found(stream: bytes, step: int) -> None:
    search = Search("\u2603 never")
    assert not any(search.feed(stream[at : at + step]) for at in range(0, len(stream), step))


@pytest.mark.parametrize("step", [1, 2, 3, 100])
def test_what_steers_a_terminal_is_passed_over(step: int) -> None:
    stream = b"\x1b[2J\x1b[1;36mWel\x1b[0m\x1b(Bco\x1b[?25lme\r\nto \x1b[4;1HVM"
    search = Search("Welcome\nto VM")
    assert any(search.feed(stream[at : at + step]) for at in range(0, len(stream), step))


def test_an_escape_that_never_ends_holds_nothing_back_for_long() -> None:
    search = Search("needle")
    search.feed(b"\x1b[" + b"1;" * 100)
    assert search.feed(b"needle")
