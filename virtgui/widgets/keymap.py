"""Names of keys: tables from what the host says to QKeyCode names (QEMU's QAPI ui.json). Data only.

A QKeyCode names a place on the keyboard, not a letter: "y" is the key right of "t" whatever is printed on it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication, Qt


def _row(first: int, names: str) -> dict[int, str]:
    return dict(enumerate(names.split(), first))


EVDEV: Final[dict[int, str]] = {
    **_row(1, "esc 1 2 3 4 5 6 7 8 9 0 minus equal backspace tab"),
    **_row(16, "q w e r t y u i o p bracket_left bracket_right ret ctrl"),
    **_row(30, "a s d f g h j k l semicolon apostrophe grave_accent shift backslash"),
    **_row(44, "z x c v b n m comma dot slash shift_r kp_multiply alt spc caps_lock"),
    **_row(59, "f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 num_lock scroll_lock"),
    **_row(71, "kp_7 kp_8 kp_9 kp_subtract kp_4 kp_5 kp_6 kp_add kp_1 kp_2 kp_3 kp_0 kp_decimal"),
    **_row(86, "less f11 f12 ro"),
    **_row(91, "hiragana henkan katakanahiragana muhenkan"),
    **_row(96, "kp_enter ctrl_r kp_divide print alt_r"),
    **_row(102, "home up pgup left right end down pgdn insert delete"),
    **_row(113, "audiomute volumedown volumeup power kp_equals"),
    119: "pause",
    121: "kp_comma",
    **_row(122, "lang1 lang2 yen meta_l meta_r compose stop again"),
    131: "undo",
    133: "copy",
    **_row(135, "paste find cut help"),
    **_row(139, "menu calculator"),
    142: "sleep",
    143: "wake",
    **_row(155, "mail ac_bookmarks computer ac_back ac_forward"),
    **_row(163, "audionext audioplay audioprev audiostop"),
    172: "ac_home",
    173: "ac_refresh",
    **_row(183, "f13 f14 f15 f16 f17 f18 f19 f20 f21 f22 f23 f24"),
    226: "mediaselect",
}
"""Linux key number (linux/input-event-codes.h) -> QKeyCode. X11 and Wayland say the same number plus 8."""

NATIVE_OFFSET: Final = 8

NATIVE_PLATFORMS: Final = frozenset({"xcb", "wayland", "wayland-egl", "linuxfb", "eglfs", "eglfs_kms"})
"""Qt platforms whose nativeScanCode() is the Linux key number plus NATIVE_OFFSET."""

_Key = Qt.Key

QT: Final[dict[int, str]] = {
    _Key.Key_Escape: "esc",
    _Key.Key_Tab: "tab",
    _Key.Key_Backtab: "tab",
    _Key.Key_Backspace: "backspace",
    _Key.Key_Return: "ret",
    _Key.Key_Enter: "kp_enter",
    _Key.Key_Insert: "insert",
    _Key.Key_Delete: "delete",
    _Key.Key_Pause: "pause",
    _Key.Key_Cancel: "pause",
    _Key.Key_Print: "print",
    _Key.Key_SysReq: "print",
    _Key.Key_Home: "home",
    _Key.Key_End: "end",
    _Key.Key_Left: "left",
    _Key.Key_Up: "up",
    _Key.Key_Right: "right",
    _Key.Key_Down: "down",
    _Key.Key_PageUp: "pgup",
    _Key.Key_PageDown: "pgdn",
    _Key.Key_Clear: "kp_5",
    _Key.Key_Shift: "shift",
    _Key.Key_Control: "ctrl",
    _Key.Key_Alt: "alt",
    _Key.Key_AltGr: "alt_r",
    _Key.Key_Meta: "meta_l",
    _Key.Key_Super_L: "meta_l",
    _Key.Key_Super_R: "meta_r",
    _Key.Key_Menu: "compose",
    _Key.Key_CapsLock: "caps_lock",
    _Key.Key_NumLock: "num_lock",
    _Key.Key_ScrollLock: "scroll_lock",
    _Key.Key_Help: "help",
    _Key.Key_Space: "spc",
    _Key.Key_VolumeMute: "audiomute",
    _Key.Key_VolumeDown: "volumedown",
    _Key.Key_VolumeUp: "volumeup",
    _Key.Key_Henkan: "henkan",
    _Key.Key_Muhenkan: "muhenkan",
    _Key.Key_Hiragana_Katakana: "katakanahiragana",
    _Key.Key_Hangul: "lang1",
    _Key.Key_Hangul_Hanja: "lang2",
    **{_Key.Key_F1 + number: f"f{number + 1}" for number in range(24)},
}
"""Qt.Key -> QKeyCode for keys that are the same on every layout."""

QT_KEYPAD: Final[dict[int, str]] = {
    **{_Key.Key_0 + digit: f"kp_{digit}" for digit in range(10)},
    _Key.Key_Insert: "kp_0",
    _Key.Key_End: "kp_1",
    _Key.Key_Down: "kp_2",
    _Key.Key_PageDown: "kp_3",
    _Key.Key_Left: "kp_4",
    _Key.Key_Clear: "kp_5",
    _Key.Key_Right: "kp_6",
    _Key.Key_Home: "kp_7",
    _Key.Key_Up: "kp_8",
    _Key.Key_PageUp: "kp_9",
    _Key.Key_Delete: "kp_decimal",
    _Key.Key_Period: "kp_decimal",
    _Key.Key_Comma: "kp_decimal",
    _Key.Key_Plus: "kp_add",
    _Key.Key_Minus: "kp_subtract",
    _Key.Key_Asterisk: "kp_multiply",
    _Key.Key_Slash: "kp_divide",
    _Key.Key_Equal: "kp_equals",
    _Key.Key_Enter: "kp_enter",
    _Key.Key_Return: "kp_enter",
}
"""Qt.Key -> QKeyCode when the event says KeypadModifier."""


class Stroke(NamedTuple):
    """The key that types a character on a US keyboard, and whether Shift is held."""

    qcode: str
    shift: bool


def _us() -> dict[str, Stroke]:
    keys = {str(digit): str(digit) for digit in range(10)} | {
        letter: letter for letter in "abcdefghijklmnopqrstuvwxyz"
    }
    keys |= {"-": "minus", "=": "equal", "[": "bracket_left", "]": "bracket_right", "\\": "backslash"}
    keys |= {";": "semicolon", "'": "apostrophe", "`": "grave_accent", ",": "comma", ".": "dot", "/": "slash"}
    plain = {char: Stroke(qcode, False) for char, qcode in keys.items()}
    above = dict(zip("1234567890-=[]\\;'`,./", '!@#$%^&*()_+{}|:"~<>?', strict=True))
    above |= {letter: letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"}
    shifted = {upper: Stroke(keys[lower], True) for lower, upper in above.items()}
    white = {" ": "spc", "\n": "ret", "\r": "ret", "\t": "tab", "\b": "backspace", "\x1b": "esc"}
    return plain | shifted | {char: Stroke(qcode, False) for char, qcode in white.items()}


US: Final[dict[str, Stroke]] = _us()
"""Character -> the stroke that types it on a US keyboard: every printable ASCII character and the usual controls."""

MODIFIERS: Final = frozenset({"shift", "shift_r", "ctrl", "ctrl_r", "alt", "alt_r", "meta_l", "meta_r"})

HOST_KEYS: Final = (
    *("ctrl", "ctrl_r", "shift", "shift_r", "alt", "alt_r", "meta_l", "meta_r"),
    *("compose", "scroll_lock", "pause"),
)
"""The keys that may be the host key; ``key_name`` says what a person calls them."""


class Combo(NamedTuple):
    """An entry of the key menu: its text, and the keys to press in this order and release in reverse."""

    label: str
    qcodes: tuple[str, ...]


COMBOS: Final[tuple[tuple[Combo, ...], ...]] = (
    (
        Combo("Ctrl+Alt+Delete", ("ctrl", "alt", "delete")),
        Combo("Ctrl+Alt+Backspace", ("ctrl", "alt", "backspace")),
    ),
    tuple(Combo(f"Ctrl+Alt+F{n}", ("ctrl", "alt", f"f{n}")) for n in range(1, 13)),
    (
        Combo("Alt+Tab", ("alt", "tab")),
        Combo("Alt+F4", ("alt", "f4")),
        Combo("F10", ("f10",)),
        Combo("Super", ("meta_l",)),
        Combo("Menu", ("compose",)),
    ),
    (
        Combo("Print", ("print",)),
        Combo("Pause", ("pause",)),
        Combo("Ctrl+Break", ("ctrl", "pause")),
        Combo("Scroll Lock", ("scroll_lock",)),
        Combo("Right Ctrl", ("ctrl_r",)),
        Combo("AltGr", ("alt_r",)),
    ),
    (
        Combo("SysRq+H", ("alt", "print", "h")),
        Combo("SysRq+R", ("alt", "print", "r")),
        Combo("SysRq+E", ("alt", "print", "e")),
        Combo("SysRq+I", ("alt", "print", "i")),
        Combo("SysRq+S", ("alt", "print", "s")),
        Combo("SysRq+U", ("alt", "print", "u")),
        Combo("SysRq+B", ("alt", "print", "b")),
        Combo("SysRq+T", ("alt", "print", "t")),
        Combo("SysRq+W", ("alt", "print", "w")),
    ),
)
"""The key menu: groups to be parted by separators (the function keys and SysRq may be submenus)."""


def combo_title(combo: Combo) -> str:
    """The label of a combination, and of a SysRq what it does, in the person's language."""
    words = {
        "h": _tr("help"),
        "r": _tr("keyboard to raw mode"),
        "e": _tr("end all tasks"),
        "i": _tr("kill all tasks"),
        "s": _tr("sync disks"),
        "u": _tr("remount read-only"),
        "b": _tr("reboot at once"),
        "t": _tr("list tasks"),
        "w": _tr("list blocked tasks"),
    }
    if "print" not in combo.qcodes or len(combo.qcodes) < 3:
        return combo.label
    return f"{combo.label} ({words.get(combo.qcodes[-1], '')})"


def key_name(qcode: str) -> str:
    """What a person calls a key; its QKeyCode if there is no name for it."""
    names = {
        "ctrl": _tr("Left Ctrl"),
        "ctrl_r": _tr("Right Ctrl"),
        "shift": _tr("Left Shift"),
        "shift_r": _tr("Right Shift"),
        "alt": _tr("Left Alt"),
        "alt_r": _tr("Right Alt"),
        "meta_l": _tr("Left Super"),
        "meta_r": _tr("Right Super"),
        "compose": _tr("Menu"),
        "scroll_lock": _tr("Scroll Lock"),
        "pause": _tr("Pause"),
    }
    return names.get(qcode, qcode)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Keys", text)
