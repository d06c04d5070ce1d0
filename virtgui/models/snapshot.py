"""The snapshots of a machine of the list: what there are, and taking, reverting to and deleting them.

No method blocks. Each says how it ended by one of its two callbacks.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, Signal

from engine import phrase
from engine.config import NAME, MachineConfig
from engine.directory import MachineDirectory
from engine.error import EngineError
from engine.progress import CancelledError, Progress
from engine.store import Store
from virtgui.bridge import Bridge
from virtgui.models.life import MachineLife
from virtgui.models.scan import Found

if TYPE_CHECKING:
    from engine.snapshot.shelf import Snapshot

Failed = Callable[[EngineError], None]


class Shelf(msgspec.Struct, frozen=True):
    """What there is to go back to. ``shares``: copies share their blocks with the machine's disks; ``bytes`` is what
    is written in those. ``clones_share``: clones beside the machine would share them, too."""

    snapshots: tuple[Snapshot, ...]
    shares: bool
    clones_share: bool
    bytes: int


class LiveProgress(Progress):
    """Of a snapshot that a running machine takes itself: it has to be told to stop."""

    def __init__(self, stop: Callable[[], None]) -> None:
        super().__init__()
        self._stop = stop

    def cancel(self) -> None:
        """Ask the machine to stop. It takes back what it has made."""
        super().cancel()
        self._stop()


class Live(msgspec.Struct, frozen=True):
    """One that a running machine takes for us."""

    name: str
    progress: Progress
    done: Callable[[float], None]
    failed: Failed


class Keeper(MachineLife):
    """A machine with its snapshots. ``snapshots`` are the names of those that the last scan found."""

    snapshots_changed = Signal()
    """One was taken, reverted to or deleted by us."""

    def __init__(self, found: Found, store: Store, bridge: Bridge, parent: QObject | None = None) -> None:
        self.snapshots: tuple[str, ...] = ()
        self._live: Live | None = None
        super().__init__(found, store, bridge, parent)
        self.snapshot_told.connect(self._told)

    def update(self, found: Found) -> None:
        """Take over what a scan of the store has found."""
        others = self.snapshots != found.snapshots
        self.snapshots = found.snapshots
        super().update(found)
        if others:
            self.changed.emit()

    def can(self, action: str) -> str:
        """As MachineLife.can; what is cloned of a machine that runs is a snapshot."""
        if action == "clone" and self.state.alive:
            return "" if self.snapshots else _tr("It is running: power it off, or take a snapshot of it first.")
        return super().can(action)

    def look_at_shelf(self, done: Callable[[Shelf], None], failed: Failed | None = None) -> None:
        """Find out what there is."""
        directory, config, root = self.directory, self.config, self._store.root
        self._bridge.blocking(lambda: look(directory, config, root), done, failed or self._tell)

    def snapshot_progress(self) -> Progress:
        """For ``take_snapshot``, as the machine is now."""
        if not self.state.alive:
            return Progress()
        return LiveProgress(self._cancel_snapshot)

    def take_snapshot(
        self, name: str, note: str, progress: Progress, done: Callable[[float], None], failed: Failed
    ) -> None:
        """Take one. ``done`` gets how long the guest stood still for it, in seconds."""
        why = self.can("snapshot")
        if why or self._live is not None:
            failed(EngineError(why or _tr("A snapshot is being taken already.")))
        elif self.state.alive:
            self._live = Live(name, progress, done, failed)
            self.execute("x-virtgui-snapshot", {"name": name, "note": note}, None, self._live_failed)
        else:
            store, machine = self._store, self.name

            def work() -> None:
                from engine.snapshot.take import take

                take(store, machine, name, note, progress)

            self._bridge.blocking(work, lambda _: self._taken(done, 0.0), failed)

    def revert_to(self, name: str, progress: Progress, done: Callable[[], None], failed: Failed) -> None:
        """Go back to one; the machine must be off."""
        why = self.can("revert")
        if why:
            failed(EngineError(why))
            return
        store, machine = self._store, self.name

        def work() -> MachineConfig:
            from engine.snapshot.revert import revert

            return revert(store, machine, name, progress)

        def reverted(config: MachineConfig) -> None:
            self.config = config
            self.changed.emit()
            self.snapshots_changed.emit()
            done()

        self._bridge.blocking(work, reverted, failed)

    def delete_snapshot(self, name: str, done: Callable[[], None], failed: Failed) -> None:
        """Remove one, for good."""
        directory = self.directory

        def work() -> None:
            from engine.snapshot.shelf import delete

            delete(directory, name)

        def deleted(_: None) -> None:
            self.snapshots = tuple(one for one in self.snapshots if one != name)
            self.changed.emit()
            self.snapshots_changed.emit()
            done()

        self._bridge.blocking(work, deleted, failed)

    def _cancel_snapshot(self) -> None:
        self.execute("x-virtgui-snapshot-cancel", failed=lambda _: None)  # It has gone, or is ready already.

    def tell(self, error: EngineError) -> None:
        """Say what went wrong where the machine's troubles are said."""
        self._tell(error)

    def detach(self) -> None:
        """Let go of a running machine, which runs on and finishes what it does."""
        self._live = None
        super().detach()

    # What a running machine says of it.

    def _told(self, facts: dict[str, Any]) -> None:
        live = self._live
        if live is None or facts.get("name", live.name) != live.name:
            return
        live.progress.what = str(facts.get("what", ""))
        live.progress.done, live.progress.total = int(facts.get("done", 0)), int(facts.get("total", 0))
        state = facts.get("state")
        if state == "done":
            self._live = None
            self._taken(live.done, int(facts.get("stood-ms", 0)) / 1000)
        elif state == "cancelled":
            self._live_failed(CancelledError())
        elif state == "failed":
            self._live_failed(EngineError(str(facts.get("error", "")), str(facts.get("remedy", ""))))

    def _taken(self, done: Callable[[float], None], stood_s: float) -> None:
        self.snapshots_changed.emit()
        done(stood_s)

    def _live_failed(self, error: EngineError) -> None:
        live, self._live = self._live, None
        if live is not None:
            live.failed(error)

    def _first_contact(self, reason: str) -> None:
        if self._live is not None and reason != phrase.SNAPSHOT:
            self._live_failed(
                EngineError(_tr("What became of the snapshot is not known: the connection was lost."), "")
            )

    def _died(self) -> None:
        super()._died()
        self._live_failed(EngineError(_tr("The machine ended before the snapshot was taken."), ""))


def look(directory: MachineDirectory, config: MachineConfig | None, root: Path) -> Shelf:
    """What there is to go back to, and how copies come about there. Blocks."""
    from engine.snapshot.shelf import listed
    from engine.snapshot.take import written_to
    from engine.storage.sparse import can_share

    found = tuple(listed(directory))
    disks = list(written_to(config, directory.path)) if config is not None else []
    present = [disk for disk in disks if disk.is_file()]
    place = directory.snapshots if directory.snapshots.is_dir() else directory.path
    return Shelf(
        found,
        all(can_share(disk, place) for disk in present),
        all(can_share(disk, root) for disk in present),
        sum(disk.stat().st_blocks * 512 for disk in present),
    )


def name_problem(name: str, taken: tuple[str, ...]) -> str:
    """Why a snapshot cannot be called so; "" if it can."""
    if not name:
        return _tr("Give the snapshot a name.")
    if not NAME.fullmatch(name) or name.endswith((" ", ".")):
        return _tr("A name has up to 64 letters (A-Z), digits, spaces and . _ + - and begins with one of the first.")
    return _tr("There is a snapshot of this name already.") if name in taken else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Keeper", text)
