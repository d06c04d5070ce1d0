"""engine.storage.empty: a drive without a medium."""

from __future__ import annotations

import errno

import pytest

from engine.storage.empty import EmptyMedium


def test_there_is_nothing_in_it() -> None:
    empty, room = EmptyMedium(), [memoryview(bytearray(4))]
    assert (empty.size, empty.readonly) == (0, True)
    assert not empty.try_read_into(0, room)
    for call in (
        lambda: empty.read_into(0, room),
        lambda: empty.write_from(0, room),
        lambda: empty.erase(0, 4, unmap=True),
    ):
        with pytest.raises(OSError) as raised:
            call()
        assert raised.value.errno == errno.ENOMEDIUM
    empty.flush()
    empty.close()
