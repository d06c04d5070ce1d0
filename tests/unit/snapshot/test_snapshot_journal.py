"""engine.snapshot.journal: several files replaced together."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.snapshot import journal

RENAMES = [(".a.new", "a"), (".b.new", "b")]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name in ("a", "b"):
        (tmp_path / name).write_text("old")
        (tmp_path / f".{name}.new").write_text("new")
    return tmp_path


def state(place: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in place.iterdir()}


def test_what_is_not_committed_is_taken_back(place: Path) -> None:
    journal.write(place / "journal", RENAMES, committed=False)
    (place / ".b.new").unlink()  # It had not come to that one.
    journal.recover(place / "journal", place)
    assert state(place) == {"a": "old", "b": "old"}


@pytest.mark.parametrize("done", [0, 1, 2])
def test_what_is_committed_is_finished_wherever_it_was_interrupted(place: Path, done: int) -> None:
    journal.write(place / "journal", RENAMES, committed=True)
    for draft, target in RENAMES[:done]:
        (place / draft).replace(place / target)
    journal.recover(place / "journal", place)
    assert state(place) == {"a": "new", "b": "new"}
    journal.recover(place / "journal", place)
    assert state(place) == {"a": "new", "b": "new"}


def test_a_place_that_moved_is_no_trouble(place: Path, tmp_path: Path) -> None:
    journal.write(place / "journal", RENAMES, committed=True)
    moved = place.rename(tmp_path.with_name("moved"))
    journal.recover(moved / "journal", moved)
    assert state(moved) == {"a": "new", "b": "new"}


def test_what_is_no_journal_replaces_nothing(place: Path) -> None:
    (place / "journal").write_text("{}")
    journal.recover(place / "journal", place)
    assert state(place) == {"a": "old", "b": "old", ".a.new": "new", ".b.new": "new"}
