"""engine.snapshot.revert: all of it or nothing."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from engine.config import Disk, MachineConfig
from engine.directory import MachineDirectory, RuntimeDirectory
from engine.error import EngineError
from engine.presence import claim
from engine.progress import CancelledError, Progress
from engine.snapshot import journal
from engine.snapshot.revert import restored, revert
from engine.snapshot.shelf import delete, listed
from engine.snapshot.take import take
from engine.storage.raw import RawDisk
from engine.store import Store


@pytest.fixture
def changed(store: Store, config: MachineConfig, directory: MachineDirectory, tmp_path: Path) -> MachineConfig:
    """Another machine than the one in its snapshot "clean"."""
    (directory.path / "disk.img").chmod(0o640)
    take(store, "box", "clean", "", Progress())
    (directory.path / "disk.img").write_bytes(b"two")
    (tmp_path / "outside.img").write_bytes(b"other")
    now = msgspec.structs.replace(
        config, memory_mib=128, disks=config.disks[:2], notes="second", group="Lab", autostart=True
    )
    store.save(now)
    return now


def contents(directory: MachineDirectory, tmp_path: Path) -> tuple[bytes, bytes]:
    return (directory.path / "disk.img").read_bytes(), (tmp_path / "outside.img").read_bytes()


def files(directory: MachineDirectory, tmp_path: Path) -> list[str]:
    return sorted(path.name for place in (directory.path, tmp_path) for path in place.iterdir())


def test_disks_and_hardware_come_back_and_its_names_stay(
    store: Store, config: MachineConfig, changed: MachineConfig, directory: MachineDirectory, tmp_path: Path
) -> None:
    before = files(directory, tmp_path)
    got = revert(store, "box", "clean", Progress())
    assert contents(directory, tmp_path) == (b"one" * 5000, b"outside.img" * 100)
    assert (directory.path / "disk.img").stat().st_mode & 0o777 == 0o640
    assert got == store.load("box") == restored(config, changed)
    assert (got.memory_mib, len(got.disks), got.notes, got.group, got.autostart) == (64, 3, "second", "Lab", True)
    assert files(directory, tmp_path) == before
    (directory.path / "disk.img").write_bytes(b"three")
    revert(store, "box", "clean", Progress())  # The snapshot is still what it was.
    assert contents(directory, tmp_path)[0] == b"one" * 5000


def test_a_disk_that_is_gone_comes_back(
    store: Store, changed: MachineConfig, directory: MachineDirectory, tmp_path: Path
) -> None:
    (directory.path / "disk.img").unlink()
    revert(store, "box", "clean", Progress())
    assert contents(directory, tmp_path)[0] == b"one" * 5000


def test_a_link_stays_one(store: Store, changed: MachineConfig, directory: MachineDirectory, tmp_path: Path) -> None:
    (directory.path / "disk.img").rename(tmp_path / "elsewhere.img")
    (directory.path / "disk.img").symlink_to(tmp_path / "elsewhere.img")
    revert(store, "box", "clean", Progress())
    assert (directory.path / "disk.img").is_symlink()
    assert (tmp_path / "elsewhere.img").read_bytes() == b"one" * 5000


@pytest.mark.parametrize("how", ["cancelled", "lost copy", "full"])
def test_nothing_changes_when_it_fails(
    store: Store,
    changed: MachineConfig,
    directory: MachineDirectory,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
) -> None:
    before = files(directory, tmp_path)
    progress = Progress()
    if how == "cancelled":
        progress.cancel()
    elif how == "lost copy":
        next(directory.snapshots.glob("clean/1-*")).unlink()
    else:
        write = journal.write

        def full(path: Path, renames: list[tuple[str, str]], *, committed: bool) -> None:
            if committed:
                raise OSError(28, "No space left on device")
            write(path, renames, committed=committed)

        monkeypatch.setattr(journal, "write", full)
    with pytest.raises(CancelledError if how == "cancelled" else EngineError):
        revert(store, "box", "clean", progress)
    assert contents(directory, tmp_path) == (b"two", b"other")
    assert store.load("box") == changed
    assert files(directory, tmp_path) == before
    assert not (directory.snapshots / ".revert").exists()


def test_killed_in_the_middle_it_is_finished_or_taken_back(
    store: Store, changed: MachineConfig, directory: MachineDirectory, tmp_path: Path
) -> None:
    """Killed at each step: between any two of its writes the machine is the old one or the new one."""
    before = files(directory, tmp_path)
    old, new = (b"two", b"other"), (b"one" * 5000, b"outside.img" * 100)
    seen: list[tuple[bytes, bytes]] = []
    for step in range(100):
        (directory.path / "disk.img").write_bytes(old[0])
        (tmp_path / "outside.img").write_bytes(old[1])
        if _killed_after(step, store):
            listed(directory)
            seen.append(contents(directory, tmp_path))
            assert files(directory, tmp_path) == before, step
        else:
            break
    assert set(seen) == {old, new}, "the steps were before and after the decision"
    assert seen == sorted(seen, key=lambda one: one == new), "and there was one"


def _killed_after(step: int, store: Store) -> bool:
    """Revert in a process that is killed at its ``step``th fsync or rename. Whether it was."""
    child = os.fork()
    if child == 0:
        left = step

        def counted(call):
            def wrapped(*args, **kwargs):
                nonlocal left
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), 9)
                return call(*args, **kwargs)

            return wrapped

        os.fsync, Path.replace = counted(os.fsync), counted(Path.replace)
        try:
            revert(store, "box", "clean", Progress())
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_one_that_runs_is_left_alone(
    store: Store, changed: MachineConfig, directory: MachineDirectory, tmp_path: Path
) -> None:
    descriptor = claim(RuntimeDirectory.of("u-1").pid)
    with pytest.raises(EngineError, match="running"):
        revert(store, "box", "clean", Progress())
    os.close(descriptor)
    other = RawDisk(tmp_path / "outside.img", readonly=True)
    with pytest.raises(EngineError, match="in use"):
        revert(store, "box", "clean", Progress())
    other.close()
    assert contents(directory, tmp_path) == (b"two", b"other")


def test_what_is_not_there(store: Store, changed: MachineConfig, directory: MachineDirectory) -> None:
    delete(directory, "clean")
    for name in ("clean", "..", ""):
        with pytest.raises(EngineError, match="no snapshot"):
            revert(store, "box", name, Progress())


def test_a_disk_that_was_added_stays_where_it_is(
    store: Store, changed: MachineConfig, directory: MachineDirectory
) -> None:
    (directory.path / "more.img").write_bytes(b"more")
    store.save(msgspec.structs.replace(changed, disks=(*changed.disks, Disk(path="more.img"))))
    got = revert(store, "box", "clean", Progress())
    assert "more.img" not in [disk.path for disk in got.disks]
    assert (directory.path / "more.img").read_bytes() == b"more"
