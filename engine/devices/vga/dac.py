"""The video DAC: 256 colours of three components, reached by an index that counts (PS/2 Video, "Video DAC")."""

from __future__ import annotations

from engine.devices.vga.state import VgaState


def start_reading(state: VgaState, index: int) -> None:
    """Store to the read index: what follows are components of colour ``index``."""
    state.dac_read_index = index
    state.dac_component = 0
    state.dac_reading = True


def start_writing(state: VgaState, index: int) -> None:
    """Store to the write index."""
    state.dac_write_index = index
    state.dac_component = 0
    state.dac_reading = False


def read(state: VgaState) -> int:
    """The next component."""
    value = state.dac[state.dac_read_index * 3 + state.dac_component]
    state.dac_component += 1
    if state.dac_component == 3:
        state.dac_component = 0
        state.dac_read_index = state.dac_read_index + 1 & 0xFF
    return value


def write(state: VgaState, value: int, *, wide: bool) -> bool:
    """Store the next component, of 8 bits if ``wide``, else of 6. Whether a colour has changed: it does as a whole,
    with its third component."""
    state.dac_pending[state.dac_component] = value & (0xFF if wide else 0x3F)
    state.dac_component += 1
    if state.dac_component < 3:
        return False
    at = state.dac_write_index * 3
    state.dac[at : at + 3] = state.dac_pending
    state.dac_component = 0
    state.dac_write_index = state.dac_write_index + 1 & 0xFF
    return True
