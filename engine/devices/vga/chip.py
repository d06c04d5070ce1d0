"""The VGA: its ports, and the guest's window on the video memory.

IBM "Personal System/2 Hardware Interface Technical Reference: Video Subsystems" (PS/2 Video), "VGA Function".
The chip draws nothing: it publishes its registers, and front ends draw from the shared display memory
(engine/display/layout.py).
"""

from __future__ import annotations

from collections.abc import Callable

from engine.bus.clock import Clock
from engine.devices.vga import dac, dispi
from engine.devices.vga import register as reg
from engine.devices.vga.planar import PlanarMemory
from engine.devices.vga.register import Crtc, Misc, Port, Status0, Status1
from engine.devices.vga.state import VgaState
from engine.devices.vga.timing import timing_of
from engine.devices.vga.window import TRAP_BASE, Window, window_of
from engine.display import layout
from engine.display.dispi import Enable, Index
from engine.display.layout import Registers

_FLOATING = 0xFF
# A guest is waiting, not just looking, when it polls this often with hardly a pause.
_POLLS_BEFORE_HINT = 64
_POLL_GAP_NS = 250_000


class Vga:
    """The chip. ``text`` and ``vram`` are the text window and the video RAM of the display memory.

    ``remap`` is called after ``window`` changed, with the new one; not from the constructor: whoever wires
    the chip maps ``window`` first. ``idle(deadline_ns)``, if given, is called when the guest seems to do nothing
    but wait for the next edge of the vertical retrace, which comes at guest time ``deadline_ns``: a run loop
    may let the CPU sleep a while, at most until then. (A guess: a guest that waits for horizontal blanking
    around every character looks much the same.) Both are called with the chip's lock held.

    ``touched`` is set when a trapped store changed the video memory; whoever notifies front ends clears it.
    """

    def __init__(
        self,
        clock: Clock,
        text: memoryview,
        vram: memoryview,
        remap: Callable[[Window], None],
        state: VgaState | None = None,
        idle: Callable[[int], None] | None = None,
    ) -> None:
        if len(text) != layout.TEXT_SIZE or len(vram) < layout.VRAM_SIZE or len(vram) % dispi.BANK:
            raise ValueError(f"the VGA needs {layout.TEXT_SIZE} bytes of text and {layout.VRAM_SIZE} of RAM")
        self.state = state if state is not None else VgaState()
        self.touched = True
        self._clock = clock
        self._text = text
        self._vram = vram
        self._remap = remap
        self._idle = idle
        self._polls = 0
        self._last_poll_ns = 0
        self._dirty = True
        self._planar = PlanarMemory(self.state, vram)
        self._timing = timing_of(self.state)
        self.window = window_of(self.state)
        # A state whose memory was moved already (a restored snapshot) is left as it is.
        self._move_planes(self.window.kind == "text")
        self._planar.configure(self.state, self.window)
        self._readers = self._read_table()
        self._writers = self._write_table()

    def reset(self) -> None:
        """Hardware reset: registers as at power-on. The video memory keeps its content."""
        text_layout = self.state.text_layout
        self.state = VgaState(text_layout=text_layout)
        self._dirty = True
        self._polls = 0
        self._timing = timing_of(self.state)
        self._update_window()

    # Ports. Offsets are from 0x3B0; sizes are 1, or 2 for an index and its data in one OUT.

    def read(self, offset: int, size: int) -> int:
        """IN from port ``0x3B0 + offset``; wider than a byte reads consecutive ports."""
        if size == 1:
            return self._readers[offset]() if 0 <= offset < reg.PORT_COUNT else _FLOATING
        return sum(self.read(offset + i, 1) << 8 * i for i in range(size))

    def write(self, offset: int, size: int, value: int) -> None:
        """OUT to port ``0x3B0 + offset``; wider than a byte writes consecutive ports, the lowest first."""
        for i in range(size):
            if 0 <= offset + i < reg.PORT_COUNT:
                self._polls = 0
                self._writers[offset + i](value >> 8 * i & 0xFF)

    def _read_table(self) -> list[Callable[[], int]]:
        table: list[Callable[[], int]] = [self._read_nothing] * reg.PORT_COUNT
        for port, reader in (
            (Port.ATTRIBUTE, lambda: self.state.attr_index | self.state.screen_on << 5),
            (Port.ATTRIBUTE_READ, lambda: self.state.attr[self.state.attr_index]),
            (Port.MISC_WRITE, lambda: int(Status0.SWITCH_SENSE)),
            (Port.ENABLE, lambda: self.state.enabled),
            (Port.SEQUENCER_INDEX, lambda: self.state.seq_index),
            (Port.SEQUENCER_DATA, lambda: self.state.seq[self.state.seq_index]),
            (Port.PEL_MASK, lambda: self.state.pel_mask),
            (Port.DAC_READ_INDEX, lambda: reg.DAC_STATE_READ if self.state.dac_reading else 0),
            (Port.DAC_WRITE_INDEX, lambda: self.state.dac_write_index),
            (Port.DAC_DATA, lambda: dac.read(self.state)),
            (Port.FEATURE_READ, lambda: self.state.feature),
            (Port.MISC_READ, lambda: self.state.misc),
            (Port.GRAPHICS_INDEX, lambda: self.state.gfx_index),
            (Port.GRAPHICS_DATA, lambda: self.state.gfx[self.state.gfx_index]),
            (Port.CRTC_INDEX_MONO, lambda: self._at(0, self.state.crtc_index)),
            (Port.CRTC_DATA_MONO, lambda: self._at(0, self.state.crtc[self.state.crtc_index])),
            (Port.CRTC_INDEX, lambda: self._at(1, self.state.crtc_index)),
            (Port.CRTC_DATA, lambda: self._at(1, self.state.crtc[self.state.crtc_index])),
            (Port.STATUS_1_MONO, lambda: _FLOATING if self.state.misc & Misc.IO_COLOUR else self._status_1()),
            (Port.STATUS_1, lambda: self._status_1() if self.state.misc & Misc.IO_COLOUR else _FLOATING),
        ):
            table[port - reg.PORT_BASE] = reader
        return table

    def _write_table(self) -> list[Callable[[int], None]]:
        table: list[Callable[[int], None]] = [self._write_nothing] * reg.PORT_COUNT
        for port, writer in (
            (Port.ATTRIBUTE, self._write_attribute),
            (Port.MISC_WRITE, self._write_misc),
            (Port.ENABLE, self._write_enable),
            (Port.SEQUENCER_INDEX, self._write_seq_index),
            (Port.SEQUENCER_DATA, self._write_seq),
            (Port.PEL_MASK, self._write_pel_mask),
            (Port.DAC_READ_INDEX, lambda value: dac.start_reading(self.state, value)),
            (Port.DAC_WRITE_INDEX, lambda value: dac.start_writing(self.state, value)),
            (Port.DAC_DATA, self._write_dac),
            (Port.GRAPHICS_INDEX, self._write_gfx_index),
            (Port.GRAPHICS_DATA, self._write_gfx),
            (Port.CRTC_INDEX_MONO, lambda value: self._write_crtc_index(0, value)),
            (Port.CRTC_DATA_MONO, lambda value: self._write_crtc(0, value)),
            (Port.STATUS_1_MONO, lambda value: self._write_feature(0, value)),
            (Port.CRTC_INDEX, lambda value: self._write_crtc_index(1, value)),
            (Port.CRTC_DATA, lambda value: self._write_crtc(1, value)),
            (Port.STATUS_1, lambda value: self._write_feature(1, value)),
        ):
            table[port - reg.PORT_BASE] = writer
        return table

    def _read_nothing(self) -> int:
        return _FLOATING

    def _write_nothing(self, value: int) -> None:
        """A port without a register: the store is lost."""

    def _at(self, colour: int, value: int) -> int:
        return value if self.state.misc & Misc.IO_COLOUR == colour else _FLOATING

    # General registers.

    def _status_1(self) -> int:
        state = self.state
        state.attr_is_data = False
        frame_ns, picture_ns = self._timing.frame_ns, self._timing.picture_ns
        now = self._clock.now_ns()
        phase = now % frame_ns
        self._polls = self._polls + 1 if now - self._last_poll_ns <= _POLL_GAP_NS else 1
        self._last_poll_ns = now
        if self._idle is not None and self._polls >= _POLLS_BEFORE_HINT:
            edge = picture_ns if phase < picture_ns else frame_ns
            self._idle(now - phase + edge)
        if phase >= picture_ns:
            # The pulse lasts 2 lines on IBM's chip; here it fills the blanking interval, so that a guest
            # whose every look costs an exit does not miss it.
            return Status1.VERTICAL_RETRACE | Status1.DISPLAY_DISABLED
        # Horizontal blanking comes every 32 us, about as often as a guest can look: alternate.
        state.blank_toggle = not state.blank_toggle
        return int(state.blank_toggle)

    def _write_feature(self, colour: int, value: int) -> None:
        if self.state.misc & Misc.IO_COLOUR == colour:
            self.state.feature = value & 0x0B

    def _write_misc(self, value: int) -> None:
        if value != self.state.misc:
            self.state.misc = value
            self._timing = timing_of(self.state)
            self._update_window()

    def _write_enable(self, value: int) -> None:
        self.state.enabled = value & 1
        self._update_window()

    # Sequencer, graphics controller, CRT controller, attribute controller.

    def _write_seq_index(self, value: int) -> None:
        self.state.seq_index = value & 7

    def _write_seq(self, value: int) -> None:
        index = self.state.seq_index
        value &= reg.SEQ_BITS[index]
        if self.state.seq[index] != value:
            self.state.seq[index] = value
            self._timing = timing_of(self.state)
            self._update_window()

    def _write_gfx_index(self, value: int) -> None:
        self.state.gfx_index = value & 0x0F

    def _write_gfx(self, value: int) -> None:
        index = self.state.gfx_index
        value &= reg.GFX_BITS[index]
        if self.state.gfx[index] != value:
            self.state.gfx[index] = value
            self._update_window()

    def _write_crtc_index(self, colour: int, value: int) -> None:
        if self.state.misc & Misc.IO_COLOUR == colour:
            self.state.crtc_index = value & 0x1F

    def _write_crtc(self, colour: int, value: int) -> None:
        state = self.state
        if state.misc & Misc.IO_COLOUR != colour:
            return
        index = state.crtc_index
        value &= reg.CRTC_BITS[index]
        if index <= Crtc.OVERFLOW and state.crtc[Crtc.VERTICAL_RETRACE_END] & reg.CRTC_PROTECT:
            if index != Crtc.OVERFLOW:
                return
            value = state.crtc[index] & ~reg.CRTC_PROTECT_EXCEPT | value & reg.CRTC_PROTECT_EXCEPT
        if state.crtc[index] != value:
            state.crtc[index] = value
            self._dirty = True
            if index < 0x0A or index > 0x0F:  # not the cursor or the start address: timing may change
                self._timing = timing_of(state)

    def _write_attribute(self, value: int) -> None:
        state = self.state
        state.attr_is_data = not state.attr_is_data
        if state.attr_is_data:
            state.attr_index = value & reg.ATTRIBUTE_INDEX
            screen_on = bool(value & reg.ATTRIBUTE_SCREEN_ON)
            self._dirty |= screen_on != state.screen_on
            state.screen_on = screen_on
            return
        value &= reg.ATTRIBUTE_BITS[state.attr_index]
        self._dirty |= value != state.attr[state.attr_index]
        state.attr[state.attr_index] = value

    # Video DAC.

    def _write_pel_mask(self, value: int) -> None:
        self._dirty |= value != self.state.pel_mask
        self.state.pel_mask = value

    def _write_dac(self, value: int) -> None:
        self._dirty |= dac.write(self.state, value, wide=self._dac_8bit)

    # VBE (dispi.py).

    def dispi_read(self, offset: int, size: int) -> int:
        """IN from the index (offset 0) or data port of VBE. What is not 16 bits wide is nothing to them."""
        if size != 2:
            return (1 << 8 * size) - 1
        return self.dispi_get(self.state.dispi_index) if offset == 1 else self.state.dispi_index

    def dispi_write(self, offset: int, size: int, value: int) -> None:
        """OUT to the index (offset 0) or data port of VBE."""
        if size == 2 and offset == 1:
            self.dispi_put(self.state.dispi_index, value)
        elif size == 2 and not offset:
            self.state.dispi_index = value

    def dispi_get(self, index: int) -> int:
        """A register of VBE, an Index; 0 if there is none."""
        return dispi.read(self.state.dispi, index, len(self._vram))

    def dispi_put(self, index: int, value: int) -> None:
        """Store a register of VBE."""
        registers = self.state.dispi
        before = registers.copy()
        starts = dispi.write(registers, index, value, len(self._vram))
        if registers == before:
            return
        self._update_window()
        shown = dispi.scanout(registers)
        if starts and shown is not None and not registers[Index.ENABLE] & Enable.NO_CLEAR:
            length = shown.pitch * shown.height
            self._vram[:length] = bytes(length)
            self.touched = True

    @property
    def scanout(self) -> layout.Scanout | None:
        """VBE's picture; None while the VGA has the screen."""
        return dispi.scanout(self.state.dispi)

    @property
    def _dac_8bit(self) -> bool:
        return bool(self.state.dispi[Index.ENABLE] & Enable.DAC_8BIT)

    # The window on the video memory.

    def memory_read(self, address: int, size: int) -> int:
        """A trapped load of ``size`` bytes at 0xA0000 + ``address``."""
        if self.window.kind == "text":
            return sum(self._read_text(address + i) << 8 * i for i in range(size))
        if self.window.kind == "linear":
            return sum(self._read_linear(address + i) << 8 * i for i in range(size))
        if size == 1:
            return self._planar.read(address)
        return sum(self._planar.read(address + i) << 8 * i for i in range(size))

    def memory_write(self, address: int, size: int, value: int) -> None:
        """A trapped store of ``size`` bytes at 0xA0000 + ``address``."""
        self.touched = True
        if self.window.kind == "text":
            for i in range(size):
                self._write_text(address + i, value >> 8 * i & 0xFF)
        elif self.window.kind == "linear":
            for i in range(size):
                self._write_linear(address + i, value >> 8 * i & 0xFF)
        elif size == 1:
            self._planar.write(address, value & 0xFF)
        else:
            for i in range(size):
                self._planar.write(address + i, value >> 8 * i & 0xFF)

    def _read_text(self, address: int) -> int:
        at = address + TRAP_BASE - self.window.base
        return self._text[at] if 0 <= at < len(self._text) else _FLOATING

    def _write_text(self, address: int, value: int) -> None:
        at = address + TRAP_BASE - self.window.base
        if 0 <= at < len(self._text):
            self._text[at] = value

    # A linear window is mapped: its trap is taken only by a store that was under way when it appeared.

    def _read_linear(self, address: int) -> int:
        at = address + TRAP_BASE - self.window.base
        return self._vram[at + self.window.offset] if 0 <= at < self.window.length else _FLOATING

    def _write_linear(self, address: int, value: int) -> None:
        at = address + TRAP_BASE - self.window.base
        if 0 <= at < self.window.length:
            self._vram[at + self.window.offset] = value

    def _update_window(self) -> None:
        """A register that steers the video memory changed. The guest must never write to a place the planes
        have just left: it loses its mapping before they leave the text window, and gets it after they came."""
        self._dirty = True
        window = window_of(self.state)
        changed = window != self.window
        to_text = window.kind == "text"
        self.window = window
        if changed and not to_text:
            self._remap(window)
        self._move_planes(to_text)
        self._planar.configure(self.state, window)
        if changed and to_text:
            self._remap(window)

    def _move_planes(self, to_text: bool) -> None:
        if to_text == self.state.text_layout:
            return
        # Planes 0 and 1 are neighbours: a character and its attribute are one 16-bit word in both places,
        # here every fourth, as only even offsets of the planes are text.
        text = self._text.cast("H")
        words = self._vram[: layout.TEXT_SIZE * 4].cast("H")
        if to_text:
            text[:] = words[0::4]
        else:
            words[0::4] = text
        self.state.text_layout = to_text

    # Towards front ends.

    def registers(self) -> Registers:
        """The registers as they are now."""
        state = self.state
        return Registers(
            misc=state.misc,
            pel_mask=state.pel_mask,
            screen_on=state.screen_on,
            seq=bytes(state.seq),
            gfx=bytes(state.gfx),
            crtc=bytes(state.crtc),
            attr=bytes(state.attr),
            dac=bytes(state.dac),
            dac_8bit=self._dac_8bit,
            scanout=dispi.scanout(state.dispi),
        )

    def publish(self, header: memoryview) -> bool:
        """Write the registers into the display memory's header. False: none changed since the last time."""
        if not self._dirty:
            return False
        self._dirty = False
        plane_layout = layout.LAYOUT_TEXT if self.state.text_layout else layout.LAYOUT_PLANAR
        layout.write_header(header, plane_layout, self.registers(), len(self._vram))
        return True
