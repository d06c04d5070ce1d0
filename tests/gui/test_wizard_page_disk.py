"""Third page of the wizard."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.support.bench import Bench
from virtgui.models.preference import Preferences
from virtgui.wizard.draft import DiskChoice
from virtgui.wizard.page_disk import DiskPage
from virtgui.wizard.plan import Plan

pytest_plugins = ("tests.support.bench_fixture",)


@pytest.fixture
def page(bench: Bench, qtbot: QtBot) -> DiskPage:
    made = DiskPage(Plan(bench.store, bench.bridge, Preferences()))
    qtbot.addWidget(made)
    made.show()
    bench.until(lambda: made.plan.host is not None, "host facts")
    return made


def test_new_disk_says_what_is_free(page: DiskPage) -> None:
    page.cards[DiskChoice.NEW].click()
    assert page.capacity.isVisible()
    assert "free" in page.room.text()
    page.capacity.field.setValue(2048)
    assert page.plan.draft.disk_gib == 2048
    assert page.room_notice.kind == "warning"
    assert page.problem() == ""


def test_existing_disk_is_looked_at(page: DiskPage, bench: Bench, tmp_path: Path) -> None:
    page.cards[DiskChoice.EXISTING].click()
    assert page.problem()
    (tmp_path / "note.txt").write_text("not a disk")
    page.file.take(str(tmp_path / "note.txt"))
    bench.until(lambda: page.file.notice.kind == "error", "error")
    (tmp_path / "disk.img").write_bytes(bytes(8192))
    page.file.take(str(tmp_path / "disk.img"))
    bench.until(lambda: page.file.notice.kind == "good", "finding")
    assert page.problem() == ""


def test_none(page: DiskPage) -> None:
    page.cards[DiskChoice.NONE].click()
    assert not page.capacity.isVisible()
    assert not page.file.isVisible()
    assert page.problem() == ""
