from __future__ import annotations

import asyncio
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


async def answer(value: object) -> object:
    await asyncio.sleep(0)
    return value


async def fail(error: Exception) -> None:
    raise error


def test_work_is_done_elsewhere_and_its_result_comes_here(bridge, outcome, qtbot):
    async def where() -> threading.Thread:
        return threading.current_thread()

    bridge.submit(where, outcome.done)
    bridge.blocking(threading.current_thread, outcome.done)
    qtbot.waitUntil(lambda: len(outcome.results) == 2)
    assert threading.current_thread() not in outcome.results
    assert outcome.results[0] is not outcome.results[1]
    assert outcome.threads == {threading.current_thread()}


def test_an_error_for_people_goes_to_whoever_asked(bridge, outcome, qtbot):
    def fail_here() -> None:
        raise EngineError("No disk.", "Buy one.")

    bridge.blocking(fail_here, outcome.done, outcome.failed)
    bridge.submit(lambda: fail(EngineError("No net.")), outcome.done, outcome.failed)
    qtbot.waitUntil(lambda: len(outcome.errors) == 2)
    assert sorted(error.what for error in outcome.errors) == ["No disk.", "No net."]
    assert not outcome.results
    assert outcome.threads == {threading.current_thread()}


@pytest.mark.parametrize("way", ["submit", "blocking"])
def test_an_exception_nobody_expected_is_reported_and_ends_the_wait(qapp, outcome, qtbot, way, capsys):
    bridge = Bridge()
    reports: list[str] = []
    bridge.broke.connect(reports.append)
    if way == "submit":
        bridge.submit(lambda: fail(ZeroDivisionError("oh")), outcome.done, outcome.failed)
    else:
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


def test_cancelled_work_stops_and_says_nothing(bridge, outcome, qtbot):
    stopped = threading.Event()

    async def forever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    job = bridge.submit(forever, outcome.done, outcome.failed)
    bridge.submit(lambda: answer("begun"), outcome.done)
    qtbot.waitUntil(lambda: outcome.results == ["begun"])
    job.cancel()
    qtbot.waitUntil(stopped.is_set)
    bridge.submit(lambda: answer("after"), outcome.done)
    qtbot.waitUntil(lambda: outcome.results == ["begun", "after"])
    assert not outcome.errors


def test_work_cancelled_before_it_began_never_begins(bridge, outcome, qtbot):
    begun: list[str] = []

    async def begin() -> None:
        begun.append("begun")
        await asyncio.sleep(60)

    gate = threading.Event()

    async def hold() -> None:
        gate.wait(5)

    bridge.submit(hold)
    bridge.submit(begin, outcome.done, outcome.failed).cancel()
    gate.set()
    bridge.submit(lambda: answer("end"), outcome.done)
    qtbot.waitUntil(lambda: outcome.results == ["end"])
    assert not begun


def test_a_cancelled_blocking_job_is_not_called_back(bridge, outcome, qtbot):
    gate = threading.Event()
    job = bridge.blocking(lambda: gate.wait(5), outcome.done)
    job.cancel()
    gate.set()
    bridge.blocking(lambda: "next", outcome.done)
    qtbot.waitUntil(lambda: outcome.results == ["next"])


def test_submissions_begin_in_order(bridge, outcome, qtbot):
    for number in range(100):
        bridge.submit(lambda number=number: answer(number), outcome.done)
    qtbot.waitUntil(lambda: len(outcome.results) == 100)
    assert outcome.results == list(range(100))


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
    bridge.submit(lambda: asyncio.sleep(60), outcome.done, outcome.failed)
    bridge.blocking(lambda: 1, outcome.done)
    bridge.close()
    bridge.close()
    qapp.processEvents()
    assert not outcome.results
    assert not outcome.errors
    assert threading.active_count() <= before + 1  # A worker may still be on its way out.
    bridge.submit(lambda: answer(1), outcome.done)
    bridge.blocking(lambda: 1, outcome.done)
    qapp.processEvents()
    assert not outcome.results


def test_a_task_that_finishes_as_the_loop_stops_does_no_harm(qapp):
    bridge = Bridge()

    async def last() -> None:
        bridge._stop_loop()

    bridge.submit(last)
    bridge._loop_thread.join(5)
    assert bridge._loop.is_closed()


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
