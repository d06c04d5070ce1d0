from __future__ import annotations

from engine.devices.keycode import SET2, keys_for_text
from virtgui.widgets.keymap import COMBOS, EVDEV, HOST_KEYS, QT, QT_KEYPAD, US, key_name


def test_the_engine_knows_every_key_of_the_tables():
    named = {
        *EVDEV.values(),
        *QT.values(),
        *QT_KEYPAD.values(),
        *HOST_KEYS,
        *(stroke.qcode for stroke in US.values()),
    }
    named |= {qcode for group in COMBOS for combo in group for qcode in combo.qcodes}
    assert named - SET2.keys() == set()


def test_a_key_that_may_be_the_host_key_has_a_name():
    names = [key_name(qcode) for qcode in HOST_KEYS]
    assert not set(names) & set(HOST_KEYS)
    assert len(set(names)) == len(HOST_KEYS)


def test_no_key_has_two_numbers():
    assert len(set(EVDEV.values())) == len(EVDEV)


def test_evdev_numbers_of_linux():
    """A sample of include/uapi/linux/input-event-codes.h."""
    sample = dict(
        [
            *[(1, "esc"), (14, "backspace"), (28, "ret"), (29, "ctrl"), (43, "backslash"), (54, "shift_r")],
            *[(57, "spc"), (58, "caps_lock"), (68, "f10"), (69, "num_lock"), (70, "scroll_lock"), (71, "kp_7")],
            *[(83, "kp_decimal"), (86, "less"), (87, "f11"), (88, "f12"), (89, "ro"), (94, "muhenkan")],
            *[(96, "kp_enter"), (97, "ctrl_r"), (98, "kp_divide"), (99, "print"), (100, "alt_r"), (102, "home")],
            *[(109, "pgdn"), (111, "delete"), (119, "pause"), (124, "yen"), (125, "meta_l"), (127, "compose")],
            *[(128, "stop"), (138, "help"), (139, "menu"), (140, "calculator"), (183, "f13"), (194, "f24")],
        ]
    )
    assert {code: EVDEV[code] for code in sample} == sample


def test_us_characters_agree_with_the_engines():
    printable = "".join(map(chr, range(0x20, 0x7F)))
    chords = keys_for_text(printable)
    mine = [("shift", US[c].qcode) if US[c].shift else (US[c].qcode,) for c in printable]
    assert mine == chords


def test_the_key_menu_has_what_people_look_for():
    labels = [combo.label for group in COMBOS for combo in group]
    assert len(set(labels)) == len(labels)
    for wanted in (
        "Ctrl+Alt+Delete",
        "Ctrl+Alt+F12",
        "Alt+Tab",
        "Alt+F4",
        "Print",
        "Pause",
        "Ctrl+Break",
        "Right Ctrl",
    ):
        assert wanted in labels
    assert sum(label.startswith("SysRq") for label in labels) >= 5
