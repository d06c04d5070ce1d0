from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is imported

import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication

from engine.config import MachineConfig
from engine.directory import runtime_root
from engine.presence import running_pid
from engine.store import Store, new_uuid
from virtgui.bridge import Bridge
from virtgui.models.fleet import Fleet
from virtgui.models.machine import Machine
from virtgui.windows.manager import ManagerWindow


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
    for pid_file in runtime_root().glob("*/pid"):
        pid = running_pid(pid_file)
        if pid is None:
            continue
        descriptor = os.pidfd_open(pid)
        signal.pidfd_send_signal(descriptor, signal.SIGKILL)
        try:
            os.waitid(os.P_PIDFD, descriptor, os.WEXITED)
        except ChildProcessError:
            pass  # Somebody else's child, or waited for already.
        os.close(descriptor)
    _collect_ended()
    shutil.rmtree(base, ignore_errors=True)


def _collect_ended() -> None:
    """Do init's work: a fleet that closes lets go of its machines, and one that then ends stays ours until waited
    for."""
    try:
        while os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG) is not None:
            pass
    except ChildProcessError:
        pass  # None is left.


@pytest.fixture
def store(home: Path) -> Store:
    return Store()


@pytest.fixture
def bridge(qapp) -> Iterator[Bridge]:
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
        qtbot.waitUntil(lambda: manager.tree.index_of(machine).isValid(), timeout=5000)
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
        qtbot.waitUntil(lambda: fleet.machine(name) is not None, timeout=5000)
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
