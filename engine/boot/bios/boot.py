"""INT 19h and INT 18h: find something to start, and start it.

(BIOS Boot Specification 1.01, section 6; El Torito 1.0)
"""

from __future__ import annotations

import struct
from collections.abc import Generator

import msgspec

from engine.boot.bios import eltorito
from engine.boot.bios import unit as units
from engine.boot.bios.call import INTERRUPT, Call
from engine.boot.bios.disk import Disks
from engine.boot.bios.eltorito import BootImage
from engine.boot.bios.keyboard import Keyboard
from engine.boot.bios.menu import Menu
from engine.boot.bios.platform import Platform
from engine.boot.bios.service import Steps, Wait
from engine.boot.bios.unit import CD_SECTOR, FIRST_CD, FIRST_HARD_DISK, Status, Unit
from engine.boot.direct import Plan

BOOT_ADDRESS = 0x7C00
_SIGNATURE = b"\x55\xaa"
_NAMES = {"c": "Hard disk", "d": "CD", "a": "Floppy", "n": "Network"}

Attempt = Generator[Wait, None, str | None]
"""Waits; None when it has succeeded, or else why not."""


class Boot:
    """The boot sequence. INT 18h goes on with the next in order."""

    def __init__(self, platform: Platform, disks: Disks, keyboard: Keyboard, menu: Menu) -> None:
        self._platform = platform
        self._memory = platform.memory
        self._disks = disks
        self._keyboard = keyboard
        self._menu = menu
        self._tried: list[tuple[str, str]] = []
        self._waiting: list[tuple[str, Unit | None]] = []
        self._started: str | None = None
        self._gave_up = False
        self._since_ns = 0
        self._first = True
        self._kernel: Plan | None = None

    def power_on(self) -> None:
        """The machine has left its reset vector."""
        self._since_ns = self._platform.now_ns()
        self._first = True

    def set_up(self) -> None:
        """At power-on."""
        self._tried.clear()
        self._waiting = self._order()
        self._started = None
        self._gave_up = False
        kernel = self._platform.kernel
        self._kernel = kernel if kernel is not None and kernel.real_mode is not None else None

    def _order(self) -> list[tuple[str, Unit | None]]:
        """What to try, by the configuration's order."""
        order: list[tuple[str, Unit | None]] = []
        kinds = {"c": "disk", "d": "cdrom", "a": "floppy"}
        for letter in self._platform.boot_order():
            found = [
                (_name(letter, unit), unit)
                for unit in self._disks.units.values()
                if unit.drive.kind == kinds.get(letter) and not unit.emulated
            ]
            order += found
            if letter == "n":
                order.append(("Network", None))
        return order

    # INT 19h.

    def call(self, call: Call) -> Steps:
        """INT 19h: returns when the stub can IRET into what was loaded."""
        if self._kernel is not None:
            self._start_kernel(call, self._kernel)
            return
        if self._keyboard.esc_seen:
            yield from self._ask()
        elif self._first and self._platform.boot_menu_s:
            yield from self._ask(self._platform.boot_menu_s)
        self._first = False
        while True:
            while self._waiting:
                name, unit = self._waiting.pop(0)
                failure = yield from self._try(call, unit)
                if failure is None:
                    self._started = name
                    after_ms = (self._platform.now_ns() - self._since_ns) / 1e6
                    self._platform.log(f"BIOS: starting {name}, {after_ms:.1f} ms after power-on")
                    return
                self._tried.append((name, failure))
                self._platform.log(f"BIOS: {name}: {failure}")
            self._keyboard.esc_seen = False
            yield from self._menu.nothing(self._tried, keep=self._gave_up)
            self.set_up()
            if self._keyboard.esc_seen:
                yield from self._ask()

    def failed(self, call: Call) -> Steps:
        """INT 18h: what was started has given up."""
        if self._started is not None:
            self._tried.append((self._started, "what it started gave up (INT 18h)"))
            self._started = None
            self._gave_up = True
        return self.call(call)

    def _ask(self, seconds: int = 0) -> Steps:
        self._keyboard.esc_seen = False
        while self._keyboard.take() is not None:
            pass  # That Esc must not leave the menu at once.
        order = self._order()
        yield from self._menu.choose([name for name, _ in order], seconds)
        choice = self._menu.choice
        if choice is not None:
            self._waiting = [order[choice], *(each for at, each in enumerate(order) if at != choice)]

    def _try(self, call: Call, unit: Unit | None) -> Attempt:
        if unit is None:
            return "this BIOS cannot start from a network"
        if unit.removable:
            unit = (yield from self._disks.current(unit.number)) or unit
            if unit.drive.empty:
                return "there is nothing in the drive"
            self._disks.changed.discard(unit.number)
        if unit.is_cd:
            return (yield from self._cd(call, unit))
        return (yield from self._sector(call, unit))

    def _sector(self, call: Call, unit: Unit) -> Attempt:
        disk = unit.drive.disk
        status = yield from units.read(disk, self._memory, unit.start, BOOT_ADDRESS, 512)
        if status != Status.OK:
            return "its first sector cannot be read"
        sector = self._memory.read(BOOT_ADDRESS, 512)
        if sector[510:] != _SIGNATURE and unit.number >= FIRST_HARD_DISK:
            return "it is empty" if not any(sector) else "its first sector has no boot signature (55 AA)"
        if unit.number < FIRST_HARD_DISK and not any(sector[:2]):
            return "its first sector holds no program"
        self._enter(call, 0, BOOT_ADDRESS, unit.number)
        return None

    def _start_kernel(self, call: Call, kernel: Plan) -> None:
        """Put the kernel into memory and enter it in real mode. When it gives up, disks are next."""
        self._kernel, self._started = None, "Kernel"
        for part in kernel.parts:
            self._memory.write(part.address, part.content)
        entry = kernel.real_mode
        if entry is not None:
            self._enter(call, entry.segment, entry.offset, 0)
            call.frame.ds = call.frame.es = entry.data
            self._platform.log("BIOS: starting the kernel")

    def _enter(self, call: Call, segment: int, offset: int, number: int) -> None:
        """IRET will go there, with interrupts on and the drive in DL."""
        frame = call.frame
        frame.eax = frame.ebx = frame.ecx = frame.esi = frame.edi = frame.ebp = 0
        frame.eax, frame.edx = 0xAA55, number
        self._memory.write(BOOT_ADDRESS - 6, struct.pack("<HHH", offset, segment, INTERRUPT | 2))

    def _cd(self, call: Call, unit: Unit) -> Attempt:
        disk = unit.drive.disk
        record = yield from units.fetch(disk, eltorito.BOOT_RECORD_SECTOR * CD_SECTOR, CD_SECTOR)
        at = eltorito.catalog_sector(record) if record else None
        if at is None:
            return "it is not a bootable CD (no El Torito boot record)"
        catalog = yield from units.fetch(disk, at * CD_SECTOR, CD_SECTOR)
        if catalog is None:
            return "its boot catalog cannot be read"
        image = eltorito.default_entry(unit.drive, catalog, at)
        if isinstance(image, str):
            return image
        if image.media == eltorito.NO_EMULATION:
            return (yield from self._load_image(call, unit, image, unit.number))
        return (yield from self._emulate(call, unit, image))

    def _load_image(self, call: Call, unit: Unit, image: BootImage, number: int) -> Attempt:
        address, offset = image.segment << 4, image.sector * CD_SECTOR
        length = image.count * 512
        status = yield from units.read(unit.drive.disk, self._memory, offset, address, length)
        if status != Status.OK:
            return "its boot image cannot be read"
        self._disks.emulation = msgspec.structs.replace(image, number=number)
        segment = image.segment
        self._enter(call, *((0, BOOT_ADDRESS) if segment == eltorito.DEFAULT_SEGMENT else (segment, 0)), number)
        return None

    def _emulate(self, call: Call, unit: Unit, image: BootImage) -> Attempt:
        """The image becomes drive 00h or 80h; what was there moves up by one."""
        start = image.sector * CD_SECTOR
        first = yield from units.fetch(unit.drive.disk, start, 512)
        if first is None:
            return "its boot image cannot be read"
        sectors = (unit.drive.disk.size - start) // 512
        geometry = eltorito.emulated_geometry(image, first, sectors)
        if image.media != eltorito.HARD_DISK:
            sectors = geometry.cylinders * geometry.heads * geometry.sectors
        base = FIRST_HARD_DISK if image.media == eltorito.HARD_DISK else 0
        moved: dict[int, Unit] = {}
        for number, each in self._disks.units.items():
            shifts = base <= number < (FIRST_CD if base else FIRST_HARD_DISK)
            moved[number + shifts] = msgspec.structs.replace(each, number=number + shifts)
        moved[base] = Unit(
            base, unit.drive, geometry, sectors, 512, start, eltorito.FLOPPY_TYPES.get(image.media, 0), True
        )
        self._disks.units = moved
        return (yield from self._load_image(call, unit, msgspec.structs.replace(image, geometry=geometry), base))


def _name(letter: str, unit: Unit) -> str:
    path = unit.drive.disk.path
    return f"{_NAMES[letter]}: {path}" if path else _NAMES[letter]
