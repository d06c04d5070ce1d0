"""The VM process's log, which is its standard output."""

from __future__ import annotations

LOG_LIMIT = 4 << 20


def log(line: str) -> None:
    """A line. From any thread; what cannot be written is lost."""
    try:
        print(line, flush=True)  # noqa: T201  # standard output is the log
    except (OSError, ValueError):
        pass  # The disk is full, or the line cannot be encoded: neither the guest nor its disks must suffer for it.


class GuestLog:
    """What the guest writes to its debug console, in the machine's log: up to LOG_LIMIT, so that no guest fills
    the disk with it."""

    def __init__(self) -> None:
        self._left = LOG_LIMIT

    def line(self, text: str) -> None:
        """One line. From any thread."""
        if self._left > 0:
            self._left -= len(text) + 1
            log(f"guest: {text}")
            if self._left <= 0:
                log(f"guest: (more than {LOG_LIMIT} bytes: the rest is dropped)")
