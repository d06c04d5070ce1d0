"""What is done to the hardware of a machine while it runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

from engine.config import MachineConfig, Network
from engine.error import EngineError
from tests.support.bench import Bench
from virtgui.details.live import LiveCable, LiveMemory
from virtgui.models.state import MachineState
from virtgui.windows.page_details import DetailsPage

pytest_plugins = ("tests.support.bench_fixture",)

Sector = Callable[[str], Path]


def page_of(bench: Bench, sector: Sector, **fields) -> DetailsPage:
    machine = bench.add(sector("hello"), **fields)
    bench.start(machine)
    bench.until(lambda: machine.running_config is not None, "running description")
    window = bench.window(machine)
    window.show_view("details")
    return window.details_page


def test_memory_is_asked_back_by_the_balloon(bench: Bench, sector: Sector) -> None:
    page = page_of(bench, sector)
    page.show_part("memory")
    live = page.form.live
    assert isinstance(live, LiveMemory)
    bench.until(lambda: live.wanted.value() == 32, "what it has")
    assert "32 MiB now" in live.now.text()
    asked: list[dict[str, object]] = []
    machine = page._machine
    tell = machine.execute

    def execute(command, arguments=None, *rest, **more):
        asked.append({command: arguments})
        return tell(command, arguments, *rest, **more)

    machine.execute = execute
    live.wanted.setValue(24)
    bench.until(lambda: {"balloon": {"value": 24 << 20}} in asked, "the balloon")
    assert live.notice.isHidden(), live.notice.text
    assert bench.store.load("guest").memory_mib == 32, "that is for now only"


def test_a_cable_is_pulled_and_plugged_in_again(bench: Bench, sector: Sector) -> None:
    page = page_of(bench, sector, networks=(Network(backend="loopback"),))
    page.show_part("networks.0")
    live = page.form.live
    assert isinstance(live, LiveCable)
    bench.until(live.plugged.isChecked, "its cable")
    for up in (False, True):
        live.plugged.click()
        seen: list[bool] = []

        def look(seen: list[bool] = seen, up: bool = up) -> bool:
            page._machine.execute("x-virtgui-networks", done=lambda cards: seen.append(cards[0]["link"]))
            return bool(seen) and seen[-1] is up

        bench.until(look, "the link")


def test_of_a_machine_that_is_off_nothing_is_offered(bench: Bench) -> None:
    window = bench.window(bench.add())
    window.show_view("details")
    window.details_page.show_part("memory")
    assert window.details_page.form.live is None


class Asked:
    """A machine that answers when the test says so."""

    state = MachineState.RUNNING
    running_config = MachineConfig(name="guest", uuid="u", memory_mib=32)

    def __init__(self) -> None:
        self.open: list[SimpleNamespace] = []

    def execute(self, command, arguments=None, done=None, failed=None):
        self.open.append(SimpleNamespace(command=command, arguments=arguments, done=done, failed=failed))

    def take(self, command: str) -> SimpleNamespace:
        """The oldest question that has no answer yet."""
        one = self.open.pop(0)
        assert one.command == command
        return one


@pytest.fixture
def asked() -> Asked:
    return Asked()


def cable(asked: Asked, qtbot: QtBot) -> LiveCable:
    live = LiveCable(asked, 0)
    qtbot.addWidget(live)
    live.look()
    asked.take("x-virtgui-networks").done(CARD)
    assert live.plugged.isChecked()
    return live


CARD = [{"name": "net0", "link": True}]


def test_the_reason_of_a_refusal_stays_and_the_control_shows_what_holds(asked: Asked, qtbot: QtBot) -> None:
    live = cable(asked, qtbot)
    live.plugged.click()
    asked.take("set_link").failed(EngineError("The cable is glued in."))
    for _ in range(3):
        asked.take("x-virtgui-networks").done(CARD)
        assert live.plugged.isChecked()
        assert live.notice.text == "The cable is glued in."
        live.look()
    asked.open.clear()
    live.plugged.click()
    assert not live.notice.text


def test_an_answer_from_before_an_order_does_not_turn_the_control_back(asked: Asked, qtbot: QtBot) -> None:
    live = cable(asked, qtbot)
    live.look()
    question = asked.take("x-virtgui-networks")
    live.plugged.click()
    question.done(CARD)
    assert not live.plugged.isChecked()
    order = asked.take("set_link")
    live.look()
    assert not asked.open, "asked while the order is under way"
    order.done({})
    asked.take("x-virtgui-networks").done([{"name": "net0", "link": False}])
    assert not live.plugged.isChecked()


def test_memory_that_is_refused_is_taken_back(asked: Asked, qtbot: QtBot) -> None:
    live = LiveMemory(asked)
    qtbot.addWidget(live)
    live.look()
    asked.take("query-balloon").done({"actual": 32 << 20})
    live.wanted.setValue(20)
    qtbot.waitUntil(lambda: bool(asked.open))
    asked.take("balloon").failed(EngineError("The guest has no driver."))
    asked.take("query-balloon").done({"actual": 32 << 20})
    assert live.wanted.value() == 32
    assert live.notice.text == "The guest has no driver."
    assert not asked.open, "the value that was taken back was ordered"
