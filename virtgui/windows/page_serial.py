"""The machine's serial ports, each a terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.error import EngineError
from virtgui.models.machine import Machine, MachineState
from virtgui.theme import SPACE_S, SPACE_XS, colours_for, icon
from virtgui.widgets.terminal import TerminalWidget
from virtgui.windows.serial_link import SerialLink

if TYPE_CHECKING:
    from virtgui.bridge import Bridge

PORTS: Final = 2
_HIGH: Final = 1 << 20
_LOW: Final = 1 << 18
_DRAIN_MS: Final = 20
_END_OF_PICTURE: Final = b"\x18\x1b[?1049l\x1b[!p\x1b[r\x1b[0m\x1b[999;1H"
"""Ends a sequence cut off, leaves the alternate screen, resets modes, margins and colours, goes to the last row."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("SerialPage", text)


class Port:
    """A terminal and its link. Reading stops while the terminal has more to work through than it can."""

    def __init__(self, machine: Machine, number: int, parent: QWidget, say: Callable[[str], None]) -> None:
        self.machine = machine
        self.number = number
        self.name = f"COM{number + 1}"
        self.terminal = TerminalWidget(parent, self.name, "dark")
        self.link = SerialLink(parent)
        self._say = say
        self._run = 0
        self._drain = QTimer(parent)
        self._drain.setInterval(_DRAIN_MS)
        self._drain.timeout.connect(self._drained)
        self.link.data.connect(self._feed)
        self.link.connected.connect(self._connected)
        self.link.disconnected.connect(lambda _reason: self.refresh())
        self.terminal.send.connect(self._send)
        self.refresh()

    def follow(self) -> None:
        """Connect when the machine runs, hang up when it does not."""
        machine = self.machine
        if machine.pid and machine.runtime is not None:
            self.link.open(machine.runtime.serial(self.number))
        elif not machine.state.alive and not self.link.is_connected:
            # While it is connected what comes last is still being read; the link notices the end itself.
            self.link.close()
        self.refresh()

    def refresh(self) -> None:
        """Say whether it is connected, and if not, why and until when."""
        if self.link.is_connected:
            self.terminal.set_connected(True)
        elif self.machine.state.alive:
            self.terminal.set_connected(False, _tr("waiting for the machine to answer."))
        else:
            self.terminal.set_connected(False, _tr("the machine is off. It connects when the machine starts."))

    def _connected(self) -> None:
        # The machine sends all of this run again: of what was shown only earlier runs are to stay.
        pid = self.machine.pid
        if pid == self._run:
            self.terminal.reset()
            self.terminal.clear()
        elif self._run and self.terminal.text().strip():
            rows = self.terminal.grid_size[1]
            # The new run must not write over the old one's picture, nor with its modes.
            self.terminal.feed(_END_OF_PICTURE + b"\r\n" * rows + b"\x1b[H")
            self.terminal.feed(f"\x1b[0;2m--- {self.machine.name}, {_tr('next start')} ---\x1b[0m\r\n".encode())
        self._run = pid
        self.refresh()

    def _feed(self, data: bytes) -> None:
        self.terminal.feed(data)
        if self.terminal.backlog > _HIGH:
            self.link.hold(True)
            self._drain.start()

    def _drained(self) -> None:
        if self.terminal.backlog < _LOW:
            self._drain.stop()
            self.link.hold(False)

    def _send(self, data: bytes) -> None:
        if self.link.is_connected and self.link.send(data) < len(data):
            self._say(_tr("The guest does not read from {0}: part of what you typed is lost.").format(self.name))


