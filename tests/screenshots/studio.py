"""Real machines in a temporary home, and the real windows, to be photographed."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLocale, QSettings
from PySide6.QtWidgets import QApplication, QWidget

from engine.config import MachineConfig
from engine.store import Store, new_uuid
from virtgui.bridge import Bridge
from virtgui.models.fleet import Fleet
from virtgui.models.machine import Machine
from virtgui.style import EdgedFusion
from virtgui.theme import Scheme, Theme
from virtgui.windows.manager import ManagerWindow

DEADLINE_S = 90.0


class Studio:
    """The application as a person would have it, on a store of its own. ``close`` powers every machine off."""

    def __init__(self, app: QApplication, pictures: Path) -> None:
        self.app = app
        QLocale.setDefault(QLocale("en_GB"))
        self.store = Store()
        self._pictures = pictures
        self._bridge = Bridge()
        self.fleet = Fleet(self.store, self._bridge)
        self.theme = Theme(app, "light", EdgedFusion())
        self._settings = QSettings(str(self.store.root.parent / "settings.ini"), QSettings.Format.IniFormat)
        self.manager = ManagerWindow(self.fleet, self._bridge, self.theme, self._settings)

    @property
    def bridge(self) -> Bridge:
        return self._bridge

    def add(self, name: str, image: Path | None = None, **fields: object) -> None:
        """Put a machine into the store; ``image`` is copied beside it as its first disk."""
        config = MachineConfig(name=name, uuid=new_uuid(), **fields)  # type: ignore[arg-type]  # checked by msgspec
        directory = self.store.create(config)
        if image is not None:
            shutil.copy(image, directory.path / image.name)

    def open(self) -> None:
        """Show the manager and wait for its list."""
        self.manager.resize(1000, 620)
        self.manager.show()
        self.fleet.open()
        self.wait(lambda: len(self.fleet) == len(self.store.scan()), "the list of machines")

    def machine(self, name: str) -> Machine:
        """A machine of the list."""
        found = self.fleet.machine(name)
        assert found is not None, name
        return found

    def start(self, name: str, text: str) -> Machine:
        """Run a machine until its screen shows ``text``."""
        machine = self.machine(name)
        machine.start()
        machine.look(True)
        self.wait_text(machine, text)
        machine.look(False)  # A screen that is looked at costs CPU time, which the manager's picture would show.
        return machine

    def wait_text(self, machine: Machine, text: str) -> None:
        """Until a machine's screen shows ``text``."""

        def shown() -> bool:
            if machine.link is None:
                return False
            machine.link.screen.refresh()
            return any(text in row for row in machine.link.screen.text())

        self.wait(shown, f"{text!r} on the screen of {machine.name}")

    def wait(self, condition: Callable[[], bool], what: str, deadline_s: float = DEADLINE_S) -> None:
        """Let the application run until ``condition()``."""
        end = time.monotonic() + deadline_s
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError(f"waited {deadline_s:g} s for {what}")
            self.run(0.02)

    def run(self, seconds: float) -> None:
        """Let the application run for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.005)

    def choose(self, scheme: Scheme, *, contrast: bool = False) -> None:
        """Light or dark; ``contrast``: as if the desktop asked for high contrast."""
        self.theme.wants_contrast = lambda: contrast  # type: ignore[method-assign]  # Qt's offscreen platform never asks
        self.theme.set_scheme(scheme)

    def shoot(self, widget: QWidget, name: str) -> None:
        """Photograph a window."""
        self.run(0.4)
        path = self._pictures / f"{name}.png"
        if not widget.grab().save(str(path)):
            raise OSError(f"{path} cannot be written")
        print(path)  # noqa: T201  # the command's progress

    def close(self) -> None:
        """Power everything off and put the application away."""
        for machine in self.fleet:
            if machine.pid:
                machine.kill()
        self.wait(lambda: not any(machine.pid for machine in self.fleet), "the machines to be off")
        self.manager.close()
        self._settings.sync()  # It would write at the very end otherwise, into a directory that has gone.
        self.fleet.close()
        self._bridge.close()
