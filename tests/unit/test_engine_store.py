"""engine.store: machines in directories."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import msgspec
import pytest

from engine import atomic
from engine.config import Disk, MachineConfig
from engine.error import EngineError
from engine.store import Store, new_uuid


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data" / "machines")


def config(name: str, **fields: object) -> MachineConfig:
    return msgspec.structs.replace(MachineConfig(name=name, uuid=new_uuid()), **fields)


def test_an_empty_store(store: Store) -> None:
    assert store.scan() == []
    with pytest.raises(EngineError, match="no machine called 'x'"):
        store.load("x")


def test_create_scan_load(store: Store) -> None:
    for name in ("beta", "Alpha", "gamma"):
        directory = store.create(config(name))
        assert directory.path.stat().st_mode & 0o777 == 0o700
    assert [stored.name for stored in store.scan()] == ["Alpha", "beta", "gamma"]
    loaded = store.load("beta")
    assert loaded == store.stored("beta").config
    with pytest.raises(EngineError, match="already"):
        store.create(config("beta"))


def test_a_broken_machine_stays_in_the_list_with_its_line(store: Store) -> None:
    path = store.create(config("bad")).config
    path.write_text(path.read_text() + "colour = 3\n")
    (stored,) = store.scan()
    assert stored.config is None and stored.error is not None
    assert stored.error.line == len(path.read_text().splitlines())
    with pytest.raises(EngineError, match=r"'bad' is broken: .*colour.*line 6"):
        store.load("bad")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b'name = "other"\nuuid = "u"\n'])
def test_other_ways_to_be_broken(store: Store, content: bytes) -> None:
    store.create(config("bad")).config.write_bytes(content)
    assert store.stored("bad").error is not None


@pytest.mark.parametrize("name", ["", "../x", ".hidden", "a/b"])
def test_names_that_are_paths(store: Store, name: str) -> None:
    with pytest.raises(EngineError):
        store.stored(name)


def test_save_replaces_and_leaves_no_draft(store: Store) -> None:
    directory = store.create(config("box"))
    store.save(msgspec.structs.replace(store.load("box"), memory_mib=7))
    assert store.load("box").memory_mib == 7
    assert [path.name for path in directory.path.iterdir()] == ["machine.toml"]


def test_delete_removes_bookkeeping_and_keeps_disks(store: Store) -> None:
    directory = store.create(config("box", disks=(Disk(path="disk.img"),)))
    own = ("machine.log", "ended.json", "thumbnail.png", "serial0.log", "serial0.log.1", "serial4.log")
    for name in (*own, "disk.img"):
        (directory.path / name).write_text("x")
    assert store.delete("box") == [directory.path / "disk.img"]
    assert [path.name for path in directory.path.iterdir()] == ["disk.img"]
    assert store.scan() == []
    store.create(config("box"))  # The directory that stayed is in nobody's way.


def test_delete_of_a_machine_without_disks_leaves_nothing(store: Store) -> None:
    directory = store.create(config("box"))
    assert store.delete("box") == []
    assert not directory.path.exists()


def test_a_subdirectory_is_kept(store: Store) -> None:
    directory = store.create(config("box"))
    (directory.path / "mine").mkdir()
    assert store.delete("box") == [directory.path / "mine"]


def test_rename(store: Store) -> None:
    store.create(config("box"))
    store.create(config("taken"))
    with pytest.raises(EngineError, match="already"):
        store.rename("box", "taken")
    store.rename("box", "new")
    assert [stored.name for stored in store.scan()] == ["new", "taken"]
    assert all(stored.config is not None for stored in store.scan())


def test_rename_on_a_full_disk_changes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.create(config("box"))

    def full(_path: Path, _content: bytes) -> Path:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(atomic, "draft", full)
    with pytest.raises(EngineError, match="No space left"):
        store.rename("box", "new")
    assert store.load("box").name == "box"


def test_what_cannot_be_replaced_keeps_its_directory(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.create(config("box"))
    before = sorted(store.root.rglob("*"))

    def refuse(_self: Path, _target: Path) -> Path:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        with pytest.raises(EngineError, match="cannot be written: Operation not permitted"):
            store.rename("box", "new")
    assert sorted(store.root.rglob("*")) == before
    assert store.load("box").name == "box"


def test_a_directory_that_cannot_be_renamed_stays_as_it_is(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = store.create(config("box"))

    def refuse(_old: Path, _new: Path) -> None:
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(EngineError, match="cannot be renamed: Permission denied"):
        store.rename("box", "new")
    assert store.load("box").name == "box"
    assert [entry.name for entry in directory.path.iterdir()] == ["machine.toml"]
