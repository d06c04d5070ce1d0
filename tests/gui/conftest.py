from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is imported

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.config import MachineConfig
from engine.store import Store, new_uuid
from tests.support.leftover import collect_ended, end_machines, wait_for_threads
from virtgui.bridge import THREAD, Bridge
from virtgui.models.fleet import Fleet
from virtgui.models.machine import Machine
from virtgui.windows.manager import ManagerWindow

PATIENCE_MS = 20_000


class PatientBot(QtBot):
    """Waits four times as long as pytest-qt for what it is not told how long to wait for: a host may be busy."""

    def waitUntil(self, callback, *, timeout=PATIENCE_MS):
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal, *, timeout=PATIENCE_MS, **options):
        return super().waitSignal(signal, timeout=timeout, **options)


@pytest.fixture
def qtbot(qapp, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's, patient."""
    return PatientBot(request)


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The user's directories, all of them fresh. No VM process in them outlives the test."""
    # Not tmp_path: the path of a Unix socket has room for 107 bytes.
    base = Path(tempfile.mkdtemp(prefix="vg-"))
    for name, directory in (("DATA", "data"), ("CONFIG", "config"), ("RUNTIME", "run")):
        (base / directory).mkdir(mode=0o700)
        variable = "XDG_RUNTIME_DIR" if name == "RUNTIME" else f"XDG_{name}_HOME"
        monkeypatch.setenv(variable, str(base / directory))
    # Qt asks for the environment once in a process.
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(base / "config"))
    yield base
    end_machines()
    wait_for_threads(THREAD)  # The bridge's: one may be starting a machine just now.
    end_machines()
    collect_ended()
    shutil.rmtree(base)


@pytest.fixture
def store(home: Path) -> Store:
    return Store()


@pytest.fixture
def bridge(qapp, home: Path) -> Iterator[Bridge]:
    """It is closed before the directories go in which its threads work."""
    made = Bridge()
    broken: list[str] = []
    made.broke.connect(broken.append)
    yield made
    made.close()
    assert not broken, broken[0]


@pytest.fixture
def fleet(store: Store, bridge: Bridge) -> Iterator[Fleet]:
    made = Fleet(store, bridge)
    yield made
    made.close()


@pytest.fixture
def manager(fleet: Fleet, bridge: Bridge, home: Path, qtbot) -> Iterator[ManagerWindow]:
    """The manager's window, with settings of its own."""
    settings = QSettings(str(home / "settings.ini"), QSettings.Format.IniFormat)
    window = ManagerWindow(fleet, bridge, None, settings)
    qtbot.addWidget(window)
    window.show()
    yield window
    for machine_window in window.windows().values():
        machine_window.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def row(manager: ManagerWindow, opened: Callable[..., Machine], qtbot) -> Callable[[str], Machine]:
    """Wait for a machine's row, and select it."""

    def row(name: str) -> Machine:
        machine = opened(name)
        qtbot.waitUntil(lambda: manager.tree.index_of(machine).isValid(), timeout=20000)
        manager.list.choose(machine)
        return machine

    return row


@pytest.fixture
def make(store: Store) -> Callable[..., MachineConfig]:
    """Put a machine into the store: small, and without a disk unless told otherwise."""

    def make(name: str, **fields) -> MachineConfig:
        config = MachineConfig(name=name, uuid=new_uuid(), **({"memory_mib": 16} | fields))
        store.create(config)
        return config

    return make


@pytest.fixture
def opened(fleet: Fleet, qtbot) -> Callable[..., Machine]:
    """Open the fleet and wait until the named machine is in it."""

    def opened(name: str) -> Machine:
        if not fleet.is_ready:
            fleet.open()
        qtbot.waitUntil(lambda: fleet.machine(name) is not None, timeout=20000)
        machine = fleet.machine(name)
        assert machine is not None
        return machine

    return opened


@pytest.fixture
def running(opened: Callable[..., Machine], qtbot) -> Callable[..., Machine]:
    """The same, and start it, and wait until it runs and shows its screen."""

    def running(name: str) -> Machine:
        machine = opened(name)
        machine.start()
        qtbot.waitUntil(lambda: machine.state == "running" and machine.link is not None, timeout=20000)
        return machine

    return running
