"""The conversation with one running machine over its control socket: QMP, as a front end speaks it.

Not by the qemu.qmp package, as vgctl does: that wants asyncio, which would cost the manager a thread and 10 MB of
memory where Qt has an event loop already. (QEMU: docs/interop/qmp-spec)
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, QTimer

from engine.error import EngineError
from virtgui.bridge import Bridge, Job
from virtgui.models.socket_link import SocketLink

ANSWER_S: Final = 5.0
"""How long the greeting, and answers to commands that say nothing else, are waited for."""
SOCKET_PATIENCE_MS: Final = 30_000
RETRY_MS: Final = 1000
LOOK_MS: Final = 250
MESSAGE_LIMIT: Final = 16 << 20
FAULTED: Final = ("internal-error", "guest-panicked")
TYPED = "X_VIRTGUI_TYPED"
"""How far a text is that is being typed: "typed", "total", and "state" (typing, done, cancelled)."""
SNAPSHOT = "X_VIRTGUI_SNAPSHOT"
"""How far a snapshot is that the machine takes: see engine.control.snapshot.EVENT."""
LINE = "X_VIRTGUI_LINE"
"""What the guest programmed has changed: serial line formats ("serial"), whether its mouse reports ("mouse")."""


class Report(msgspec.Struct, frozen=True):
    """What a machine says of itself. ``status`` is QMP's run state, "" when it does not answer (``reason`` says
    so); ``event`` what made it report, "" at first contact. Of LINE, TYPED and SNAPSHOT there is no status, and
    ``facts`` has only what they bring."""

    status: str
    reason: str = ""
    event: str = ""
    facts: dict[str, Any] = msgspec.field(default_factory=dict)
    fault: dict[str, Any] | None = None


class _Asked(msgspec.Struct, frozen=True):
    """Something that is waited for. ``ours``: asked by the session itself, not by whoever uses it."""

    what: str
    job: Job[Any]
    deadline: float
    timeout_s: float
    ours: bool


class Session(QObject):
    """``open`` when the machine runs; it reconnects by itself until ``close``. ``report`` is called with what the
    machine says of itself: like answers, in a moment, in the order in which it came."""

    def __init__(
        self,
        name: str,
        control: Path,
        bridge: Bridge,
        report: Callable[[Report], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._control, self._bridge, self._report = name, control, bridge, report
        self._input = bytearray()
        self._asked: dict[int, _Asked] = {}
        self._count = 0
        self._ready = self._closed = False
        self._events: list[str] = []
        self._link = SocketLink(self)
        self._link.connected.connect(self._connected)
        self._link.disconnected.connect(lambda _: self._lost())
        self._link.data.connect(self._received)
        self._clock = QTimer(self, interval=LOOK_MS)
        self._clock.timeout.connect(self._look_at_clock)
        self._patience = QTimer(self, singleShot=True, interval=SOCKET_PATIENCE_MS)
        self._patience.timeout.connect(self._never_there)

    def open(self) -> None:
        """Connect, follow, reconnect. A machine that is just starting has no socket yet."""
        if not self._closed:
            self._patience.start()
            self._link.open(self._control)

    def close(self) -> None:
        """Hang up. No report comes after this, and for answers an error."""
        self._closed = True
        self._link.close()
        self._patience.stop()
        self._lost()

    def execute(
        self,
        command: str,
        arguments: dict[str, object] | None,
        done: Callable[[Any], None] | None,
        failed: Callable[[EngineError], None],
        timeout_s: float | None = None,
    ) -> Job[Any]:
        """Run a QMP command. EngineError says what the machine, or the connection, said."""
        job: Job[Any] = Job(done, failed)
        if self._ready:
            self._ask(command, arguments, job, timeout_s or ANSWER_S, ours=False)
        else:
            self._finish(job, None, _no_answer_yet(self._name))
        return job

    # The connection.

    def _connected(self) -> None:
        self._patience.stop()
        self._input.clear()
        self._await("", Job(None, self._silent), ANSWER_S, ours=True)  # for its greeting

    def _lost(self) -> None:
        self._ready = False
        self._events.clear()
        asked, self._asked = self._asked, {}
        self._clock.stop()
        for one in asked.values():
            if not one.ours:
                self._finish(one.job, None, EngineError(_tr("The connection to the machine was lost.")))

    def _silent(self, error: EngineError) -> None:
        """It does not even say how it stands: say so, and try again."""
        self._send_report(Report("", str(error)))
        self._link.close()
        self._lost()
        QTimer.singleShot(RETRY_MS, self, self.open)

    def _never_there(self) -> None:
        what = _tr("{0} has no control socket.").format(self._name)
        self._send_report(Report("", f"{what} {_tr('Power it off and start it again.')}"))

    # What comes.

    def _received(self, data: bytes) -> None:
        self._input += data
        *lines, self._input = self._input.split(b"\n")
        for line in lines:
            try:
                self._take(msgspec.json.decode(line, type=dict[str, Any]))
            except msgspec.DecodeError:
                continue  # An empty line, or nothing that we understand.
        if len(self._input) > MESSAGE_LIMIT:
            self._silent(EngineError(_tr("The connection to the machine was lost.")))

    def _take(self, message: dict[str, Any]) -> None:
        if "event" in message:
            data = message.get("data")
            self._happened(str(message["event"]), data if isinstance(data, dict) else {})
        elif "QMP" in message:
            self._answered(0)
            self._ask("qmp_capabilities", None, Job(self._greeted, self._silent), ANSWER_S, ours=True)
        else:
            asked = self._answered(message.get("id"))
            if asked is not None and "error" in message:
                described = message["error"]
                what = described.get("desc", "") if isinstance(described, dict) else described
                self._finish(asked.job, None, EngineError(str(what)))
            elif asked is not None:
                self._finish(asked.job, message.get("return"), None)

    def _happened(self, event: str, data: dict[str, Any]) -> None:
        if event in (LINE, TYPED, SNAPSHOT):
            self._send_report(Report("", "", event, data))
        elif event != "SHUTDOWN" and self._ready:
            self._tell(event)

    # How it stands: one question at a time, so that what is reported last is the newest.

    def _greeted(self, _answer: object) -> None:
        self._ready = True
        self._tell("")

    def _tell(self, event: str) -> None:
        self._events.append(event)
        if len(self._events) == 1:
            self._inquire()

    def _inquire(self) -> None:
        self._ask("x-virtgui-info", None, Job(self._informed, self._silent), ANSWER_S, ours=True)

    def _informed(self, facts: dict[str, Any]) -> None:
        if str(facts.get("status", "")) in FAULTED:
            job: Job[Any] = Job(lambda answer: self._told(facts, answer.get("fault")), self._silent)
            self._ask("x-virtgui-fault", None, job, ANSWER_S, ours=True)
        else:
            self._told(facts, None)

    def _told(self, facts: dict[str, Any], fault: dict[str, Any] | None) -> None:
        if self._closed or not self._events:
            return  # The connection was lost meanwhile.
        event = self._events.pop(0)
        self._report(
            Report(str(facts.get("status", "")), str(facts.get("x-virtgui-reason", "")), event, facts, fault)
        )
        if self._events:
            self._inquire()

    # Questions and answers.

    def _ask(
        self, command: str, arguments: dict[str, object] | None, job: Job[Any], timeout_s: float, *, ours: bool
    ) -> None:
        self._count += 1
        request: dict[str, object] = {"execute": command, "id": self._count}
        if arguments:
            request["arguments"] = arguments
        line = msgspec.json.encode(request) + b"\n"
        if len(line) > self._link.room:  # It has not read for long.
            self._finish(job, None, _no_answer_yet(self._name))
            return
        self._await(command, job, timeout_s, ours=ours, number=self._count)
        self._link.send(line)

    def _await(self, what: str, job: Job[Any], timeout_s: float, *, ours: bool, number: int = 0) -> None:
        self._asked[number] = _Asked(what, job, time.monotonic() + timeout_s, timeout_s, ours)
        if not self._clock.isActive():
            self._clock.start()

    def _answered(self, number: object) -> _Asked | None:
        asked = self._asked.pop(number, None) if isinstance(number, int) else None
        if not self._asked:
            self._clock.stop()
        return asked

    def _look_at_clock(self) -> None:
        now = time.monotonic()
        for number in [number for number, asked in self._asked.items() if asked.deadline <= now]:
            asked = self._answered(number)
            if asked is not None:
                self._finish(asked.job, None, _late(asked))

    def _finish(self, job: Job[Any], answer: object, error: EngineError | None) -> None:
        self._bridge.post(lambda: job.finish(answer, error))

    def _send_report(self, report: Report) -> None:
        self._bridge.post(lambda: None if self._closed else self._report(report))


def _late(asked: _Asked) -> EngineError:
    if not asked.what:
        return EngineError(_tr("The machine does not answer on its control socket."))
    what = _tr("The machine did not answer {0} within {1} s.").format(asked.what, f"{asked.timeout_s:g}")
    return EngineError(what, _tr("Is it hung?"))


def _no_answer_yet(name: str) -> EngineError:
    return EngineError(_tr("{0} does not answer yet.").format(name), _tr("Try again in a moment."))


def _tr(text: str) -> str:
    return QCoreApplication.translate("session", text)
