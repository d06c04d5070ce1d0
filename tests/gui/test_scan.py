"""virtgui.models.scan: looking through the store again and again."""

from __future__ import annotations

import os

import pytest

from engine.directory import RuntimeDirectory, runtime_root
from engine.error import EngineError
from engine.presence import EndRecord, claim, record_end
from engine.store import Store
from virtgui.models.scan import Scanner


def test_what_is_off_what_runs_and_how_it_ended(make, store: Store) -> None:
    awake, _ = make("awake"), make("slept")
    record_end(store.stored("slept").directory.ended, EndRecord("crashed", "It was killed."))
    (store.root / "no machine").mkdir()
    descriptor = claim(RuntimeDirectory.of(awake.uuid).pid)
    scan = Scanner(store).scan()
    os.close(descriptor)
    first, second = scan.found
    assert (first.stored.name, first.pid) == ("awake", os.getpid())
    assert second.pid is None
    assert second.end is not None
    assert second.end.reason == "It was killed."
    assert not scan.unsettled


def test_a_place_just_taken_without_a_process_is_looked_at_again(make, store: Store) -> None:
    runtime = RuntimeDirectory.of(make("a").uuid)
    runtime.path.mkdir()
    assert Scanner(store).scan().unsettled
    os.utime(runtime.path, (0, 0))
    assert not Scanner(store).scan().unsettled


def test_only_what_changed_is_read_again(make, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    stored = Store.stored
    monkeypatch.setattr(Store, "stored", lambda self, name: read.append(name) or stored(self, name))
    make("a")
    make("b")
    scanner = Scanner(store)
    read.clear()
    scanner.scan()
    assert read == ["a", "b"]
    read.clear()
    path = store.root / "b" / "machine.toml"
    path.write_text(path.read_text() + 'notes = "new"\n')
    found = scanner.scan().found
    assert read == ["b"]
    assert found[1].stored.config is not None
    assert found[1].stored.config.notes == "new"


def test_of_two_with_one_uuid_the_second_is_broken(make, store: Store) -> None:
    make("a")
    (store.root / "copy").mkdir()
    text = (store.root / "a" / "machine.toml").read_text().replace('"a"', '"copy"')
    (store.root / "copy" / "machine.toml").write_text(text)
    first, second = Scanner(store).scan().found
    assert first.stored.config is not None
    assert second.stored.config is None
    assert "uuid" in second.stored.error.what


def test_a_store_that_cannot_be_read(store: Store) -> None:
    store.root.parent.mkdir(parents=True, exist_ok=True)
    store.root.touch()
    with pytest.raises(EngineError, match="cannot be read"):
        Scanner(store).scan()


def test_it_knows_when_to_look_again(make, store: Store) -> None:
    def settled() -> bool:
        """As of a change that is over for longer than the kernel's clock stands still."""
        for path in (store.root, runtime_root(), *store.root.glob("*/machine.toml")):
            os.utime(path, ns=(0, path.stat().st_mtime_ns - 10**9))
        scanner.scan()
        return not scanner.stale()

    make("a")
    runtime_root().mkdir(exist_ok=True)
    scanner = Scanner(store)
    assert settled()
    make("b")
    assert scanner.stale(), "a machine came"
    assert settled()
    config = store.root / "a" / "machine.toml"
    config.write_text(config.read_text() + 'notes = "new"\n')
    assert scanner.stale(), "its description was edited in place"
    scanner.scan()
    assert scanner.stale(), "another edit could bear the same time"
    assert settled()
    RuntimeDirectory.of(make("c").uuid).path.mkdir()
    assert scanner.stale(), "one is starting"
    assert settled()
    store.delete("b")
    assert scanner.stale(), "one went"
