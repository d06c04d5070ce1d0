"""Buffers as one run of bytes."""

from __future__ import annotations

import pytest

from engine.devices.virtio.buffer import chop, load, split, store


def pieces(*lengths):
    data, at, found = memoryview(bytearray(range(sum(lengths)))), 0, []
    for length in lengths:
        found.append(data[at : at + length])
        at += length
    return found


@pytest.mark.parametrize("lengths", [(10,), (3, 7), (1, 0, 2, 7), (0, 10), (10, 0)])
@pytest.mark.parametrize("count", [0, 1, 3, 9, 10, 11])
def test_split_keeps_every_byte_in_order(lengths, count):
    first, rest = split(pieces(*lengths), count)
    assert load(first) == bytes(range(min(count, 10)))
    assert load(rest) == bytes(range(min(count, 10), 10))


@pytest.mark.parametrize("lengths", [(10,), (9, 1), (3, 7), (1, 2, 7), (1, 1, 7, 1)])
def test_chop_takes_the_last_byte(lengths):
    rest, last = chop(pieces(*lengths))
    assert (load(rest), load(last)) == (bytes(range(9)), b"\x09")
    assert load(chop(pieces(1))[0]) == b""


@pytest.mark.parametrize("count", [0, 4, 5, 9, 12])
def test_store_fills_from_the_front(count):
    buffers = pieces(4, 0, 5)
    stored = store(buffers, b"x" * count)
    assert stored == min(count, 9)
    assert load(buffers) == b"x" * stored + bytes(range(stored, 9))
