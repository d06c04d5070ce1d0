"""Replies of a CD drive, as bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.devices.ide import mmc


@pytest.mark.parametrize(("block", "place"), [(0, (0, 2, 0)), (4350, (1, 0, 0)), (359849, (79, 59, 74))])
def test_minute_second_frame(block, place):
    assert mmc.msf(block) == place


def test_sense_data_is_fixed_format():
    data = mmc.sense_data(mmc.TRAY_OPEN)
    assert len(data) == 18
    assert (data[0], data[2], data[7], data[12], data[13]) == (0x70, 2, 10, 0x3A, 2)


def test_profiles_by_size():
    assert [mmc.profile_of(blocks) for blocks in (0, 1, 405_000, 405_001)] == [0, 8, 8, 16]


@given(st.binary(min_size=12, max_size=12), st.integers(1, 1 << 32))
def test_lengths_are_true_for_any_request(cdb, blocks):
    toc = mmc.toc(cdb, blocks)
    assert toc is None or int.from_bytes(toc[:2], "big") == len(toc) - 2
    configuration = mmc.configuration(cdb, blocks, locked=False)
    assert int.from_bytes(configuration[:4], "big") == len(configuration) - 4
    event = mmc.event_status(cdb, 2, present=True, tray_open=False)
    assert int.from_bytes(event[:2], "big") == len(event) - 2
    assert len(mmc.capacity(blocks)) == 8


@pytest.mark.parametrize("page", [0x01, 0x0D, 0x0E, 0x2A])
def test_mode_pages_say_their_length(page):
    data = mmc.mode_sense(page, ten=True, locked=False, present=False)
    assert data is not None
    assert data[8] == page
    assert data[9] == len(data) - 10
    assert data[2] == 0x70
