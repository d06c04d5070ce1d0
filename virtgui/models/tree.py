"""The machines as an item model: filtered, sorted, and in their groups."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from enum import IntEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from PySide6.QtCore import (
    QAbstractItemModel,
    QCoreApplication,
    QItemSelection,
    QItemSelectionRange,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from virtgui.models.duration import duration
from virtgui.models.machine import Machine
from virtgui.models.state import MachineState
from virtgui.sentence import told
from virtgui.widgets.unit import BYTES, BYTES_PER_S, PER_S, PERCENT

if TYPE_CHECKING:
    from virtgui.models.fleet import Fleet
    from virtgui.models.sample import Sample

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
MACHINE_ROLE = Qt.ItemDataRole.UserRole
"""The Machine of a row; None for a group's heading."""
COUNT_ROLE = Qt.ItemDataRole.UserRole + 1
"""How many machines a group has."""


Show = Literal["all", "running", "off", "trouble"]
MIME = "application/x-virtgui-machines"
"""What is dragged: names of machines, a line each."""


class Column(IntEnum):
    """The columns of the list."""

    NAME = 0
    STATE = 1
    CPU = 2
    MEMORY = 3
    DISK = 4
    EXITS = 5


MEASURED = (Column.CPU, Column.MEMORY, Column.DISK, Column.EXITS)

_ORDER = list(MachineState)
_TROUBLE = (MachineState.CRASHED, MachineState.BROKEN, MachineState.FAULTED, MachineState.IO_ERROR)
_TEXTUAL = (Column.NAME, Column.STATE)


class Section(msgspec.Struct, eq=False):
    """A group with its machines."""

    name: str
    machines: list[Machine]
    broken: bool = False


