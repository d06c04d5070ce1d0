"""First page of the wizard."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.support.bench import Bench
from virtgui.models.preference import Preferences
from virtgui.wizard.draft import Source
from virtgui.wizard.page_source import SourcePage
from virtgui.wizard.plan import Plan

pytest_plugins = ("tests.support.bench_fixture",)


@pytest.fixture
def page(bench: Bench, qtbot: QtBot) -> SourcePage:
    made = SourcePage(Plan(bench.store, bench.bridge, Preferences()))
    qtbot.addWidget(made)
    made.show()
    return made


def test_welcome_needs_nothing_more(page: SourcePage) -> None:
    assert page.cards[Source.WELCOME].isChecked()
    assert not page.file.isVisible()
    assert page.problem() == ""


def test_each_source_shows_what_it_needs(page: SourcePage) -> None:
    page.cards[Source.KERNEL].click()
    assert page.file.isVisible()
    assert page.initrd.isVisible()
    assert page.problem()
    page.cards[Source.CD].click()
    assert not page.initrd.isVisible()
    assert page.plan.draft.source is Source.CD


def test_a_file_with_no_choice_made(page: SourcePage, bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "boot.bin"
    path.write_bytes(bytes(510) + b"\x55\xaa")
    page.take(str(path))
    bench.until(lambda: page.plan.draft.image is not None, "finding")
    assert page.cards[Source.FLOPPY].isChecked()
    assert "Boot sector" in page.file.notice.text
    assert page.copy.isVisible()
    assert page.problem() == ""


def test_a_bad_file_is_said_where_it_is_chosen(page: SourcePage, bench: Bench, tmp_path: Path) -> None:
    page.cards[Source.CD].click()
    page.file.take(str(tmp_path / "gone.iso"))
    bench.until(lambda: page.file.notice.kind == "error", "error")
    assert "does not exist" in page.file.notice.text
    assert page.problem() == page.file.notice.text


def test_a_blank_disk_is_warned_of(page: SourcePage, bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "blank.img").write_bytes(bytes(4096))
    page.cards[Source.DISK].click()
    page.file.take(str(tmp_path / "blank.img"))
    bench.until(lambda: page.plan.draft.image is not None, "finding")
    assert "nothing on it" in page.file.notice.text


def test_command_line(page: SourcePage, qtbot: QtBot) -> None:
    page.cards[Source.KERNEL].click()
    qtbot.keyClicks(page.append, "console=ttyS0")
    assert page.plan.draft.append == "console=ttyS0"
    qtbot.keyClicks(page.modules, "/dom0 quiet, /initrd")
    assert page.plan.draft.modules == "/dom0 quiet, /initrd"
