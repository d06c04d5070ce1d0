"""A floppy disk image as the floppy controller wants it: small, and read and written at once."""

from __future__ import annotations

from pathlib import Path

from engine.error import EngineError
from engine.storage.raw import RawDisk


class FloppyImage:
    """An image of any size up to a floppy's; one boot sector alone is the beginning of a disk (FloppyDisk).

    Write-protected when the file is; beyond the end of a short image the guest cannot
    write. EngineError when it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._raw = RawDisk(path)
        except EngineError:
            self._raw = RawDisk(path, readonly=True)
        self.readonly = self._raw.readonly

    @property
    def size(self) -> int:
        return self._raw.size

    def read(self, offset: int, length: int) -> bytes:
        data = bytearray(max(0, min(length, self._raw.size - offset)))
        if data:
            self._raw.read_into(offset, [memoryview(data)])
        return bytes(data)

    def write(self, offset: int, data: bytes) -> None:
        self._raw.write_from(offset, [memoryview(data)])

    def close(self) -> None:
        """Let go of the file."""
        self._raw.flush()
        self._raw.close()
