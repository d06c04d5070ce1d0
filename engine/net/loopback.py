"""A network on which everybody hears himself."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from engine.bus.clock import Clock

MAX_WAITING = 256


class Loopback:
    """A NetPort from which every frame comes back, a moment later.

    ``receive`` is where to: VirtioNet.receive, set after the card is made. ``clock`` is the card's.
    """

    def __init__(self, clock: Clock) -> None:
        self.receive: Callable[[bytes], object] | None = None
        self._clock = clock
        self._frames: deque[bytes] = deque(maxlen=MAX_WAITING)
        self._timer = clock.timer(self._deliver)

    def send(self, frame: Sequence[memoryview]) -> None:
        """See NetPort."""
        self._frames.append(b"".join(frame))
        self._timer.arm(self._clock.now_ns())

    def _deliver(self) -> None:
        for _ in range(len(self._frames)):
            frame = self._frames.popleft()
            if self.receive is not None:
                self.receive(frame)
