from __future__ import annotations

import threading

import pytest

from engine.error import EngineError
from virtgui.bridge import WORKERS, Bridge


class Outcome:
    """What the callbacks were given, and on which thread they were called."""

    def __init__(self) -> None:
        self.results: list[object] = []
        self.errors: list[EngineError] = []
        self.threads: set[threading.Thread] = set()

    def done(self, result: object) -> None:
        self.results.append(result)
        self.threads.add(threading.current_thread())

    def failed(self, error: EngineError) -> None:
        self.errors.append(error)
        self.threads.add(threading.current_thread())


@pytest.fixture
def outcome() -> Outcome:
    return Outcome()


def test_work_is_done_elsewhere_and_its_result_comes_here(bridge, outcome, qtbot):
    bridge.blocking(threading.current_thread, outcome.done)
    qtbot.waitUntil(lambda: len(outcome.results) == 1)
    assert threading.current_thread() not in outcome.results
    assert outcome.threads == {threading.current_thread()}


def test_an_error_for_people_goes_to_whoever_asked(bridge, outcome, qtbot):
    def fail_here() -> None:
        raise EngineError("No disk.", "Buy one.")

    bridge.blocking(fail_here, outcome.done, outcome.failed)
    qtbot.waitUntil(lambda: len(outcome.errors) == 1)
    assert outcome.errors[0].what == "No disk."
    assert not outcome.results
    assert outcome.threads == {threading.current_thread()}


def test_an_exception_nobody_expected_is_reported_and_ends_the_wait(qapp, outcome, qtbot, capsys):
    bridge = Bridge()
    reports: list[str] = []
    bridge.broke.connect(reports.append)
    bridge.blocking(lambda: 1 // 0, outcome.done, outcome.failed)
    qtbot.waitUntil(lambda: len(outcome.errors) == 1 and len(reports) == 1)
    assert "ZeroDivisionError" in reports[0]
    assert "ZeroDivisionError" in outcome.errors[0].what
    assert "Traceback" in capsys.readouterr().err
    bridge.close()


def test_a_callback_that_fails_is_reported(qapp, qtbot, capsys):
    bridge = Bridge()
    reports: list[str] = []
    bridge.broke.connect(reports.append)
    bridge.blocking(lambda: 0, lambda zero: 1 // zero)
    qtbot.waitUntil(lambda: len(reports) == 1)
    assert "ZeroDivisionError" in reports[0]
    assert capsys.readouterr().err
    bridge.close()


def test_a_cancelled_blocking_job_is_not_called_back(bridge, outcome, qtbot):
    gate = threading.Event()
    job = bridge.blocking(lambda: gate.wait(5), outcome.done)
    job.cancel()
    gate.set()
    bridge.blocking(lambda: "next", outcome.done)
    qtbot.waitUntil(lambda: outcome.results == ["next"])


def test_blocking_work_runs_side_by_side_on_few_threads(bridge, outcome, qtbot):
    together = threading.Barrier(4)
    for _ in range(4):
        bridge.blocking(lambda: together.wait(5), outcome.done)
    qtbot.waitUntil(lambda: len(outcome.results) == 4)
    for _ in range(100):
        bridge.blocking(threading.current_thread, outcome.done)
    qtbot.waitUntil(lambda: len(outcome.results) == 104)
    assert len(set(outcome.results[4:])) <= WORKERS


def test_posting_keeps_the_order_from_any_thread(bridge, qtbot):
    seen: list[int] = []

    def post_all() -> None:
        for number in range(200):
            bridge.post(lambda number=number: seen.append(number))

    bridge.blocking(post_all)
    qtbot.waitUntil(lambda: len(seen) == 200)
    assert seen == list(range(200))


def test_closing_stops_everything_quickly(qapp, outcome):
    bridge = Bridge()
    before = threading.active_count()
    bridge.blocking(lambda: 1, outcome.done)
    bridge.close()
    bridge.close()
    qapp.processEvents()
    assert not outcome.results
    assert not outcome.errors
    assert threading.active_count() <= before + 1  # A worker may still be on its way out.
    bridge.blocking(lambda: 1, outcome.done)
    qapp.processEvents()
    assert not outcome.results


def test_a_result_that_comes_after_the_end_is_given_back(qtbot):
    bridge = Bridge()
    begun, end, given_back = threading.Event(), threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        assert end.wait(5)
        return "a descriptor"

    taken: list[str] = []
    bridge.blocking(work, taken.append, unclaimed=lambda _: given_back.set())
    assert begun.wait(5)
    bridge.close()
    end.set()
    assert given_back.wait(5)
    assert taken == []


def test_a_call_that_waits_at_the_end_is_not_made(qtbot):
    bridge, made, dropped = Bridge(), [], []
    bridge.post(lambda: made.append(True), lambda: dropped.append(True))
    bridge.close()
    qtbot.wait(0)
    assert (made, dropped) == ([], [True])


def test_a_cancelled_jobs_result_is_given_back(bridge, outcome, qtbot):
    given_back: list[object] = []
    begun, end = threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        assert end.wait(5)
        return "a descriptor"

    job = bridge.blocking(work, outcome.done, unclaimed=given_back.append)
    assert begun.wait(5)
    job.cancel()
    end.set()
    qtbot.waitUntil(lambda: given_back == ["a descriptor"])
    assert outcome.results == []
