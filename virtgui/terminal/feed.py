"""Bytes from the serial line on their way to the screen: decoded, and taken in portions of bounded time."""

from __future__ import annotations

import codecs
import time
from collections import deque
from collections.abc import Callable

from virtgui.terminal.stream import TerminalStream

BUDGET_S = 0.008
"""Time for one portion: half a frame at 60 Hz."""

ENCODINGS = ("utf-8", "cp437", "latin-1")
"""Encodings a person may choose: what today's systems write, what DOS writes, what old Unix writes."""

_SMALLEST, _LARGEST = 64, 1 << 18
_QUICK_S, _SLOW_S = 0.001, 0.003


class Feed:
    """A queue of bytes before a stream. ``push`` costs nothing; ``pump`` works for a limited time."""

    def __init__(
        self, stream: TerminalStream, encoding: str = "utf-8", clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._stream = stream
        self._clock = clock
        self._queue: deque[bytes] = deque()
        self._offset = 0  # into the first of the queue
        self._slice = 4096
        self.backlog = 0
        self.set_encoding(encoding)

    def set_encoding(self, encoding: str) -> None:
        """Decode what is still queued, and what comes, as ``encoding``; LookupError if there is no such thing."""
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self.encoding = encoding

    def push(self, data: bytes) -> None:
        """Queue bytes. ``backlog`` says how many wait; whoever reads the socket may pause while it is large."""
        if data:
            self._queue.append(data)
            self.backlog += len(data)

    def pump(self, budget_s: float = BUDGET_S) -> bool:
        """Work through the queue for about ``budget_s``. True if something is left."""
        start = now = self._clock()
        while self._queue and now - start < budget_s:
            self._stream.feed(self._decoder.decode(self._take()))
            before, now = now, self._clock()
            if now - before < _QUICK_S:
                self._slice = min(self._slice * 2, _LARGEST)
            elif now - before > _SLOW_S:
                self._slice = max(self._slice // 2, _SMALLEST)
        return bool(self._queue)

    def drop(self) -> None:
        """Forget what is queued and any sequence that has begun."""
        self._queue.clear()
        self._offset = self.backlog = 0
        self._decoder.reset()
        self._stream.abort()

    def _take(self) -> bytes:
        """The next slice: part of a large piece, or several small pieces joined."""
        taken: list[bytes] = []
        room = self._slice
        while self._queue and room:
            piece = self._queue[0]
            part = piece[self._offset : self._offset + room]
            taken.append(part)
            room -= len(part)
            self._offset += len(part)
            if self._offset == len(piece):
                self._queue.popleft()
                self._offset = 0
        data = b"".join(taken)
        self.backlog -= len(data)
        return data
