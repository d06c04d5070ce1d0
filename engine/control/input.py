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

    type: Literal["key", "btn", "rel"]
    data: dict[str, Any]


def qcode(key: KeyValue) -> str:
    """The name of a key. RequestError for one that no PC keyboard has."""
    name = key_for_number(key.data) if isinstance(key.data, int) else key.data
    if name is None or name not in SET1:
        raise RequestError(f"Invalid parameter '{key.data}'")
    return name


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
