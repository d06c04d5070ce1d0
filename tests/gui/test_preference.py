"""What a person chose, with and without a file to keep it in."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from virtgui.models.preference import NewMachine, Preferences


@pytest.mark.parametrize("stored", [False, True])
def test_what_is_chosen_is_found_again(qapp, tmp_path: Path, stored: bool) -> None:
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat) if stored else None
    chosen = Preferences(settings)
    assert (chosen.host_key, chosen.view_key, chosen.kept, chosen.typing_rate) == ("ctrl_r", "scroll_lock", None, 0)
    changes: list[int] = []
    chosen.changed.connect(lambda: changes.append(1))
    chosen.host_key, chosen.view_key, chosen.typing_rate = "alt_r", "", 20
    chosen.kept = frozenset({"full", "find"})
    chosen.set_scale("one", 1.25)
    chosen.set_scale("two", "stretch")
    chosen.set_scale("two", "stretch")
    assert len(changes) == 6
    again = Preferences(settings) if settings else chosen
    assert (again.host_key, again.view_key, again.typing_rate) == ("alt_r", "", 20)
    assert again.kept == {"full", "find"}
    assert (again.scale("one"), again.scale("two"), again.scale("three")) == (1.25, "stretch", "fit")
    chosen.kept = frozenset()
    assert again.kept == frozenset()
    assert again.directory == str(Path.home())
    chosen.remember_file("/images/a.iso")
    assert again.directory == "/images"
    assert again.new_machine == NewMachine()
    chosen.new_machine = NewMachine(False, True, "builtin", 3)
    assert again.new_machine == NewMachine(False, True, "builtin", 3)


def test_media_are_remembered_last_one_first(qapp) -> None:
    chosen = Preferences()
    for path in ("/1", "/2", "/3", "/1", "/4", "/5", "/6"):
        chosen.remember_medium("cdrom", path)
    assert chosen.media("cdrom") == ("/6", "/5", "/4", "/1", "/3")
    assert chosen.media("floppy") == ()


def test_nonsense_in_the_file_is_ignored(qapp, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    settings.setValue("console/scale/one", "huge")
    settings.setValue("console/typing-rate", "-3")
    for name in ("start", "copy", "disk_gib"):
        settings.setValue(f"wizard/{name}", "perhaps")
    assert Preferences(settings).new_machine == NewMachine()
    assert (Preferences(settings).scale("one"), Preferences(settings).typing_rate) == ("fit", 0)
