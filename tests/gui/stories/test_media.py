"""Stories of a person at a machine's drives, from its window. Every machine is a real one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton, QToolButton

from engine.error import EngineError
from tests.support.bench import Bench
from virtgui.models.machine import Machine
from virtgui.windows.machine import MachineWindow

pytest_plugins = ("tests.support.bench_fixture",)

Sector = Callable[[str], Path]
FLOPPY = 1440 << 10


def disc(path: Path) -> Path:
    """Enough of an ISO 9660 file system to be recognised as one."""
    path.write_bytes(bytes(0x8000) + b"\1CD001\1" + bytes(0x17F9))
    return path


def inside(bench: Bench, machine: Machine, drive: str) -> str:
    """What the machine itself has in a drive now; "" for nothing."""
    told: list[list[dict[str, Any]]] = []
    machine.execute("query-block", done=told.append)
    bench.until(lambda: told, "answer")
    (block,) = (block for block in told[0] if block["type"] == drive)
    return str(block.get("inserted", {}).get("file", ""))


def running(bench: Bench, image: Path, **fields: object) -> MachineWindow:
    machine = bench.add(image, **fields)
    window = bench.window(machine)
    bench.start(machine)
    bench.until(lambda: machine.running_config is not None, "running description")
    return window


def open_menu(window: MachineWindow) -> None:
    """As the button in the toolbar does it."""
    window.media.aboutToShow.emit()


def test_a_disc_is_chosen_from_the_window_and_ejected(bench: Bench, sector: Sector, tmp_path: Path) -> None:
    window = running(bench, sector("hello"), cdrom="", firmware="builtin")
    machine, menu, one = window.machine, window.media, disc(tmp_path / "one.iso")
    buttons: list[QToolButton] = window.tool_bar.findChildren(QToolButton)
    assert menu.menuAction() in [button.defaultAction() for button in buttons]
    open_menu(window)
    assert not menu.eject["cdrom"].isEnabled() and menu.eject["cdrom"].toolTip() == "The drive is empty."
    menu.insert["cdrom"].trigger()
    dialog = window.findChild(QFileDialog)
    dialog.fileSelected.emit(str(one))
    dialog.close()
    bench.until(lambda: "one.iso is in its drive" in window.message.what, "message")
    assert inside(bench, machine, "cdrom") == str(one)
    assert bench.store.load("guest").cdrom == str(one)
    open_menu(window)
    assert menu.eject["cdrom"].text() == "Eject one.iso"
    menu.eject["cdrom"].trigger()
    bench.until(lambda: "one.iso was taken out" in window.message.what, "message")
    assert inside(bench, machine, "cdrom") == ""
    assert bench.store.load("guest").cdrom == ""


def test_what_was_in_lately_is_there_again_with_one_click(bench: Bench, sector: Sector, tmp_path: Path) -> None:
    window = running(bench, sector("hello"), cdrom="", floppy="", firmware="builtin")
    machine, menu = window.machine, window.media
    floppies = [tmp_path / f"{number}.img" for number in (1, 2)]
    for floppy in floppies:
        floppy.write_bytes(bytes(FLOPPY))
        menu.put_in("floppy", str(floppy))
        bench.until(lambda name=floppy.name: name in window.message.what, "message")
    open_menu(window)
    assert menu.recent["cdrom"] == []
    (first,) = menu.recent["floppy"]  # That which is in the drive is not offered.
    assert (first.text(), first.toolTip()) == ("1.img", str(floppies[0]))
    first.trigger()
    bench.until(lambda: "1.img" in window.message.what, "message")
    assert inside(bench, machine, "floppy") == str(floppies[0])


def test_a_machine_without_the_drive_says_so(bench: Bench, sector: Sector, tmp_path: Path) -> None:
    window = running(bench, sector("hello"), cdrom="", firmware="builtin")
    open_menu(window)
    for action in (window.media.insert["floppy"], window.media.eject["floppy"]):
        assert not action.isEnabled()
        assert "runs without this drive" in action.toolTip()
    window.media.put_in("cdrom", str(tmp_path / "nowhere.iso"))
    bench.until(lambda: "nowhere.iso" in window.message.what, "the reason why not")
    assert bench.store.load("guest").cdrom == "", "what cannot be put in is not written down"


def test_an_off_machine_has_it_at_its_next_start(bench: Bench, tmp_path: Path) -> None:
    window = bench.window(bench.add())
    window.media.put_in("cdrom", str(disc(tmp_path / "one.iso")))
    bench.until(lambda: bench.store.load("guest").cdrom == str(tmp_path / "one.iso"), "description")


def test_a_disc_that_the_guest_holds_is_taken_by_force(
    bench: Bench, sector: Sector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = disc(tmp_path / "one.iso")
    window = running(bench, sector("hello"), cdrom=str(one), firmware="builtin")
    machine, execute = window.machine, window.machine.execute

    def held(command: str, arguments: Any = None, done: Any = None, failed: Any = None, *rest: Any) -> None:
        """No guest of ours locks its tray; then the machine says this."""
        if command == "eject" and not arguments.get("force"):
            failed(EngineError("Device 'ide1-cd0' is locked and force was not specified, wait for tray to open."))
        else:
            execute(command, arguments, done, failed, *rest)

    monkeypatch.setattr(machine, "execute", held)
    open_menu(window)
    window.media.eject["cdrom"].trigger()
    bench.until(lambda: "The guest holds one.iso" in window.message.what, "message")
    (button,) = (b for b in window.message.findChildren(QPushButton) if "all the same" in b.text())
    button.click()
    bench.until(lambda: "one.iso was taken out" in window.message.what, "message")
    assert inside(bench, machine, "cdrom") == ""
