"""engine.devices.vga.dac: colours by a counting index."""

from __future__ import annotations

from engine.devices.vga import dac
from engine.devices.vga.state import VgaState


def test_a_colour_changes_with_its_third_component() -> None:
    state = VgaState()
    dac.start_writing(state, 255)
    assert not dac.write(state, 0xFF, wide=False)
    assert not dac.write(state, 2, wide=False)
    assert not any(state.dac)
    assert dac.write(state, 3, wide=False)
    assert bytes(state.dac[765:]) == b"\x3f\2\3"
    assert state.dac_write_index == 0  # and goes on with the next


def test_eight_bits() -> None:
    state = VgaState()
    dac.start_writing(state, 0)
    for value in (0xFE, 0x81, 0x01):
        dac.write(state, value, wide=True)
    assert bytes(state.dac[:3]) == b"\xfe\x81\x01"


def test_reading_counts_too() -> None:
    state = VgaState(dac=bytearray(range(256)) * 3)
    dac.start_reading(state, 255)
    assert state.dac_reading
    assert [dac.read(state) for _ in range(4)] == [253, 254, 255, 0]
    dac.start_writing(state, 1)
    assert not state.dac_reading
