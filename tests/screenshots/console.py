"""The pictures of a machine's consoles."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest

from tests.screenshots.studio import Studio
from virtgui.models.machine import Machine
from virtgui.windows.machine import MachineWindow


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
