"""The application: where its parts are made and joined. The first window must not wait for what it does not need."""

from __future__ import annotations

import builtins
import gc
import os
import sys
from typing import TYPE_CHECKING

from engine import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QApplication

NO_DISPLAY = 3
NEW = "--new"
USAGE = "usage: virtgui [--version] [--help] [--new] [NAME or FILE...]"
HELP = f"""{USAGE}

Create, run and watch virtual machines. With NAMEs, the windows of those machines are opened too; a FILE is an
exported machine to be imported, or what a new machine is to start from.

  --new       make a new machine
  --version   say which version this is
  -h, --help  say this"""
NO_DISPLAY_TEXT = (
    "VirtGUI is a desktop application, but there is no display here: neither DISPLAY nor WAYLAND_DISPLAY is set.\n"
    "Give it one of its own with: xvfb-run virtgui; or watch it from another computer: start it with\n"
    "QT_QPA_PLATFORM=vnc virtgui and connect a VNC viewer to port 5900. Without any display, use vgctl."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """``virtgui [--version] [--new] [NAME or FILE...]``. Exit status 0; 2 for wrong usage; 3 without a display."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    answer = _answer(words)
    if answer is not None:
        return answer
    if not has_display(os.environ):
        print(NO_DISPLAY_TEXT, file=sys.stderr)  # noqa: T201  # an answer on the command line
        return NO_DISPLAY
    return _run(words)


def has_display(environment: Mapping[str, str]) -> bool:
    """Whether Qt will find a screen, or was told to make one."""
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _answer(words: list[str]) -> int | None:
    """The exit status if the options alone are all there is to do."""
    options = [word for word in words if word.startswith("-") and word != NEW]
    if "--version" in options:
        _say(f"virtgui {VERSION}")
        return 0
    if "-h" in options or "--help" in options:
        _say(HELP)
        return 0
    if options:
        print(f"virtgui: unknown option {options[0]}\n{USAGE}", file=sys.stderr)  # noqa: T201  # likewise
        return 2
    return None


def _say(text: str) -> None:
    try:
        print(text, flush=True)  # noqa: T201  # an answer on the command line
    except BrokenPipeError:
        # Whoever read it has had enough; the interpreter must not try to flush it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(names: list[str]) -> int:
    gc.disable()  # Nothing that is imported is garbage; looking for some would only delay the window.
    from PySide6.QtCore import QSettings

    plain_import()
    from PySide6.QtWidgets import QApplication

    from engine.store import Store
    from engine.welcome import ensure_welcome
    from virtgui.bridge import Bridge
    from virtgui.language import install
    from virtgui.models.fleet import Fleet
    from virtgui.style import EdgedFusion
    from virtgui.theme import Theme
    from virtgui.windows.manager import ManagerWindow

    app = QApplication(["virtgui"])
    app.setApplicationName("virtgui")
    app.setApplicationDisplayName("VirtGUI")
    app.setDesktopFileName("org.virtgui.VirtGUI")
    install(app)
    settings = QSettings("virtgui", "virtgui")
    scheme = settings.value("scheme", "system")
    look = Theme(app, scheme if scheme in ("light", "dark") else "system", EdgedFusion())
    store, bridge = Store(), Bridge()
    fleet = Fleet(store, bridge)
    window = ManagerWindow(fleet, bridge, look, settings)
    quit_on_signals(app)

    def open_named() -> None:
        for name in names:
            if name == NEW:
                window.new_machine()
            elif fleet.machine(name) is None and os.path.isfile(name):  # noqa: PTH113  # pathlib is late
                window.take_file(os.path.abspath(name))  # noqa: PTH100  # likewise
            else:
                window.open_named(name)

    fleet.ready.connect(open_named)
    fleet.ready.connect(window.examine_once)
    window.show()
    # What is here now stays: a search through it for garbage would hold up the window for 50 ms.
    gc.freeze()
    gc.enable()
    fleet.open(prepare=lambda: ensure_welcome(store))
    try:
        return app.exec()
    finally:
        fleet.close()
        bridge.close()


def plain_import() -> None:
    """Undo PySide's hook on ``import``: it reads the source of every module imported from then on, and keeps 4 MB
    of them, for the sake of ``from __feature__ import``, which we do not use."""
    original = getattr(builtins, "__orig_import__", None)
    if original is not None:
        builtins.__import__ = original


def quit_on_signals(app: QApplication) -> None:
    """SIGINT and SIGTERM end the application like its menu does; Python runs no handler while Qt waits."""
    import signal

    from PySide6.QtCore import QSocketNotifier

    # Not a socket pair: the socket module costs the first window half a megabyte.
    ours, theirs = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(theirs, warn_on_full_buffer=False)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: app.quit())
    notifier = QSocketNotifier(ours, QSocketNotifier.Type.Read, app)

    def woken() -> None:
        """Reading is enough: it lets the interpreter run, which then calls the handler."""
        os.read(ours, 64)

    notifier.activated.connect(woken)
