"""Writing an amended description."""

from __future__ import annotations

import msgspec
import pytest

from engine.config import Disk, MachineConfig
from engine.error import EngineError
from engine.store import Store
from virtgui.models.amend import write


def test_images_name_and_description_together(store: Store, make) -> None:
    old = make("old")
    new = MachineConfig(name="new", uuid=old.uuid, disks=(Disk(path="d.img"),))
    write(store, "old", new, [("d.img", 1 << 20)])
    assert store.load("new") == new
    assert (store.root / "new" / "d.img").stat().st_size == 1 << 20
    assert not (store.root / "old").exists()


def test_nothing_stays_of_what_failed(store: Store, make) -> None:
    make("other")
    old = make("old")
    new = MachineConfig(name="other", uuid=old.uuid, disks=(Disk(path="d.img"),))
    with pytest.raises(EngineError, match="already"):
        write(store, "old", new, [("d.img", 1 << 20)])
    assert store.load("old") == old
    assert not (store.root / "old" / "d.img").exists()
    renamed = MachineConfig(name="new", uuid=old.uuid)
    with pytest.raises(EngineError, match="It runs"):
        write(store, "old", renamed, no_rename="It runs.")
    assert store.load("old") == old


def test_an_amendment_is_made_to_what_is_in_the_file(store: Store, make) -> None:
    old = make("a")
    store.save(msgspec.structs.replace(old, notes="by another program"))
    written = write(store, "a", lambda present: msgspec.structs.replace(present, vcpus=2))
    assert store.load("a") == written == msgspec.structs.replace(old, vcpus=2, notes="by another program")
    (store.root / "a" / "machine.toml").write_text("nonsense")
    with pytest.raises(EngineError, match="broken"):
        write(store, "a", lambda present: present)
