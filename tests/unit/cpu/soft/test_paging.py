"""Page tables of every kind."""

from __future__ import annotations

import struct

import pytest

from engine.cpu.soft.paging import CR0_PG, CR4_PAE, CR4_PSE, EFER_LMA, walk

MEMORY = bytearray(0x10000)


def read(address: int, size: int) -> int:
    """A page-table entry; what is beyond is all ones."""
    piece = MEMORY[address : address + size]
    return int.from_bytes(piece, "little") if len(piece) == size else (1 << 8 * size) - 1


@pytest.fixture(autouse=True)
def tables() -> None:
    """A 32-bit directory at 0x1000, a PAE pointer table at 0x3000, a 64-bit root at 0x5000."""
    MEMORY[:] = bytes(len(MEMORY))
    struct.pack_into("<3I", MEMORY, 0x1000, 0x2003, 0x00C00083, 0)
    struct.pack_into("<2I", MEMORY, 0x2000, 0, 0x00ABC003)
    struct.pack_into("<Q", MEMORY, 0x3000, 0x4001)
    struct.pack_into("<3Q", MEMORY, 0x4000, 0x6003, 0x1_0020_0083, 0)
    struct.pack_into("<2Q", MEMORY, 0x6000, 0, 0x7_0000_0ABC_D003)
    struct.pack_into("<Q", MEMORY, 0x5000 + 8 * 511, 0x7003)
    struct.pack_into("<2Q", MEMORY, 0x7000, 0x4003, 0x40000083)


def test_without_paging() -> None:
    assert walk(read, 0, 0, 0, 0, 0x1_2345_6789) == 0x2345_6789


@pytest.mark.parametrize(
    ("linear", "physical"), [(0x1234, 0xABC234), (0x0040_0123, 0x00C00123), (0, None), (0x00800000, None)]
)
def test_32_bit(linear: int, physical: int | None) -> None:
    assert walk(read, CR0_PG, 0x1000, CR4_PSE, 0, linear) == physical


@pytest.mark.parametrize(
    ("linear", "physical"), [(0x1234, 0x7_0000_0ABC_D234), (0x20_0123, 0x1_0020_0123), (0x4000_0000, None), (0, None)]
)
def test_pae(linear: int, physical: int | None) -> None:
    assert walk(read, CR0_PG, 0x3000, CR4_PAE, 0, linear) == physical


@pytest.mark.parametrize(
    ("linear", "physical"),
    [
        (0xFFFF_FF80_0000_1234, 0x7_0000_0ABC_D234),
        (0xFFFF_FF80_0020_0123, 0x1_0020_0123),
        (0xFFFF_FF80_4012_3456, 0x4012_3456),
        (0x1234, None),
    ],
)
def test_64_bit(linear: int, physical: int | None) -> None:
    assert walk(read, CR0_PG, 0x5000, CR4_PAE, EFER_LMA, linear) == physical
