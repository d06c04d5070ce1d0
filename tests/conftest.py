"""Settings for every test, and the way to the laboratory for those that need one."""

from __future__ import annotations

import os
import signal

import pytest

from tests.lab import plugin
from tests.lab.laboratory import inside

if not inside():
    from hypothesis import settings

    # A busy machine is no failure, and a run that failed is found again: the examples are the same each time.
    settings.register_profile("project", deadline=None, derandomize=True)
    settings.load_profile("project")

# Windows are drawn into memory, whatever display there is.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A shell that runs us in the background has SIGINT ignored, and so would be the Ctrl-C that tests send to programs.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    plugin.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    plugin.configure(config)


@pytest.hookimpl(trylast=True)  # After -k and -m have chosen: the laboratory runs what is wanted, and no more.
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    plugin.modify(config, items)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    return plugin.protocol(item, nextitem)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if inside():
        plugin.record(report)


def pytest_sessionfinish(session: pytest.Session) -> None:
    plugin.finish(session.config)
