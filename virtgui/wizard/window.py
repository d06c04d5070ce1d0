"""The new-machine wizard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.config import MachineConfig
from engine.error import EngineError
from engine.progress import CancelledError, Progress
from engine.store import Store
from virtgui.models.preference import Preferences
from virtgui.sentence import told
from virtgui.theme import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, icon
from virtgui.wizard.card import Step
from virtgui.wizard.creating import create
from virtgui.wizard.notice import Notice
from virtgui.wizard.page import Page
from virtgui.wizard.page_disk import DiskPage
from virtgui.wizard.page_hardware import HardwarePage
from virtgui.wizard.page_source import SourcePage
from virtgui.wizard.page_summary import SummaryPage
from virtgui.wizard.plan import Plan

if TYPE_CHECKING:
    from virtgui.bridge import Bridge, Job

_POLL_MS: Final = 60
_PATIENCE_MS: Final = 250
"""Work that is done within this time shows no progress bar."""


class NewMachineWizard(QDialog):
    """Four steps to a machine. ``created(name, start)`` when it is in the store; ``start``: it is to run now.
    ``doctor_wanted``: the person asks what this host lacks."""

    created = Signal(str, bool)
    doctor_wanted = Signal()

    def __init__(
        self,
        store: Store,
        bridge: Bridge,
        parent: QWidget | None = None,
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._progress: Progress | None = None
        self._job: Job[MachineConfig] | None = None
        self.plan = Plan(store, bridge, preferences or Preferences(None, self), self)
        self.setWindowTitle(self.tr("New machine"))
        self.pages: tuple[Page, ...] = (
            SourcePage(self.plan, self),
            HardwarePage(self.plan, self),
            DiskPage(self.plan, self),
            SummaryPage(self.plan, self),
        )
        self._stack = QStackedWidget(self)
        self.steps: list[Step] = []
        self._group = QButtonGroup(self)
        self.notice = Notice(self, closable=True)
        self._lay_out()
        self._poll = QTimer(self)
        self._poll.setInterval(_POLL_MS)
        self._poll.timeout.connect(self._show_progress)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._busy.setVisible(self._progress is not None))
        hardware = self.pages[1]
        assert isinstance(hardware, HardwarePage)
        hardware.doctor_wanted.connect(self.doctor_wanted)
        summary = self.pages[-1]
        assert isinstance(summary, SummaryPage)
        summary.source_wanted.connect(lambda: self.go(0))
        self.plan.changed.connect(self._refresh)
        self.finished.connect(lambda _result: self._give_up())
        self.resize(840, 600)
        self.go(0)

    # --- steps ---------------------------------------------------------------------------------------------

    @property
    def step(self) -> int:
        """Which page is shown, from 0."""
        return self._stack.currentIndex()

    def go(self, step: int) -> None:
        """Show a page, if everything before it is in order; else the first that is not."""
        step = next((index for index in range(step) if self.pages[index].problem()), step)
        self._stack.setCurrentIndex(step)
        self.steps[step].setChecked(True)
        self.pages[step].enter()
        self._refresh()

    def use_file(self, path: str) -> None:
        """Begin with a file, whatever it is."""
        first = self.pages[0]
        assert isinstance(first, SourcePage)
        self.go(0)
        first.take(path)

    # --- inside --------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        steps = QVBoxLayout()
        steps.setSpacing(2)
        for index, page in enumerate(self.pages):
            button = Step(index + 1, page.step, self)
            button.clicked.connect(lambda _on, wanted=index: self.go(wanted))
            self._group.addButton(button)
            self.steps.append(button)
            steps.addWidget(button)
            self._stack.addWidget(_scrolling(page))
        steps.addStretch(1)
        rail = QWidget(self)
        rail.setFixedWidth(max(button.minimumSizeHint().width() for button in self.steps) + SPACE_M)
        rail.setLayout(steps)
        steps.setContentsMargins(0, 0, SPACE_M, 0)
        line = QFrame(self)
        line.setFrameShape(QFrame.Shape.VLine)
        line.setForegroundRole(line.palette().ColorRole.Mid)
        right = QVBoxLayout()
        right.setSpacing(SPACE_M)
        right.addWidget(self._stack, 1)
        right.addWidget(self.notice)
        right.addWidget(self._progress_part())
        right.addLayout(self._buttons())
        columns = QHBoxLayout(self)
        columns.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        columns.setSpacing(SPACE_L)
        columns.addWidget(rail)
        columns.addWidget(line)
        columns.addLayout(right, 1)

    def _progress_part(self) -> QWidget:
        self._busy = QWidget(self)
        row = QHBoxLayout(self._busy)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        self.doing = QLabel(self._busy)
        self.bar = QProgressBar(self._busy)
        self.bar.setAccessibleName(self.tr("Progress of making the machine"))
        row.addWidget(self.doing)
        row.addWidget(self.bar, 1)
        self._busy.hide()
        return self._busy

    def _buttons(self) -> QHBoxLayout:
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.back = QPushButton(self.tr("&Back"), self)
        self.next = QPushButton(self.tr("&Next"), self)
        self.cancel.setAutoDefault(False)
        self.back.setAutoDefault(False)
        self.cancel.clicked.connect(self._cancel)
        self.back.clicked.connect(lambda: self.go(self.step - 1))
        self.next.clicked.connect(self._next)
        self.why = QLabel(self)
        self.why.setForegroundRole(self.why.palette().ColorRole.PlaceholderText)
        self.why.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self.why, 1)
        row.addSpacing(SPACE_XL)
        for button in (self.cancel, self.back, self.next):
            button.setMinimumWidth(96)
            row.addWidget(button)
        return row

    def _refresh(self) -> None:
        last = self.step == len(self.pages) - 1
        working = self._progress is not None
        problem = self.pages[self.step].problem()
        self.next.setEnabled(not problem and not working)
        self.next.setToolTip(told(problem))
        self.next.setDefault(True)
        self.why.setText("" if working or last or self._said(problem) else told(problem))
        self.back.setEnabled(self.step > 0 and not working)
        self.back.setToolTip("" if self.step else self.tr("This is the first step."))
        self.next.setText(self.tr("&Next"))
        self.next.setIcon(icon("run", self.palette().text().color()) if last and self.plan.draft.start else QIcon())
        if last:
            self.next.setText(self.tr("Create and &start") if self.plan.draft.start else self.tr("&Create"))
        self._stack.setEnabled(not working)
        reachable = True
        for index, button in enumerate(self.steps):
            button.setEnabled(reachable and not working)
            button.setToolTip("" if reachable else self.tr("Finish the steps before it first."))
            wrong = bool(self.pages[index].problem())
            button.set_done(index < self.step and not wrong)
            reachable = reachable and not wrong

    def _said(self, problem: str) -> bool:
        """Whether the page itself says it."""
        notices = self.pages[self.step].findChildren(Notice)
        return any(notice.text == told(problem) for notice in notices if isinstance(notice, Notice))

    def _next(self) -> None:
        if self.step < len(self.pages) - 1:
            self.go(self.step + 1)
        elif not self.pages[-1].problem():
            self._create()

    # --- making it -----------------------------------------------------------------------------------------

    def _create(self) -> None:
        progress, draft, store = Progress(), self.plan.draft, self.plan.store
        self._progress = progress
        self.notice.clear()
        self._poll.start()
        self._patience.start()
        self._refresh()
        self._job = self._bridge.blocking(lambda: create(store, draft, progress), self._made, self._not_made)

    def _show_progress(self) -> None:
        progress = self._progress
        if progress is None:
            return
        self.doing.setText(self.tr("Taking it back…") if progress.cancelled else f"{told(progress.what)}…")
        self.bar.setRange(0, 1000 if progress.total else 0)
        if progress.total:
            self.bar.setValue(progress.done * 1000 // progress.total)

    def _stop_progress(self) -> None:
        self._progress = None
        self._poll.stop()
        self._busy.hide()
        self._refresh()

    def _made(self, config: MachineConfig) -> None:
        self._stop_progress()
        self.plan.remember()
        self.created.emit(config.name, self.plan.draft.start)
        self.accept()

    def _not_made(self, error: EngineError) -> None:
        self._stop_progress()
        if isinstance(error, CancelledError):
            self.notice.show_message("info", self.tr("Cancelled: nothing was made."))
        else:
            self.notice.show_message("error", str(error))

    def _cancel(self) -> None:
        """While the machine is being made: stop that. Otherwise: no machine."""
        if self._progress is not None:
            self._progress.cancel()
        else:
            self.reject()

    def _give_up(self) -> None:
        """It was closed: leave nothing half-made. No answer is wanted any more, for there is no window to show it;
        a machine made in the last instant stays, and the list finds it."""
        if self._progress is not None:
            self._progress.cancel()
        if self._job is not None:
            self._job.cancel()
        self.plan.close()
        first = self.pages[0]
        assert isinstance(first, SourcePage)
        first.download.close_row()


def _scrolling(page: Page) -> QScrollArea:
    """A page that does not fit scrolls."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    return area
