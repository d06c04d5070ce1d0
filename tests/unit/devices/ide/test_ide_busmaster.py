"""The walk through descriptor tables that a guest wrote."""

from __future__ import annotations

import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.devices.ide.busmaster import BusMaster
from engine.devices.ide.state import IdeChannelState
from tests.support.memory import FlatMemory


def master(table, at=0x1000):
    memory = FlatMemory(0x40000)
    memory.data[at : at + len(table)] = table
    busmaster = BusMaster(IdeChannelState(), memory)
    for i in range(4):
        busmaster.write(4 + i, at >> 8 * i & 0xFF)
    assert busmaster.write(0, 1)
    assert not busmaster.write(0, 1)  # started already
    return busmaster, memory


def row(address, length, last=False):
    return struct.pack("<IHH", address, length & 0xFFFF, 0x8000 if last else 0)


def test_regions_in_order_and_in_pieces():
    busmaster, memory = master(row(0x2000, 6) + row(0x3000, 10, last=True))
    memory.write(0x2000, b"abcdef")
    memory.write(0x3000, b"ghijklmnop")
    seen = b""
    for wanted in (4, 4, 8):
        found = busmaster.gather(wanted)
        assert found is not None
        assert found[1] == wanted
        seen += b"".join(found[0])
        assert busmaster.active
        busmaster.advance()
    assert seen == b"abcdefghijklmnop"
    assert not busmaster.active
    assert busmaster.state.status == 0


def test_addresses_and_lengths_are_even_and_zero_is_64_kib():
    busmaster, _ = master(row(0x2001, 3) + row(0x10000, 1, last=True))
    found = busmaster.gather(0x10002)
    assert found is not None
    assert [view.nbytes for view in found[0]] == [2, 0x10000]


def test_a_table_that_changes_under_way_counts_as_it_was():
    busmaster, memory = master(row(0x2000, 6) + row(0x3000, 10, last=True))
    assert busmaster.gather(16)[1] == 16
    memory.write(0x1000, row(0x2000, 2) * 8)
    busmaster.advance()
    assert not busmaster.active
    assert busmaster.state.prd == 0x1010


def test_an_engine_started_anew_meanwhile_stays_at_its_beginning():
    busmaster, _ = master(row(0x2000, 6) + row(0x3000, 10, last=True))
    assert busmaster.gather(6)[1] == 6
    busmaster.write(0, 0)
    busmaster.write(0, 1)
    busmaster.advance()
    assert (busmaster.active, busmaster.state.prd, busmaster.state.prd_used) == (True, 0x1000, 0)


@settings(max_examples=60)
@given(st.binary(max_size=512), st.integers(0, 0xFFFF_FFFF), st.integers(1, 1 << 25))
def test_any_table_is_survived(table, at, wanted):
    memory = FlatMemory(0x20000)
    memory.data[0x1000 : 0x1000 + len(table)] = table
    busmaster = BusMaster(IdeChannelState(table=at & ~3), memory)
    for place in (at & ~3, 0x1000, 0x1FFF8):
        busmaster.state.table = place
        busmaster.write(0, 0)
        busmaster.write(0, 1)
        found = busmaster.gather(wanted)
        if found is not None:
            assert 0 < found[1] <= wanted
            assert sum(view.nbytes for view in found[0]) == found[1]
            busmaster.advance()
    assert len(memory.touched) < 60_000
