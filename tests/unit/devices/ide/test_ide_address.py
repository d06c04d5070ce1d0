"""Block addresses to registers and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.devices.ide.address import Geometry, block_of, count_of, geometry_of, put_block
from engine.devices.ide.state import DriveState


@given(st.integers(0, (1 << 48) - 1))
def test_48_bits_round_trip(block):
    state = DriveState(device=0x40)
    put_block(state, block, ext=True)
    assert block_of(state, ext=True) == block


@given(st.integers(0, (1 << 28) - 1))
def test_28_bits_round_trip(block):
    state = DriveState(device=0xF0)
    put_block(state, block, ext=False)
    assert block_of(state, ext=False) == block
    assert state.device & 0xF0 == 0xF0


@given(st.integers(1, 16), st.integers(1, 255), st.data())
def test_chs_round_trip(heads, sectors, data):
    state = DriveState(device=0xA0, heads=heads, sectors_per_track=sectors)
    block = data.draw(st.integers(0, 65536 * heads * sectors - 1))
    put_block(state, block, ext=False)
    assert block_of(state, ext=False) == block
    assert 1 <= state.lba_low <= sectors


def test_counts():
    assert count_of(DriveState(count=0, count_old=7), ext=False) == 256
    assert count_of(DriveState(count=3, count_old=7), ext=False) == 3
    assert count_of(DriveState(), ext=True) == 65536
    assert count_of(DriveState(count=3, count_old=7), ext=True) == 0x703


def test_geometry():
    assert geometry_of(8 * 2048) == Geometry(16, 16, 63)
    assert geometry_of(1 << 32) == Geometry(16383, 16, 63)
    assert geometry_of(1) == Geometry(2, 16, 63)  # a BIOS would not read a disk without cylinders
