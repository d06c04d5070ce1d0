"""Last page of the wizard: every line can be changed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.support.bench import Bench
from virtgui.models.preference import Preferences
from virtgui.wizard.draft import DiskChoice
from virtgui.wizard.page_summary import SummaryPage, boot_text
from virtgui.wizard.plan import Plan

pytest_plugins = ("tests.support.bench_fixture",)


@pytest.fixture
def page(bench: Bench, qtbot: QtBot) -> SummaryPage:
    made = SummaryPage(Plan(bench.store, bench.bridge, Preferences()))
    qtbot.addWidget(made)
    made.show()
    bench.until(lambda: made.plan.host is not None, "host facts")
    return made


def test_edits_reach_the_draft(page: SummaryPage) -> None:
    assert page.plan.host is not None
    page.plan.host = replace(page.plan.host, no_kvm="", one_cpu=False)
    page.name.clear()
    page.name.insert("")
    page.name.textEdited.emit("")
    assert page.problem()
    assert page.name_notice.kind == "error"
    page.name.setText("Box 7")
    page.name.textEdited.emit("Box 7")
    page.memory.setValue(48)
    page.cpus.setValue(2)
    page.firmware.setCurrentIndex(page.firmware.findData("seabios"))
    page.start.setChecked(False)
    draft = page.plan.draft
    assert (draft.name, draft.memory_mib, draft.vcpus) == ("Box 7", 48, 2)
    assert (draft.firmware, draft.start) == ("seabios", False)
    assert page.problem() == ""


def test_disk_in_place(page: SummaryPage) -> None:
    page.disk.setCurrentIndex(page.disk.findData(DiskChoice.NEW))
    page.capacity.setValue(3)
    assert page.capacity.isVisible()
    page.bus.setCurrentIndex(page.bus.findData("virtio"))
    page.bus.activated.emit(1)
    draft = page.plan.draft
    assert (draft.disk, draft.disk_gib, draft.disk_bus) == (DiskChoice.NEW, 3, "virtio")
    page.disk.setCurrentIndex(page.disk.findData(DiskChoice.EXISTING))
    assert page.file.isVisible()
    assert page.disk_notice.kind == "error"


def test_what_cannot_be_chosen_says_why(page: SummaryPage) -> None:
    assert page.plan.host is not None
    problems = {"builtin": "There is none."}
    page.plan.host = replace(page.plan.host, firmware_problems=problems)
    page.refresh()
    index = page.firmware.model().index(page.firmware.findData("builtin"), 0)
    assert not index.flags() & Qt.ItemFlag.ItemIsEnabled
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "There is none."
    assert not page.boot.isEnabled()
    assert page.boot.toolTip()


def test_no_firmware_at_all_is_said(page: SummaryPage) -> None:
    assert page.plan.host is not None
    page.plan.host = replace(page.plan.host, firmware_problems={"auto": "SeaBIOS is not installed."})
    page.refresh()
    assert page.firmware_notice.text == "SeaBIOS is not installed."
    assert page.problem() == ""  # The machine can be made all the same.


def test_boot_order_in_words() -> None:
    assert boot_text("cd") == "Hard disk, then CD"


def test_change_asks_for_the_first_page(page: SummaryPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.source_wanted):
        page.change.click()
