"""engine.boot.bios.menu: what the BIOS shows."""

from __future__ import annotations

from engine.boot.bios.menu import _short


def test_long_names_are_cut_in_the_middle() -> None:
    name = "Hard disk: /" + "x" * 100 + "/the-end.img"
    assert len(_short(name)) < 78 and _short(name).endswith("the-end.img")
    assert _short("short") == "short"
