"""The performance page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.bench import Bench
from virtgui.models.sample import EXIT_NAMES, Sample
from virtgui.widgets.graph import SPANS_S

pytest_plugins = ("tests.support.bench_fixture",)


def sample(time_s: float, cpu: float = 10.0) -> Sample:
    exits = tuple(float(n) for n in range(7))
    return Sample(time_s, cpu, 2.0, 1.0, 64 << 20, 100.0, 50.0, 7.0, 3.0, exits, 9.0, 8.0, 48 << 20)


def test_an_hour_is_fetched_in_portions(bench: Bench) -> None:
    machine = bench.add()
    window = bench.window(machine)
    page = window.performance_page
    for second in range(3600):
        machine.history.append(sample(1_000_000.0 + second, float(second % 100)))
    window.show_view("performance")
    bench.until(lambda: "99" in page.cpu.accessibleDescription(), "the newest sample")
    said = page.cpu.accessibleDescription()
    assert "Guest 99 %" in said
    assert "Kernel 2 %" in said
    assert "64 MiB" in page.memory.accessibleDescription()
    assert "48 MiB" in page.memory.accessibleDescription()
    assert "9 B/s" in page.network.accessibleDescription()
    assert "100 B/s" in page.disk.accessibleDescription()
    assert "7 B/s" in page.serial.accessibleDescription()
    assert "6 exits/s" in page.exits.accessibleDescription()


def test_hidden_it_fetches_nothing_and_catches_up(bench: Bench) -> None:
    machine = bench.add()
    window = bench.window(machine)
    machine.history.append(sample(1.0))
    machine.sampled.emit()
    assert "–" in window.performance_page.cpu.accessibleDescription()
    window.show_view("performance")
    bench.until(lambda: "Guest 10 %" in window.performance_page.cpu.accessibleDescription(), "sample")
    machine.history.append(sample(2.0, 42.0))
    machine.sampled.emit()
    assert "Guest 42 %" in window.performance_page.cpu.accessibleDescription()


def test_the_range_is_one_for_all(bench: Bench) -> None:
    page = bench.window(bench.add()).performance_page
    page.set_span(SPANS_S[3])
    assert {graph.span_s for graph in page.graphs} == {3600}
    page.disk.set_span(60)  # As the wheel does over one of them.
    assert {graph.span_s for graph in page.graphs} == {60}
    with pytest.raises(KeyError):
        page.set_span(7)


def test_a_running_machine_is_measured(bench: Bench, sector: Callable[[str], Path]) -> None:
    machine = bench.add(sector("spin"))
    window = bench.window(machine)
    window.show_view("performance")
    bench.start(machine)
    page = window.performance_page
    bench.until(lambda: len(machine.history) >= 2, "samples")
    assert len(machine.history[0].exits) == len(EXIT_NAMES)
    bench.until(lambda: "MiB" in page.memory.accessibleDescription(), "memory")
    assert machine.history[-1].memory_bytes > 8 << 20


def test_graphs_stand_in_columns(bench: Bench) -> None:
    window = bench.window(bench.add())
    window.show_view("performance")
    page = window.performance_page
    window.resize(1000, 660)
    bench.until(lambda: page.graphs[1].x() > page.graphs[0].x(), "two columns")
    assert len({graph.width() for graph in page.graphs}) == 1
    assert len({graph.x() for graph in page.graphs}) == 2
