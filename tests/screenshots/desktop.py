"""The pictures of what depends on the desktop and the host: dark, high contrast, languages, scales, the doctor."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLocale, QRect
from PySide6.QtWidgets import QApplication

from engine.config import Disk
from engine.resource import resource_path
from tests.screenshots.studio import Studio
from virtgui.language import install
from virtgui.windows.doctor import DoctorWindow
from virtgui.windows.machine import MachineWindow
from virtgui.windows.manager import ManagerWindow
from virtgui.wizard.window import NewMachineWizard

CROP = QRect(0, 0, 640, 320)


def doctor(studio: Studio, name: str, manager: ManagerWindow | None = None) -> None:
    """What it says of this host."""
    manager = manager or studio.manager
    manager.menus.doctor.trigger()
    window = manager.findChild(DoctorWindow)
    assert window is not None
    window.look()
    studio.wait(lambda: bool(window.findings) and window.busy.isHidden(), "the findings")
    studio.shoot(window, name)
    window.close()


def contrast(studio: Studio, window: MachineWindow) -> None:
    """As on a desktop that asks for high contrast."""
    for scheme, suffix in (("light", "contrast"), ("dark", "contrast-dark")):
        studio.choose(scheme, contrast=True)
        studio.shoot(studio.manager, f"manager-{suffix}")
        for view in ("details", "performance"):
            window.show_view(view)
            studio.shoot(window, f"{view}-{suffix}")
    studio.choose("dark", contrast=False)


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
    studio.shoot(wizard, "wizard-1-source-empty-dark")
    wizard.use_file(str(iso))
    studio.wait(lambda: not wizard.pages[0].problem(), "the ISO to be recognised")
    studio.shoot(wizard, "wizard-1-source-dark")
    for step, name in enumerate(("wizard-2-hardware-dark", "wizard-3-disk-dark", "wizard-4-summary-dark"), 1):
        wizard.go(step)
        studio.shoot(wizard, name)
    wizard.reject()
    fault = MachineWindow(studio.machine("Bad instruction"), studio.fleet, studio.bridge)
    fault.show()
    studio.shoot(fault, "fault-dark")
    fault.close()
    doctor(studio, "doctor-dark")


def chinese(studio: Studio, iso: Path) -> None:
    """Manager, machine, wizard and doctor in Chinese. Needs a font that has it."""
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
    doctor(studio, "doctor-zh", manager)
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
