"""Recording a machine's consoles to files: what can be begun, what is under way, what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QWidget

from virtgui.models.machine import Machine
from virtgui.recording.recorder import PictureRecorder, Recorder, SerialRecorder, TextRecorder
from virtgui.theme import icon
from virtgui.windows.page_screen import ScreenPage
from virtgui.windows.page_serial import SerialPage

if TYPE_CHECKING:
    from virtgui.bridge import Bridge

SUFFIX = {"picture": "png", "text": "cast", "serial": "cast"}


def _tr(text: str) -> str:
    return QCoreApplication.translate("Record", text)


class Record(QObject):
    """``actions``: a checkable one for each kind of recording, "picture", "text" and "serial"; checked while it is
    under way. ``told(what)`` and ``trouble(what, remedy)`` are for the message bar."""

    told = Signal(str)
    trouble = Signal(str, str)
    changed = Signal()

    def __init__(
        self, window: QWidget, machine: Machine, bridge: Bridge, screen: ScreenPage, serial: SerialPage
    ) -> None:
        super().__init__(window)
        self._window, self._machine, self._bridge = window, machine, bridge
        self._screen, self._serial = screen, serial
        self._under_way: dict[str, Recorder] = {}
        self._enders: dict[str, Callable[[], None]] = {}
        self.actions = {kind: self._action(kind) for kind in SUFFIX}
        machine.link_changed.connect(self._link_changed)

    @property
    def under_way(self) -> frozenset[str]:
        """Which kinds are being recorded."""
        return frozenset(self._under_way)

    def problem(self, kind: str) -> str:
        """Why this cannot be begun; empty if it can."""
        if kind == "picture":
            return self._screen.screenshot_problem()
        if kind == "text":
            return self._screen.copy_problem()
        return "" if self._serial.port is not None else _tr("This machine has no serial port.")

    def refresh(self) -> None:
        """Follow what is possible, and what is under way."""
        for kind, action in self.actions.items():
            on = kind in self._under_way
            action.setText(_title(kind, on))
            action.setChecked(on)
            problem = "" if on else self.problem(kind)
            action.setEnabled(not problem)
            action.setToolTip(problem or action.text())

    def begin(self, kind: str, path: Path) -> None:
        """Record to a file."""
        if kind in self._under_way or self.problem(kind):
            return
        recorder = self._make(kind, path)
        recorder.finished.connect(self._finished)
        recorder.failed.connect(self._failed)
        self._under_way[kind] = recorder
        self.refresh()
        self.changed.emit()

    def end(self, kind: str) -> None:
        """Finish a recording, if it is under way."""
        recorder = self._under_way.pop(kind, None)
        if recorder is not None:
            self._enders.pop(kind)()
            recorder.stop()
        self.refresh()
        self.changed.emit()

    def end_all(self) -> None:
        """Finish every recording."""
        for kind in list(self._under_way):
            self.end(kind)

    # --- inside --------------------------------------------------------------------------------------------

    def _action(self, kind: str) -> QAction:
        action = QAction(icon("record"), _title(kind, False), self._window)
        action.setCheckable(True)
        action.triggered.connect(lambda on: self._ask(kind) if on else self.end(kind))
        return action

    def _ask(self, kind: str) -> None:
        self.refresh()  # It is checked when it has begun, not before.
        kinds = {"picture": _tr("Animated pictures (*.png *.apng)")}
        dialog = QFileDialog(
            self._window, _title(kind, False).rstrip("…"), "", kinds.get(kind, _tr("Recordings of text (*.cast)"))
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX[kind])
        dialog.selectFile(f"{self._machine.name}.{SUFFIX[kind]}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.begin(kind, Path(path)))
        dialog.open()

    def _make(self, kind: str, path: Path) -> Recorder:
        display, machine = self._screen.display, self._machine
        if kind == "serial":
            return self._make_serial(path)
        recorder: Recorder
        if kind == "picture":
            recorder = PictureRecorder(self._bridge, path, display.screenshot)
        else:
            recorder = TextRecorder(self._bridge, path, machine.name, self._text_screen)
        machine.display_changed.connect(recorder.changed)
        machine.look(True)  # Also while the window shows another page.

        def end() -> None:
            machine.display_changed.disconnect(recorder.changed)
            machine.look(False)

        self._enders[kind] = end
        return recorder

    def _text_screen(self) -> tuple[list[bytes], tuple[int, int] | None]:
        display = self._screen.display
        display.catch_up()  # Hidden it does not follow the guest by itself.
        return display.cell_rows(), display.cursor_cell()

    def _make_serial(self, path: Path) -> Recorder:
        port = self._serial.port
        assert port is not None
        title = f"{self._machine.name} {port.name}"
        shape, encoding = port.terminal.grid_size, port.terminal.encoding()
        recorder = SerialRecorder(self._bridge, path, title, shape, encoding)
        port.heard = recorder.heard
        port.terminal.resized.connect(recorder.resized)

        def end() -> None:
            port.heard = None
            port.terminal.resized.disconnect(recorder.resized)

        self._enders["serial"] = end
        return recorder

    def _finished(self, where: str) -> None:
        self.told.emit(_tr("Saved the recording as {0}.").format(where))

    def _failed(self, what: str, remedy: str) -> None:
        for kind in [kind for kind, recorder in self._under_way.items() if recorder.is_over]:
            del self._under_way[kind]
            self._enders.pop(kind)()
        self.refresh()
        self.changed.emit()
        self.trouble.emit(what, remedy)

    def _link_changed(self) -> None:
        """A machine that is off shows nothing more."""
        if self._machine.link is None:
            for kind in ("picture", "text"):
                self.end(kind)


def _title(kind: str, on: bool) -> str:
    if on:
        return {
            "picture": _tr("Stop recording the screen"),
            "text": _tr("Stop recording the screen's text"),
            "serial": _tr("Stop recording the serial port"),
        }[kind]
    return {
        "picture": _tr("Record the screen…"),
        "text": _tr("Record the screen's text…"),
        "serial": _tr("Record the serial port…"),
    }[kind]
