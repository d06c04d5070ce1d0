"""engine.boot.bios.unit: transfers that take time."""

from __future__ import annotations

import errno

from engine.boot.bios.service import Wait
from engine.boot.bios.unit import Status, fetch, finish, transfer
from engine.storage.backend import Done, Request


class Slow:
    """A disk that answers when it is told to."""

    size, readonly = 4096, False

    def __init__(self) -> None:
        self.done: list[Done] = []

    def submit(self, _request: Request, done: Done) -> bool:
        self.done.append(done)
        return False


def test_waits_and_tells_errors() -> None:
    for error, status in ((0, Status.OK), (errno.EROFS, Status.WRITE_PROTECTED), (errno.EIO, Status.CRC)):
        disk, found = Slow(), []
        steps = transfer(disk, Request("flush"))
        assert next(steps) is Wait.AGAIN
        disk.done[0](error)
        try:
            next(steps)
        except StopIteration as end:
            found.append(end.value)
        assert found == [status]


def test_beyond_the_end_is_not_asked_for() -> None:
    disk = Slow()
    finish(fetch(disk, 4096, 1))
    assert disk.done == []