class MachineTree(QAbstractItemModel):
    """Groups with machines in them, after machines without a group. ``regrouped(machines, group)`` after a drop."""

    regrouped = Signal(list, str)

    def __init__(self, fleet: Fleet, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fleet = fleet
        self._top: list[Machine | Section] = []
        self._places: dict[Machine, tuple[int, int]] = {}  # Row, and the number of the group, from 1; 0 for none.
        self._filter = ""
        self._show: Show = "all"
        self._column, self._descending = Column.NAME, False
        # Many come at once when the store is opened.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.arrange)
        fleet.added.connect(self._added)
        fleet.removed.connect(lambda _: self.arrange())
        for machine in fleet:
            self._added(machine)

    # What is shown.

    @property
    def filter(self) -> str:
        """What was searched for."""
        return self._filter

    def set_filter(self, text: str) -> None:
        """Show only machines with all these words in their name, notes, group, state or the names of their media."""
        self._filter = text
        self.arrange()

    @property
    def show(self) -> Show:
        """Which machines are shown, by their state."""
        return self._show

    def set_show(self, show: Show) -> None:
        """Show all machines, those that run, those that are off, or those with something wrong."""
        self._show = show
        self.arrange()

    def groups(self) -> list[str]:
        """The groups there are, shown or not."""
        names = {machine.config.group for machine in self._fleet if machine.config is not None}
        return sorted(names - {""}, key=str.casefold)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort within the groups."""
        self._column, self._descending = Column(column), order == Qt.SortOrder.DescendingOrder
        self.arrange()

    def resort(self) -> None:
        """Sort again if it is by something measured."""
        if self._column not in _TEXTUAL:
            self.arrange()

    def machines(self) -> list[Machine]:
        """All that are shown, in their order."""
        shown: list[Machine] = []
        for entry in self._top:
            shown += entry.machines if isinstance(entry, Section) else [entry]
        return shown

    def index_of(self, machine: Machine, column: int = 0) -> QModelIndex:
        """Where a machine is; an invalid index if it is not shown."""
        place = self._places.get(machine)
        return QModelIndex() if place is None else self.createIndex(place[0], column, place[1])

    def selection_of(self, machines: Iterable[Machine]) -> QItemSelection:
        """Their rows, neighbours together: what costs is the number of pieces, not of rows."""
        selection = QItemSelection()
        places = sorted((section, row) for row, section in (self._places[m] for m in machines if m in self._places))
        first = 0
        for at, (section, row) in enumerate(places):
            if at + 1 < len(places) and places[at + 1] == (section, row + 1):
                continue
            top = self.createIndex(places[first][1], 0, section)
            selection.append(QItemSelectionRange(top, self.createIndex(row, len(Column) - 1, section)))
            first = at + 1
        return selection

    def touch(self, cells: Iterable[tuple[Machine, Column]]) -> None:
        """Say that these cells have something else to show. One by one: Qt repaints a whole view for two together."""
        for machine, column in cells:
            index = self.index_of(machine, column)
            if index.isValid():
                self.dataChanged.emit(index, index, [Qt.ItemDataRole.DisplayRole])

    # QAbstractItemModel.

    def index(self, row: int, column: int, parent: Index = ROOT) -> QModelIndex:
        """Children of a group carry the group's row + 1 as their id."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, child: Index) -> QModelIndex:  # type: ignore[override]  # QObject.parent() has no argument
        """The group of a machine."""
        section = child.internalId() if child.isValid() else 0
        return self.createIndex(section - 1, 0, 0) if section else QModelIndex()

    def rowCount(self, parent: Index = ROOT) -> int:
        """Machines and groups."""
        if not parent.isValid():
            return len(self._top)
        entry = self._entry(parent)
        return len(entry.machines) if isinstance(entry, Section) and parent.column() == 0 else 0

    def columnCount(self, parent: Index = ROOT) -> int:  # noqa: ARG002  # Qt's signature
        """The same everywhere."""
        return len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be selected."""
        entry = self._entry(index)
        if entry is None:
            return Qt.ItemFlag.ItemIsDropEnabled  # The empty space below: no group.
        if isinstance(entry, Section):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsDropEnabled
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return usual | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's variant
        """The columns' titles."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section in _TEXTUAL else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                self.tr("Name"),
                self.tr("State"),
                self.tr("CPU"),
                self.tr("Memory"),
                self.tr("Disk"),
                self.tr("Exits"),
            )[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return (
                self.tr("Sort by name"),
                self.tr("Sort by state"),
                self.tr("CPU time of the VM process, in per cent of one host CPU"),
                self.tr("Memory of the host that the VM process occupies"),
                self.tr("Bytes a second read from and written to disks"),
                self.tr("How often a second the guest has to be helped by the VM process"),
            )[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's variant
        """Text with units; the rest is painted by the delegate from MACHINE_ROLE."""
        entry = self._entry(index)
        if entry is None:
            return None
        if isinstance(entry, Section):
            return self._section_data(entry, index.column(), role)
        if role == MACHINE_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(entry, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._text(entry, index.column())
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self._tip(entry, index.column())
        return None

    def _section_data(self, section: Section, column: int, role: int) -> Any:  # noqa: ANN401  # Qt's variant
        if column == 0 and role == Qt.ItemDataRole.DisplayRole:
            return section.name
        if column == 0 and role == Qt.ItemDataRole.AccessibleTextRole:
            count = len(section.machines)
            one, more = self.tr("Group {}, 1 machine"), self.tr("Group {}, %n machines", "", count)
            return (one if count == 1 else more).format(section.name)
        return len(section.machines) if role == COUNT_ROLE else None

    def _entry(self, index: Index) -> Machine | Section | None:
        if not index.isValid():
            return None
        section = index.internalId()
        rows: list[Any] = self._top
        if section:
            if section > len(self._top):
                return None
            group = self._top[section - 1]
            rows = group.machines if isinstance(group, Section) else []
        return rows[index.row()] if index.row() < len(rows) else None

    # Dragging machines into groups.

    def mimeTypes(self) -> list[str]:
        """Ours alone: files are the window's business."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The names of the machines."""
        machines = [entry for index in indexes if isinstance(entry := self._entry(index), Machine)]
        data = QMimeData()
        data.setData(MIME, "\n".join(dict.fromkeys(machine.name for machine in machines)).encode())
        return data

    def supportedDropActions(self) -> Qt.DropAction:
        """They move."""
        return Qt.DropAction.MoveAction

    def canDropMimeData(
        self,
        data: QMimeData,
        action: Qt.DropAction,  # noqa: ARG002  # Qt's signature
        row: int,  # noqa: ARG002  # likewise
        column: int,  # noqa: ARG002  # likewise
        parent: Index,
    ) -> bool:
        """Anywhere but among the broken, whose descriptions cannot be changed."""
        entry = self._entry(parent)
        broken = isinstance(entry, Machine) and entry.config is None
        return data.hasFormat(MIME) and not broken and not (isinstance(entry, Section) and entry.broken)

    def dropMimeData(
        self,
        data: QMimeData,
        action: Qt.DropAction,
        row: int,
        column: int,
        parent: Index,
    ) -> bool:
        """Onto a group, or a machine of it: into that group. Anywhere else: out of all groups."""
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        entry = self._entry(parent)
        group = entry.name if isinstance(entry, Section) else ""
        if isinstance(entry, Machine) and entry.config is not None:
            group = entry.config.group
        names = bytes(data.data(MIME).data()).decode().split("\n")
        found = (self._fleet.machine(name) for name in names)
        machines = [m for m in found if m is not None and m.config is not None and m.config.group != group]
        if machines:
            self.regrouped.emit(machines, group)
        return False  # The rows move when the descriptions are saved, not now.

    # Texts.

    def _text(self, machine: Machine, column: int) -> str:
        if column == Column.NAME:
            return machine.name
        if column == Column.STATE:
            return state_text(machine)
        sample = latest(machine)
        return measured_text(sample, Column(column)) if sample is not None else ""

    def _tip(self, machine: Machine, column: int) -> str:
        if column == Column.NAME:
            what = machine.config.notes if machine.config is not None else str(machine.directory.config)
            return "\n".join(part for part in (machine.name, what) if part)
        sample = latest(machine)
        if column == Column.STATE or sample is None:
            # All of it: the cell may be too narrow, and a long reason goes on over the figures' columns.
            return "\n".join(
                part for part in (state_text(machine), told(machine.reason), told(machine.remedy)) if part
            )
        if column == Column.CPU:
            return self.tr("guest {:.0f} %, kernel {:.0f} %, VM process {:.0f} % of one CPU").format(
                sample.cpu_guest, sample.cpu_kernel, sample.cpu_user
            )
        if column == Column.MEMORY and machine.config is not None:
            return self.tr("The VM process occupies {}; its guest has {} MiB.").format(
                BYTES.format(sample.memory_bytes), machine.config.memory_mib
            )
        if column == Column.DISK:
            return self.tr("{} read, {} written").format(
                BYTES_PER_S.format(sample.disk_read), BYTES_PER_S.format(sample.disk_write)
            )
        return ""

    # Arranging.

    def _added(self, machine: Machine) -> None:
        machine.changed.connect(self._changed)
        self._soon.start()

    def _changed(self) -> None:
        # A hundred that start at once are arranged once.
        self._soon.start()
        machine = self.sender()
        if isinstance(machine, Machine):
            first = self.index_of(machine)
            if first.isValid():
                self.dataChanged.emit(first, first.siblingAtColumn(Column.EXITS))

    def arrange(self) -> None:
        """Show what there is to show, now: machines that were just added get their rows a moment later otherwise."""
        self._soon.stop()
        top = self._arranged()
        if _shape(top) == _shape(self._top):
            return
        self.beginResetModel()
        self._top = top
        self._places = {}
        for row, entry in enumerate(top):
            if isinstance(entry, Section):
                self._places |= {machine: (at, row + 1) for at, machine in enumerate(entry.machines)}
            else:
                self._places[entry] = (row, 0)
        self.endResetModel()

    def _arranged(self) -> list[Machine | Section]:
        shown = [machine for machine in self._fleet if self._matches(machine)]
        shown.sort(key=lambda machine: machine.name.casefold())
        if self._column is not Column.NAME or self._descending:
            shown.sort(key=self._key, reverse=self._descending)
        top: list[Machine | Section] = []
        groups: dict[str, list[Machine]] = {}
        broken: list[Machine] = []
        for machine in shown:
            if machine.state is MachineState.BROKEN:
                broken.append(machine)
            elif machine.config is not None and machine.config.group:
                groups.setdefault(machine.config.group, []).append(machine)
            else:
                top.append(machine)
        top += [Section(name, groups[name]) for name in sorted(groups, key=str.casefold)]
        if broken:
            top.append(Section(self.tr("Broken"), broken, True))
        return top

    def _matches(self, machine: Machine) -> bool:
        config = machine.config
        if not _is_shown(machine, self._show):
            return False
        text = f"{machine.name} {machine.state_title} {told(machine.reason)}"
        if config is not None:
            media = (config.cdrom, config.floppy, *(disk.path for disk in config.disks))
            text += f" {config.notes} {config.group} {' '.join(PurePath(path).name for path in media if path)}"
        text = text.casefold()
        return all(word in text for word in self._filter.casefold().split())

    def _key(self, machine: Machine) -> Any:  # noqa: ANN401  # whatever the column sorts by
        if self._column is Column.NAME:
            return machine.name.casefold()
        if self._column is Column.STATE:
            return _ORDER.index(machine.state)
        sample = latest(machine)
        return measured(sample, self._column) if sample is not None else -1.0


def _is_shown(machine: Machine, show: Show) -> bool:
    if show == "running":
        return machine.state.alive
    if show == "off":
        return not machine.state.alive
    if show == "trouble":
        return machine.could_not_start or machine.hung or machine.state in _TROUBLE
    return True


def latest(machine: Machine) -> Sample | None:
    """The newest sample of a machine that runs."""
    return machine.history[-1] if machine.state.alive and len(machine.history) else None


def measured(sample: Sample, column: Column) -> float:
    """The figure that a column shows."""
    if column is Column.CPU:
        return sample.cpu
    if column is Column.MEMORY:
        return sample.memory_bytes
    return sample.disk if column is Column.DISK else sample.exits_total


def measured_text(sample: Sample, column: Column) -> str:
    """The same for people."""
    value = measured(sample, column)
    unit = {Column.CPU: PERCENT, Column.MEMORY: BYTES, Column.DISK: BYTES_PER_S, Column.EXITS: PER_S}[column]
    if column is Column.CPU:
        return f"{value:.0f} %"
    return unit.format(round(value)) if column is not Column.MEMORY else unit.format(value)


def state_text(machine: Machine) -> str:
    """The state, with how long it runs: "Running 2 h 5 min"."""
    text = machine.state_title
    if machine.hung:
        return QCoreApplication.translate("MachineTree", "{}, but its process is stopped").format(text)
    if machine.state is MachineState.RUNNING and machine.started:
        return f"{text} {duration(time.time() - machine.started)}"
    return text


def _shape(top: list[Machine | Section]) -> list[Any]:
    """What must be equal for nothing to have moved."""
    return [(entry.name, *entry.machines) if isinstance(entry, Section) else entry for entry in top]
