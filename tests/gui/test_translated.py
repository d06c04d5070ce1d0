"""What the engine says is in the language of the windows, wherever they show it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from engine.config import Disk
from engine.doctor.finding import Finding
from engine.halt import HALTED
from tests.gui.conftest import PATIENCE_MS
from virtgui.language import install
from virtgui.models.tree import Column
from virtgui.windows.doctor import DoctorWindow, FindingCard, examine, report
from virtgui.windows.fault import fault_text
from virtgui.windows.message import MessageBar
from virtgui.wizard.notice import Notice

ENGLISH = re.compile(r"(?:[A-Za-z][a-z']+ ){3}[a-z]+")
"""Four words of prose."""


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    used = install(qapp, QLocale("zh_CN"))
    yield
    for translator in used:
        qapp.removeTranslator(translator)
    QLocale.setDefault(before)


def english(widget: QWidget) -> list[str]:
    """English prose on the labels of a widget, and in what it says to a screen reader."""
    said = [label.text() for label in widget.findChildren(QLabel)]
    said += [child.accessibleName() for child in (widget, *widget.findChildren(QWidget))]
    return [text for text in said if ENGLISH.search(re.sub("<[^>]*>", "", text))]


def test_a_start_that_is_refused(chinese, manager, make, row, qtbot) -> None:
    make("a", disks=(Disk(path="/nowhere/a.img"),))
    machine = row("a")
    machine.start()
    qtbot.waitUntil(lambda: manager.message.isVisible(), timeout=PATIENCE_MS)
    assert manager.message.accessibleName().startswith("磁盘映像 /nowhere/a.img 不存在。请将其放回")
    assert not english(manager.message)
    tip = manager.tree.index_of(machine, Column.STATE).data(Qt.ItemDataRole.ToolTipRole)
    assert "磁盘映像 /nowhere/a.img 不存在。\n请将其放回" in tip
    assert machine.reason.startswith("The disk image")  # What is compared stays as the engine says it.


def test_the_doctor_of_this_host(chinese, bridge, qtbot) -> None:
    window = DoctorWindow(bridge, look=examine)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.examined):
        window.look()
    assert len(window.findChildren(FindingCard)) > 8
    assert not english(window)


def test_a_finding_keeps_its_command(chinese, qtbot) -> None:
    what, why = "4.0 GB free where machines are kept (/srv)", "Machines are kept there."
    finding = Finding("disk", "warning", what, why, "", "du x")
    card = FindingCard(finding)
    qtbot.addWidget(card)
    assert card.accessibleName().startswith("磁盘: 虚拟机所在位置有 4.0 GB 可用（/srv）")
    assert report(finding).endswith("虚拟机保存在那里。\n        du x")


def test_a_guest_that_cannot_go_on(chinese) -> None:
    said = fault_text({"reason": "KVM met an instruction that it cannot emulate: fxsave [eax].", "remedy": HALTED})
    assert said.startswith("KVM 遇到了它无法模拟的指令：fxsave [eax].\nCPU 在中断关闭时停机。")


def test_messages_and_notices(chinese, qtbot) -> None:
    bar, notice = MessageBar(), Notice()
    qtbot.addWidget(bar)
    qtbot.addWidget(notice)
    bar.show_message("web: This machine is running already.", "Open it, or stop it first.")
    assert bar.accessibleName() == "web: 此虚拟机已在运行。请打开它，或先停止它。"
    assert bar.what == "web: This machine is running already."
    notice.show_message("error", "/a does not exist. Choose another file.")
    assert notice.text == "/a 不存在。请选择其他文件。"
