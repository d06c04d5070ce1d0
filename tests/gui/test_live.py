"""What is done to the hardware of a machine while it runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.config import Network
from tests.support.bench import Bench
from virtgui.details.live import LiveCable, LiveMemory
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
