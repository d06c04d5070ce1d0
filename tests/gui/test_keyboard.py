from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from virtgui.widgets.keyboard import Keyboard
from virtgui.widgets.keymap import NATIVE_OFFSET

Key = Qt.Key
Mod = Qt.KeyboardModifier


class Desk:
    """A keyboard and what came out of it, as "+a -a", "host" and "leave"."""

    def __init__(self, native: bool) -> None:
        self.said: list[str] = []
        self.keyboard = Keyboard(
            lambda qcode, down: self.said.append(f"{'+' if down else '-'}{qcode}"),
            lambda: self.said.append("host"),
            lambda forward: self.said.append("leave" if forward else "leave back"),
            native=native,
        )

    def event(self, kind, key, text, evdev, modifiers, repeat) -> QKeyEvent:
        code = evdev + NATIVE_OFFSET if evdev else 0
        return QKeyEvent(kind, key, modifiers, code, 0, 0, text, repeat)

    def down(self, key, text="", evdev=0, modifiers=Mod.NoModifier, repeat=False):
        self.keyboard.press(self.event(QEvent.Type.KeyPress, key, text, evdev, modifiers, repeat))

    def up(self, key, text="", evdev=0, modifiers=Mod.NoModifier, repeat=False):
        self.keyboard.release(self.event(QEvent.Type.KeyRelease, key, text, evdev, modifiers, repeat))

    def hit(self, *args, **kwargs) -> list[str]:
        self.said.clear()
        self.down(*args, **kwargs)
        self.up(*args, **kwargs)
        return self.said


@pytest.fixture
def native():
    return Desk(native=True)


@pytest.fixture
def plain():
    return Desk(native=False)


# --- where the host says which key it was


def test_the_place_counts_not_the_letter(native):
    """On a German keyboard the key right of T says "z"."""
    assert native.hit(Key.Key_Z, "z", 21) == ["+y", "-y"]
    assert native.hit(Key.Key_Odiaeresis, "ö", 39) == ["+semicolon", "-semicolon"]
    assert native.hit(0x424, "ф", 30) == ["+a", "-a"]
    assert native.hit(Key.Key_Less, "<", 86) == ["+less", "-less"]


@pytest.mark.parametrize(
    ("evdev", "qcode"),
    [(100, "alt_r"), (54, "shift_r"), (126, "meta_r"), (96, "kp_enter"), (71, "kp_7"), (102, "home"), (119, "pause")],
)
def test_sides_and_extended_keys(native, evdev, qcode):
    assert native.hit(Key.Key_unknown, "", evdev) == [f"+{qcode}", f"-{qcode}"]


def test_an_unknown_number_falls_back_on_the_meaning(native):
    assert native.hit(Key.Key_A, "a", 500) == ["+a", "-a"]


def test_repeats_are_presses(native):
    native.down(Key.Key_A, "a", 30)
    native.up(Key.Key_A, "a", 30, repeat=True)
    native.down(Key.Key_A, "a", 30, repeat=True)
    native.up(Key.Key_A, "a", 30)
    assert native.said == ["+a", "+a", "-a"]


def test_a_release_without_a_press_is_not_for_the_guest(native):
    native.up(Key.Key_Alt, "", 56)
    assert native.said == []


def test_letting_go_of_everything(native):
    native.down(Key.Key_Control, "", 29)
    native.down(Key.Key_Alt, "", 56)
    native.keyboard.release_all()
    assert native.said == ["+ctrl", "+alt", "-alt", "-ctrl"]
    native.up(Key.Key_Alt, "", 56)
    assert native.said[4:] == []


# --- the host key


def test_the_host_key_alone_is_ours(native):
    assert native.hit(Key.Key_Control, "", 97) == ["host"]


def test_the_host_key_with_another_is_the_guests(native):
    native.down(Key.Key_Control, "", 97)
    native.down(Key.Key_Control, "", 97, repeat=True)
    native.down(Key.Key_C, "\x03", 46)
    native.up(Key.Key_C, "\x03", 46)
    native.up(Key.Key_Control, "", 97)
    assert native.said == ["+ctrl_r", "+c", "-c", "-ctrl_r"]


