"""The manager's status line: what the host has, and how much of it is promised to machines."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QStatusBar, QToolButton, QWidget

from virtgui import theme
from virtgui.bridge import Bridge
from virtgui.models.fleet import Fleet
from virtgui.models.host import CpuMeter, HostFacts, survey
from virtgui.widgets.unit import BYTES

SURVEY_MS = 15_000
FULL_BYTES = 1 << 30


class HostStatus(QStatusBar):
    """CPUs, memory, free disk space, and what kind of KVM there is: ``kvm`` is a button that leads to the doctor."""

    def __init__(self, fleet: Fleet, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fleet, self._bridge = fleet, bridge
        self._meter = CpuMeter()
        self.facts: HostFacts | None = None
        self.cpu, self.memory, self.disk = (QLabel() for _ in range(3))
        self.kvm = QToolButton(autoRaise=True)
        self.setSizeGripEnabled(False)
        for label in (self.cpu, self.memory, self.disk, self.kvm):
            label.setContentsMargins(theme.SPACE_S, 0, theme.SPACE_S, 0)
            self.addWidget(label)
        self.kvm.hide()  # Until it has something to say: a button without a word is none.
        self.count = QLabel()
        self.count.setContentsMargins(theme.SPACE_S, 0, theme.SPACE_S, 0)
        self.addPermanentWidget(self.count)
        self._timer = QTimer(self, interval=SURVEY_MS)
        self._timer.timeout.connect(self.survey)
        self._timer.start()
        fleet.ticked.connect(self.refresh)
        fleet.ready.connect(self.survey)
        self.refresh()

    def survey(self) -> None:
        """Ask for what changes seldom."""
        root: Path = self._fleet.store.root
        self._bridge.blocking(lambda: survey(root), self._take)

    def refresh(self) -> None:
        """Once a second."""
        percent = self._meter.percent()
        cpus = self._meter.cpus
        use = f" {percent:.0f} %" if percent is not None else ""
        one, more = self.tr("Host: 1 CPU{}"), self.tr("Host: %n CPUs{}", "", cpus)
        _put(self.cpu, (one if cpus == 1 else more).format(use))
        running = [machine for machine in self._fleet if machine.state.alive]
        promised = sum(machine.config.memory_mib for machine in running if machine.config is not None)
        if self.facts is not None:
            total = self.facts.memory_mib / 1024
            _put(self.memory, self.tr("{:.1f} of {:.0f} GiB memory promised").format(promised / 1024, total))
            if promised > self.facts.memory_mib:
                self.memory.setToolTip(self.tr("More than there is: guests may be killed when they use it all."))
            else:
                self.memory.setToolTip(self.tr("The memory of all running machines, used or not"))
        count = len(self._fleet)
        one, more = self.tr("1 machine, {} running"), self.tr("%n machines, {} running", "", count)
        _put(self.count, (one if count == 1 else more).format(len(running)))

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and getattr(self, "facts", None) is not None:
            self._show_facts()

    def _take(self, facts: HostFacts) -> None:
        self.facts = facts
        self._show_facts()
        self.refresh()

    def _show_facts(self) -> None:
        facts = self.facts
        if facts is None:
            return
        colours = theme.colours_for(self.palette())
        if facts.disk_free >= 0:
            _put(self.disk, self.tr("{} disk space free").format(BYTES.format(facts.disk_free)))
            self.disk.setToolTip(self.tr("Where the machines are: {}").format(self._fleet.store.root))
            _colour(self.disk, colours.crashed if facts.disk_free < FULL_BYTES else colours.text)
        if facts.kvm == "hardware":
            self.kvm.setText(self.tr("KVM: hardware"))
            self.kvm.setToolTip(self.tr("Guests run on the CPU itself."))
        elif facts.kvm:
            self.kvm.setText(self.tr("KVM: emulated"))
            self.kvm.setToolTip(
                self.tr("This host's CPU shows no svm or vmx: its /dev/kvm is itself emulated, and slow.")
            )
        else:
            self.kvm.setText(self.tr("KVM: not available"))
            self.kvm.setToolTip(f"{facts.kvm_problem} {facts.kvm_remedy}")
        bad = colours.crashed if not facts.kvm else colours.paused if facts.kvm == "emulated" else colours.text
        _colour(self.kvm, bad)
        self.kvm.show()


def _put(label: QLabel, text: str) -> None:
    """Only what changed is laid out and painted again."""
    if label.text() != text:
        label.setText(text)


def _colour(label: QWidget, colour: QColor) -> None:
    palette = label.palette()
    palette.setColor(label.foregroundRole(), colour)
    label.setPalette(palette)
