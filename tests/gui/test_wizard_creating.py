"""Making the machine: whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.error import EngineError
from engine.progress import CancelledError, Progress
from engine.storage.image import identify
from engine.store import Store
from virtgui.wizard.creating import create
from virtgui.wizard.draft import DiskChoice, Draft, Source


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "machines")


def left(store: Store) -> list[Path]:
    return sorted(store.root.rglob("*")) if store.root.exists() else []


def test_welcome_is_copied_and_a_disk_is_sparse(store: Store) -> None:
    config = create(store, Draft(disk=DiskChoice.NEW, disk_gib=3), Progress())
    directory = store.root / "Welcome"
    assert store.load("Welcome") == config
    assert identify(directory / "welcome.img").bootable
    disk = (directory / "disk.img").stat()
    assert disk.st_size == 3 << 30
    assert disk.st_blocks * 512 < 1 << 20


def test_nothing_is_left_when_cancelled_before_the_end(store: Store) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        create(store, Draft(disk=DiskChoice.NEW), progress)
    assert left(store) == []


def test_cancelled_in_the_middle_of_a_copy(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "big.img"
    source.write_bytes(os.urandom(512) * (24 << 11))

    class Stops(Progress):
        """Somebody presses Cancel when some of the file has been copied."""

        def check(self) -> None:
            if self.done:
                self.cancel()
            super().check()

    progress = Stops()
    draft = Draft(source=Source.DISK, path=str(source), image=identify(source), copy=True, name="Big")
    with pytest.raises(CancelledError):
        create(store, draft, progress)
    assert 0 < progress.done < progress.total
    assert left(store) == []
    assert source.exists()


def test_a_name_that_is_taken_changes_nothing(store: Store) -> None:
    create(store, Draft(), Progress())
    before = left(store)
    with pytest.raises(EngineError, match="already"):
        create(store, Draft(disk=DiskChoice.NEW), Progress())
    assert left(store) == before


def test_files_of_a_deleted_machine_are_not_touched(store: Store) -> None:
    directory = store.root / "Welcome"
    directory.mkdir(parents=True)
    (directory / "disk.img").write_text("precious")
    config = create(store, Draft(disk=DiskChoice.NEW), Progress())
    assert (directory / "disk.img").read_text() == "precious"
    assert [disk.path for disk in config.disks] == ["welcome.img", "disk-2.img"]


def test_a_disk_that_can_never_fit(store: Store) -> None:
    draft = Draft(disk=DiskChoice.NEW, disk_gib=1 << 21)
    with pytest.raises(EngineError, match="can never fit"):
        create(store, draft, Progress())
    assert left(store) == []


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError, match="cannot be made"):
        create(Store(tmp_path / "file"), Draft(), Progress())
