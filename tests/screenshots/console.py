"""The pictures of consoles, of other languages, and of a desktop with a fractional scale."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLocale, QPoint, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.config import Disk
from engine.resource import resource_path
from tests.screenshots.studio import Studio
from virtgui.language import install
from virtgui.models.machine import Machine
from virtgui.windows.machine import MachineWindow
from virtgui.windows.manager import ManagerWindow
from virtgui.wizard.window import NewMachineWizard

CROP = QRect(0, 0, 640, 320)


def consoles(studio: Studio, window: MachineWindow, welcome: Machine) -> None:
    """What one does on the screen and at the serial port."""
    page = window.screen_page
    window.show_view("screen")
    page.show_find()
    QTest.keyClicks(page.find_bar.line, "the")
    studio.shoot(window, "screen-find")
    page.hide_find()
    welcome.type_text("Pasted at ten characters a second", 10)
    studio.wait(page.typing.isVisible, "the bar that shows the typing")
    studio.run(1.0)
    studio.shoot(window, "screen-typing")
    welcome.stop_typing()
    studio.wait(lambda: not page.typing.isVisible(), "the end of the typing")
    window.message.clear()
    serial = window.serial_page
    window.show_view("serial")
    studio.shoot(window, "serial")
    serial.stamps.defaultAction().trigger()
    studio.shoot(window, "serial-times")
    serial.stamps.defaultAction().trigger()
    serial.hex.defaultAction().trigger()
    studio.shoot(window, "serial-bytes")
    serial.hex.defaultAction().trigger()
    window.show_view("screen")
    window.detach()
    assert window.screen_place.window_ is not None
    window.screen_place.window_.resize(760, 440)
    studio.shoot(window.screen_place.window_, "screen-own-window")
    window.detach()
    menu = window.actions_.keys_menu
    menu.popup(QPoint(0, 0))
    studio.shoot(menu, "menu-keys")
    menu.close()


def night(studio: Studio, window: MachineWindow, iso: Path) -> None:
    """The pages that have no dark picture elsewhere."""
    for view in ("serial", "both", "details", "snapshots"):
        window.show_view(view)
        if view == "details":
            window.details_page.show_part("cpu")
        studio.shoot(window, f"{view}-dark")
    window.show_view("screen")
    wizard = NewMachineWizard(studio.store, studio.bridge, studio.manager)
    wizard.show()
    wizard.use_file(str(iso))
    studio.wait(lambda: not wizard.pages[0].problem(), "the ISO to be recognised")
    studio.shoot(wizard, "wizard-1-source-dark")
    for step, name in enumerate(("wizard-2-hardware-dark", "wizard-3-disk-dark", "wizard-4-summary-dark"), 1):
        wizard.go(step)
        studio.shoot(wizard, name)
    wizard.reject()


def chinese(studio: Studio, iso: Path) -> None:
    """Manager, machine and wizard in Chinese. Needs a font that has it."""
    application = QApplication.instance()
    assert application is not None
    translators = install(application, QLocale("zh_CN"))
    manager = ManagerWindow(studio.fleet, studio.bridge, studio.theme)
    manager.resize(1000, 620)
    manager.show()
    manager.list.expandAll()
    manager.list.update_visible()
    manager.views.choose(studio.machine("Welcome"))
    manager.status.survey()
    studio.run(4.0)
    studio.shoot(manager, "manager-zh")
    wizard = NewMachineWizard(studio.store, studio.bridge, manager)
    wizard.show()
    studio.shoot(wizard, "wizard-1-source-zh")
    wizard.use_file(str(iso))
    studio.wait(lambda: not wizard.pages[0].problem(), "the ISO to be recognised")
    wizard.go(3)
    studio.shoot(wizard, "wizard-4-summary-zh")
    wizard.reject()
    window = MachineWindow(studio.machine("Welcome"), studio.fleet, studio.bridge)
    window.show()
    window.show_view("details")
    studio.shoot(window, "details-zh")
    window.close()
    manager.close()
    for translator in translators:
        application.removeTranslator(translator)
    QLocale.setDefault(QLocale("en_GB"))
    studio.run(1.5)  # Until the manager that was there before speaks English again.


def fraction(pictures: Path) -> None:
    """A console on a desktop of scale 1.25: part of it, dot by dot."""
    application = QApplication(["virtgui"])
    studio = Studio(application, pictures)
    studio.add("Welcome", resource_path("guests", "welcome.img"), memory_mib=32, disks=(Disk(path="welcome.img"),))
    try:
        studio.open()
        window = MachineWindow(studio.start("Welcome", "What is this?"), studio.fleet, studio.bridge)
        window.show()
        window.actions_.scales["whole"].trigger()
        studio.run(1.0)
        picture = window.screen_page.display.grab().toImage()
        place = window.screen_page.display.picture_rect()
        path = pictures / "screen-1.25x-crop.png"
        if not picture.copy(CROP.translated(place.topLeft())).save(str(path)):
            raise OSError(f"{path} cannot be written")
        window.close()
    finally:
        studio.close()
