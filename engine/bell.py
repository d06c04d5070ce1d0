"""Doorbells: a driver's notifications that no vCPU stops for. A thread of the device's own takes them up."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from threading import Thread

from engine.cpu.accel import Doorbells


class Bell:
    """A device's doorbells: writes at ``offsets`` from the beginning of its window.

    ``ring`` is called for one or several of them, by ``deliver``, which holds the device's lock around it. ``work``
    is called in the bell's thread before it waits for the next, without a lock: it may take its time.
    """

    def __init__(
        self,
        doorbells: Doorbells,
        offsets: Sequence[int],
        ring: Callable[[], None],
        deliver: Callable[[Callable[[], None]], None],
        work: Callable[[], None] = lambda: None,
        name: str = "bell",
    ) -> None:
        self._doorbells = doorbells
        self._offsets = tuple(offsets)
        self._ring = ring
        self._deliver = deliver
        self._work = work
        self._fd = os.eventfd(0, os.EFD_CLOEXEC)
        self._placed: list[int] = []
        self._ended = False
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def moved(self, base: int | None) -> None:
        """The device's window is at ``base`` now; None: nowhere. Where the backend refuses, a write stops its vCPU,
        as it would without a bell."""
        while self._placed:
            self._doorbells.remove_doorbell(self._placed.pop(), self._fd)
        if base is None:
            return
        if self._thread.ident is None:
            self._thread.start()
        for offset in self._offsets:
            if self._doorbells.add_doorbell(base + offset, self._fd):
                self._placed.append(base + offset)

    def settle(self) -> None:
        """The vCPUs stand: take up at once what they have notified of."""
        self._deliver(self._ring)

    def close(self) -> None:
        """End the thread. The vCPUs have ended."""
        self._ended = True
        self.moved(None)
        if self._thread.ident is not None:
            os.eventfd_write(self._fd, 1)
            self._thread.join()
        os.close(self._fd)

    def _run(self) -> None:
        while True:
            self._work()
            os.eventfd_read(self._fd)
            if self._ended:
                return
            self._deliver(self._ring)
