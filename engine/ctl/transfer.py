"""Machines on the move: clone, rename, export, import, and the same machine for other programs."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from engine import archive
from engine.clone import clone as clone_machine
from engine.ctl.output import amount, hint, say
from engine.ctl.standing import target
from engine.error import EngineError
from engine.progress import Progress
from engine.recipe import recipe
from engine.snapshot.shelf import count, listed
from engine.storage.sparse import Sharing
from engine.store import Store

SHOW_S = 0.2


class Shown(Progress):
    """Progress on a terminal, in a line that is written over."""

    def __init__(self) -> None:
        super().__init__()
        self._next = time.monotonic() + SHOW_S
        self._shows = False

    def check(self) -> None:
        """Called between pieces of work."""
        super().check()
        self.show()

    def show(self) -> None:
        """Show it, now and then."""
        if sys.stderr.isatty() and time.monotonic() > self._next:
            self._next, self._shows = time.monotonic() + SHOW_S, True
            sys.stderr.write(f"\r\033[K{self.what}: {amount(self.done)} of {amount(self.total)}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Leave no trace of it."""
        if self._shows:
            sys.stderr.write("\r\033[K")


def with_progress(work: Callable[[Shown], object]) -> int:
    """Do ``work`` and show how far it is."""
    progress = Shown()
    try:
        work(progress)
    finally:
        progress.clear()
    return 0


def clone(options: argparse.Namespace) -> int:
    """``vgctl clone NAME NEW``; of a machine that runs, its last snapshot."""
    found = target(options.name)
    snapshot = options.snapshot or ""
    if not snapshot and found.pid is not None:
        taken = listed(found.directory)
        if taken:
            snapshot = taken[-1].name
            hint(f"{options.name} runs: this is a clone of its snapshot {snapshot!r}.")
    share: Sharing = "must" if options.linked else "never" if options.full else "try"
    return with_progress(
        lambda progress: clone_machine(Store(), options.name, options.new, progress, snapshot, share)
    )


def rename(options: argparse.Namespace) -> int:
    """``vgctl rename NAME NEW``."""
    if target(options.name).pid is not None:
        raise EngineError(f"{options.name!r} is running.", "Power it off first: vgctl stop, or vgctl kill.")
    Store().rename(options.name, options.new)
    return 0


def export(options: argparse.Namespace) -> int:
    """``vgctl export NAME FILE``."""
    path = Path(options.file).absolute()
    with_progress(lambda progress: archive.export(Store(), options.name, path, progress, options.with_cd))
    if count(target(options.name).directory):
        hint(f"The snapshots of {options.name} are left out.")
    return 0


def unpack(options: argparse.Namespace) -> int:
    """``vgctl import FILE``: says what the machine is called."""

    def work(progress: Progress) -> None:
        config = archive.unpack(Store(), Path(options.file).absolute(), progress, options.name or "")
        say(config.name)

    return with_progress(work)


def command(options: argparse.Namespace) -> int:
    """``vgctl command NAME``."""
    found = target(options.name)
    say(recipe(found.config, found.directory.path, options.program).rstrip("\n"))
    return 0
