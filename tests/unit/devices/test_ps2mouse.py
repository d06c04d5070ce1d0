"""The mouse: commands and reports, as bytes on its wire."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.devices.ps2mouse import BUTTONS, COUNTER_LIMIT, PENDING, Ps2Mouse


def drain(mouse: Ps2Mouse) -> str:
    out = bytearray()
    while (value := mouse.take()) is not None:
        out.append(value)
    assert not mouse.waiting
    return out.hex(" ")


def ask(mouse: Ps2Mouse, *values: int) -> str:
    answers = []
    for value in values:
        mouse.write(value)
        answers.append(drain(mouse))
    return " ".join(answers)


@pytest.fixture
def mouse() -> Ps2Mouse:
    return Ps2Mouse()


@pytest.fixture
def streaming(mouse) -> Ps2Mouse:
    assert ask(mouse, 0xF4) == "fa"
    return mouse


def test_reset_and_identity(mouse):
    assert ask(mouse, 0xFF) == "fa aa 00"
    assert ask(mouse, 0xF2) == "fa 00"
    assert ask(mouse, 0xE1) == "fe"
    mouse.reset()
    assert drain(mouse) == ""


def test_silent_until_enabled(mouse):
    mouse.move(1, 1)
    mouse.button("left", True)
    assert drain(mouse) == ""


def test_reports(streaming):
    streaming.move(5, -3)
    assert drain(streaming) == "08 05 03", "up is positive on the wire"
    streaming.move(-5, 3)
    assert drain(streaming) == "38 fb fd"
    streaming.button("left", True)
    streaming.button("left", False)
    assert drain(streaming) == "09 00 00 08 00 00", "a quick click is not lost"


def test_motion_is_gathered_until_taken(streaming):
    for _ in range(10):
        streaming.move(2, 0)
    assert drain(streaming) == "08 14 00"


def test_far_motion_takes_several_reports(streaming):
    streaming.move(600, 0)
    assert drain(streaming) == "08 ff 00 08 ff 00 08 5a 00"


def test_lost_motion_is_flagged_once(streaming):
    streaming.move(COUNTER_LIMIT + 1, 0)
    reports = drain(streaming)
    assert reports.startswith("48 ff 00 08 ff 00")
    assert len(bytes.fromhex(reports)) == 64 * 3


def test_wheel(mouse):
    assert ask(mouse, 0xF3, 200, 0xF3, 100, 0xF3, 80) == "fa " * 5 + "fa"
    assert ask(mouse, 0xF2) == "fa 03"
    ask(mouse, 0xF4)
    mouse.move(0, 0, -1)
    assert drain(mouse) == "08 00 00 ff"
    mouse.move(0, 0, 9)
    assert drain(mouse) == "08 00 00 07 08 00 00 02"
    assert ask(mouse, 0xFF, 0xF2) == "fa aa 00 fa 00"


def test_five_buttons(mouse):
    ask(mouse, *(0xF3, 200, 0xF3, 200, 0xF3, 80))
    assert ask(mouse, 0xF2) == "fa 00", "only after the wheel's knock"
    ask(mouse, *(0xF3, 200, 0xF3, 100, 0xF3, 80, 0xF3, 200, 0xF3, 200, 0xF3, 80))
    assert ask(mouse, 0xF2) == "fa 04"
    ask(mouse, 0xF4)
    mouse.button("side", True)
    mouse.button("extra", True)
    assert drain(mouse) == "08 00 00 10 08 00 00 30"
    mouse.move(0, 0, -1)
    assert drain(mouse) == "08 00 00 3f"


def test_status_request(streaming):
    streaming.button("right", True)
    drain(streaming)
    assert ask(streaming, 0xE8, 3, 0xE7, 0xF3, 40) == "fa fa fa fa fa"
    assert ask(streaming, 0xE9) == "fa 31 03 28"
    assert ask(streaming, 0xE8, 4) == "fa fe"


def test_remote_mode(mouse):
    ask(mouse, 0xF0)
    mouse.move(3, 0)
    assert not mouse.waiting
    assert ask(mouse, 0xEB) == "fa 08 03 00"
    assert ask(mouse, 0xEB) == "fa 08 00 00"
    assert ask(mouse, 0xEA, 0xF4) == "fa fa"
    mouse.move(1, 0)
    assert drain(mouse) == "08 01 00"


def test_scaling(streaming):
    ask(streaming, 0xE7)
    for count, scaled in ((1, 1), (2, 1), (3, 3), (4, 6), (5, 9), (6, 12), (-4, -6)):
        streaming.move(count, 0)
        assert bytes.fromhex(drain(streaming))[1] == scaled & 0xFF
    ask(streaming, 0xE6)
    streaming.move(4, 0)
    assert drain(streaming) == "08 04 00"


def test_wrap_mode(streaming):
    assert ask(streaming, 0xEE, 0x12, 0xF4) == "fa 12 f4"
    streaming.move(1, 0)
    assert not streaming.waiting
    assert ask(streaming, 0xEC, 0xF2) == "fa fa 00"


def test_resend(streaming):
    streaming.move(5, 0)
    assert drain(streaming) == "08 05 00"
    assert ask(streaming, 0xFE) == "08 05 00"


def test_a_command_ends_a_report(streaming):
    streaming.move(5, 0)
    assert streaming.take() == 0x08
    assert ask(streaming, 0xF5) == "fa"


def test_set_default_stops_reports(streaming):
    assert ask(streaming, 0xF6) == "fa"
    streaming.move(5, 0)
    assert drain(streaming) == ""


def test_unknown_button_is_a_wiring_mistake(mouse):
    with pytest.raises(ValueError, match="trigger"):
        mouse.button("trigger", True)


def test_restored_mouse_goes_on(streaming):
    streaming.move(5, 0)
    assert streaming.take() == 0x08
    assert drain(Ps2Mouse(streaming.state)) == "05 00"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 255)), max_size=300))
def test_garbage(steps):
    mouse = Ps2Mouse()
    for kind, value in steps:
        if kind == 0:
            mouse.write(value)
        elif kind == 1:
            mouse.move((value - 128) * 1000, value, value - 128)
        elif kind == 2:
            mouse.button(list(BUTTONS)[value % 5], bool(value & 8))
        else:
            mouse.take()
        assert len(mouse.state.pending) <= PENDING
        assert len(mouse.state.replies) <= 5
