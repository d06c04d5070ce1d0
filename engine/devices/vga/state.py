"""Everything the VGA remembers besides its video memory."""

from __future__ import annotations

import msgspec

from engine.devices.vga import dispi


class VgaState(msgspec.Struct):
    """The registers after a hardware reset (PS/2 Video leaves most undefined until the BIOS sets a mode: all
    zero here, so the CPU sees no video memory and the screen is dark).

    ``latches`` holds the four read latches, plane 0 in the low byte. ``text_layout`` tells where planes 0
    and 1 are (see engine/display/layout.py); it belongs to the memory's content as much as to the registers.
    ``dispi`` are the registers of dispi.py.
    """

    misc: int = 0
    feature: int = 0
    enabled: int = 1
    seq_index: int = 0
    seq: bytearray = msgspec.field(default_factory=lambda: bytearray(8))
    gfx_index: int = 0
    gfx: bytearray = msgspec.field(default_factory=lambda: bytearray(16))
    crtc_index: int = 0
    crtc: bytearray = msgspec.field(default_factory=lambda: bytearray(32))
    attr_index: int = 0
    attr_is_data: bool = False
    attr: bytearray = msgspec.field(default_factory=lambda: bytearray(32))
    screen_on: bool = False
    pel_mask: int = 0xFF
    dac: bytearray = msgspec.field(default_factory=lambda: bytearray(768))
    dac_read_index: int = 0
    dac_write_index: int = 0
    dac_component: int = 0
    dac_pending: bytearray = msgspec.field(default_factory=lambda: bytearray(3))
    dac_reading: bool = False
    blank_toggle: bool = False
    latches: int = 0
    text_layout: bool = False
    dispi_index: int = 0
    dispi: list[int] = msgspec.field(default_factory=dispi.default)
