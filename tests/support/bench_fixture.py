"""Fixtures for tests of windows: a bench, and guests to boot on it. Name this module in ``pytest_plugins``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.store import Store
from tests.guests import image
from tests.support.bench import Bench
from virtgui.bridge import Bridge
from virtgui.models.fleet import Fleet

WELCOME = Path(__file__).parents[2] / "resources" / "guests" / "welcome.img"


@pytest.fixture
def bench(store: Store, bridge: Bridge, fleet: Fleet) -> Iterator[Bench]:
    """A store of its own and everything that works on it."""
    made = Bench(store, bridge, fleet)
    yield made
    made.close()


@pytest.fixture
def kvm() -> None:
    """The test is skipped where no machine can run."""
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        pytest.skip("/dev/kvm cannot be used here")


@pytest.fixture(scope="session")
def boot_sectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where guests are built, once for all tests."""
    return tmp_path_factory.mktemp("boot-sectors")


@pytest.fixture
def sector(kvm: None, boot_sectors: Path) -> Callable[[str], Path]:
    """``sector("hello")``: the disk image of a guest of tests/guests/asm."""

    def made(name: str) -> Path:
        try:
            return image.boot_sector(boot_sectors, name)
        except image.MissingTool as missing:
            pytest.skip(str(missing))

    return made


@pytest.fixture
def welcome(kvm: None) -> Path:
    """The guest that comes with the program."""
    return WELCOME
