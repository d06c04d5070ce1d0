"""What the machine costs: an hour of graphs."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from virtgui.models.machine import Machine
from virtgui.models.sample import EXIT_NAMES, Sample
from virtgui.theme import SPACE_M, SPACE_S
from virtgui.widgets.graph import SPANS_S, Series, TimeGraph
from virtgui.widgets.unit import BYTES, BYTES_PER_S, EXITS_PER_S, PERCENT

_BUDGET_S: Final = 0.008
"""How long the past is fetched at once, so that the window never stands still."""

_WIDE_PX: Final = 760


def _tr(text: str) -> str:
    return QCoreApplication.translate("PerformancePage", text)


class PerformancePage(QWidget):
    """Graphs of CPU, memory, disk, network, serial ports and exits, fed while it is visible, with the past first."""

    def __init__(self, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._machine = machine
        self._last_s = 0.0
        self._spans: dict[int, QToolButton] = {}
        self._make_graphs()
        self._fetch = QTimer(self)
        self._fetch.setInterval(0)
        self._fetch.timeout.connect(self._fetch_portion)
        self._inner = QWidget(self)
        self._grid = QGridLayout(self._inner)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE_M)
        self._columns = 0
        area = QScrollArea(self)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self._inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        column.setSpacing(SPACE_M)
        column.addLayout(self._range_row())
        column.addWidget(area, 1)
        self._place()
        self.set_span(SPANS_S[1])
        machine.sampled.connect(self._sampled)

    def _make_graphs(self) -> None:
        self.cpu = TimeGraph(
            _tr("CPU"),
            PERCENT,
            [Series("guest", _tr("Guest")), Series("kernel", _tr("Kernel")), Series("user", _tr("VM process"))],
            stacked=True,
        )
        self.memory = TimeGraph(
            _tr("Memory"), BYTES, [Series("memory", _tr("in use")), Series("guest", _tr("used by the guest"))]
        )
        self.disk = TimeGraph(
            _tr("Disk"), BYTES_PER_S, [Series("read", _tr("read")), Series("write", _tr("written"))]
        )
        self.serial = TimeGraph(
            _tr("Serial ports"), BYTES_PER_S, [Series("tx", _tr("from guest")), Series("rx", _tr("to guest"))]
        )
        self.network = TimeGraph(
            _tr("Network"), BYTES_PER_S, [Series("tx", _tr("from guest")), Series("rx", _tr("to guest"))]
        )
        kinds = {
            "port_in": _tr("port read"),
            "port_out": _tr("port write"),
            "port_string": _tr("port string"),
            "mmio_read": _tr("MMIO read"),
            "mmio_write": _tr("MMIO write"),
            "interrupted": _tr("interrupted"),
            "other": _tr("other"),
        }
        self.exits = TimeGraph(
            _tr("Exits"), EXITS_PER_S, [Series(name, kinds[name]) for name in EXIT_NAMES], stacked=True
        )
        self.graphs = (self.cpu, self.memory, self.disk, self.network, self.serial, self.exits)
        for graph in self.graphs:
            graph.setMinimumHeight(150)
            graph.span_changed.connect(self.set_span)

    def _range_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(QLabel(_tr("Show the last"), self))
        group = QButtonGroup(self)
        for span in SPANS_S:
            button = QToolButton(self)
            button.setText(_tr("{0} min").format(span // 60))
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setCheckable(True)
            button.setAccessibleName(_tr("Show the last {0} minutes").format(span // 60))
            button.clicked.connect(lambda _on, chosen=span: self.set_span(chosen))
            group.addButton(button)
            self._spans[span] = button
            row.addWidget(button)
        row.addStretch(1)
        return row

    @property
    def span_s(self) -> int:
        """The time scale of all graphs, in seconds."""
        return self.cpu.span_s

    def set_span(self, span_s: int) -> None:
        """Show the last ``span_s`` seconds, one of SPANS_S, in all graphs."""
        self._spans[span_s].setChecked(True)
        for graph in self.graphs:
            graph.set_span(span_s)

    def showEvent(self, event: QShowEvent) -> None:
        """Fetch what happened meanwhile."""
        super().showEvent(event)
        self._fetch.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """The machine's history keeps what is not fetched."""
        self._fetch.stop()
        self._inner.setUpdatesEnabled(True)
        super().hideEvent(event)

    def resizeEvent(self, event: object) -> None:
        """Two columns where there is room."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # a QResizeEvent
        self._place()

    def _place(self) -> None:
        columns = 2 if self.width() >= _WIDE_PX else 1
        if columns == self._columns:
            return
        self._columns = columns
        for index, graph in enumerate(self.graphs):
            row, column = divmod(index, columns)
            last = index == len(self.graphs) - 1
            self._grid.addWidget(graph, row, column, 1, columns - column if last else 1)

    def _sampled(self) -> None:
        if self.isVisible() and not self._fetch.isActive():
            self._fetch_portion()

    def _fetch_portion(self) -> None:
        """Take over the oldest samples that are not shown yet."""
        history = self._machine.history
        count = min(len(history), 8)
        while count < len(history) and history.tail(count)[0].time > self._last_s:
            count = min(len(history), count * 2)
        new = [sample for sample in history.tail(count) if sample.time > self._last_s]
        deadline = time.perf_counter() + _BUDGET_S
        shown = 0
        for sample in new:
            self._show(sample)
            shown += 1
            if time.perf_counter() > deadline:
                break
        done = shown == len(new)
        self._inner.setUpdatesEnabled(done)  # Painting every portion of the past would take longer than fetching.
        if done:
            self._fetch.stop()

    def _show(self, sample: Sample) -> None:
        at = self._last_s = sample.time
        self.cpu.append(at, {"guest": sample.cpu_guest, "kernel": sample.cpu_kernel, "user": sample.cpu_user})
        self.memory.append(at, {"memory": sample.memory_bytes, "guest": sample.guest_memory_bytes})
        self.disk.append(at, {"read": sample.disk_read, "write": sample.disk_write})
        self.network.append(at, {"tx": sample.net_tx, "rx": sample.net_rx})
        self.serial.append(at, {"tx": sample.serial_tx, "rx": sample.serial_rx})
        self.exits.append(at, dict(zip(EXIT_NAMES, sample.exits, strict=True)))
