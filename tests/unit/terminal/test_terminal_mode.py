"""virtgui/terminal/mode.py"""

from __future__ import annotations

from pyte import modes as mo

from virtgui.terminal import mode


def test_numbers_agree_with_pyte() -> None:
    assert mo.DECTCEM == 25 << mode.PRIVATE
    assert mode.ALTERNATES <= mode.KNOWN
    assert mode.CURSOR_KEYS == 32  # not IRM's or any ANSI mode's number
    assert len({number >> mode.PRIVATE for number in mode.KNOWN if number >= 32}) == len(mode.KNOWN) - 2
