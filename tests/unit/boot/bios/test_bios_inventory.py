"""engine.boot.bios.inventory: drive numbers."""

from __future__ import annotations

from engine.boot.bios.inventory import _FLOPPIES


def test_floppy_geometries_have_their_sizes() -> None:
    for sectors, (geometry, _) in _FLOPPIES.items():
        assert geometry.cylinders * geometry.heads * geometry.sectors == sectors
