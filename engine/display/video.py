"""The display memory as the guest has it: its windows in the address space, and which pages were written there."""

from __future__ import annotations

from threading import Lock

from engine.display import layout
from engine.display.stamp import PAGE, Stamps
from engine.memory.block import Block
from engine.memory.space import AddressSpace, Section


class VideoMemory:
    """Windows by name; ``length`` bytes in all. Lock order: the chip's, this one's, the address space's."""

    def __init__(self, space: AddressSpace, display: Block) -> None:
        self._space = space
        self._display = display
        self.length = display.length
        self._stamps = Stamps(display.view)
        self._lock = Lock()
        self._shown: dict[str, Section] = {}
        self._written = 0
        self._pages = (1 << self._stamps.count) - 1

    def show(self, name: str, base: int, length: int, offset: int) -> None:
        """Let the guest see ``length`` bytes of the display memory from ``offset`` on at address ``base``."""
        with self._lock:
            section = Section(base, length, self._display, offset, log_dirty=True)
            if self._shown.get(name) == section:
                return
            self._forget(name)
            self._space.place(name, section)
            self._shown[name] = section

    def show_movable(self, name: str, base: int, length: int, offset: int) -> None:
        """As ``show``, at an address that the guest chose (AddressSpace.place_movable)."""
        with self._lock:
            self._forget(name)
            section = Section(base, length, self._display, offset, log_dirty=True)
            if self._space.place_movable(name, section):
                self._shown[name] = section

    def hide(self, name: str) -> None:
        """Take a window away. No effect if there is none."""
        with self._lock:
            self._forget(name)

    def write_all(self) -> None:
        """The host wrote, who knows where."""
        with self._lock:
            self._written = self._pages

    def collect(self, scanout_end: int | None = None) -> bool:
        """Stamp what was written since the last call. Whether anything was. What is shown of VBE's kind ends at
        ``scanout_end`` in the video RAM (0: nothing is): a framebuffer is not searched beyond it."""
        with self._lock:
            pages, self._written = self._written, 0
            text = False
            for name, section in self._shown.items():
                limit = section.length
                if limit > layout.VGA_WINDOW and scanout_end is not None:
                    limit = min(limit, scanout_end)
                dirty = self._space.dirty_pages(name, limit) if limit else 0
                if section.offset < layout.VRAM_OFFSET:
                    text |= bool(dirty)
                else:
                    pages |= dirty << (section.offset - layout.VRAM_OFFSET) // PAGE
            if pages:
                self._stamps.mark(pages)
            return bool(pages) or text

    def _forget(self, name: str) -> None:
        """KVM forgets what it logged with the window: take it that all of it was written."""
        section = self._shown.pop(name, None)
        if section is None:
            return
        self._space.remove(name)
        if section.offset >= layout.VRAM_OFFSET:
            first = (section.offset - layout.VRAM_OFFSET) // PAGE
            self._written |= (1 << section.length // PAGE) - 1 << first & self._pages
