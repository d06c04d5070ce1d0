"""The line at the bottom of a machine's window: what the guest does now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from virtgui.models.machine import Machine, MachineState
from virtgui.widgets.display import DisplayWidget
from virtgui.widgets.keymap import key_name
from virtgui.widgets.unit import BYTES_PER_S

if TYPE_CHECKING:
    from engine.display.mode import Mode

_LINES_60_HZ: Final = 480
"""With as many lines a VGA draws 60 pictures a second, with 350 or 400 it draws 70 (IBM PS/2 Video Subsystems)."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("StatusLine", text)


class StatusLine(QStatusBar):
    """Screen mode, keyboard, CPU, serial port and disk, each a label of its own."""

    def __init__(self, machine: Machine, display: DisplayWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._machine, self._display = machine, display
        self.setSizeGripEnabled(False)
        self._labels: dict[str, QLabel] = {}
        self._sharing = self._recording = False
        for name in ("mode", "recording", "keyboard", "clipboard", "cpu", "serial", "disk", "speaker"):
            label = QLabel(self)
            label.setContentsMargins(6, 0, 6, 0)
            self._labels[name] = label
            self.addWidget(label)
        machine.changed.connect(self.refresh)
        machine.sampled.connect(self.refresh)
        display.grab_changed.connect(lambda _on: self.refresh())
        display.mode_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say what is the case now."""
        machine = self._machine
        parts = {"mode": machine.state_title}
        if machine.state.alive and machine.state is not MachineState.STARTING:
            parts = self._parts()
        for name, label in self._labels.items():
            text = parts.get(name, "")
            if label.text() != text:
                label.setText(text)
                label.setAccessibleName(text)
            label.setVisible(bool(text))

    def set_sharing(self, on: bool) -> None:
        """Whether the guest may use the clipboard."""
        self._sharing = on
        self.refresh()

    def set_recording(self, on: bool) -> None:
        """Whether a console is being recorded."""
        self._recording = on
        self.refresh()

    def text(self) -> str:
        """The whole line."""
        return " | ".join(label.text() for label in self._labels.values() if label.text())

    def _parts(self) -> dict[str, str]:
        machine = self._machine
        parts = {"mode": machine.state_title, "keyboard": self._keyboard()}
        if machine.state is MachineState.RUNNING and machine.link is not None:
            parts["mode"] = mode_text(machine.link.screen.mode)
        if self._recording:
            parts["recording"] = _tr("● recording")
        if self._sharing:
            parts["clipboard"] = _tr("the guest may use the clipboard")
        if machine.hung:
            parts["mode"] = _tr("Not responding: its process is stopped")
        if machine.history:
            sample = machine.history.tail(1)[0]
            parts["cpu"] = _tr("{0} % CPU").format(f"{sample.cpu:.0f}")
            parts["serial"] = _serial(machine, sample.serial_tx, sample.serial_rx)
            hertz = machine.facts.get("speaker")
            parts["speaker"] = _tr("♪ {0} Hz").format(hertz) if isinstance(hertz, int) and hertz else ""
            parts["disk"] = _flow(_tr("disk"), sample.disk_read, sample.disk_write, _tr("read"), _tr("written"))
        return parts

    def _keyboard(self) -> str:
        key = key_name(self._display.host_key)
        if self._display.grabbed:
            return _tr("keyboard and mouse captured ({0} releases)").format(key)
        return _tr("keyboard free ({0} grabs)").format(key)


def mode_text(mode: Mode) -> str:
    """A screen mode in words."""
    if mode.kind == "blank":
        return _tr("screen blank")
    hertz = 60 if mode.height * mode.double_y >= _LINES_60_HZ else 70
    if mode.kind == "text":
        return _tr("{0}x{1} text, {2} Hz").format(mode.columns, mode.rows, hertz)
    if mode.encoding == "linear":
        return _tr("{0}x{1} graphics, {2} bits").format(mode.width, mode.height, mode.depth)
    return _tr("{0}x{1} graphics, {2} Hz").format(mode.width, mode.height, hertz)


def _serial(machine: Machine, sent: float, received: float) -> str:
    ports = machine.facts.get("serial")
    line = str(ports[0]) if isinstance(ports, list) and ports else ""  # "" too if the guest has not programmed it
    name = f"COM1 {line}" if line else "COM1"
    if sent < 1 and received < 1:
        return name if line else _tr("{0} quiet").format(name)
    return _flow(name, sent, received, _tr("out"), _tr("in"))


def _flow(name: str, first: float, second: float, first_word: str, second_word: str) -> str:
    """Two rates; "idle" when both are nothing."""
    parts = [
        f"{BYTES_PER_S.format(rate)} {word}"
        for rate, word in ((first, first_word), (second, second_word))
        if rate >= 1
    ]
    return f"{name} {', '.join(parts)}" if parts else _tr("{0} idle").format(name)
