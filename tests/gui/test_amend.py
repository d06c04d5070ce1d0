"""Writing an amended description."""

from __future__ import annotations

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
