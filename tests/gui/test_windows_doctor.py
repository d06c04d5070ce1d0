"""virtgui.windows.doctor: findings as cards, looked at again when the person comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from engine.doctor.finding import Finding
from engine.error import EngineError
from virtgui.windows.doctor import DoctorWindow, FindingCard, examine, report

FINE = Finding("memory", "ok", "enough")
GROUP = Finding("KVM", "warning", "not in the group", "Slow.", "Join it.", "sudo usermod -aG kvm ada")
CLOSED = Finding("places", "problem", "cannot be written")


@pytest.fixture
def doctor(bridge, qtbot) -> Callable[[Callable[[], list[Finding]]], DoctorWindow]:
    def doctor(look: Callable[[], list[Finding]]) -> DoctorWindow:
        window = DoctorWindow(bridge, look=look)
        qtbot.addWidget(window)
        return window

    return doctor


def cards(window: DoctorWindow) -> list[str]:
    return [card.accessibleName() for card in window.findChildren(FindingCard)]


def test_the_worst_comes_first_and_its_command_is_copied(doctor, qtbot) -> None:
    window = doctor(lambda: [FINE, GROUP, CLOSED])
    with qtbot.waitSignal(window.examined):
        window.look()
    assert [name.split(":")[0] for name in cards(window)] == ["places", "KVM", "memory"]
    assert "cannot run" in window.summary.text()
    assert window.findChild(QLineEdit).text() == GROUP.command
    next(button for button in window.findChildren(QPushButton) if button.text() == "Copy").click()
    assert QApplication.clipboard().text() == GROUP.command
    window.copy_all.click()
    assert report(GROUP) in QApplication.clipboard().text()


def test_coming_back_looks_again(doctor, qtbot) -> None:
    found = [GROUP]
    window = doctor(lambda: list(found))
    with qtbot.waitSignal(window.examined):
        window.look()
    assert "could be better" in window.summary.text()
    found[:] = [FINE]
    with qtbot.waitSignal(window.examined):
        QApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))
    assert cards(window) == ["memory: enough."]
    assert "All is well" in window.summary.text()


def test_a_look_that_fails_is_told(doctor, qtbot) -> None:
    def fail() -> list[Finding]:
        raise EngineError("The host does not answer.", "Wait.")

    window = doctor(fail)
    window.look()
    qtbot.waitUntil(lambda: "does not answer" in window.summary.text(), timeout=20000)


def test_this_host(doctor, qtbot) -> None:
    window = doctor(examine)
    with qtbot.waitSignal(window.examined):
        window.look()
    assert len(cards(window)) >= 11
