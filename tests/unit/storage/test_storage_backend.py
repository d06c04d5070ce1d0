"""Lists of buffers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.storage.backend import length_of, skip, zero


@given(st.lists(st.binary(max_size=9), max_size=6), st.integers(0, 60))
def test_skip_drops_exactly_that_much(parts, count):
    views = [memoryview(bytearray(part)) for part in parts]
    assert b"".join(skip(views, count)) == b"".join(parts)[count:]
    assert length_of(views) == sum(map(len, parts))


def test_zero_fills_in_place():
    data = bytearray(b"abcdef")
    zero([memoryview(data)[1:3], memoryview(data)[4:5]])
    assert data == b"a\0\0d\0f"
