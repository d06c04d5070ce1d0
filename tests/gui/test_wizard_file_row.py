"""The file field: typing, dropping, and what is said of the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from engine.storage.image import Image, ImageKind
from virtgui.models.preference import Preferences
from virtgui.wizard.file_row import FileRow, dropped_file
from virtgui.wizard.plan import NOTHING, Finding


@pytest.fixture
def row(qtbot: QtBot) -> FileRow:
    made = FileRow("File", "Choose", "All (*)", Preferences())
    qtbot.addWidget(made)
    return made


def drop(*paths: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return data


def test_typing_is_reported_once_it_pauses(row: FileRow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(row.chosen) as seen:
        QTest.keyClicks(row.line, "/a b ")
    assert seen.args == ["/a b"]


def test_what_is_being_typed_is_not_overwritten(row: FileRow) -> None:
    QTest.keyClicks(row.line, "/half")
    row.set_path("/")
    assert row.line.text() == "/half"


def test_dropped_file() -> None:
    assert dropped_file(drop("/a/b")) == "/a/b"
    assert dropped_file(drop("/a", "/b")) == ""
    assert dropped_file(QMimeData()) == ""
    remote = QMimeData()
    remote.setUrls([QUrl("https://example.org/a.iso")])
    assert dropped_file(remote) == ""


def test_drop(row: FileRow, tmp_path: Path) -> None:
    seen: list[str] = []
    row.chosen.connect(seen.append)
    data, buttons, keys = drop(str(tmp_path)), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(1, 1), Qt.DropAction.CopyAction, data, buttons, keys)
    row.dragEnterEvent(enter)
    assert enter.isAccepted()
    row.dropEvent(QDropEvent(QPointF(1, 1), Qt.DropAction.CopyAction, data, buttons, keys))
    assert seen == [str(tmp_path)]
    assert row.line.text() == str(tmp_path)


def test_findings(row: FileRow) -> None:
    row.show_finding(Finding(looking=True))
    assert row.notice.kind == "info"
    row.show_finding(Finding(error="No."))
    assert (row.notice.kind, row.notice.text) == ("error", "No.")
    row.show_finding(Finding(image=Image(ImageKind.DISK, "Disk, 4 MB", ("disk",)), note="Note."), "More.")
    assert (row.notice.kind, row.notice.text) == ("good", "Disk, 4 MB. Note. More.")
    row.show_finding(NOTHING)
    assert row.notice.isHidden()


def test_the_next_dialog_begins_where_a_file_was_chosen(row: FileRow, tmp_path: Path) -> None:
    chosen = tmp_path / "images" / "a.iso"
    chosen.parent.mkdir()
    row._picked(str(chosen))
    assert row._preferences.directory == str(chosen.parent)
    row.line.clear()
    row.browse.click()
    dialog = row.findChild(QFileDialog)
    assert dialog is not None
    assert Path(dialog.directory().path()) == chosen.parent
    dialog.close()
