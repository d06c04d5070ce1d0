"""Keys and mouse on their way to a machine: in order, in as few messages as the machine is quick."""

from __future__ import annotations

from collections.abc import Callable

MOST_WAITING = 256

Send = Callable[[list[dict[str, object]], Callable[[], None]], None]
"""Send events (QMP's InputEvent), then call back, whether that worked or not."""


class InputQueue:
    """Sends one message at a time; what comes meanwhile goes into the next. Movements add up."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._waiting: list[dict[str, object]] = []
        self._motion = [0, 0, 0]
        self._place: tuple[int, int] | None = None
        self._busy = self._held = False

    def hold(self) -> None:
        """Nobody hears yet: keep what comes."""
        self._held = True

    def release(self) -> None:
        """Send what was kept."""
        self._held = False
        self._flush()

    def key(self, qcode: str, down: bool) -> None:
        """Queue a key."""
        self._add({"type": "key", "data": {"down": down, "key": {"type": "qcode", "data": qcode}}})

    def button(self, name: str, down: bool) -> None:
        """Queue a mouse button."""
        self._add({"type": "btn", "data": {"down": down, "button": name}})

    def move(self, dx: int, dy: int, dz: int) -> None:
        """Queue a movement."""
        self._motion = [self._motion[0] + dx, self._motion[1] + dy, self._motion[2] + dz]
        self._flush()

    def point(self, x: int, y: int) -> None:
        """Queue a place for the tablet's pointer: the last alone counts."""
        self._place = (x, y)
        self._flush()

    def clear(self) -> None:
        """Forget what waits."""
        self._waiting, self._motion, self._place, self._busy = [], [0, 0, 0], None, False
        self._held = False

    def _add(self, event: dict[str, object]) -> None:
        self._settle_motion()
        if len(self._waiting) < MOST_WAITING:  # A guest that does not listen forgets the rest.
            self._waiting.append(event)
        self._flush()

    def _settle_motion(self) -> None:
        for axis, value in zip(("x", "y", "wheel"), self._motion, strict=True):
            if value and len(self._waiting) < MOST_WAITING:
                self._waiting.append({"type": "rel", "data": {"axis": axis, "value": value}})
        if self._place is not None and len(self._waiting) < MOST_WAITING:
            for axis, value in zip(("x", "y"), self._place, strict=True):
                self._waiting.append({"type": "abs", "data": {"axis": axis, "value": value}})
        self._motion, self._place = [0, 0, 0], None

    def _flush(self) -> None:
        if self._busy or self._held:
            return
        self._settle_motion()
        if self._waiting:
            events, self._waiting, self._busy = self._waiting, [], True
            self._send(events, self._sent)

    def _sent(self) -> None:
        self._busy = False
        self._flush()
