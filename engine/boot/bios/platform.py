"""What the BIOS is given of the machine: its memory, its buses, its drives, and its settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

import msgspec

from engine.boot.bios.memory import Memory
from engine.boot.direct import Plan
from engine.boot.part import Part
from engine.storage.backend import Done, Request

DriveKind = Literal["disk", "cdrom", "floppy"]


class Ports(Protocol):
    """The port bus. Numbers may come from the guest's memory: those that are no port's float."""

    def read(self, port: int, size: int) -> int:
        """One IN."""

    def write(self, port: int, size: int, value: int) -> None:
        """One OUT."""


class Disk(Protocol):
    """What is behind a drive. ``submit`` is DiskPort's, but takes the lock it needs itself, and ``done`` may be
    called on any thread. A removable medium may be another one at any time."""

    @property
    def path(self) -> str:
        """The image's, for people; empty when nothing is in the drive."""

    @property
    def size(self) -> int:
        """Bytes."""

    @property
    def readonly(self) -> bool:
        """True when writes will fail."""

    def submit(self, request: Request, done: Done) -> bool:
        """Begin ``request``. True: it is done. False: ``done(errno)`` comes later."""


class Drive(msgspec.Struct, frozen=True):
    """A drive of the machine."""

    kind: DriveKind
    disk: Disk

    @property
    def medium(self) -> tuple[str, int]:
        """Something that changes with what is in the drive."""
        return self.disk.path, self.disk.size

    @property
    def empty(self) -> bool:
        """Whether nothing is in it."""
        return not self.disk.path


class Platform(msgspec.Struct, frozen=True):
    """The machine. ``vram`` is the video RAM as engine/display/layout.py describes it, and ``touched()`` is called
    after a store there. ``boot_order()`` is what holds at the time, and ``boot_menu_s`` for how long to show
    the boot menu; ``now_ns`` the guest's clock; ``rom`` the ROM's 64 KiB as host memory, for the tables that are made
    at power-on; ``ram_bytes`` all RAM; ``low_end`` where RAM below 4 GiB ends. ``tables`` is what describes the
    machine, and where it goes: to the ROM, or to the last ``reserved`` bytes of RAM below 4 GiB. ``kernel`` with
    a 16-bit entry is what INT 19h starts first."""

    memory: Memory
    ports: Ports
    rom: memoryview
    vram: memoryview
    touched: Callable[[], None]
    drives: tuple[Drive, ...]
    now_ns: Callable[[], int]
    log: Callable[[str], None]
    ram_bytes: int
    low_end: int
    vcpus: int = 1
    boot_order: Callable[[], str] = lambda: "cda"
    tables: tuple[Part, ...] = ()
    reserved: int = 0
    boot_menu_s: int = 0
    kernel: Plan | None = None

    def cmos(self, index: int) -> int:
        """A byte of the CMOS memory."""
        self.ports.write(0x70, 1, index)
        return self.ports.read(0x71, 1)

    def put_cmos(self, index: int, value: int) -> None:
        """Store a byte of the CMOS memory."""
        self.ports.write(0x70, 1, index)
        self.ports.write(0x71, 1, value)