class SerialPage(QWidget):
    """COM1 and COM2. Links are made when the page is first shown, and then kept: what comes is not missed.

    ``trouble(what, remedy)``: something to say to the person.
    """

    trouble = Signal(str, str)

    def __init__(self, machine: Machine, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._machine, self._bridge = machine, bridge
        self._shown: set[int] = set()
        self._closed = False
        self._stack = QStackedWidget(self)
        self.ports = [
            Port(machine, number, self, lambda text: self.trouble.emit(text, "")) for number in range(PORTS)
        ]
        self.selector = QComboBox(self)
        self.selector.setAccessibleName(_tr("Serial port"))
        self.selector.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for port in self.ports:
            self.selector.addItem(port.name)
            self._stack.addWidget(port.terminal)
            port.link.connected.connect(self._describe)
            port.link.disconnected.connect(lambda _reason: self._describe())
        self.selector.currentIndexChanged.connect(self.show_port)
        self.status = QLabel(self)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_S, SPACE_XS, SPACE_S, SPACE_XS)
        row.setSpacing(SPACE_XS)
        row.addWidget(self.selector)
        row.addWidget(self.status)
        row.addStretch(1)
        self.search = self._button(row, "search", _tr("Search (Ctrl+Shift+F)"), self._find)
        self.copy = self._button(row, "copy", _tr("Copy the selected text (Ctrl+Shift+C)"), self._copy)
        self.save = self._button(row, "save", _tr("Save the text to a file"), self._save)
        self.clear = self._button(row, "delete", _tr("Clear the terminal (Ctrl+Shift+K)"), self._clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self._stack)
        machine.changed.connect(self._follow)
        machine.link_changed.connect(self._follow)
        self._describe()

    @property
    def port(self) -> Port:
        """The port that is shown."""
        return self.ports[self._stack.currentIndex()]

    def show_port(self, number: int) -> None:
        """Show COM1 (0) or COM2 (1)."""
        self._stack.setCurrentIndex(number)
        self.selector.setCurrentIndex(number)
        self._stack.setFocusProxy(self.port.terminal)
        if self.isVisible() and not self._closed:
            self._shown.add(number)
            self.port.follow()
        self._describe()

    def showEvent(self, event: QShowEvent) -> None:
        """Connect."""
        super().showEvent(event)
        self.show_port(self._stack.currentIndex())

    def close_page(self) -> None:
        """Hang up for good."""
        self._closed = True
        self._shown.clear()
        for port in self.ports:
            port.link.close()

    def _follow(self) -> None:
        for number in self._shown:
            self.ports[number].follow()
        self._describe()

    def _describe(self) -> None:
        """Whether the port is connected, in words and colour."""
        port, colours = self.port, colours_for(self.palette())
        if port.link.is_connected:
            text, colour = _tr("connected"), colours.running
        elif self._machine.state.alive and self._machine.state is not MachineState.STARTING:
            text, colour = _tr("connecting…"), colours.paused
        else:
            text, colour = _tr("not connected"), colours.off
        self.status.setText(f'<span style="color:{colour.name()}">●</span> {text}')
        self.status.setAccessibleName(f"{port.name} {text}")

    def _button(self, row: QHBoxLayout, picture: str, what: str, slot: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        action = QAction(icon(picture), what, self)
        action.triggered.connect(lambda: slot())
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        button.setAccessibleName(what)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.addWidget(button)
        return button

    def _find(self) -> None:
        self.port.terminal.show_find_bar()

    def _copy(self) -> None:
        if self.port.terminal.has_selection():
            self.port.terminal.copy()
        else:
            self.trouble.emit(_tr("Nothing is selected."), _tr("Drag with the mouse over the text to be copied."))

    def _clear(self) -> None:
        self.port.terminal.clear()

    def _save(self) -> None:
        dialog = QFileDialog(self, _tr("Save the text of {0}").format(self.port.name))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"{self._machine.name}-{self.port.name.lower()}.txt")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save_text)
        dialog.open()

    def save_text(self, path: str) -> None:
        """Write what the terminal holds to a file, off this thread."""
        text = self.port.terminal.text() + "\n"
        self._bridge.blocking(
            lambda: write_text(Path(path), text), None, lambda error: self.trouble.emit(error.what, error.remedy)
        )


def write_text(path: Path, text: str) -> None:
    """Write a file, UTF-8. EngineError says why not. Blocks."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise EngineError(f"{path} could not be written: {error.strerror}.", "Choose another place.") from None
