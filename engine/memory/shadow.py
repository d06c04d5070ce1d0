"""Shadow RAM: the 256 KiB below 1 MiB, where ROM and RAM lie behind one another and the host bridge chooses.

(Intel 82441FX, section 3.2.12: programmable attribute map)
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Protocol

from engine.memory.block import Block
from engine.memory.space import AddressSpace, Section

BASE = 0xC0000
END = 0x100000
ROM_BASE = 0xE0000
"""From here to END the firmware's last 128 KiB answer where reads do not go to RAM."""


class Attribute(Protocol):
    """Where reads and writes of ``length`` bytes from ``base`` go: to RAM, or to the bus."""

    @property
    def base(self) -> int: ...
    @property
    def length(self) -> int: ...
    @property
    def read_enable(self) -> bool: ...
    @property
    def write_enable(self) -> bool: ...


class ShadowRam:
    """Places RAM and ROM as the attributes say. ``rom`` holds the firmware; its end is at END.

    Where neither answers, the bus floats, and memory full of ones saves the exits: Linux reads 16,000 times there,
    looking for the ROMs of cards. Where reads go to ROM and writes to RAM, the stores trap: ``write`` is for the MMIO
    bus, offsets from BASE.
    """

    def __init__(self, space: AddressSpace, ram: Block, rom: Block | None) -> None:
        self._space = space
        self._ram = ram
        self._rom = rom
        self._floating = Block.holding(b"\xff" * (ROM_BASE - BASE))
        self._attributes: tuple[Attribute, ...] = ()
        self._names: list[str] = []

    def apply(self, attributes: Sequence[Attribute]) -> None:
        """Rearrange the sections. ``attributes`` cover BASE to END, in order."""
        self._attributes = tuple(attributes)
        wanted: dict[str, Section] = {}
        for _, group in groupby(attributes, key=self._kind):
            run = list(group)
            section = self._section(run[0], sum(part.length for part in run))
            if section is not None:
                wanted[f"shadow-{section.base:x}-{section.length:x}"] = section
        for name in self._names:
            if wanted.get(name) != self._space.placed(name):
                self._space.remove(name)
        for name, section in wanted.items():
            self._space.place(name, section)
        self._names = list(wanted)

    def read(self, _offset: int, size: int) -> int:
        """A load where neither RAM nor ROM answers."""
        return (1 << 8 * size) - 1

    def write(self, offset: int, size: int, value: int) -> None:
        """A store that trapped: to RAM where the bridge says so, to ROM, and lost, elsewhere."""
        address = BASE + offset
        for part in self._attributes:
            if part.base <= address < part.base + part.length and part.write_enable and not part.read_enable:
                self._ram.view[address : address + size] = value.to_bytes(size, "little")

    def _kind(self, part: Attribute) -> tuple[bool, bool, bool]:
        # Where reads go to ROM, the write enable makes no difference to what is mapped.
        return (part.read_enable, part.read_enable and part.write_enable, part.base >= ROM_BASE)

    def _section(self, part: Attribute, length: int) -> Section | None:
        if part.read_enable:
            return Section(part.base, length, self._ram, part.base, readonly=not part.write_enable)
        if part.base < ROM_BASE:
            return Section(part.base, length, self._floating, part.base - BASE, readonly=True)
        if self._rom is None:
            return None
        offset = self._rom.length - (END - part.base)
        return Section(part.base, length, self._rom, offset, readonly=True) if offset >= 0 else None
