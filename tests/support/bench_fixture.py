"""Fixtures for tests of windows: a bench, and guests to boot on it. Name this module in ``pytest_plugins``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.guests import image
from tests.support.bench import Bench, make_home

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

WELCOME = Path(__file__).parents[2] / "resources" / "guests" / "welcome.img"


@pytest.fixture
def bench(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A store of its own and everything that works on it."""
    home = make_home()
    for variable in ("XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(home))
    made = Bench(home)
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
