"""What can be done to the hardware of a machine that runs, at once: memory by its balloon, cables in and out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QCoreApplication, QSignalBlocker, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from engine.error import EngineError
from virtgui import theme
from virtgui.models.machine import Machine
from virtgui.sentence import told
from virtgui.wizard.notice import Notice

LOOK_MS: Final = 1000
SETTLE_MS: Final = 400
MIB: Final = 1 << 20

if TYPE_CHECKING:
    from virtgui.bridge import Job


def _tr(text: str) -> str:
    return QCoreApplication.translate("DetailsLive", text)


class LivePart(QWidget):
    """Asks the machine once a second while it can be seen. ``question``, ``show_answer`` and ``take_back`` are its
    kinds' own.

    While an order is under way the control shows what was ordered: an answer to a question from before says how it
    stood then. When the order is refused, ``notice`` says why until the next one.
    """

    def __init__(self, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._machine = machine
        self._asked = False
        self._orders = self._under_way = 0
        self._jobs: list[Job[Any] | None] = []
        self.notice = Notice(self)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.SPACE_XS)

    def look(self) -> None:
        """Ask how it stands, unless an answer is still to come."""
        if self._asked or self._under_way or not self._machine.state.alive:
            return
        self._asked = True
        self._execute(self.question(), None, partial(self._answered, self._orders), self._unanswered)

    def close_part(self) -> None:
        """It goes: no answer is wanted any more."""
        jobs, self._jobs = self._jobs, []
        for job in jobs:
            if job is not None:
                job.cancel()

    def question(self) -> str:
        """The command that says how it stands."""
        raise NotImplementedError

    def show_answer(self, answer: Any) -> None:  # noqa: ANN401  # whatever the command answers
        """Show what it said."""
        raise NotImplementedError

    def take_back(self) -> None:
        """An order was refused: the next answer is to be shown in its place."""

    def tell(self, command: str, arguments: dict[str, object]) -> None:
        """Have something done, and say so if that fails."""
        self.notice.clear()
        self._orders += 1
        self._under_way += 1
        self._execute(command, arguments, lambda _: self._done(), self._refused)

    def showEvent(self, event: QShowEvent) -> None:
        """Look, and go on looking."""
        super().showEvent(event)
        self.look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self._timer.stop()

    def _execute(
        self,
        command: str,
        arguments: dict[str, object] | None,
        done: Callable[[Any], None] | None,
        failed: Callable[[EngineError], None],
    ) -> None:
        self._jobs = [job for job in self._jobs if job is not None and not job.finished]
        self._jobs.append(self._machine.execute(command, arguments, done, failed))

    def _answered(self, orders: int, answer: Any) -> None:  # noqa: ANN401  # whatever the command answers
        """``orders``: how many had been given when it was asked."""
        self._asked = False
        self.setEnabled(True)
        self.setToolTip("")
        if orders == self._orders:
            self.show_answer(answer)
        else:
            self.look()

    def _unanswered(self, error: EngineError) -> None:
        """A machine without the device, or one that does not answer: it cannot be used, and says why."""
        self._asked = False
        self.setEnabled(False)
        self.setToolTip(told(str(error)))

    def _done(self) -> None:
        self._under_way -= 1
        self.look()

    def _refused(self, error: EngineError) -> None:
        self.notice.show_message("error", str(error))
        self.take_back()
        self._done()


class LiveMemory(LivePart):
    """How much memory the guest has now, and how much it shall have."""

    def __init__(self, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(machine, parent)
        self.now = QLabel(_tr("Now"), self)
        self.wanted = QSpinBox(self)
        running = machine.running_config
        self.wanted.setRange(1, running.memory_mib if running is not None else 1)
        self.wanted.setSuffix(_tr(" MiB"))
        self.wanted.setAccessibleName(_tr("Memory that the guest shall have now"))
        self.now.setBuddy(self.wanted)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._ask)
        self.wanted.valueChanged.connect(lambda _: self._settle.start())
        row = QHBoxLayout()
        row.addWidget(self.now)
        row.addWidget(self.wanted)
        row.addStretch(1)
        self.column.addLayout(row)
        help_text = QLabel(_tr("Its balloon takes memory back at once, if the guest has a driver for it."), self)
        help_text.setWordWrap(True)
        help_text.setForegroundRole(help_text.palette().ColorRole.PlaceholderText)
        self.column.addWidget(help_text)
        self.column.addWidget(self.notice)
        self._take = True

    def question(self) -> str:
        """QMP's name for it."""
        return "query-balloon"

    def show_answer(self, answer: Any) -> None:  # noqa: ANN401  # the command's answer
        """How much it is."""
        actual = int(answer["actual"]) // MIB
        self.now.setText(_tr("The guest has {0} MiB now; it shall have").format(f"{actual:,}"))
        if self._take and not self._settle.isActive():
            self._take = False
            with QSignalBlocker(self.wanted):
                self.wanted.setValue(actual)

    def take_back(self) -> None:
        """What is wanted is what it has."""
        self._take = True

    def _ask(self) -> None:
        self.tell("balloon", {"value": self.wanted.value() * MIB})


class LiveCable(LivePart):
    """Whether the cable of a network card is plugged in."""

    def __init__(self, machine: Machine, number: int, parent: QWidget | None = None) -> None:
        super().__init__(machine, parent)
        self._number = number
        self._name = ""
        self.plugged = QCheckBox(_tr("The cable is plugged in"), self)
        self.plugged.setToolTip(_tr("At once, and until the machine is off: the guest sees its link go down and up."))
        self.plugged.toggled.connect(self._plug)
        self.column.addWidget(self.plugged)
        self.column.addWidget(self.notice)

    def question(self) -> str:
        """Our own command: QEMU has none for it."""
        return "x-virtgui-networks"

    def show_answer(self, answer: Any) -> None:  # noqa: ANN401  # the command's answer
        """Which way it is."""
        if self._number >= len(answer):
            self.hide()  # The card comes at the next start.
            return
        card = answer[self._number]
        self._name = str(card["name"])
        with QSignalBlocker(self.plugged):
            self.plugged.setChecked(bool(card["link"]))

    def _plug(self, up: bool) -> None:
        self.tell("set_link", {"name": self._name, "up": up})


def live_part(machine: Machine, key: str, parent: QWidget) -> LivePart | None:
    """What can be done at once about the part ``key``; None if nothing can, or the machine is off."""
    if not machine.state.alive or machine.running_config is None:
        return None
    if key == "memory" and machine.running_config.balloon:
        return LiveMemory(machine, parent)
    if key.startswith("networks."):
        return LiveCable(machine, int(key.partition(".")[2]), parent)
    return None
