"""A floppy disk image as the floppy controller wants it: small, and read and written at once."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from engine.error import EngineError
from engine.storage.raw import RawDisk


class FloppyImage:
    """An image of any size up to a floppy's; one boot sector alone is the beginning of a disk (FloppyDisk). None: the
    drive is empty, until something is put in.

    Write-protected when the file is; beyond the end of a short image the guest cannot
    write. EngineError when it cannot be read.
    """

    def __init__(self, path: Path | None) -> None:
        self._raw = None if path is None else self.open(path)

    @staticmethod
    def open(path: Path) -> RawDisk:
        """The file, writable if it lets itself be written. EngineError says why it cannot be read."""
        try:
            return RawDisk(path)
        except EngineError:
            return RawDisk(path, readonly=True)

    @property
    def loaded(self) -> bool:
        """Whether a disk is in."""
        return self._raw is not None

    @property
    def readonly(self) -> bool:
        """Whether it is write-protected."""
        return self._raw is None or self._raw.readonly

    @property
    def size(self) -> int:
        return 0 if self._raw is None else self._raw.size

    def read(self, offset: int, length: int) -> bytes:
        data = bytearray(max(0, min(length, self.size - offset)))
        if data and self._raw is not None:
            self._raw.read_into(offset, [memoryview(data)])
        return bytes(data)

    def write(self, offset: int, data: bytes) -> None:
        if self._raw is not None:
            self._raw.write_from(offset, [memoryview(data)])

    def put_in(self, disk: RawDisk) -> None:
        """Another disk, from ``open``."""
        self.take_out()
        self._raw = disk

    def take_out(self) -> None:
        """Let go of the file. Never fails: what could not be made permanent yet, the kernel goes on with."""
        raw, self._raw = self._raw, None
        if raw is not None:
            with suppress(OSError):
                raw.flush()
            raw.close()

    close = take_out
