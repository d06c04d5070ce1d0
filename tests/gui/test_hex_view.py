"""Bytes in hexadecimal."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from virtgui.widgets.hex_view import LIMIT, Bytes, HexView


def test_rows() -> None:
    source = Bytes()
    source.add(b"0123456789\r\n\x00\xff~ more")
    assert source.rows == 2
    assert source.row(0) == "00000000  30 31 32 33 34 35 36 37  38 39 0d 0a 00 ff 7e 20  0123456789····~ "
    assert source.row(1).startswith("00000010  6d 6f 72 65  ")
    assert source.row(1).endswith("  more")


def test_the_oldest_are_forgotten() -> None:
    source = Bytes()
    for _ in range(5):
        source.add(b"x" * LIMIT)
    assert LIMIT <= len(source.data) <= 2 * LIMIT
    assert source.offset + len(source.data) == 5 * LIMIT
    source.clear()
    assert (source.rows, source.offset) == (0, 0)


def test_it_follows_the_end_until_scrolled_away(qtbot) -> None:
    source = Bytes()
    view = HexView(source, "COM1")
    qtbot.addWidget(view)
    view.resize(700, 200)
    view.show()
    empty = view.grab().toImage()
    source.add(bytes(range(256)) * 8)
    view.refresh()
    bar = view.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    assert view.grab().toImage() != empty
    QTest.keyClick(view, Qt.Key.Key_Home)
    source.add(bytes(100))
    view.refresh()
    assert bar.value() == 0
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("00000000  00 01 02")
    QTest.keyClick(view, Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    assert view.accessibleName() == "Bytes of COM1"
    assert view.text().count("\n") == source.rows - 1
