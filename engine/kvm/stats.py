"""The kernel's own counters of a machine or vCPU, read from the descriptor of KVM_GET_STATS_FD.

Source: Documentation/virt/kvm/api.rst 4.133. The file holds a header, an id, one descriptor per statistic and the
data: 64-bit numbers, always current. The names are the kernel's ("exits", "io_exits", "halt_exits", ...) and differ
from version to version.
"""

from __future__ import annotations

import ctypes
import os
import struct
from enum import IntEnum
from types import TracebackType
from typing import NamedTuple, Self

from engine.kvm.error import KvmError
from engine.kvm.layout import StatsDesc, StatsHeader


class StatKind(IntEnum):
    """What a number means: bits 0 to 3 of a descriptor's flags."""

    CUMULATIVE = 0
    INSTANT = 1
    PEAK = 2
    LINEAR_HISTOGRAM = 3
    LOG_HISTOGRAM = 4


class StatUnit(IntEnum):
    """In what it is counted: bits 4 to 7 of a descriptor's flags."""

    NONE = 0
    BYTES = 1
    SECONDS = 2
    CYCLES = 3
    BOOLEAN = 4


class Stat(NamedTuple):
    """One statistic: ``length`` numbers (more than one for a histogram), the first at index ``place`` of the data.

    ``kind`` and ``unit`` are StatKind and StatUnit or newer numbers. The unit is scaled by ``base ** exponent``:
    nanoseconds are SECONDS, 10, -9. ``bucket_size`` is the width of a linear histogram's buckets.
    """

    name: str
    kind: int
    unit: int
    base: int
    exponent: int
    length: int
    place: int
    bucket_size: int


class Stats:
    """Reads a statistics descriptor, which it takes over. A context manager.

    ``id`` is the kernel's name for the source ("kvm-1234", "kvm-1234/vcpu-0"), ``stats`` describes each number.
    ``read`` costs one pread however many there are.
    """

    def __init__(self, fd: int) -> None:
        """Raises KvmError if ``fd`` does not hold KVM statistics; ``fd`` is then closed, too."""
        self.fd = fd
        try:
            self._load()
        except (KvmError, OSError):
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the descriptor. Harmless to repeat."""
        fd, self.fd = self.fd, -1
        if fd >= 0:
            os.close(fd)

    def read(self) -> dict[str, int]:
        """Every single-number statistic: name -> value now."""
        return dict(zip(self._names, self._pick(self._data()), strict=True))

    def values(self) -> tuple[int, ...]:
        """All numbers in the order of the data block; ``Stat.place`` and ``Stat.length`` index them."""
        return self._data()

    def histograms(self) -> dict[str, tuple[int, ...]]:
        """Every statistic of several numbers: name -> buckets."""
        data = self._data()
        return {s.name: data[s.place : s.place + s.length] for s in self.stats if s.length > 1}

    def _pick(self, data: tuple[int, ...]) -> list[int]:
        return [data[place] for place in self._places]

    def _data(self) -> tuple[int, ...]:
        return self._format.unpack(_pread(self.fd, self._format.size, self._offset))

    def _load(self) -> None:
        header = StatsHeader.from_buffer_copy(_pread(self.fd, ctypes.sizeof(StatsHeader), 0))
        self.id = _text(_pread(self.fd, header.name_size, header.id_offset))
        size = ctypes.sizeof(StatsDesc) + header.name_size
        block = _pread(self.fd, size * header.num_desc, header.desc_offset)
        self.stats = tuple(_stat(block[start : start + size]) for start in range(0, len(block), size))
        singles = [stat for stat in self.stats if stat.length == 1]
        self._names = [stat.name for stat in singles]
        self._places = [stat.place for stat in singles]
        self._offset = header.data_offset
        self._format = struct.Struct(f"<{max((s.place + s.length for s in self.stats), default=0)}Q")


def _stat(record: bytes) -> Stat:
    desc = StatsDesc.from_buffer_copy(record)
    flags = desc.flags
    return Stat(
        name=_text(record[ctypes.sizeof(StatsDesc) :]),
        kind=flags & 0xF,
        unit=flags >> 4 & 0xF,
        base=2 if flags >> 8 & 0xF else 10,
        exponent=desc.exponent,
        length=desc.size,
        place=desc.offset // 8,
        bucket_size=desc.bucket_size,
    )


def _text(raw: bytes) -> str:
    return raw.split(b"\0", 1)[0].decode("ascii", "replace")


def _pread(fd: int, size: int, offset: int) -> bytes:
    data = os.pread(fd, size, offset)
    if len(data) != size:
        raise KvmError(
            f"The statistics descriptor holds {len(data)} bytes at {offset} where {size} should be.",
            "Use a descriptor from stats_fd().",
            "KVM_GET_STATS_FD",
            0,
        )
    return data
