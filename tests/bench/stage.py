"""The application with eyes on it: ``python -m tests.bench.stage manager | screen NAME | serial NAME``.

Reports are JSON objects, one a line, on standard output; times are CLOCK_MONOTONIC, the same in every process.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

    from virtgui.models.machine import Machine
    from virtgui.windows.machine import MachineWindow

BEAT_MS = 5


def main() -> int:
    """Run one piece until SIGTERM."""
    piece, *names = sys.argv[1:]
    if piece == "manager":
        return _manager()
    return _machine(names[0], {"screen": _watch_screen, "serial": _watch_serial}[piece])


def _report(**facts: Any) -> None:
    os.write(1, json.dumps(facts).encode() + b"\n")


def _when_painted(widget: QWidget, call: Callable[[], None]) -> QObject:
    """``call`` after each painting of a widget, once the picture has left for the display. Keep the result."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Eye(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, call)
            return False

    eye = Eye(widget)
    widget.installEventFilter(eye)
    return eye


def _manager() -> int:
    """The application as it is, reporting its first picture."""
    from virtgui import app
    from virtgui.windows.manager import ManagerWindow

    show = ManagerWindow.show
    seen: list[float] = []

    def painted() -> None:
        if not seen:
            seen.append(time.monotonic())
            _report(painted=seen[0])

    def shown(window: ManagerWindow) -> None:
        _when_painted(window, painted)
        show(window)

    ManagerWindow.show = shown  # type: ignore[method-assign]  # the eye must be there before the first picture
    return app.main([])


def _machine(name: str, watch: Callable[[Machine, MachineWindow], list[QObject]]) -> int:
    """The window of a machine that runs."""
    import gc

    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from engine.store import Store
    from virtgui.app import quit_on_signals
    from virtgui.bridge import Bridge
    from virtgui.models.fleet import Fleet
    from virtgui.windows.machine import MachineWindow

    app = QApplication(["bench"])
    bridge = Bridge()
    fleet = Fleet(Store(), bridge)
    quit_on_signals(app)
    kept: list[object] = []

    def open_window() -> None:
        machine = fleet.machine(name)
        assert machine is not None, f"no machine is called {name}"
        window = MachineWindow(machine, fleet, bridge)
        kept.extend([window, *watch(machine, window)])
        window.show()
        gc.freeze()  # As app.py does.
        # Once it shows, all links are there after a few turns of the event loop.
        QTimer.singleShot(1500, lambda: _report(ready=time.monotonic()))

    fleet.ready.connect(open_window)
    fleet.open()
    try:
        return app.exec()
    finally:
        fleet.close()
        bridge.close()


def _watch_screen(machine: Machine, window: MachineWindow) -> list[QObject]:
    """Reports the top left character of each picture, and when it was painted."""
    import mmap

    from engine.display.layout import TEXT_OFFSET

    display = window.screen_page.display
    latest = [0]
    memory: list[mmap.mmap] = []

    def painted() -> None:
        _report(painted=time.monotonic(), cell=latest[0])

    def refresh() -> None:
        if machine.link is None:
            return
        if not memory:
            memory.append(mmap.mmap(machine.link.fds["display"], 0, mmap.MAP_SHARED, mmap.PROT_READ))
        fetch()
        cell = memory[0][TEXT_OFFSET]
        if cell != latest[0]:
            fetch()  # The one before may have been just too early for this cell; now it is in the picture.
            latest[0] = cell

    fetch = display.refresh
    machine.display_changed.disconnect(fetch)
    machine.display_changed.connect(refresh)
    display.refresh = refresh  # type: ignore[method-assign]  # the blinking cursor fetches, too
    return [_when_painted(display, painted)]


def _watch_serial(_machine: Machine, window: MachineWindow) -> list[QObject]:
    """Reports when the end of the flood is on the terminal, and how long the GUI thread was ever held up till then.

    A heart beats every BEAT_MS; how late a beat comes is how long a key press would have waited: ``late``, and
    ``own`` without the time in which other processes had the processor.
    """
    from PySide6.QtCore import Qt, QTimer

    from tests.bench.probe import waited_s
    from virtgui.terminal.line import plain

    window.show_view("serial")
    terminal = window.serial_page.ports[0].terminal
    heart = QTimer(window, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
    late: list[float] = []
    own: list[float] = []
    last = [0.0, 0.0, 0.0]

    def beat() -> None:
        now, waited = time.monotonic(), waited_s(os.getpid())
        if last[0]:
            late.append(now - last[0] - BEAT_MS / 1000)
            own.append(late[-1] - (waited - last[2]))
        last[0], last[2] = now, waited
        if now - last[1] > 0.5:
            last[1] = now
            above = terminal.document.top + terminal.console.cursor.y - 1
            if plain(terminal.document.line(above)).startswith("END"):
                heart.stop()
                _report(ended=now, late=max(late), own=max(own))

    heart.timeout.connect(beat)
    window.serial_page.ports[0].link.data.connect(lambda _data: heart.isActive() or late or heart.start())
    return [heart]


if __name__ == "__main__":
    sys.exit(main())
