"""Tests that need a KVM with hardware behind it: run here where there is one, else in the laboratory.

Marked ``hardware``: needs real SVM or VMX. Marked ``long``: takes minutes, and runs only with --long. With --lab all
guest tests are treated as ``hardware``, but for those marked ``outside``.

Outside, the first such test boots the laboratory, where one pytest runs all of them and writes each report into a
file that both sides see; every test outside then waits for its own reports and passes them on as if it had run here.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from tests.lab.laboratory import OUT, Laboratory, Unavailable, inside, python
from tests.support.vm import kvm_is_emulated

REPORTS = "reports"
AGAIN = "again"
"""What came of tests that failed inside and were run once more: QEMU's emulation of SVM leaves a guest standing now
and then. The summary says which; what they said stays in build/lab.log."""
TEST_S = 900
"""How long one test may take inside, unless it is marked otherwise: twenty times what it does on an idle computer."""
BOOT_S = 300
"""How long until pytest inside has its first report, beside the test's own time."""
RESTARTS = 2
"""A laboratory whose kernel fails is no test's fault. It is booted again, so often at the most before a test has come
back."""
POLL_S = 0.1
SAID = Path(__file__).parents[2] / "build" / "lab.log"

_LAB = pytest.StashKey["Remote"]()


def add_options(parser: pytest.Parser) -> None:
    group = parser.getgroup("laboratory")
    group.addoption("--lab", action="store_true", help="run every guest test in the laboratory, not only marked ones")
    group.addoption("--long", action="store_true", help="run tests marked long, too")


def configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "hardware: needs a KVM with SVM or VMX; runs in the laboratory elsewhere")
    config.addinivalue_line("markers", "long: takes minutes; runs with --long")
    config.addinivalue_line("markers", "outside: never in the laboratory; why is said where it stands")


