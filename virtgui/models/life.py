"""One machine's life: its description, its process, what it says of itself, and the state that follows.

No method blocks. What goes wrong later comes as ``failed(what, remedy)``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from engine import phrase, toml
from engine.config import MachineConfig
from engine.directory import MachineDirectory, RuntimeDirectory
from engine.error import ConfigError, EngineError
from engine.presence import EndRecord
from engine.store import Store
from virtgui.bridge import Bridge, Job
from virtgui.models import process as vm
from virtgui.models.input import InputQueue
from virtgui.models.sample import History, Sampler
from virtgui.models.scan import Found
from virtgui.models.session import LINE, SNAPSHOT, TYPED, Report, Session
from virtgui.models.state import OF_QMP, MachineState, title, why_not

if TYPE_CHECKING:
    from engine.display.link import DisplayLink

POWER_BUTTON_PATIENCE_MS = 20_000
LINK_RETRY_MS = 1000


class MachineLife(QObject):
    """A machine of the store as it is; what can be done with it is Machine's.

    ``name``, ``config`` (None while broken), ``directory``, ``runtime`` (sockets; None while broken), ``state``,
    ``reason`` and ``remedy`` (sentences, "" if there is nothing to say), ``error`` (why it is broken, with its
    line), ``end`` (how the last run ended), ``started`` (epoch seconds, 0 when off), ``pid`` (0 when off),
    ``facts`` (x-virtgui-info), ``running_config`` (what it runs with; None when off), ``fault``
    (x-virtgui-fault), ``link`` (None unless it runs and answers; its ``screen`` stays readable after the end),
    ``history``.
    """

    changed = Signal()
    """State, reason or description; or what the guest programmed (``facts``)."""
    sampled = Signal()
    """A sample was added to ``history``."""
    display_changed = Signal()
    """The picture may differ; only while somebody looks."""
    link_changed = Signal()
    """``link`` is another, or None."""
    failed = Signal(str, str)
    """Something asked for could not be done: what, and what to do about it."""
    typed = Signal(int, int, str)
    """A text is being typed: characters typed, of how many, and "typing", "done" or "cancelled"."""
    snapshot_told = Signal(object)
    """How far a snapshot is that the machine takes: a dict, see engine.control.snapshot.EVENT."""
    gone = Signal()
    """It is no longer in the store."""

    def __init__(self, found: Found, store: Store, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._bridge = store, bridge
        self.name = found.stored.name
        self.directory: MachineDirectory = found.stored.directory
        self.runtime: RuntimeDirectory | None = found.runtime
        self.config: MachineConfig | None = None
        self.error: ConfigError | None = None
        self.end: EndRecord | None = None
        self.state = MachineState.OFF
        self.reason = self.remedy = ""
        self.started = 0.0
        self.facts: dict[str, Any] = {}
        self.running_config: MachineConfig | None = None
        self.fault: dict[str, Any] | None = None
        self.link: DisplayLink | None = None
        self.history = History()
        self._process: vm.Process | None = None
        self._session: Session | None = None
        self._notifiers: list[QSocketNotifier] = []
        self._sampler: Sampler | None = None
        self._lookers = 0
        self._looking = False
        self._cut_off = False
        self._start_error: EngineError | None = None
        self._input = InputQueue(self._send_input)
        self._patience = QTimer(self, singleShot=True, interval=POWER_BUTTON_PATIENCE_MS)
        self._patience.timeout.connect(self._power_button_ignored)
        self._link_timer = QTimer(self, singleShot=True, interval=LINK_RETRY_MS)
        self._link_timer.timeout.connect(self._connect_display)
        self.update(found)

    # What it is.

    @property
    def uuid(self) -> str:
        """Its identity, "" while broken."""
        return self.config.uuid if self.config is not None else ""

    @property
    def pid(self) -> int:
        """Its process, 0 when off."""
        return self._process.pid if self._process is not None else 0

    @property
    def state_title(self) -> str:
        """The state in a word or two, for people."""
        if self.could_not_start:
            return self.tr("Could not start")
        return title(self.state)

    @property
    def could_not_start(self) -> bool:
        """Whether it is off because the last attempt to start it failed; ``reason`` says why."""
        failed = self._start_error is not None or (self.end is not None and self.end.kind == "failed")
        return self.state is MachineState.OFF and failed

    @property
    def hung(self) -> bool:
        """Whether its process is stopped by a signal or a debugger: it answers nothing."""
        return self._sampler is not None and self._sampler.state in ("T", "t")

    def can(self, action: str) -> str:
        """ "" if start, pause, resume, stop, kill, reset, delete, save, type, screenshot or open can be done now;
        otherwise why not, as a sentence."""
        return why_not(action, self.state)

    def execute(
        self,
        command: str,
        arguments: dict[str, object] | None = None,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[EngineError], None] | None = None,
        timeout_s: float | None = None,
    ) -> Job[Any] | None:
        """Run any QMP command. ``failed`` comes instead of the signal of that name, if given. Whoever may go before
        the answer comes, which takes long from a process that hangs, cancels the job; None if it has failed already.
        """
        session = self._session

        def tell(error: EngineError) -> None:
            if self._session is session:  # Else it has ended: that is told, and the reason why nothing answers.
                self._tell(error)

        failure = failed or tell
        if session is None:
            failure(EngineError(self.tr("{} does not run.").format(self.name), self.tr("Start it first.")))
            return None
        return session.execute(command, arguments, done, failure, timeout_s)

    def look(self, looks: bool) -> None:
        """Somebody begins, or ceases, to look at the screen. Each look(True) wants its look(False)."""
        self._lookers = max(0, self._lookers + (1 if looks else -1))
        self._tell_looking()

    @property
    def looked_at(self) -> bool:
        """Whether the machine keeps its picture up to date for us."""
        return self._looking

    # Sampling, by the fleet's timer.

    def sample(self) -> None:
        """Measure, once a second."""
        if self._sampler is None:
            return
        was_hung = self.hung
        sample = self._sampler.take()
        if self.hung != was_hung:
            self.changed.emit()
        self._tell_looking()
        if sample is not None:
            self.history.append(sample)
            self.sampled.emit()

    # What others found out about it.

    def update(self, found: Found) -> None:
        """Take over what a scan of the store has found."""
        stored = found.stored
        before = (self.config, self.error, self.state, self.reason)
        self.directory = stored.directory
        if self.state.alive:
            self.config = stored.config or self.config
        else:
            self.config, self.error, self.runtime = stored.config, stored.error, found.runtime
            self._settle(found.end)
        if (self.config, self.error, self.state, self.reason) != before:
            self.changed.emit()
        if found.pid is not None and not self.state.alive:
            runtime, pid = found.runtime, found.pid
            assert runtime is not None
            self._become(MachineState.STARTING)
            self._bridge.blocking(lambda: vm.find(runtime, pid), self._attach, self._gone_already, vm.Process.let_go)

    def rename(self, name: str) -> None:
        """Its directory has another name now."""
        self.name = name
        self.changed.emit()

    def detach(self) -> None:
        """Let go of a running machine, which runs on. For the end of the application."""
        self._let_go()
        if self._process is not None:
            self._process.let_go()
            self._process = None

    # Its process.

    def _attach(self, process: vm.Process) -> None:
        assert self.runtime is not None
        self._process = process
        self._watch(process.pidfd, self._died)
        self._session = Session(self.name, self.runtime.control, self._bridge, self._hear, self)
        self._session.open()
        self._input.hold()  # The screen may be there sooner than the conversation.
        self._sampler = _sampler_of(process.pid, None)
        self._connect_display()

    def _connect_display(self) -> None:
        runtime, process = self.runtime, self._process
        if runtime is None or process is None:
            return

        def connected(link: DisplayLink) -> None:
            if self._process is process:
                self._take_link(link)
            else:
                link.close()

        def failed(_: EngineError) -> None:
            if self._process is process:
                self._link_timer.start()

        self._bridge.blocking(lambda: vm.connect(runtime), connected, failed, lambda link: link.close())

    def _take_link(self, link: DisplayLink) -> None:
        self.link = link
        if self._sampler is not None:
            self._sampler.close()
        self._sampler = _sampler_of(self.pid, link)
        self.sample()
        self._watch(link.fileno(), self._notice)
        self._tell_looking()
        self.link_changed.emit()

    def _watch(self, fd: int, call: Callable[[], None]) -> None:
        notifier = QSocketNotifier(fd, QSocketNotifier.Type.Read, self)
        notifier.activated.connect(call)
        self._notifiers.append(notifier)

    def _notice(self) -> None:
        """The display socket has something to say."""
        if self.link is None:
            return
        try:
            changed = self.link.take_notices()
        except OSError:
            self._drop_link()
            if self._process is not None:
                self._link_timer.start()
            return
        if changed:
            self.display_changed.emit()

    def _tell_looking(self) -> None:
        wanted = self._lookers > 0
        if self.link is None or wanted == self._looking:
            return
        try:
            self.link.look(wanted)
        except OSError:
            return  # Full (it hangs) or gone: the next sample tries again.
        self._looking = wanted

    def _drop_link(self) -> None:
        if self.link is None:
            return
        for notifier in self._notifiers[1:]:
            notifier.setEnabled(False)
            notifier.deleteLater()
        del self._notifiers[1:]
        self.link.close()
        self.link, self._looking = None, False
        self.link_changed.emit()

    def _let_go(self) -> None:
        """Of everything but the process itself."""
        self._patience.stop()
        self._link_timer.stop()
        self._drop_link()
        for notifier in self._notifiers:
            notifier.setEnabled(False)
            notifier.deleteLater()
        self._notifiers.clear()
        if self._session is not None:
            self._session.close()
            self._session.deleteLater()
            self._session = None
        if self._sampler is not None:
            self._sampler.close()
            self._sampler = None
        self._input.clear()

    def _died(self) -> None:
        process, runtime, directory, cut_off = self._process, self.runtime, self.directory, self._cut_off
        self._let_go()
        self._process = None
        if process is not None and runtime is not None:
            self._bridge.blocking(lambda: vm.bury(process, directory, runtime, cut_off), self._ended, self._tell)

    def _ended(self, record: EndRecord | None) -> None:
        self.state = MachineState.OFF
        self._settle(record)
        self.changed.emit()

    def _settle(self, record: EndRecord | None) -> None:
        """State and reason of a machine without a process."""
        self.end, self.fault, self.started, self.facts = record, None, 0.0, {}
        self.running_config = None
        self.reason = self.remedy = ""
        if self.error is not None:
            where = self.tr(" (line {})").format(self.error.line) if self.error.line else ""
            self.state, self.reason, self.remedy = MachineState.BROKEN, self.error.what + where, self.error.remedy
        elif record is not None and record.kind == "crashed":
            self.state, self.reason = MachineState.CRASHED, record.reason
            self.remedy = self.tr("Run starts it again.")
        else:
            self.state = MachineState.OFF
            self.reason = record.reason if record is not None else ""
        if self._start_error is not None and self.error is None:
            self.reason, self.remedy = self._start_error.what, self._start_error.remedy

    def _start_failed(self, error: EngineError) -> None:
        self._start_error = error
        self._ended(EndRecord("failed", error.what))
        self._tell(error)

    def _gone_already(self, _: EngineError) -> None:
        """Between being found and being held it ended."""
        runtime, directory = self.runtime, self.directory
        if runtime is not None:
            self._bridge.blocking(lambda: vm.ended(directory, runtime), self._ended, self._tell)

    # Its conversation.

    def _hear(self, report: Report) -> None:
        if report.event == TYPED:
            facts = report.facts
            self.typed.emit(int(facts.get("typed", 0)), int(facts.get("total", 0)), str(facts.get("state", "")))
            return
        if report.event == SNAPSHOT:
            self.snapshot_told.emit(report.facts)
            return
        if report.event == LINE:
            self.facts = {**self.facts, **report.facts}
            self.changed.emit()
            return
        if not report.status:
            self._become(self.state, report.reason)
            return
        if not report.event:
            self._first_contact(report.reason)
            self._input.release()
        state = OF_QMP.get(report.status, MachineState.RUNNING)
        waits = self._patience.isActive() and state is MachineState.RUNNING and report.event != "RESET"
        if self._cut_off or waits:
            state = MachineState.STOPPING
        else:
            self._patience.stop()
        self.fault = report.fault
        self._take_facts(report.facts)
        self.started = float(report.facts.get("started", 0.0))
        reason = "" if state is MachineState.PAUSED and report.reason == phrase.PAUSED else report.reason
        remedy = str(report.fault.get("remedy", "")) if report.fault else ""
        self._become(state, reason, remedy)

    def _first_contact(self, reason: str) -> None:
        """A conversation has begun, or begun again; the reason is that of the machine's state."""

    def _take_facts(self, facts: dict[str, Any]) -> None:
        """What the machine says of itself: x-virtgui-info."""
        other = self.running_config is None or facts.get("config") != self.facts.get("config")
        self.facts = facts
        if other:
            self.running_config = _described(facts)
            self.changed.emit()

    def _power_button_pressed(self) -> None:
        if self.state is MachineState.RUNNING:
            self._patience.start()
            self._become(MachineState.STOPPING, self.tr("The power button was pressed; the guest decides."))

    def _power_button_ignored(self) -> None:
        if self.state is MachineState.STOPPING and not self._cut_off:
            self._become(
                MachineState.RUNNING,
                self.tr("The guest has not reacted to the power button."),
                self.tr("Power it off to cut its power."),
            )

    def _send_input(self, events: list[dict[str, object]], finished: Callable[[], None]) -> None:
        if self._session is None:
            finished()
            return
        self.execute("input-send-event", {"events": events}, lambda _: finished(), lambda _: finished())

    def _become(self, state: MachineState, reason: str = "", remedy: str = "") -> None:
        if (self.state, self.reason, self.remedy) != (state, reason, remedy):
            self.state, self.reason, self.remedy = state, reason, remedy
            self.changed.emit()

    def _refused(self, action: str) -> bool:
        why = self.can(action)
        if why:
            self.failed.emit(why, "")
        return bool(why)

    def _tell(self, error: EngineError) -> None:
        self.failed.emit(error.what, error.remedy)


def _sampler_of(pid: int, link: DisplayLink | None) -> Sampler | None:
    """A sampler, unless the process has just gone."""
    try:
        return Sampler(pid, link.stats if link is not None else None)
    except OSError:
        return None


def _described(facts: dict[str, Any]) -> MachineConfig | None:
    """The description that a machine runs with; None from one of another version."""
    try:
        return toml.decode(str(facts.get("config", "")))
    except ConfigError:
        return None
