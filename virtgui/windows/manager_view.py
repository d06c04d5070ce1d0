"""How the manager shows machines: as a list, as pictures, or a page that says what to do when there are none."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from virtgui.models.fleet import Fleet
from virtgui.models.machine import Machine
from virtgui.models.thumbnail import Thumbnails
from virtgui.models.tree import MachineTree
from virtgui.widgets.machine_list import MachineList
from virtgui.windows.manager_empty import EmptyPage

if TYPE_CHECKING:
    from virtgui.widgets.machine_grid import MachineGrid

RESORT_TICKS = 5


class MachineViews(QStackedWidget):
    """``activated_machine``: double click or Enter. ``menu_wanted(position)`` on the screen, for the chosen ones."""

    activated_machine = Signal(object)
    chosen_changed = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(
        self, fleet: Fleet, tree: MachineTree, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._fleet, self._tree, self._thumbnails = fleet, tree, thumbnails
        self._ticks = 0
        self._words = ""
        self.pictures = False
        self.list = MachineList(tree, thumbnails)
        self.empty = EmptyPage()
        self.addWidget(self.list)
        self.addWidget(self.empty)
        self._join(self.list)
        tree.modelReset.connect(self._arrange)

    @cached_property
    def grid(self) -> MachineGrid:
        """The pictures; made when they are first shown."""
        from virtgui.widgets.machine_grid import MachineGrid

        grid = MachineGrid(self._tree, self._thumbnails)
        self.addWidget(grid)
        self._join(grid)
        return grid

    @property
    def shown(self) -> MachineList | MachineGrid:
        """The view that is in use, even while there is nothing to show in it."""
        return self.grid if self.pictures else self.list

    def show_pictures(self, pictures: bool) -> None:
        """Change to the other view, which then shows the same selection."""
        chosen = self.chosen()
        self.pictures = pictures
        if pictures:
            self.grid.choose(chosen)
        elif chosen:
            self.list.choose(chosen[0])
        self._arrange()
        self.chosen_changed.emit()
        self.shown.setFocus()

    def arrange(self, words: str) -> None:
        """Show the view, or the page for when it has nothing; ``words`` say which states are shown."""
        self._words = words
        self._arrange()

    def _arrange(self) -> None:
        nothing = self._fleet.is_ready and not len(self._fleet)
        sought = self._tree.filter.strip()
        if nothing:
            self.empty.teach()
        elif (sought or self._tree.show != "all") and not self._tree.machines():
            self.empty.nothing_found(sought or self._words)
            nothing = True
        self.setCurrentWidget(self.empty if nothing else self.shown)

    def chosen(self) -> list[Machine]:
        """The selected machines, in their order."""
        return self.shown.chosen()

    def choose(self, machine: Machine) -> None:
        """Select one machine; as soon as it is shown, if it is new."""
        if self.pictures:
            self.grid.choose([machine])
        else:
            self.list.choose(machine)

    def choose_first(self) -> None:
        """Select the first that can be run, unless there is a selection."""
        machines = self._tree.machines()
        if machines and not self.chosen():
            self.choose(next((machine for machine in machines if not machine.can("start")), machines[0]))

    def tick(self) -> None:
        """The machines were measured."""
        self._ticks += 1
        if self._ticks % RESORT_TICKS == 0:
            self._tree.resort()
        self.shown.tick()

    def _join(self, view: MachineList | MachineGrid) -> None:
        view.activated_machine.connect(self.activated_machine)
        view.chosen_changed.connect(self.chosen_changed)
        view.customContextMenuRequested.connect(
            lambda position: self.menu_wanted.emit(view.viewport().mapToGlobal(position))
        )
