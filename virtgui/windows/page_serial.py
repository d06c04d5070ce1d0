"""The machine's serial ports, each a terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QCoreApplication, Qt, Signal, SignalInstance
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

from engine.config import MachineConfig, Serial
from engine.error import EngineError
from virtgui.models.machine import Machine, MachineState
from virtgui.theme import SPACE_S, SPACE_XS, colours_for, icon
from virtgui.windows.serial_menu import TargetMenu
from virtgui.windows.serial_port import Port

if TYPE_CHECKING:
    from virtgui.bridge import Bridge


def _tr(text: str) -> str:
    return QCoreApplication.translate("SerialPage", text)


class SerialPage(QWidget):
    """The machine's serial ports. Links are made when the page is first shown, and then kept: nothing is missed.

    ``trouble(what, remedy)``, ``told(what)``: something to say to the person. ``port_added(Port)``: one more.
    ``clipboard_refused(Port)``: the guest wanted the clipboard, and may not.
    """

    trouble = Signal(str, str)
    told = Signal(str)
    port_added = Signal(object)
    clipboard_refused = Signal(object)

    def __init__(self, machine: Machine, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._machine, self._bridge = machine, bridge
        self._shown: set[int] = set()
        self._closed = False
        self._shares = False
        self._stack = QStackedWidget(self)
        self._none = QLabel(_tr("This machine has no serial port. Add one in Details."), self)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._none.setWordWrap(True)
        self._stack.addWidget(self._none)
        self.ports: list[Port] = []
        self._numbers: list[int] | None = None
        self.selector = QComboBox(self)
        self.selector.setAccessibleName(_tr("Serial port"))
        self.selector.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.status = QLabel(self)
        self._lay_out()
        self._sync_ports()
        self.selector.currentIndexChanged.connect(self.show_port)
        self.setFocusProxy(self._stack)
        machine.changed.connect(self._follow)
        machine.link_changed.connect(self._follow)
        self._describe()

    def _lay_out(self) -> None:
        self._row = row = QHBoxLayout()
        row.setContentsMargins(SPACE_S, SPACE_XS, SPACE_S, SPACE_XS)
        row.setSpacing(SPACE_XS)
        row.addWidget(self.selector)
        row.addWidget(self.status)
        row.addStretch(1)
        self.search = self._button(row, "search", _tr("Search (Ctrl+Shift+F)"), self.show_find)
        self.copy = self._button(row, "copy", _tr("Copy the selected text (Ctrl+Shift+C)"), self._copy)
        self.save = self._button(row, "save", _tr("Save the text to a file"), self._save)
        self.clear = self._button(row, "delete", _tr("Clear the terminal (Ctrl+Shift+K)"), self._clear)
        self.stamps = self._button(row, "clock", _tr("Show when each line arrived"), self._show_stamps)
        self.hex = self._button(row, "hex", _tr("Show the bytes in hexadecimal"), self._show_hex)
        for button in (self.stamps, self.hex):
            button.defaultAction().setCheckable(True)
        self.leads = self._button(row, "plug", _tr("Where the port leads"), lambda: None)
        self.target_menu = TargetMenu(self._lead, self)
        self.target_menu.aboutToShow.connect(lambda: self.target_menu.show_target(self._target().target))
        self.leads.setMenu(self.target_menu)
        self.leads.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._stack, 1)

    def _sync_ports(self) -> None:
        """As many ports as the machine has."""
        config = self._machine.config
        serial = config.serial if config is not None else (Serial(), Serial())
        wanted = [number for number, port in enumerate(serial) if port.target != "none"]
        if wanted == self._numbers:
            return
        self._numbers = wanted
        kept = {port.number: port for port in self.ports if port.number in wanted}
        for port in self.ports:
            if port.number not in kept:
                self._stack.removeWidget(port.view)
                self._shown.discard(port.number)
                port.close()
        self.ports = [kept.get(number) or self._new_port(number) for number in wanted]
        self.selector.blockSignals(True)
        self.selector.clear()
        self.selector.addItems([port.name for port in self.ports])
        self.selector.blockSignals(False)
        if self.ports:
            self.show_port(0)
        for button in (self.search, self.copy, self.save, self.clear, self.stamps, self.hex, self.leads):
            button.setEnabled(bool(self.ports))

    def _new_port(self, number: int) -> Port:
        port = Port(self._machine, number, self, lambda text: self.trouble.emit(text, ""))
        port.terminal.shares_clipboard = self._shares
        port.terminal.save_wanted.connect(self._save)
        port.terminal.clipboard_used.connect(lambda how, of=port: self._clipboard_used(of, how))
        port.link.connected.connect(self._describe)
        port.link.disconnected.connect(lambda _reason: self._describe())
        self._stack.addWidget(port.view)
        self.port_added.emit(port)
        return port

    @property
    def port(self) -> Port | None:
        """The port that is shown; None on a machine without any."""
        index = self.selector.currentIndex()
        return self.ports[index] if 0 <= index < len(self.ports) else None

    def show_port(self, index: int) -> None:
        """Show one of ``ports``."""
        if not 0 <= index < len(self.ports):
            return
        port = self.ports[index]
        self.selector.setCurrentIndex(index)
        self._stack.setCurrentWidget(port.view)
        self._stack.setFocusProxy(port.view)
        self.stamps.defaultAction().setChecked(port.terminal.timestamps)
        self.hex.defaultAction().setChecked(port.in_hex)
        if self.isVisible() and not self._closed:
            self._shown.add(port.number)
            port.follow()
        self._describe()

    def add_action(self, action: QAction) -> None:
        """A button for one more thing to do."""
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        button.setAccessibleName(action.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._row.addWidget(button)

    def share_clipboard(self, on: bool) -> None:
        """Whether the guest may set and read the desktop's clipboard (OSC 52)."""
        self._shares = on
        for port in self.ports:
            port.terminal.shares_clipboard = on

    def showEvent(self, event: QShowEvent) -> None:
        """Connect."""
        super().showEvent(event)
        self.show_port(self.selector.currentIndex())

    def close_page(self) -> None:
        """Hang up for good."""
        self._closed = True
        self._shown.clear()
        for port in self.ports:
            port.link.close()

    def _follow(self) -> None:
        self._sync_ports()
        for port in self.ports:
            if port.number in self._shown:
                port.follow()
        self._describe()

    def _describe(self) -> None:
        """Whether the port is connected and where it leads, in words and colour."""
        port, colours = self.port, colours_for(self.palette())
        if port is None:
            self.status.clear()
            return
        if port.link.is_connected:
            text, colour = _tr("connected"), colours.running
        elif self._machine.state.alive and self._machine.state is not MachineState.STARTING:
            text, colour = _tr("connecting…"), colours.paused
        else:
            text, colour = _tr("not connected"), colours.off
        places = self._machine.facts.get("serial-places")
        place = str(places[port.number]) if isinstance(places, list) and port.number < len(places) else ""
        if place:
            text = _tr("{0}, also at {1}").format(text, place)
        self.status.setText(f'<span style="color:{colour.name()}">●</span> {text}')
        self.status.setAccessibleName(f"{port.name} {text}")
        self.status.setToolTip(place)

    def _target(self) -> Serial:
        """Where the port leads by the machine's description."""
        config, port = self._machine.config, self.port
        if config is None or port is None or port.number >= len(config.serial):
            return Serial()
        return config.serial[port.number]

    def _lead(self, serial: Serial) -> None:
        """Lead the port elsewhere: at once if the machine runs, from the next start on if it is off."""
        port, machine = self.port, self._machine
        if port is None:
            return
        if machine.state.alive:
            arguments: dict[str, object] = {"port": port.number, "target": serial.target, "path": serial.path}
            machine.execute(
                "x-virtgui-serial",
                arguments,
                lambda _answer: self._say(
                    self.told, _tr("{0} leads there until the machine is off.").format(port.name)
                ),
                lambda error: self._say(self.trouble, error.what, error.remedy),
            )
        elif machine.config is not None:
            number = port.number

            def led(config: MachineConfig) -> MachineConfig:
                ports = (serial if at == number else one for at, one in enumerate(config.serial))
                return msgspec.structs.replace(config, serial=tuple(ports))

            machine.save(led, self._describe)

    def _say(self, signal: SignalInstance, *words: str) -> None:
        """Unless the page has gone meanwhile: a process that hangs answers late."""
        if not self._closed:
            signal.emit(*words)

    def _clipboard_used(self, port: Port, how: str) -> None:
        if how == "refused":
            self.clipboard_refused.emit(port)

    def _show_stamps(self) -> None:
        if self.port is not None:
            self.port.terminal.set_timestamps(self.stamps.defaultAction().isChecked())

    def _show_hex(self) -> None:
        if self.port is not None:
            self.port.show_hex(self.hex.defaultAction().isChecked())

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

    def show_find(self) -> None:
        """Search the port that is shown."""
        if self.port is not None:
            self._leave_hex(self.port)
            self.port.terminal.show_find_bar()

    def _leave_hex(self, port: Port) -> None:
        port.show_hex(False)
        self.hex.defaultAction().setChecked(False)

    def _copy(self) -> None:
        port = self.port
        if port is None:
            return
        if port.in_hex:
            port.hex.copy()
        elif port.terminal.has_selection():
            port.terminal.copy()
        else:
            self.trouble.emit(_tr("Nothing is selected."), _tr("Drag with the mouse over the text to be copied."))

    def _clear(self) -> None:
        if self.port is not None:
            self.port.terminal.clear()
            self.port.bytes.clear()
            self.port.hex.refresh()

    def _save(self) -> None:
        if self.port is None:
            return
        dialog = QFileDialog(self, _tr("Save the text of {0}").format(self.port.name))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"{self._machine.name}-{self.port.name.lower()}.txt")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save_text)
        dialog.open()

    def save_text(self, path: str) -> None:
        """Write what is shown, the terminal's text or the bytes, to a file, off this thread."""
        port = self.port
        if port is None:
            return
        text = (port.hex.text() if port.in_hex else port.terminal.text()) + "\n"
        self._bridge.blocking(
            lambda: write_text(Path(path), text), None, lambda error: self.trouble.emit(error.what, error.remedy)
        )


def write_text(path: Path, text: str) -> None:
    """Write a file, UTF-8. EngineError says why not. Blocks."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise EngineError(
            _tr("{0} could not be written: {1}.").format(path, error.strerror), _tr("Choose another place.")
        ) from None
