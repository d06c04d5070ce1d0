"""A BIOS drive: a number, and the disk, floppy or CD (or a part of one) that answers to it."""

from __future__ import annotations

import errno
from collections.abc import Generator, Iterator
from threading import Event

import msgspec

from engine.boot.bios.geometry import Geometry
from engine.boot.bios.memory import Memory
from engine.boot.bios.platform import Disk, Drive
from engine.boot.bios.service import Wait
from engine.storage.backend import Request

PATIENCE_S = 0.01
"""How long a call waits for a disk before it lets interrupts in."""
CD_SECTOR = 2048
FIRST_HARD_DISK, FIRST_CD = 0x80, 0xE0

Transfer = Generator[Wait, None, int]
"""Waits, and returns an INT 13h status: 0 for success."""


class Unit(msgspec.Struct, frozen=True):
    """``number`` is what DL holds. ``start`` is the byte of ``drive`` where the unit begins (El Torito's emulated
    disks lie inside a CD), ``sectors`` how many sectors of ``sector_size`` it has, ``floppy_type`` the type
    that INT 13h AH=08h tells, ``medium`` what was in the drive when all this was found out."""

    number: int
    drive: Drive
    geometry: Geometry
    sectors: int
    sector_size: int = 512
    start: int = 0
    floppy_type: int = 0
    emulated: bool = False
    medium: tuple[str, int] = ("", 0)

    @property
    def readonly(self) -> bool:
        return self.emulated or self.drive.disk.readonly

    @property
    def removable(self) -> bool:
        return not self.emulated and self.drive.kind != "disk"

    @property
    def is_cd(self) -> bool:
        return self.sector_size == CD_SECTOR


class Status:
    """INT 13h's statuses."""

    OK = 0x00
    BAD_COMMAND = 0x01
    ADDRESS_MARK = 0x02
    WRITE_PROTECTED = 0x03
    SECTOR_NOT_FOUND = 0x04
    DMA_BOUNDARY = 0x09
    BAD_SECTOR_COUNT = 0x0D
    CRC = 0x10
    CHANGED = 0x06
    NO_MEDIUM = 0x31
    TIMEOUT = 0x80
    NOT_READY = 0xAA
    NOT_LOCKED = 0xB0
    NOT_REMOVABLE = 0xB2


def transfer(disk: Disk, request: Request) -> Transfer:
    """Do ``request``; its status."""
    finished = Event()
    errors: list[int] = []

    def done(error: int) -> None:
        errors.append(error)
        finished.set()

    if disk.submit(request, done):
        return Status.OK
    while not finished.wait(PATIENCE_S):
        yield Wait.AGAIN
    if not errors[0]:
        return Status.OK
    return Status.WRITE_PROTECTED if errors[0] == errno.EROFS else Status.CRC


def read(disk: Disk, memory: Memory, offset: int, address: int, length: int) -> Transfer:
    """``length`` bytes from byte ``offset`` of ``disk`` into guest memory."""
    views = memory.views(address, length)
    if views is not None:
        return (yield from transfer(disk, Request("read", offset, views, length)))
    buffer = bytearray(length)
    status = yield from transfer(disk, Request("read", offset, [memoryview(buffer)], length))
    if status == Status.OK:
        memory.write(address, bytes(buffer))
    return status


def write(disk: Disk, memory: Memory, offset: int, address: int, length: int) -> Transfer:
    """``length`` bytes from guest memory to byte ``offset`` of ``disk``."""
    buffer = memoryview(memory.read(address, length))
    return (yield from transfer(disk, Request("write", offset, [buffer], length)))


def fetch(disk: Disk, offset: int, length: int) -> Generator[Wait, None, bytes | None]:
    """Bytes of a disk for the BIOS itself; None when they cannot be read."""
    if offset + length > disk.size:
        return None
    buffer = bytearray(length)
    status = yield from transfer(disk, Request("read", offset, [memoryview(buffer)], length))
    return bytes(buffer) if status == Status.OK else None


def finish(steps: Iterator[Wait]) -> None:
    """Run ``steps`` to their end here and now: for power-on, when no interrupt is expected yet."""
    for _ in steps:
        pass
