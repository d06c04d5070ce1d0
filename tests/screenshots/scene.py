"""What is on the pictures."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.config import Disk
from engine.resource import resource_path
from tests.guests import image
from tests.screenshots.console import consoles
from tests.screenshots.desktop import chinese, contrast, doctor, night
from tests.screenshots.studio import Studio
from virtgui.models.state import MachineState
from virtgui.windows.machine import MachineWindow
from virtgui.wizard.window import NewMachineWizard

GRAPHS_S = 65.0
BROKEN = 'schema = 1\nname = "old disk"\nuuid = "0d0d0d0d-0d0d-4d0d-8d0d-0d0d0d0d0d0d"\nmemory = 64\n'


def photograph(pictures: Path, cache: Path, home: Path) -> None:
    """Set the scene, let it run, and photograph it."""
    app = QApplication(["virtgui"])
    studio = Studio(app, pictures)
    iso = home / "grub-rescue.iso"
    shutil.copy(image.grub2_iso(cache), iso)
    _furnish(studio, cache, iso)
    try:
        studio.open()
        wizard(studio, iso)
        machines(studio, iso)
    finally:
        studio.close()


def _furnish(studio: Studio, cache: Path, iso: Path) -> None:
    legacy = image.grub_legacy_disk(cache)
    fault = image.boot_sector(cache, "badinsn")
    studio.add("Welcome", resource_path("guests", "welcome.img"), memory_mib=32, disks=(Disk(path="welcome.img"),))
    studio.add("GRUB rescue CD", memory_mib=64, cdrom=str(iso), boot="dc", group="Boot loaders")
    studio.add(
        "GRUB legacy",
        legacy,
        memory_mib=64,
        disks=(Disk(path=legacy.name),),
        group="Boot loaders",
        notes="Stage 1 and 2 on a disk without a file system.",
    )
    studio.add("Bad instruction", fault, memory_mib=32, accel="kvm", disks=(Disk(path=fault.name),), group="Lab")
    studio.add("Empty", memory_mib=128, group="Lab")
    broken = studio.store.root / "old disk"
    broken.mkdir()
    (broken / "machine.toml").write_text(BROKEN)


def wizard(studio: Studio, iso: Path) -> None:
    """Every page of the new-machine wizard, filled in for a CD."""
    window = NewMachineWizard(studio.store, studio.bridge, studio.manager)
    window.show()
    studio.shoot(window, "wizard-1-source-empty")
    window.use_file(str(iso))
    studio.wait(lambda: not window.pages[0].problem(), "the ISO to be recognised")
    studio.shoot(window, "wizard-1-source")
    for step, name in enumerate(("wizard-2-hardware", "wizard-3-disk", "wizard-4-summary"), 1):
        window.go(step)
        studio.shoot(window, name)
    window.reject()


def machines(studio: Studio, iso: Path) -> None:
    """The machines' windows, and the manager with all of them."""
    began = time.monotonic()
    welcome = studio.start("Welcome", "What is this?")
    grub = studio.start("GRUB rescue CD", "GNU GRUB")
    legacy = studio.start("GRUB legacy", "grub>")
    faulty = studio.machine("Bad instruction")
    faulty.start()
    studio.wait(lambda: faulty.state is MachineState.FAULTED, "the bad instruction")
    legacy.pause()
    studio.wait(lambda: legacy.state is MachineState.PAUSED, "the pause")

    window = MachineWindow(grub, studio.fleet, studio.bridge)
    window.show()
    studio.shoot(window, "screen-grub")
    window.close()

    window = MachineWindow(faulty, studio.fleet, studio.bridge)
    window.show()
    studio.shoot(window, "fault")
    window.close()

    window = MachineWindow(welcome, studio.fleet, studio.bridge)
    window.show()
    welcome.type_text("Hello from the keyboard")
    studio.wait_text(welcome, "Hello from the keyboard")
    studio.shoot(window, "screen-welcome")
    window.show_view("both")
    window.resize(1400, 640)
    studio.run(1.0)
    window.serial_page.port.terminal.setFocus()
    QTest.keyClicks(window.serial_page.port.terminal, "1")
    terminal = window.serial_page.port.terminal
    studio.wait(lambda: "usable" in terminal.text(), "the memory map on the serial port")
    studio.shoot(window, "serial-beside-screen")
    window.resize(1000, 660)
    window.show_view("screen")
    welcome.chord(["f2"])
    studio.wait(lambda: welcome.link is not None and _graphics(welcome), "the picture")
    studio.run(1.0)
    studio.shoot(window, "screen-welcome-picture")
    welcome.chord(["esc"])
    studio.wait_text(welcome, "What is this?")
    consoles(studio, window, welcome)
    _details(studio, window)
    _snapshots(studio, window)
    studio.run(max(0.0, GRAPHS_S - (time.monotonic() - began)))
    window.show_view("performance")
    studio.shoot(window, "performance")
    window.show_view("screen")
    studio.shoot(studio.manager, "manager")
    studio.manager.bar.grid.trigger()
    studio.run(3.0)
    studio.shoot(studio.manager, "manager-pictures")
    studio.manager.bar.grid.trigger()
    doctor(studio, "doctor")
    chinese(studio, iso)
    studio.choose("dark")
    studio.shoot(studio.manager, "manager-dark")
    studio.shoot(window, "screen-welcome-dark")
    window.show_view("performance")
    studio.shoot(window, "performance-dark")
    window.show_view("details")
    window.details_page.show_part("text")
    studio.shoot(window, "details-text-dark")
    night(studio, window, iso)
    contrast(studio, window)
    window.close()


def _details(studio: Studio, window: MachineWindow) -> None:
    """The hardware of a machine that runs, with a change that waits for its next start."""
    window.show_view("details")
    page = window.details_page
    page.show_part("disks.0")
    studio.run(0.5)
    studio.shoot(window, "details")
    page.show_part("memory")
    assert page.form is not None
    page.form.editors["memory_mib"].widget.setValue(64)  # type: ignore[attr-defined]  # a spin box
    studio.shoot(window, "details-change")
    page.bar.discard.click()


def _snapshots(studio: Studio, window: MachineWindow) -> None:
    """The snapshots of a machine that runs, one being asked for, and a clone of one."""
    window.show_view("snapshots")
    page, machine = window.snapshot_page, window.machine
    studio.run(0.5)
    studio.shoot(window, "snapshots-empty")
    for name, note in (("first-boot", "As it came"), ("before-the-experiment", "Memory map printed, picture seen")):
        page.ask_take()
        studio.wait(page.panel.isVisible, "the question")
        page.panel.name.setText(name)
        page.panel.note.setText(note)
        page.panel.confirm.click()
        studio.wait(lambda name=name: name in machine.snapshots and not page.tasks.rows, name)  # type: ignore[misc]
    window.message.clear()
    page.ask_take()
    studio.wait(page.panel.isVisible, "the question")
    studio.shoot(window, "snapshots")
    page.panel.close_panel()
    studio.manager.list.choose(machine)
    studio.manager.work.clone(machine)
    studio.wait(studio.manager.clones.isVisible, "the question")
    studio.shoot(studio.manager, "manager-clone")
    studio.manager.clones.close_panel()


def _graphics(machine: object) -> bool:
    screen = machine.link.screen  # type: ignore[attr-defined]  # a Machine with its link
    screen.refresh()
    return bool(screen.mode.kind == "graphics")