def test_the_host_key_and_a_click_is_the_guests(native):
    native.down(Key.Key_Control, "", 97)
    native.keyboard.flush()
    native.up(Key.Key_Control, "", 97)
    assert native.said == ["+ctrl_r", "-ctrl_r"]


def test_the_host_key_and_tab_leave(native):
    native.down(Key.Key_Control, "", 97)
    native.down(Key.Key_Tab, "\t", 15)
    native.up(Key.Key_Tab, "\t", 15)
    native.up(Key.Key_Control, "", 97)
    assert native.said == ["leave"]


def test_another_host_key(native):
    native.keyboard.host_key = "scroll_lock"
    assert native.hit(Key.Key_ScrollLock, "", 70) == ["host"]
    assert native.hit(Key.Key_Control, "", 97) == ["+ctrl_r", "-ctrl_r"]


# --- where only the meaning is known (vnc, offscreen)


@pytest.mark.parametrize(
    ("key", "text", "modifiers", "qcode"),
    [
        (Key.Key_F10, "", Mod.NoModifier, "f10"),
        (Key.Key_AltGr, "", Mod.NoModifier, "alt_r"),
        (Key.Key_Left, "", Mod.NoModifier, "left"),
        (Key.Key_Left, "", Mod.KeypadModifier, "kp_4"),
        (Key.Key_4, "4", Mod.KeypadModifier, "kp_4"),
        (Key.Key_Enter, "\r", Mod.KeypadModifier, "kp_enter"),
        (Key.Key_Slash, "/", Mod.KeypadModifier, "kp_divide"),
        (Key.Key_Delete, "\x7f", Mod.NoModifier, "delete"),
        (Key.Key_Backtab, "", Mod.ShiftModifier, "tab"),
        (Key.Key_Print, "", Mod.NoModifier, "print"),
        (Key.Key_Pause, "", Mod.NoModifier, "pause"),
        (Key.Key_Semicolon, ";", Mod.NoModifier, "semicolon"),
        (Key.Key_C, "\x03", Mod.ControlModifier, "c"),
        (Key.Key_I, "\t", Mod.ControlModifier, "i"),
        (Key.Key_Space, " ", Mod.NoModifier, "spc"),
    ],
)
def test_by_meaning(plain, key, text, modifiers, qcode):
    assert plain.hit(key, text, modifiers=modifiers) == [f"+{qcode}", f"-{qcode}"]


def test_a_character_brings_the_shift_it_needs(plain):
    assert plain.hit(Key.Key_Exclam, "!") == ["+shift", "+1", "-shift", "-1"]
    assert plain.hit(Key.Key_H, "H") == ["+shift", "+h", "-shift", "-h"]
    assert plain.hit(Key.Key_H, "h") == ["+h", "-h"]


def test_held_shift_is_enough(plain):
    plain.down(Key.Key_Shift)
    plain.down(Key.Key_Exclam, "!")
    plain.up(Key.Key_Exclam, "!")
    plain.up(Key.Key_Shift)
    assert plain.said == ["+shift", "+1", "-1", "-shift"]


def test_shift_released_first_leaves_nothing_down(plain):
    plain.down(Key.Key_Shift)
    plain.down(Key.Key_Exclam, "!")
    plain.up(Key.Key_Shift)
    plain.up(Key.Key_1, "1")
    assert plain.said == ["+shift", "+1", "-shift", "-1"]
    assert plain.keyboard.held == ()


def test_a_shift_the_us_layout_does_not_need_is_lifted(plain):
    """Shift+7 is "/" on a German keyboard."""
    plain.down(Key.Key_Shift)
    plain.down(Key.Key_Slash, "/")
    assert plain.said == ["+shift", "-shift", "+slash", "+shift"]


def test_caps_lock_is_not_shift(plain):
    plain.hit(Key.Key_CapsLock)
    assert plain.hit(Key.Key_A, "A") == ["+a", "-a"]
    assert plain.hit(Key.Key_1, "1") == ["+1", "-1"]


def test_with_ctrl_or_alt_shift_is_left_alone(plain):
    plain.down(Key.Key_Alt)
    plain.said.clear()
    assert plain.hit(Key.Key_B, "B") == ["+b", "-b"]


def test_a_character_nobody_can_type_is_ignored(plain):
    assert plain.hit(0x424, "ф") == []
