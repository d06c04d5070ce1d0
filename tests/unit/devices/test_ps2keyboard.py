"""The keyboard: commands and scan codes, as bytes on its wire."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.devices.keycode import SET2
from engine.devices.ps2keyboard import CAPACITY, Ps2Keyboard, Ps2KeyboardState


def drain(keyboard: Ps2Keyboard) -> str:
    out = bytearray()
    while (value := keyboard.take()) is not None:
        out.append(value)
    assert not keyboard.waiting
    return out.hex(" ")


def ask(keyboard: Ps2Keyboard, *values: int) -> str:
    answers = []
    for value in values:
        keyboard.write(value)
        answers.append(drain(keyboard))
    return " ".join(answers)


@pytest.fixture
def keyboard() -> Ps2Keyboard:
    return Ps2Keyboard()


def test_reset_and_identity(keyboard):
    assert ask(keyboard, 0xFF) == "fa aa"
    assert ask(keyboard, 0xF2) == "fa ab 83"
    assert ask(keyboard, 0xEE) == "ee"
    assert ask(keyboard, 0xFE) == "ee"
    assert ask(keyboard, 0xE0) == "fe"


def test_power_on_is_silent(keyboard):
    ask(keyboard, 0xED, 7)
    keyboard.press("a")
    keyboard.reset()
    assert drain(keyboard) == ""
    assert keyboard.leds == 0


def test_leds(keyboard):
    assert ask(keyboard, 0xED, 0x07) == "fa fa"
    assert keyboard.leds == 7
    assert ask(keyboard, 0xED, 0xED, 0x02) == "fa fa fa", "a command instead of the argument begins anew"
    assert keyboard.leds == 2


def test_plain_and_extended_keys(keyboard):
    keyboard.press("a")
    keyboard.press("a")
    keyboard.release("a")
    assert drain(keyboard) == "1c 1c f0 1c"
    keyboard.press("up")
    keyboard.release("up")
    assert drain(keyboard) == "e0 75 e0 f0 75"


def test_print_screen(keyboard):
    keyboard.press("print")
    assert drain(keyboard) == "e0 12 e0 7c"
    keyboard.press("print")
    assert drain(keyboard) == ""
    keyboard.release("print")
    assert drain(keyboard) == "e0 f0 7c e0 f0 12"
    keyboard.press("ctrl")
    drain(keyboard)
    keyboard.press("print")
    keyboard.release("print")
    assert drain(keyboard) == "e0 7c e0 f0 7c"


def test_sysrq_is_print_screen_with_alt(keyboard):
    for key in ("alt", "alt_r"):
        keyboard.press(key)
        drain(keyboard)
        keyboard.press("print")
        keyboard.release("print")
        assert drain(keyboard) == "84 f0 84"
        keyboard.release(key)
        drain(keyboard)
    keyboard.press("sysrq")
    assert drain(keyboard) == "84"


def test_pause_and_break(keyboard):
    keyboard.press("pause")
    keyboard.release("pause")
    assert drain(keyboard) == "e1 14 77 e1 f0 14 f0 77"
    keyboard.press("ctrl_r")
    drain(keyboard)
    keyboard.press("pause")
    assert drain(keyboard) == "e0 7e e0 f0 7e"


def test_set_1(keyboard):
    assert ask(keyboard, 0xF0, 1) == "fa fa"
    assert ask(keyboard, 0xF0, 0) == "fa fa 01"
    keyboard.press("ctrl_r")
    keyboard.press("f7")
    keyboard.release("f7")
    keyboard.release("ctrl_r")
    keyboard.press("pause")
    keyboard.press("print")
    keyboard.release("print")
    assert drain(keyboard) == "e0 1d 41 c1 e0 9d e1 1d 45 e1 9d c5 e0 2a e0 37 e0 b7 e0 aa"


def test_set_3_has_key_types(keyboard):
    ask(keyboard, 0xF0, 3)
    keyboard.press("a")
    keyboard.press("a")
    keyboard.release("a")
    keyboard.press("ctrl")
    keyboard.press("ctrl")
    keyboard.release("ctrl")
    keyboard.press("pause")
    keyboard.press("pause")
    keyboard.release("pause")
    assert drain(keyboard) == "1c 1c 11 f0 11 62"
    assert ask(keyboard, 0xFA) == "fa"
    keyboard.press("a")
    keyboard.release("a")
    assert drain(keyboard) == "1c f0 1c"
    assert ask(keyboard, 0xFD, 0x1C, 0x1B, 0xF4) == "fa fa fa fa"
    keyboard.press("a")
    keyboard.press("a")
    keyboard.release("a")
    assert drain(keyboard) == "1c"
    assert ask(keyboard, 0xF6, 0xF0, 0) == "fa fa fa 02"


def test_no_fourth_set(keyboard):
    assert ask(keyboard, 0xF0, 4) == "fa fe"


def test_disable_and_enable(keyboard):
    assert ask(keyboard, 0xF5) == "fa"
    keyboard.press("a")
    keyboard.release("a")
    assert drain(keyboard) == ""
    assert ask(keyboard, 0xF4) == "fa"
    keyboard.press("b")
    assert drain(keyboard) == "32"


def test_rate(keyboard):
    assert ask(keyboard, 0xF3, 0x20) == "fa fa"
    assert keyboard.state.rate == 0x20


def test_overrun_loses_presses_but_no_release(keyboard):
    keys = ["shift", "a", "b", "c", "d"]
    for _ in range(100):
        for key in keys:
            keyboard.press(key)
    for key in keys:
        keyboard.release(key)
    assert len(keyboard.state.queue) <= CAPACITY
    codes = bytes.fromhex(drain(keyboard))
    assert codes.count(0) == 1
    for key in keys:
        assert bytes((0xF0, SET2[key])) in codes


def test_a_release_without_its_press_is_silent(keyboard):
    keyboard.release("a")
    assert drain(keyboard) == ""


def test_unknown_key_is_a_wiring_mistake(keyboard):
    with pytest.raises(ValueError, match="hyperspace"):
        keyboard.press("hyperspace")
    with pytest.raises(ValueError, match="hyperspace"):
        keyboard.release("hyperspace")


def test_answers_overtake_scan_codes(keyboard):
    keyboard.press("a")
    keyboard.write(0xED)
    assert drain(keyboard) == "fa 1c"


def test_restored_keyboard_goes_on(keyboard):
    ask(keyboard, 0xED)
    keyboard.press("a")
    again = Ps2Keyboard(keyboard.state)
    assert drain(again) == "1c"
    assert ask(again, 5) == "fa"
    assert again.leds == 5
    again.release("a")
    assert drain(again) == "f0 1c"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 255)), max_size=300))
def test_garbage(steps):
    keyboard = Ps2Keyboard(Ps2KeyboardState())
    names = list(SET2)
    for kind, value in steps:
        if kind == 0:
            keyboard.write(value)
        elif kind == 1:
            keyboard.press(names[value % len(names)])
        elif kind == 2:
            keyboard.release(names[value % len(names)])
        else:
            keyboard.take()
        assert len(keyboard.state.queue) <= CAPACITY
        assert len(keyboard.state.replies) <= 3
