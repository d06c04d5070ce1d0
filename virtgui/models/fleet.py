"""All machines: found in the store, kept up to date as files and processes come and go."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from engine.error import EngineError
from engine.store import Store
from virtgui.bridge import Bridge
from virtgui.models.machine import Machine
from virtgui.models.scan import Found, Scan, Scanner

SETTLE_MS = 80
AGAIN_MS = 400
SAMPLE_MS = 1000


class Fleet(QObject):
    """``open`` first. ``ready`` comes after the first scan, ``ticked`` after each round of sampling."""

    added = Signal(object)
    removed = Signal(str)
    ready = Signal()
    ticked = Signal()
    failed = Signal(str, str)

    def __init__(self, store: Store, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self.is_ready = False
        self._bridge = bridge
        self._scanner = Scanner(store)
        self._machines: dict[str, Machine] = {}
        self._scanning = False
        self._again = False
        self._settle = QTimer(self, singleShot=True)
        self._settle.timeout.connect(self.rescan)
        self._sampling = QTimer(self, interval=SAMPLE_MS)
        self._sampling.timeout.connect(self._sample)

    def open(self, prepare: Callable[[], object] | None = None) -> None:
        """Begin: scan the store (after ``prepare()``, on the same worker thread), look for changes, measure."""
        self._sampling.start()
        self._scan(prepare)

    def close(self) -> None:
        """Let go of all machines; they run on."""
        self._sampling.stop()
        self._settle.stop()
        for machine in self._machines.values():
            machine.detach()

    def __iter__(self) -> Iterator[Machine]:
        return iter(tuple(self._machines.values()))

    def __len__(self) -> int:
        return len(self._machines)

    def __bool__(self) -> bool:
        return True  # It is a thing, not a list: an empty one too.

    def machine(self, name: str) -> Machine | None:
        """The machine of this name."""
        return self._machines.get(name)

    def rescan(self) -> None:
        """Look through the store again, on a worker thread."""
        self._scan(None)

    def _scan(self, prepare: Callable[[], object] | None) -> None:
        if self._scanning:
            self._again = True
            return
        self._scanning, self._again = True, False

        def work() -> Scan:
            if prepare is not None:
                prepare()
            return self._scanner.scan()

        self._bridge.blocking(work, self._scanned, self._scan_failed)

    def _look(self) -> None:
        """Scan if something has changed."""
        if self._scanning:
            return
        self._scanning = True

        def work() -> Scan | None:
            return self._scanner.scan() if self._scanner.stale() else None

        self._bridge.blocking(work, self._scanned, self._scan_failed)

    def _scanned(self, scan: Scan | None) -> None:
        if scan is not None:
            self._merge(scan.found)
        self._finish_scan(scan is not None and scan.unsettled)

    def _scan_failed(self, error: EngineError) -> None:
        self.failed.emit(error.what, error.remedy)
        self._finish_scan(False)

    def _finish_scan(self, unsettled: bool) -> None:
        self._scanning = False
        if not self.is_ready:
            self.is_ready = True
            self.ready.emit()
        if self._again:
            self._soon(SETTLE_MS)
        elif unsettled:
            self._soon(AGAIN_MS)

    def _soon(self, delay_ms: int) -> None:
        if not self._settle.isActive():
            self._settle.start(delay_ms)

    def _merge(self, found: tuple[Found, ...]) -> None:
        names = {one.stored.name for one in found}
        self._follow_renames(found, names)
        for name in [name for name in self._machines if name not in names]:
            # A machine whose description was taken from under it goes when it is off.
            if not self._machines[name].state.alive:
                machine = self._machines.pop(name)
                machine.detach()
                machine.setParent(None)
                machine.gone.emit()
                self.removed.emit(name)
        for one in found:
            known = self._machines.get(one.stored.name)
            if known is None:
                machine = self._machines[one.stored.name] = Machine(one, self.store, self._bridge, self)
                self.added.emit(machine)
            else:
                known.update(one)

    def _follow_renames(self, found: tuple[Found, ...], names: set[str]) -> None:
        """A new directory with the uuid of one that has gone is the same machine under another name."""
        orphans = {m.uuid: (name, m) for name, m in self._machines.items() if name not in names and m.uuid}
        for one in found:
            config = one.stored.config
            if config is None or one.stored.name in self._machines or config.uuid not in orphans:
                continue
            old, machine = orphans.pop(config.uuid)
            del self._machines[old]
            self._machines[one.stored.name] = machine
            machine.rename(one.stored.name)

    def _sample(self) -> None:
        for machine in self._machines.values():
            machine.sample()
        self.ticked.emit()
        self._look()
