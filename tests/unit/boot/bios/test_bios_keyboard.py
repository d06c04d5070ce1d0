"""engine.boot.bios.keyboard: from a key pressed to INT 16h."""

from __future__ import annotations

import pytest

from engine.boot.bios.bda import Bda
from engine.boot.bios.service import Service
from tests.support.biosrig import CARRY, ZERO, BiosRig


def keys(machine: BiosRig) -> list[int]:
    found = []
    while not machine.call(0x16, ax=0x1100).zero:
        found.append(machine.call(0x16, ax=0x1000).ax)
    return found


def test_letters_and_shift(machine: BiosRig) -> None:
    machine.press("a")
    machine.board.press("shift", True)
    machine.press("a", "1")
    machine.board.press("shift", False)
    machine.take_keys()
    machine.press("b")
    machine.press("ret")
    assert keys(machine) == [0x1E61, 0x1E41, 0x0221, 0x3062, 0x1C0D]
    assert machine.word(Bda.KEYBOARD_FLAGS) == 0


def test_ctrl_and_alt(machine: BiosRig) -> None:
    for shift, key in (("ctrl", "c"), ("alt", "x"), ("ctrl", "left"), ("alt", "f1")):
        machine.board.press(shift, True)
        machine.press(key)
        machine.board.press(shift, False)
        machine.take_keys()
    assert keys(machine) == [0x2E03, 0x2D00, 0x73E0, 0x6800]
    assert machine.word(Bda.KEYBOARD_FLAGS) == 0


def test_caps_lock_lights_up_and_changes_letters_only(machine: BiosRig) -> None:
    machine.press("caps_lock")
    machine.press("q", "1")
    assert keys(machine) == [0x1051, 0x0231]
    assert machine.call(0x16, ax=0x0200).al == 0x40
    assert machine.read(Bda.KEYBOARD_LEDS, 1)[0] & 7 == 4


def test_alt_and_the_keypad_make_any_character(machine: BiosRig) -> None:
    machine.board.press("alt", True)
    machine.press("kp_1", "kp_3", "kp_8")
    machine.board.press("alt", False)
    machine.take_keys()
    assert keys(machine) == [138]


def test_old_functions_do_not_know_new_keys(machine: BiosRig) -> None:
    machine.press("up", "f12", "kp_enter")
    assert machine.call(0x16, ax=0x0000).ax == 0x4800
    assert machine.call(0x16, ax=0x0100).ax == 0x1C0D
    assert keys(machine) == [0xE00D]


def test_reading_waits_halted_until_there_is_a_key(machine: BiosRig) -> None:
    frame = machine.begin(0x16, ax=0)
    assert frame.eflags & CARRY and not frame.eflags & ZERO  # the stub halts
    assert machine.resume(Service.KEYBOARD, frame).eflags & CARRY
    machine.press("z")
    assert not machine.resume(Service.KEYBOARD, frame).eflags & CARRY
    assert frame.eax == 0x2C7A


def test_a_call_that_was_given_up_is_forgotten(machine: BiosRig) -> None:
    """Ctrl-Break handlers leave a waiting INT 16h by a jump; the next call has the same stack pointer."""
    machine.begin(0x16, ax=0)
    assert machine.call(0x16, ax=0x0100).zero


def test_full_buffer(machine: BiosRig) -> None:
    answers = [machine.call(0x16, ax=0x0500, cx=0x1E61).al for _ in range(16)]
    assert answers == [0] * 15 + [1]


def test_break_and_print_screen_ask_for_their_interrupts(machine: BiosRig) -> None:
    machine.board.press("ctrl", True)
    machine.board.press("pause", True)
    machine.board.press("ctrl", False)
    machine.take_keys()
    assert [frame.eax & 0xFF for frame in machine.asked if frame.eflags & CARRY] == [0x1B]
    assert machine.read(Bda.BREAK, 1) == b"\x80"
    assert keys(machine) == [0]


def test_a_program_that_intercepts_scan_codes_is_asked(machine: BiosRig) -> None:
    machine.write(0x15 * 4, b"\x00\x01\x00\x20")
    machine.board.press("a", True)
    machine.take_keys()
    frame = machine.asked[-1]
    assert frame.eflags & CARRY and frame.eax & 0xFFFF == 0x1E15
    frame = machine.enter(Service.KEYBOARD_INTERCEPTED, eax=0x4F30)  # it made a B of it
    assert not frame.eflags & CARRY
    assert keys(machine) == [0x3062]


def test_ctrl_alt_del_resets(machine: BiosRig) -> None:
    machine.board.press("ctrl", True)
    machine.board.press("alt", True)
    machine.press("delete")
    assert machine.machine.asked == ["reset"]
    assert machine.word(Bda.SOFT_RESET) == 0x1234


@pytest.mark.parametrize("byte", [0x00, 0xFA, 0xFE, 0xFF])
def test_the_keyboards_own_answers_are_no_keys(machine: BiosRig, byte: int) -> None:
    machine.enter(Service.KEYBOARD_INTERCEPTED, eax=byte)
    assert keys(machine) == []


def test_typematic_rate(machine: BiosRig) -> None:
    machine.call(0x16, ax=0x0305, bx=0x0314)
    machine.take_keys()
    assert machine.board.keyboard.state.rate == 0x74
    assert machine.call(0x16, ax=0x0100).zero
