"""What a removable drive holds when it holds nothing."""

# ruff: noqa: ARG002  # whatever is asked for, it is not there

from __future__ import annotations

import errno
import os
from collections.abc import Sequence


class EmptyMedium:
    """A BlockBackend without a byte: nothing can be read from it or written to it."""

    size = 0
    readonly = True
    warnings: tuple[str, ...] = ()

    def read_into(self, offset: int, buffers: Sequence[memoryview]) -> None:
        """OSError ENOMEDIUM."""
        raise _no_medium()

    def write_from(self, offset: int, buffers: Sequence[memoryview]) -> None:
        """OSError ENOMEDIUM."""
        raise _no_medium()

    def try_read_into(self, offset: int, buffers: Sequence[memoryview]) -> bool:
        """Never."""
        return False

    def erase(self, offset: int, length: int, *, unmap: bool) -> None:
        """OSError ENOMEDIUM."""
        raise _no_medium()

    def flush(self) -> None:
        """There is nothing to flush."""

    def close(self) -> None:
        """There is nothing to close."""


def _no_medium() -> OSError:
    return OSError(errno.ENOMEDIUM, os.strerror(errno.ENOMEDIUM))
