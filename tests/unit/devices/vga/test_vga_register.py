"""engine.devices.vga.register: the masks cover the registers they are for."""

from __future__ import annotations

from engine.devices.vga import register
from engine.devices.vga.state import VgaState


def test_every_register_has_its_mask() -> None:
    state = VgaState()
    assert len(register.SEQ_BITS) == len(state.seq)
    assert len(register.GFX_BITS) == len(state.gfx)
    assert len(register.CRTC_BITS) == len(state.crtc)
    assert len(register.ATTRIBUTE_BITS) == len(state.attr)


def test_masks_keep_every_named_bit() -> None:
    for bit in register.SeqMemoryMode:
        assert register.SEQ_BITS[register.Seq.MEMORY_MODE] & bit
    for mode_bit in register.GfxMode:
        assert register.GFX_BITS[register.Gfx.MODE] & mode_bit == mode_bit
    for misc_bit in register.GfxMisc:
        assert register.GFX_BITS[register.Gfx.MISCELLANEOUS] & misc_bit == misc_bit


def test_all_ports_lie_in_the_region() -> None:
    assert all(register.PORT_BASE <= port < register.PORT_BASE + register.PORT_COUNT for port in register.Port)
