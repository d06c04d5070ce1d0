"""Looking through the store and the runtime directory: which machines there are, and which of them run. Blocking:
for a worker thread."""

from __future__ import annotations

import os
import time
from pathlib import Path

import msgspec
from PySide6.QtCore import QCoreApplication

from engine.directory import RuntimeDirectory, runtime_root
from engine.error import ConfigError, EngineError
from engine.presence import EndRecord, last_end, running_pid
from engine.store import Store, Stored
from virtgui.models.process import ended

COARSE_NS = 20_000_000
"""The kernel's clock for times of files may stand for so long."""
SETTLE_S = 3.0
"""A runtime directory younger than this without a running process may be a machine that is just starting."""


class Found(msgspec.Struct, frozen=True):
    """A machine in the store: its description, the process it runs in, how its last run ended, what its snapshots are
    called."""

    stored: Stored
    runtime: RuntimeDirectory | None = None
    pid: int | None = None
    end: EndRecord | None = None
    snapshots: tuple[str, ...] = ()


class Scan(msgspec.Struct, frozen=True):
    """Everything found. ``unsettled``: look again soon."""

    found: tuple[Found, ...]
    unsettled: bool


class Scanner:
    """Looks again and again; reads only what changed. One call at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[tuple[int, int, int], Stored]] = {}
        self._stamps: dict[str, int] = {}

    def stale(self) -> bool:
        """Whether something came, went or was changed since the last scan, by the times of files and directories.

        Not the kernel's word for it (inotify): asking for that goes to the disk as well, but Qt does so on the GUI
        thread, and a network disk never gives it.
        """
        return any(_stamp(path) != stamp for path, stamp in self._stamps.items())

    def scan(self) -> Scan:
        """Look through everything. EngineError when the store cannot be read at all."""
        root = self._store.root
        self._stamps = {str(path): _stamp(str(path)) for path in (root, runtime_root())}
        try:
            root.mkdir(parents=True, exist_ok=True)
            entries = sorted(root.iterdir(), key=lambda entry: entry.name.casefold())
        except OSError as error:
            raise EngineError(
                _tr("The machines in {0} cannot be read: {1}.").format(root, error.strerror),
                _tr("Check its permissions."),
            ) from None
        stored = [one for entry in entries if (one := self._look(entry)) is not None]
        self._known = {one.name: self._known[one.name] for one in stored if one.name in self._known}
        found = [
            msgspec.structs.replace(self._presence(one, unique), snapshots=self._snapshots(one))
            for one, unique in _with_uniqueness(stored)
        ]
        unsettled = any(f.pid is None and f.runtime is not None and _young(f.runtime.path) for f in found)
        return Scan(tuple(found), unsettled)

    def _snapshots(self, stored: Stored) -> tuple[str, ...]:
        """What a machine's snapshots are called."""
        path = f"{stored.directory.path}/snapshots"
        self._stamps[path] = _stamp(path)
        try:
            names = os.listdir(path)  # noqa: PTH208  # of 500 machines, most without any
        except OSError:
            return ()
        return tuple(sorted(name for name in names if not name.startswith(".")))

    def _look(self, entry: Path) -> Stored | None:
        """The machine in a directory; None if there is none."""
        path = f"{entry}/machine.toml"
        self._stamps[path] = _stamp(path)
        try:
            state = os.stat(path)  # noqa: PTH116  # as in _stamp
        except OSError:
            return None
        stamp = (state.st_mtime_ns, state.st_ino, state.st_size)
        known = self._known.get(entry.name)
        if known is not None and known[0] == stamp:
            return known[1]
        try:
            stored = self._store.stored(entry.name)
        except EngineError:
            return None  # A name no machine can have, or just deleted.
        self._known[entry.name] = (stamp, stored)
        return stored

    def _presence(self, stored: Stored, unique: bool) -> Found:
        if stored.config is None:
            return Found(stored)
        if not unique:
            error = ConfigError(
                _tr("Another machine has the same uuid, {0}: this one is a copy of it, or the reverse.").format(
                    stored.config.uuid
                ),
                _tr("Give one of them another uuid in its machine.toml."),
            )
            return Found(Stored(stored.name, stored.directory, None, error))
        runtime = RuntimeDirectory.of(stored.config.uuid)
        pid = running_pid(runtime.pid)
        if pid is not None or _young(runtime.path):
            return Found(stored, runtime, pid)
        if not runtime.path.exists():
            return Found(stored, runtime, None, last_end(stored.directory.ended))
        return Found(stored, runtime, None, ended(stored.directory, runtime))


def _with_uniqueness(stored: list[Stored]) -> list[tuple[Stored, bool]]:
    """Each machine with whether it alone has its uuid; the first in the list keeps it."""
    seen: set[str] = set()
    answer = []
    for one in stored:
        uuid = one.config.uuid if one.config is not None else ""
        answer.append((one, not uuid or uuid not in seen))
        seen.add(uuid)
    return answer


def _stamp(path: str) -> int:
    """When it was last changed; 0 if there is nothing. Of what has just been changed, a number that never comes
    again: a further change may bear the same time."""
    try:
        changed = os.stat(path).st_mtime_ns  # noqa: PTH116  # often, and Path takes twice as long
    except OSError:
        return 0
    now = time.time_ns()
    return -now if 0 <= now - changed < COARSE_NS else changed


def _young(path: Path) -> bool:
    try:
        return abs(time.time() - path.stat().st_mtime) < SETTLE_S
    except OSError:
        return False


def _tr(text: str) -> str:
    return QCoreApplication.translate("scan", text)