def modify(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes long, and send to the laboratory what belongs there."""
    if not config.getoption("--long"):
        left = [item for item in items if item.get_closest_marker("long")]
        items[:] = [item for item in items if item not in left]
        if left:
            config.hook.pytest_deselected(items=left)
    if inside() or not kvm_is_emulated():
        return
    every = config.getoption("--lab")
    sent = [item for item in items if item.get_closest_marker("hardware") or (every and _is_for_kvm(item))]
    for item in sent:
        item.add_marker(pytest.mark.timeout(0), append=False)  # Time is kept inside; to wait here is not the test.
    if sent:
        config.stash[_LAB] = Remote(config, [item.nodeid for item in sent])


def _is_for_kvm(item: pytest.Item) -> bool:
    elsewhere = ("soft_only", "outside")
    return "/guests/" in item.nodeid and not any(item.get_closest_marker(name) for name in elsewhere)


def protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """A test that runs in the laboratory: its reports are passed on. None for all others."""
    if inside():
        return _twice(item, nextitem)
    remote = item.config.stash.get(_LAB, None)
    if remote is None or item.nodeid not in remote.wanted:
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for report in remote.reports(item):
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    # A test before, which ran here, has left set up what it shares with this one, such as their module.
    item.session._setupstate.teardown_exact(nextitem)
    return True


def _twice(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Inside: run a test, and once more if it fails."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    failed = [report for report in reports if report.failed and report.when == "call"]
    if failed:
        with (Path(OUT) / AGAIN).open("a") as file:
            file.write(f"{item.nodeid}\n{failed[0].longreprtext}\n\n")
        item._initrequest()  # type: ignore[attr-defined]  # as plugins that repeat tests do
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def record(report: pytest.TestReport) -> None:
    """Inside: hand a report out."""
    with (Path(OUT) / REPORTS).open("a") as file:
        file.write(json.dumps(report._to_json()) + "\n")


def finish(config: pytest.Config) -> None:
    """The laboratory ends with the session."""
    remote = config.stash.get(_LAB, None)
    if remote is not None:
        remote.close()


class Remote:
    """The tests that run in the laboratory, and what has come back of them."""

    def __init__(self, config: pytest.Config, wanted: list[str]) -> None:
        self.wanted = dict.fromkeys(wanted)
        self._config = config
        self._out = Path()
        self._lab: Laboratory | None = None
        self._missing = ""
        self._offset = self._restarts = 0
        self._back: dict[str, list[pytest.TestReport]] = {}

    def reports(self, item: pytest.Item) -> Iterator[pytest.TestReport]:
        """The reports of one test, as soon as all of them are there."""
        if self._lab is None and not self._missing:
            self._boot(list(self.wanted))
        if self._missing:
            yield _own(item, "skipped", self._missing)
            return
        limit_s = BOOT_S + max([TEST_S, *(mark.args[0] for mark in item.iter_markers("timeout") if mark.args)])
        deadline = time.monotonic() + limit_s
        while not self._complete(item.nodeid):
            lives = self._lab is not None and self._lab.runs
            self._read()
            if self._complete(item.nodeid):
                break
            if self._lab is not None and self._lab.failure and self._restarts < RESTARTS:
                self._boot_again()
                deadline = time.monotonic() + limit_s
                continue
            if not lives or time.monotonic() > deadline:
                what = f"has not come back within {limit_s} s" if lives else "was not run: the laboratory ended"
                yield _own(item, "failed", f"This test {what}.\n{self._lab.story() if self._lab else ''}")
                return
            time.sleep(POLL_S)
        yield from self._back[item.nodeid]

    def _boot_again(self) -> None:
        """For the tests that have not come back whole; what came of one is forgotten."""
        self.close()
        self._restarts += 1
        self._offset = 0
        left = [nodeid for nodeid in self.wanted if not self._complete(nodeid)]
        for nodeid in left:
            self._back.pop(nodeid, None)
        self._boot(left)

    def _boot(self, wanted: list[str]) -> None:
        options = [
            "-p",
            "no:cacheprovider",
            "-p",
            "pytest_timeout",
            "-o",
            f"timeout={TEST_S}",
            "-o",
            "faulthandler_timeout=0",
        ]
        options += ["--long"] if self._config.getoption("--long") else []
        self._out = Path(tempfile.mkdtemp(prefix="virtgui-lab-"))
        command = python("-m", "pytest", "-v", "--durations=0", *options, *wanted)
        try:
            self._lab = Laboratory(self._out, command, {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"})
        except Unavailable as missing:
            self._missing = str(missing)
            self._out.rmdir()

    def _complete(self, nodeid: str) -> bool:
        back = self._back.get(nodeid)
        return bool(back) and back[-1].when == "teardown"

    def _read(self) -> None:
        try:
            with (self._out / REPORTS).open("rb") as file:
                file.seek(self._offset)
                fresh = file.read()
        except FileNotFoundError:
            return
        whole = fresh[: fresh.rfind(b"\n") + 1]
        self._offset += len(whole)
        for line in whole.splitlines():
            report = pytest.TestReport._from_json(json.loads(line))
            if isinstance(report.longrepr, list):  # Where and why it was skipped; JSON has no tuples.
                report.longrepr = tuple(report.longrepr)
            self._back.setdefault(report.nodeid, []).append(report)
            if self._complete(report.nodeid):
                self._restarts = 0

    def close(self) -> None:
        """End the laboratory; what it said stays in build/."""
        if self._lab is not None:
            self._lab.__exit__()
            SAID.parent.mkdir(exist_ok=True)
            again = self._out / AGAIN
            said = again.read_text() if again.exists() else ""
            SAID.write_text(said + self._lab.story())
            for nodeid in (line for line in said.splitlines() if line in self.wanted):
                self._config.get_terminal_writer().line(f"\n{nodeid} was run twice in the laboratory: see {SAID}.")
            shutil.rmtree(self._out, ignore_errors=True)


def _own(item: pytest.Item, outcome: str, text: str) -> pytest.TestReport:
    """A report about a test that did not run."""
    longrepr = (str(item.path), item.location[1] or 0, f"Skipped: {text}") if outcome == "skipped" else text
    return pytest.TestReport(item.nodeid, item.location, dict(item.keywords), outcome, longrepr, "setup")  # type: ignore[arg-type]  # the sender's word
