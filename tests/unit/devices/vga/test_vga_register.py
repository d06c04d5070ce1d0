"""engine.devices.vga.register: the masks cover the registers they are for."""

from __future__ import annotations

from engine.devices.vga import register
from engine.devices.vga.state import VgaState
from tests.support.constant import numbers


def test_every_register_has_its_mask() -> None:
    state = VgaState()
    assert len(register.SEQ_BITS) == len(state.seq)
    assert len(register.GFX_BITS) == len(state.gfx)
    assert len(register.CRTC_BITS) == len(state.crtc)
    assert len(register.ATTRIBUTE_BITS) == len(state.attr)


def test_masks_keep_every_named_bit() -> None:
    for bit in numbers(register.SeqMemoryMode):
        assert register.SEQ_BITS[register.Seq.MEMORY_MODE] & bit
    for mode_bit in numbers(register.GfxMode):
        assert register.GFX_BITS[register.Gfx.MODE] & mode_bit == mode_bit
    for misc_bit in numbers(register.GfxMisc):
        assert register.GFX_BITS[register.Gfx.MISCELLANEOUS] & misc_bit == misc_bit


def test_all_ports_lie_in_the_region() -> None:
    ports = range(register.PORT_BASE, register.PORT_BASE + register.PORT_COUNT)
    assert all(port in ports for port in numbers(register.Port))
