"""Several files replaced together or not at all, also when the process is killed or the power fails in between.

A journal beside them names the drafts and what they shall replace. Until it says "committed" the drafts are nothing;
from then on they are the files, and whoever finds the journal finishes the renaming.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from engine import atomic


class Journal(msgspec.Struct, frozen=True):
    """``renames`` are (draft, target), each absolute or relative to the directory that ``recover`` is given."""

    committed: bool
    renames: tuple[tuple[str, str], ...]


_DECODER = msgspec.json.Decoder(Journal)


def write(path: Path, renames: Sequence[tuple[str, str]], *, committed: bool) -> None:
    """Say what is about to be made (before the first draft is), or that all drafts are whole. OSError."""
    atomic.write(path, msgspec.json.encode(Journal(committed, tuple(renames))))


def recover(path: Path, directory: Path) -> None:
    """Finish what was committed, or take back what was not; without a journal there is nothing to do. OSError says
    why not: it can be tried again."""
    try:
        found = _DECODER.decode(path.read_bytes())
    except FileNotFoundError:
        return
    except msgspec.DecodeError:
        path.unlink()  # Journals are written whole: this is not one of ours.
        return
    for draft, target in found.renames:
        if not found.committed:
            (directory / draft).unlink(missing_ok=True)
        elif (directory / draft).exists():
            (directory / draft).replace(directory / target)
    for place in {(directory / target).parent for _, target in found.renames}:
        if place.is_dir():
            sync(place)
    path.unlink()


def sync(directory: Path) -> None:
    """Return when what was made, renamed and removed in a directory will outlast a power failure."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
