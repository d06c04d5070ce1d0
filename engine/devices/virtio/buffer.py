"""The buffers of a chain as one run of bytes: a device must not care how a driver cut it up (virtio 1.2, 2.7.4)."""

from __future__ import annotations

from collections.abc import Sequence

Buffers = list[memoryview]


def split(buffers: Sequence[memoryview], count: int) -> tuple[Buffers, Buffers]:
    """The first ``count`` bytes (fewer if there are not so many), and the rest."""
    if buffers and buffers[0].nbytes == count:  # As nearly every driver lays a request out.
        return [buffers[0]], list(buffers[1:])
    for i, buffer in enumerate(buffers):
        if count < buffer.nbytes:
            first = [*buffers[:i], buffer[:count]] if count else list(buffers[:i])
            return first, [buffer[count:], *buffers[i + 1 :]]
        count -= buffer.nbytes
    return list(buffers), []


def chop(buffers: Sequence[memoryview]) -> tuple[Buffers, Buffers]:
    """All but the last byte, and that: where devices put a status. There is one at least, and no buffer is empty."""
    if buffers[-1].nbytes == 1:  # As nearly every driver lays a request out.
        return list(buffers[:-1]), [buffers[-1]]
    return [*buffers[:-1], buffers[-1][:-1]], [buffers[-1][-1:]]


def load(buffers: Sequence[memoryview]) -> bytes:
    """All bytes. The caller bounds their number."""
    return bytes(buffers[0]) if len(buffers) == 1 else b"".join(buffers)


def store(buffers: Sequence[memoryview], data: bytes) -> int:
    """Put ``data`` at the front, as far as it fits. How many bytes that were."""
    done = 0
    for buffer in buffers:
        piece = data[done : done + buffer.nbytes]
        buffer[: len(piece)] = piece
        done += len(piece)
        if done == len(data):
            break
    return done
