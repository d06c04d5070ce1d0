"""A person who clicks through everything there is, while a Pulse listens whether the GUI thread stays with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from tests.support.pulse import Pulse
from virtgui.models.machine import DRIVES, Machine
from virtgui.windows.doctor import DoctorWindow
from virtgui.windows.machine import MachineWindow
from virtgui.windows.machine_action import VIEWS
from virtgui.windows.manager import ManagerWindow
from virtgui.windows.record import SUFFIX

SETTLE_MS = 60


class Clicks:
    """Every page of every window about one machine. ``image`` is what the wizard starts from."""

    def __init__(self, manager: ManagerWindow, machine: Machine, image: Path, pulse: Pulse) -> None:
        self._manager, self._machine, self._image, self._pulse = manager, machine, image, pulse

    def everything(self) -> None:
        """All of it, in turn."""
        for part in (self.manager, self.machine, self.panels, self.wizard, self.doctor, self.power):
            part()

    def step(self, what: str, act: Callable[[], object]) -> None:
        """One click, and what follows from it."""
        self._pulse.doing(what)
        act()
        loop = QEventLoop()
        QTimer.singleShot(SETTLE_MS, loop.quit)
        loop.exec()

    def manager(self) -> None:
        """List and pictures, search, filter, columns, menus."""
        manager, bar = self._manager, self._manager.bar
        self.step("choose", lambda: manager.list.choose(self._machine))
        for _ in range(2):
            self.step("list and pictures", bar.grid.trigger)
        self.step("search", lambda: QTest.keyClicks(bar.search, self._machine.name))
        self.step("search", bar.search.clear)
        for index in (*range(1, bar.show_.count()), 0):
            self.step("filter", lambda index=index: self._choose_filter(index))  # type: ignore[misc]  # bound here
        header = manager.list.header()
        for column in (*range(1, header.count()), 0):
            self.step("sort", lambda column=column: header.sectionClicked.emit(column))  # type: ignore[misc]  # bound here
        for menu in (manager.menus.columns, manager.menus.machine, manager.menus.group):
            self.step("menu", menu.aboutToShow.emit)

    def machine(self) -> None:
        """Every view, details with all its pages; snapshots, typing, media, recording."""
        manager, machine = self._manager, self._machine
        self.step("machine window", lambda: manager.open_machine(machine))
        window = manager.windows()[machine]
        for view in VIEWS:
            self.step(view, window.actions_.views[view].trigger)
        page = window.details_page
        for row in range(page.list.count()):
            key = page.list.item(row).data(Qt.ItemDataRole.UserRole)
            self.step(f"details {key}", lambda row=row: page.list.setCurrentRow(row))  # type: ignore[misc]  # bound here
        self._snapshots(window)
        window.show_view("screen")
        self.step("typing", lambda: QTest.keyClicks(window.screen_page.display, "hello"))
        self._media(window)
        self._recording(window)
        for toggle in (window.actions_.detach, window.actions_.detach, window.actions_.full, window.actions_.full):
            self.step(toggle.text(), toggle.trigger)

    def panels(self) -> None:
        """Snapshot, clone, rename, delete, export, import: asked for and called off."""
        manager = self._manager
        manager.list.choose(self._machine)
        panels = {
            "snapshot": manager.snapshots,
            "clone": manager.clones,
            "rename": manager.names,
            "delete": manager.deleting,
        }
        for verb, panel in panels.items():
            self.step(verb, manager.actions_[verb].trigger)
            self.step(f"no {verb}", panel.close_panel)
        for what, ask in (("export", manager.actions_["export"].trigger), ("import", manager.menus.import_.trigger)):
            self.step(what, ask)
            for dialog in manager.findChildren(QFileDialog):
                self.step(f"no {what}", dialog.reject)

    def wizard(self) -> None:
        """Its four steps, with a medium to start from."""
        wizard = self._manager.opener.new_machine()
        self.step("wizard", lambda: wizard.use_file(str(self._image)))
        for number in range(len(wizard.pages)):
            self.step(f"wizard {number + 1}", lambda number=number: wizard.go(number))  # type: ignore[misc]  # bound here
        self.step("no wizard", wizard.reject)

    def doctor(self) -> None:
        """The host's doctor, and what it can be asked for."""
        self.step("doctor", self._manager.menus.doctor.trigger)
        doctor = self._manager.findChild(DoctorWindow)
        self.step("look again", doctor.again.click)
        self.step("copy the report", doctor.copy_all.click)
        self.step("no doctor", doctor.close)
        self.step("about", self._manager.menus.about.trigger)

    def power(self) -> None:
        """What can be done about its power, short of cutting it."""
        for verb in ("pause", "resume", "reset", "stop"):
            self._manager.list.choose(self._machine)
            self.step(verb, self._manager.actions_[verb].trigger)

    def _snapshots(self, window: MachineWindow) -> None:
        window.show_view("snapshots")
        page = window.snapshot_page
        self.step("take a snapshot", page.take.trigger)
        self.step("no snapshot", page.panel.close_panel)

    def _media(self, window: MachineWindow) -> None:
        """A disc and a floppy are chosen, thought better of, and taken out."""
        media = window.media
        for drive in DRIVES:
            self.step("media menu", media.aboutToShow.emit)
            self.step(f"insert {drive}", media.insert[drive].trigger)
            for dialog in window.findChildren(QFileDialog):
                self.step(f"no {drive}", dialog.reject)
            self.step(f"eject {drive}", media.eject[drive].trigger)

    def _recording(self, window: MachineWindow) -> None:
        """To files on the disk that the machine is on."""
        record, place = window.record, self._machine.directory.path
        for kind, suffix in SUFFIX.items():
            path = place / f"{kind}.{suffix}"
            self.step(f"record the {kind}", lambda kind=kind, path=path: record.begin(kind, path))  # type: ignore[misc]  # bound here
        for kind in SUFFIX:
            self.step(f"no {kind} any more", lambda kind=kind: record.end(kind))  # type: ignore[misc]  # bound here

    def _choose_filter(self, index: int) -> None:
        self._manager.bar.show_.setCurrentIndex(index)
        self._manager.bar.show_.activated.emit(index)


def listen(round_: Callable[[Pulse], object], most_ms: float, tries: int = 5) -> Pulse:
    """A pulse that was taken during ``round_``, which is repeated up to ``tries`` times while it is above
    ``most_ms``; of each click the shortest: what holds up the GUI thread does so each time, a host that is busy with
    others does it here and there."""
    best = Pulse()
    best.stop()
    for _ in range(tries):
        pulse = Pulse()
        round_(pulse)
        pulse.stop()
        for what, gap_ms in pulse.longest_ms.items():
            best.longest_ms[what] = min(gap_ms, best.longest_ms.get(what, gap_ms))
        if best.worst_ms < most_ms:
            break
    return best
