"""A VGA chip with display memory of its own, driven by absolute port numbers, and the screen that shows it."""

from __future__ import annotations

from engine.devices.vga.chip import Vga
from engine.devices.vga.window import Window
from engine.display import layout
from engine.display.screen import Screen
from tests.support.clock import ManualClock
from tests.support.vgamode import port_writes


class VgaCard:
    """``text`` and ``vram`` are the memory, ``windows`` every window the chip asked to be mapped, ``idles``
    the deadlines it reported."""

    def __init__(self, mode: int | None = None) -> None:
        self.memory = memoryview(bytearray(layout.MEMORY_SIZE))
        self.text = self.memory[layout.TEXT_OFFSET : layout.TEXT_OFFSET + layout.TEXT_SIZE]
        self.vram = self.memory[layout.VRAM_OFFSET :]
        self.clock = ManualClock()
        self.windows: list[Window] = []
        self.idles: list[int] = []
        self.vga = Vga(self.clock, self.text, self.vram, self.windows.append, idle=self.idles.append)
        self.screen = Screen(self.memory.toreadonly())
        if mode is not None:
            self.set_mode(mode)

    def outb(self, port: int, value: int) -> None:
        """OUT of a byte."""
        self.vga.write(port - 0x3B0, 1, value)

    def outw(self, port: int, index: int, value: int) -> None:
        """OUT of an index and its data."""
        self.vga.write(port - 0x3B0, 2, value << 8 | index)

    def inb(self, port: int) -> int:
        """IN of a byte."""
        return self.vga.read(port - 0x3B0, 1)

    def seq(self, index: int, value: int) -> None:
        """Set a sequencer register."""
        self.outw(0x3C4, index, value)

    def gfx(self, index: int, value: int) -> None:
        """Set a graphics controller register."""
        self.outw(0x3CE, index, value)

    def crtc(self, index: int, value: int) -> None:
        """Set a CRTC register at its colour place."""
        self.outw(0x3D4, index, value)

    def attr(self, index: int, value: int) -> None:
        """Set an attribute register; the screen stays on."""
        self.inb(0x3DA)
        self.outb(0x3C0, index | 0x20)
        self.outb(0x3C0, value)

    def set_mode(self, number: int) -> None:
        """Program a mode as a BIOS does, from a hardware reset."""
        self.vga.reset()
        for port, size, value in port_writes(number):
            self.vga.write(port - 0x3B0, size, value)
        self.publish()

    def publish(self) -> bool:
        """Let front ends see the registers."""
        return self.vga.publish(self.memory)

    def store(self, address: int, *values: int) -> None:
        """Bytes stored from guest-physical ``address`` on, one by one, through the trap."""
        for i, value in enumerate(values):
            self.vga.memory_write(address - 0xA0000 + i, 1, value)

    def load(self, address: int) -> int:
        """A byte loaded from a guest-physical address through the trap."""
        return self.vga.memory_read(address - 0xA0000, 1)

    def planes(self, offset: int) -> tuple[int, int, int, int]:
        """The four planes' bytes at ``offset``."""
        return tuple(self.vram[offset * 4 : offset * 4 + 4])  # type: ignore[return-value]  # always four

    def load_font(self, glyphs: dict[int, bytes], table: int = 0) -> None:
        """Put glyphs into plane 2 as a BIOS does in mode 3, and go back to text."""
        start = 0xA0000 + (table & 3) * 0x4000 + (table >> 2) * 0x2000
        for index, value in ((2, 4), (4, 7)):
            self.seq(index, value)
        for index, value in ((4, 2), (5, 0), (6, 4)):
            self.gfx(index, value)
        for code, lines in glyphs.items():
            self.store(start + code * 32, *lines)
        for index, value in ((2, 3), (4, 2)):
            self.seq(index, value)
        for index, value in ((4, 0), (5, 0x10), (6, 0x0E)):
            self.gfx(index, value)
        self.publish()

    def put(self, column: int, row: int, text: str, attribute: int = 0x07, columns: int = 80) -> None:
        """Store characters into the text window as a guest does, without the chip knowing."""
        at = (row * columns + column) * 2
        for code in text.encode("cp437"):
            self.text[at : at + 2] = bytes((code, attribute))
            at += 2

    def pixel(self, x: int, y: int) -> int:
        """A pixel of the screen as last refreshed."""
        return self.screen.pixels[y * self.screen.stride + x]

    def pixels(self, y: int, x: int = 0, count: int | None = None) -> bytes:
        """``count`` pixels of row ``y`` from ``x`` on; the rest of the row without ``count``."""
        end = self.screen.mode.width if count is None else x + count
        return bytes(self.screen.pixels[y * self.screen.stride + x : y * self.screen.stride + end])
