"""A person's directories, empty, for tests of vgctl without a machine that runs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.cli import main

Vgctl = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="vg-"))
    for name, variable in (("data", "XDG_DATA_HOME"), ("run", "XDG_RUNTIME_DIR")):
        (directory / name).mkdir(mode=0o700)
        monkeypatch.setenv(variable, str(directory / name))
    monkeypatch.chdir(directory)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture
def vgctl(home: Path, capsys: pytest.CaptureFixture[str]) -> Vgctl:
    """``vgctl("list")`` in this process: exit status, standard output, standard error."""

    def call(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main(list(words))
        except SystemExit as left:
            status = int(left.code or 0)
        return (status, *capsys.readouterr())

    return call
