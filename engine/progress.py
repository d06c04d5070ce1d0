"""How far long work is, and a way to stop it."""

from __future__ import annotations

from threading import Event

from engine.error import EngineError


class CancelledError(EngineError):
    """The person said stop."""

    def __init__(self) -> None:
        super().__init__("Cancelled.")


class Progress:
    """Written by the worker, read by anyone: single values, never torn. ``done`` and ``total`` are bytes, ``total``
    0 while unknown; ``what`` is a few words for people."""

    def __init__(self) -> None:
        self.what = ""
        self.done = 0
        self.total = 0
        self._cancelled = Event()

    def cancel(self) -> None:
        """Ask the worker to stop. It takes back what it has made."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raises CancelledError if somebody asked to stop."""
        if self.cancelled:
            raise CancelledError
