"""Keys and pointer movements as QMP names them, and typing at a pace that a guest can follow.

(QEMU: qapi/ui.json, KeyValue, InputEvent)
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Literal

import msgspec

from engine.control.protocol import RequestError
from engine.devices.keycode import SET1, key_for_number

HOLD_S = 0.012
GAP_S = 0.008
DRAIN_S = 2.0
"""How long we wait for a guest to fetch its keys before we type on regardless."""


class KeyValue(msgspec.Struct, frozen=True):
    """A key by QEMU's name for it, or by its XT scan code."""

    type: Literal["qcode", "number"]
    data: str | int


class InputEvent(msgspec.Struct, frozen=True):
    """One event; ``data`` depends on ``type``."""

    type: Literal["key", "btn", "rel", "abs"]
    data: dict[str, Any]


def qcode(key: KeyValue) -> str:
    """The name of a key. RequestError for one that no PC keyboard has."""
    name = key_for_number(key.data) if isinstance(key.data, int) else key.data
    if name is None or name not in SET1:
        raise RequestError(f"Invalid parameter '{key.data}'")
    return name


AXES = {"x": 0, "y": 1, "wheel": 2}
ABSOLUTE = range(0x8000)
"""What an absolute axis runs over, whatever the screen's size."""


class Movement:
    """Movements of the pointer that belong together, each axis on its own in QMP: gathered, and done at once.

    ``move(dx, dy, dz)`` moves the mouse; ``point(x, y)`` puts the tablet's pointer somewhere.
    """

    def __init__(self, move: Callable[[int, int, int], None], point: Callable[[int, int], None]) -> None:
        self._move = move
        self._point = point
        self._motion = [0, 0, 0]
        self._place = {"x": 0, "y": 0}
        self._placed = False

    def add(self, event: InputEvent) -> None:
        """A "rel" or "abs" event. RequestError for an axis or value that there is not."""
        axis, value = event.data.get("axis", ""), event.data.get("value")
        if not isinstance(value, int) or not isinstance(axis, str):
            raise RequestError("Invalid movement: no axis or value")
        if event.type == "rel" and axis in AXES:
            self._motion[AXES[axis]] += value
        elif event.type == "abs" and axis in ("x", "y") and value in ABSOLUTE:
            self._place[axis], self._placed = value, True
        else:
            raise RequestError(f"Invalid movement: {event.type} {axis} {value}")

    def settle(self) -> None:
        """Do what was gathered."""
        dx, dy, dz = self._motion
        if dx or dy or dz:
            self._move(dx, dy, dz)
        if self._placed:
            self._point(self._place["x"], self._place["y"])
        self._motion, self._placed = [0, 0, 0], False


class Keyboard:
    """The host's end of the guest's keyboard. ``press(qcode, down)`` moves a key; ``waiting()`` is how many bytes
    the guest has not fetched yet."""

    def __init__(self, press: Callable[[str, bool], None], waiting: Callable[[], int]) -> None:
        self._press = press
        self._waiting = waiting
        self._turn = asyncio.Lock()

    def key(self, name: str, down: bool) -> None:
        """Move a key now."""
        self._press(name, down)

    async def chord(self, names: Sequence[str], hold_s: float = HOLD_S) -> None:
        """Press keys in order, hold them, and release them in reverse order."""
        async with self._turn:
            await self._chord(names, hold_s, GAP_S)

    async def strike(self, names: Sequence[str], hold_s: float | None = None) -> None:
        """Strike one chord, held for HOLD_S or less; returns when the guest has fetched it."""
        hold_s = HOLD_S if hold_s is None else min(HOLD_S, hold_s)
        async with self._turn:
            try:
                await self._chord(names, hold_s, min(GAP_S, hold_s))
            except asyncio.CancelledError:
                for name in reversed(names):
                    self._press(name, False)  # Nothing stays down when it is broken off.
                raise

    async def _chord(self, names: Sequence[str], hold_s: float, gap_s: float) -> None:
        for name in names:
            self._press(name, True)
        await asyncio.sleep(hold_s)
        for name in reversed(names):
            self._press(name, False)
        deadline = asyncio.get_running_loop().time() + DRAIN_S
        await asyncio.sleep(gap_s)
        while self._waiting() and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(gap_s)
