from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRect, Qt

from engine.display import layout
from engine.display.screen import Screen
from tests.support.vgamode import registers_of
from virtgui.widgets.selecting import Selector, shape_for

TARGET = QRect(100, 50, 1440, 800)


@pytest.fixture
def screen():
    memory = bytearray(layout.MEMORY_SIZE)
    layout.write_header(memoryview(memory), layout.LAYOUT_TEXT, registers_of(3), layout.VRAM_SIZE)
    for column, char in enumerate(b"C:\\>format c:"):
        memory[layout.TEXT_OFFSET + column * 2] = char
    screen = Screen(memoryview(memory))
    screen.refresh()
    return screen


@pytest.fixture
def changes():
    return []


@pytest.fixture
def selector(changes):
    return Selector(lambda: changes.append(1))


def at(column, row):
    """Inside a cell, at factor 2."""
    return QPointF(100 + column * 18 + 9, 50 + row * 32 + 16)


def test_a_drag_selects_the_cells_it_crosses(selector, screen, changes):
    selector.begin(screen, TARGET, at(4, 0))
    selector.drag(screen, TARGET, at(9, 0), "stream")
    selector.drag(screen, TARGET, at(9, 0), "stream")
    assert selector.text(screen) == "format"
    selector.end()
    assert selector.text(screen) == "format"
    assert len(changes) == 2


def test_outside_the_picture_is_its_edge(selector, screen):
    selector.begin(screen, TARGET, QPointF(-500, -500))
    selector.drag(screen, TARGET, QPointF(9999, 9999), "stream")
    assert (selector.selection.anchor, selector.selection.head) == ((0, 0), (79, 24))


def test_a_click_selects_nothing(selector, screen):
    selector.begin(screen, TARGET, at(4, 0))
    selector.end()
    assert selector.selection is None


def test_word_all_and_clear(selector, screen):
    selector.select_word(screen, TARGET, at(6, 0))
    assert selector.text(screen) == "C:\\>format"
    selector.select_all(screen)
    assert selector.text(screen).rstrip() == "C:\\>format c:"
    selector.clear()
    assert selector.text(screen) == ""


def test_no_cells_before_anything_is_shown(selector):
    blank = Screen(memoryview(bytearray(layout.MEMORY_SIZE)))
    selector.begin(blank, TARGET, at(0, 0))
    selector.select_all(blank)
    assert selector.selection is None


def test_alt_is_for_blocks():
    assert shape_for(Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier) == "block"
    assert shape_for(Qt.KeyboardModifier.ShiftModifier) == "stream"
