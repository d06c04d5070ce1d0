"""QMP with a machine that a test plays: the greeting, questions and answers, silence, and the end."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from engine.error import EngineError
from virtgui.bridge import Bridge
from virtgui.models import session as session_module
from virtgui.models.session import LINE, Report, Session

GREETING = {"QMP": {"version": {}, "capabilities": []}}
RUNNING = {"status": "running", "name": "box"}


class Machine:
    """The other end of the control socket. What it reads is polled, for Qt must go on meanwhile."""

    def __init__(self, path: Path, qtbot) -> None:
        self._qtbot = qtbot
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen()
        self.listener.setblocking(False)
        self.end: socket.socket | None = None
        self._lines: list[dict[str, Any]] = []
        self._rest = b""

    def accept(self) -> None:
        def accepted() -> bool:
            try:
                end, _ = self.listener.accept()
            except BlockingIOError:
                return False
            if self.end is not None:
                self.end.close()
            self.end, self._lines, self._rest = end, [], b""
            end.setblocking(False)
            return True

        self._qtbot.waitUntil(accepted, timeout=20000)

    def say(self, **message: object) -> None:
        assert self.end is not None
        self.end.sendall(json.dumps(message).encode() + b"\r\n")

    def hear(self) -> dict[str, Any]:
        """The next request."""

        def heard() -> bool:
            assert self.end is not None
            try:
                self._rest += self.end.recv(1 << 20)
            except BlockingIOError:
                pass
            *lines, self._rest = self._rest.split(b"\n")
            self._lines += [json.loads(line) for line in lines]
            return bool(self._lines)

        self._qtbot.waitUntil(heard, timeout=20000)
        return self._lines.pop(0)

    def answer(self, command: str, **message: object) -> dict[str, Any]:
        request = self.hear()
        assert request["execute"] == command, request
        self.say(**(message or {"return": {}}), id=request["id"])
        return request

    def greet(self) -> None:
        """All that comes before the first report."""
        self.accept()
        self.say(**GREETING)
        self.answer("qmp_capabilities")
        self.answer("x-virtgui-info", **{"return": RUNNING})

    def close(self) -> None:
        for end in (self.listener, self.end):
            if end is not None:
                end.close()


class Talk:
    """A session, with all that it reported."""

    def __init__(self, path: Path, bridge: Bridge) -> None:
        self.reports: list[Report] = []
        self.answers: list[object] = []
        self.errors: list[EngineError] = []
        self.session = Session("box", path, bridge, self.reports.append)

    def ask(self, command: str, timeout_s: float | None = None, **arguments: object) -> Any:
        return self.session.execute(command, arguments, self.answers.append, self.errors.append, timeout_s)


@pytest.fixture
def path(home: Path) -> Path:
    return home / "control.sock"


@pytest.fixture
def machine(path: Path, qtbot) -> Iterator[Machine]:
    made = Machine(path, qtbot)
    yield made
    made.close()


@pytest.fixture
def talk(path: Path, bridge: Bridge) -> Iterator[Talk]:
    made = Talk(path, bridge)
    yield made
    made.session.close()


Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def until(qtbot) -> Until:
    return lambda condition: qtbot.waitUntil(lambda: bool(condition()), timeout=20000)


def test_it_says_how_it_stands_and_answers(machine: Machine, talk: Talk, until: Until) -> None:
    talk.ask("stop")
    until(lambda: talk.errors)
    assert "does not answer yet" in talk.errors.pop().what
    talk.session.open()
    machine.greet()
    until(lambda: talk.reports)
    assert talk.reports == [Report("running", "", "", RUNNING)]
    talk.ask("balloon", value=5)
    assert machine.answer("balloon", **{"return": [1]})["arguments"] == {"value": 5}
    talk.ask("eject")
    machine.answer("eject", error={"class": "GenericError", "desc": "It is locked."})
    until(lambda: talk.errors)
    assert (talk.answers, [error.what for error in talk.errors]) == ([[1]], ["It is locked."])


def test_events_are_followed_by_how_it_stands_then(machine: Machine, talk: Talk, until: Until) -> None:
    talk.session.open()
    machine.greet()
    machine.say(event=LINE, data={"mouse": True})
    machine.say(event="STOP", data={})
    machine.say(event="GUEST_PANICKED", data={})
    machine.say(event="SHUTDOWN", data={})
    machine.answer("x-virtgui-info", **{"return": {"status": "paused", "x-virtgui-reason": "Paused."}})
    machine.answer("x-virtgui-info", **{"return": {"status": "guest-panicked"}})
    machine.answer("x-virtgui-fault", **{"return": {"fault": {"cpu": 1}}})
    until(lambda: len(talk.reports) == 4)
    line, stop, panic = talk.reports[1:]
    assert (line.event, line.facts, line.status) == (LINE, {"mouse": True}, "")
    assert (stop.event, stop.status, stop.reason) == ("STOP", "paused", "Paused.")
    assert (panic.event, panic.status, panic.fault) == ("GUEST_PANICKED", "guest-panicked", {"cpu": 1})


def test_an_answer_in_pieces_and_garbage_between(machine: Machine, talk: Talk, until: Until) -> None:
    talk.session.open()
    machine.greet()
    talk.ask("query-status")
    number = machine.hear()["id"]
    assert machine.end is not None
    answer = b'nonsense\n[1]\n{"return": {"text": "' + b"x" * 300_000 + b'"}, "id": %d}\n' % number
    for at in range(0, len(answer), 20_000):
        machine.end.sendall(answer[at : at + 20_000])
        QApplication.processEvents()
    until(lambda: talk.answers)
    assert len(talk.answers[0]["text"]) == 300_000


def test_silence_is_told_and_it_tries_again(
    machine: Machine, talk: Talk, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "ANSWER_S", 0.3)
    monkeypatch.setattr(session_module, "RETRY_MS", 50)
    talk.session.open()
    machine.accept()
    until(lambda: talk.reports)
    assert (talk.reports[0].status, talk.reports[0].reason) == (
        "",
        "The machine does not answer on its control socket.",
    )
    machine.greet()  # on a new connection
    until(lambda: talk.reports[-1].status == "running")
    talk.ask("query-status", 0.2)
    until(lambda: talk.errors)
    assert "did not answer query-status within 0.2 s" in talk.errors[0].what


def test_what_is_asked_when_it_goes_gets_an_error(machine: Machine, talk: Talk, until: Until) -> None:
    talk.session.open()
    machine.greet()
    until(lambda: talk.reports)
    talk.ask("query-status")
    talk.ask("query-block").cancel()
    machine.hear()
    assert machine.end is not None
    machine.end.close()
    until(lambda: talk.errors)
    assert [error.what for error in talk.errors] == ["The connection to the machine was lost."]
    machine.greet()
    until(lambda: len(talk.reports) == 2)
    talk.ask("query-status")
    talk.session.close()
    until(lambda: len(talk.errors) == 2)


def test_one_that_reads_nothing_fills_no_memory(machine: Machine, talk: Talk, until: Until) -> None:
    talk.session.open()
    machine.greet()
    until(lambda: talk.reports)
    for _ in range(40):
        talk.ask("x-virtgui-type", text="x" * 100_000)
    until(lambda: talk.errors)
    assert "does not answer" in talk.errors[0].what
