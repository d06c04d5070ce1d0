"""The desktop's trash."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.error import EngineError
from engine.trash import delete_for_good, restore, trash


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path


def test_into_the_trash_and_back(home: Path) -> None:
    file, directory = home / "dísk 1.img", home / "vm"
    file.write_text("precious")
    directory.mkdir()
    (directory / "machine.toml").write_text("x")
    taken = trash([file, directory])
    assert not file.exists()
    assert not directory.exists()
    first = (home / "data" / "Trash" / "info" / "dísk 1.img.trashinfo").read_text()
    assert first.startswith("[Trash Info]\nPath=/")
    assert "d%C3%ADsk%201.img\nDeletionDate=20" in first
    restore(taken)
    assert file.read_text() == "precious"
    assert (directory / "machine.toml").exists()
    assert list((home / "data" / "Trash" / "info").iterdir()) == []


def test_the_same_name_twice(home: Path) -> None:
    file = home / "a.img"
    for content in ("first", "second"):
        file.write_text(content)
        trash([file])
    names = sorted(path.name for path in (home / "data" / "Trash" / "files").iterdir())
    assert names == ["a.2.img", "a.img"]


def test_all_or_none(home: Path) -> None:
    file = home / "a.img"
    file.write_text("x")
    with pytest.raises(EngineError, match=r"gone\.img"):
        trash([file, home / "gone.img"])
    assert file.read_text() == "x"


def test_a_place_that_is_taken_meanwhile(home: Path) -> None:
    file = home / "a.img"
    file.write_text("old")
    taken = trash([file])
    file.write_text("new")
    with pytest.raises(EngineError, match=r"a\.img"):
        restore(taken)
    assert file.read_text() == "new"
    assert taken[0].place.read_text() == "old"


def test_for_good(home: Path) -> None:
    (home / "d").mkdir()
    (home / "d" / "f").write_text("x")
    delete_for_good([home / "d", home / "never"])
    assert not (home / "d").exists()
    assert not (home / "data" / "Trash").exists()
