"""The application's parts without its main window, for tests of windows on real machines."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from engine.config import Disk, MachineConfig
from engine.store import Store, new_uuid
from virtgui.bridge import Bridge
from virtgui.models.fleet import Fleet
from virtgui.models.machine import Machine
from virtgui.models.state import MachineState
from virtgui.widgets.display import DisplayWidget
from virtgui.windows.machine import MachineWindow

DEADLINE_S = 60.0
POLL_MS = 20


class Bench:
    """Makes machines and windows; ``close`` destroys the windows."""

    def __init__(self, store: Store, bridge: Bridge, fleet: Fleet) -> None:
        self.store = store
        self.bridge = bridge
        self.fleet = fleet
        self.windows: list[QWidget] = []
        self._is_open = False

    def until(self, condition: Callable[[], object], what: str, deadline_s: float = DEADLINE_S) -> None:
        """Let Qt work until ``condition()``; AssertionError when it does not come true."""
        end = time.monotonic() + deadline_s
        while not condition():
            assert time.monotonic() < end, f"No {what} within {deadline_s:g} s."
            loop = QEventLoop()
            QTimer.singleShot(POLL_MS, loop.quit)
            loop.exec()

    def add(self, image: Path | None = None, **fields: Any) -> Machine:
        """A machine in store and fleet, off, with a copy of ``image`` as its disk."""
        fields = {"name": "guest", "uuid": new_uuid(), "memory_mib": 32} | fields
        if image is not None:
            fields["disks"] = (Disk(path="disk.img"), *fields.get("disks", ()))
        config = MachineConfig(**fields)
        directory = self.store.create(config)
        if image is not None:
            shutil.copyfile(image, directory.path / "disk.img")
        if self._is_open:
            self.fleet.rescan()
        else:
            self._is_open = True
            self.fleet.open()
        return self.machine(config.name)

    def machine(self, name: str) -> Machine:
        """A machine of the fleet, waited for."""
        self.until(lambda: self.fleet.machine(name), f"machine {name}")
        machine = self.fleet.machine(name)
        assert machine is not None
        return machine

    def window(self, machine: Machine) -> MachineWindow:
        """Its window, shown."""
        window = MachineWindow(machine, self.fleet, self.bridge)
        self.show(window)
        return window

    def show(self, window: QWidget) -> None:
        """Show a window, and destroy it at the end."""
        self.windows.append(window)
        window.show()

    def start(self, machine: Machine) -> None:
        """Switch it on; returns when it runs and its screen is there."""
        machine.start()
        self.until(lambda: machine.state is not MachineState.STARTING, f"start of {machine.name}")
        assert machine.state is MachineState.RUNNING, (machine.state, machine.reason, machine.remedy)
        self.until(lambda: machine.link is not None, "display")

    def screen(self, display: DisplayWidget) -> str:
        """What a screen reader reads from the display."""
        display.update_accessible()
        return str(display.accessibleDescription())

    def until_screen(self, display: DisplayWidget, text: str) -> str:
        """Wait for a text on the screen; all of it."""
        try:
            self.until(lambda: text in self.screen(display), f"{text!r} on the screen")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.screen(display)}") from None
        return self.screen(display)

    def close(self) -> None:
        """Destroy the windows."""
        for window in self.windows:
            _destroy(window)


def _destroy(window: QWidget) -> None:
    try:
        window.close()
        window.deleteLater()
    except RuntimeError:
        pass  # It destroyed itself when it was closed.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
