"""One serial port in a window: a terminal, the bytes in hexadecimal, and the link that feeds them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from virtgui.models.machine import Machine
from virtgui.models.socket_link import SocketLink
from virtgui.widgets.hex_view import Bytes, HexView
from virtgui.widgets.terminal import TerminalWidget

_HIGH: Final = 1 << 20
_LOW: Final = 1 << 18
_DRAIN_MS: Final = 20
_END_OF_PICTURE: Final = b"\x18\x1b[?1049l\x1b[!p\x1b[r\x1b[0m\x1b[999;1H"
"""Ends a sequence cut off, leaves the alternate screen, resets modes, margins and colours, goes to the last row."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("SerialPort", text)


class Port:
    """A terminal, its bytes in hexadecimal, and its link. Reading stops while the terminal has more to work through
    than it can.

    ``view`` shows one of the two. ``heard`` is called with all that comes, if set.
    """

    def __init__(self, machine: Machine, number: int, parent: QWidget, say: Callable[[str], None]) -> None:
        self.machine = machine
        self.number = number
        self.name = f"COM{number + 1}"
        self.view = QStackedWidget(parent)
        self.terminal = TerminalWidget(self.view, self.name, "dark")
        self.bytes = Bytes()
        self.hex = HexView(self.bytes, self.name, self.view)
        self.view.addWidget(self.terminal)
        self.view.addWidget(self.hex)
        self.view.setFocusProxy(self.terminal)
        self.heard: Callable[[bytes], None] | None = None
        self.link = SocketLink(parent)
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

    @property
    def in_hex(self) -> bool:
        """Whether the bytes are shown rather than the terminal."""
        return self.view.currentWidget() is self.hex

    def show_hex(self, on: bool) -> None:
        """Show the bytes, or the terminal."""
        shown: QWidget = self.hex if on else self.terminal
        self.view.setCurrentWidget(shown)
        self.view.setFocusProxy(shown)
        self.hex.refresh()

    def close(self) -> None:
        """Hang up, and go."""
        self.link.close()
        self._drain.stop()
        self.view.deleteLater()

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
        self.bytes.clear()
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
        self.bytes.add(data)
        if self.in_hex:
            self.hex.refresh()
        if self.heard is not None:
            self.heard(data)
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
