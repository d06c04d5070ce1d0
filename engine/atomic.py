"""Files that are replaced whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path``: temporary file beside it, fsync, rename. OSError leaves the old file as it was."""
    made = draft(path, content)
    try:
        made.replace(path)
    except OSError:
        made.unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def draft(path: Path, content: bytes) -> Path:
    """A file beside ``path``, on the disk as a whole, that is to replace it. OSError leaves none."""
    # As tempfile.mkstemp does, which takes a VM process more than a millisecond to import.
    made = path.parent / f".{path.name}.{os.urandom(4).hex()}"
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        made.unlink(missing_ok=True)
        raise
    return made
