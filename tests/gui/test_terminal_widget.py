"""virtgui/widgets/terminal.py and its parts, through real events."""

from __future__ import annotations

from typing import ClassVar

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QInputMethodEvent, QKeyEvent, QShortcut, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QVBoxLayout, QWidget

from virtgui.terminal.cell import PLAIN
from virtgui.terminal.document import Position
from virtgui.terminal.palette import DARK
from virtgui.widgets.terminal import TerminalWidget
from virtgui.widgets.terminal_box import arms, rectangles
from virtgui.widgets.terminal_paint import CellFont

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
BOTH = CONTROL | SHIFT
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def terminal(qtbot) -> TerminalWidget:
    widget = TerminalWidget()
    qtbot.addWidget(widget)
    widget.resize(720, 420)
    widget.show()
    qtbot.waitExposed(widget)
    widget.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    widget.sent = []
    widget.send.connect(widget.sent.append)
    return widget


@pytest.fixture
def write(terminal, qtbot):
    def feed(data: bytes) -> None:
        terminal.feed(data)
        qtbot.waitUntil(lambda: terminal.backlog == 0, timeout=20_000)
        qtbot.waitUntil(lambda: not terminal._frame_timer.isActive())

    return feed


def point(terminal: TerminalWidget, column: float, row: int) -> QPoint:
    """The middle of a row, at the left edge of a column."""
    cells = terminal._cells
    return QPointF(4 + column * cells.width + 0.5, 4 + (row + 0.5) * cells.height).toPoint()


def pixel(terminal: TerminalWidget, column: float, row: float) -> QColor:
    picture = terminal.viewport().grab().toImage()
    cells = terminal._cells
    return picture.pixelColor(QPointF(4 + column * cells.width, 4 + row * cells.height).toPoint())


# Text


def test_what_is_fed_is_shown(terminal, write) -> None:
    write(b"Linux version 6.1\r\n\x1b[32mOK\x1b[m")
    assert terminal.text() == "Linux version 6.1\nOK"


def test_a_hundred_thousand_lines_stay_intact(terminal, write, tmp_path) -> None:
    rows = terminal.grid_size[1]
    lines = [f"[{number:9d}] some line of a kernel log" for number in range(100_000 + rows - 1)]
    write(("\r\n".join(lines) + "\r\n").encode())
    assert terminal.text().split("\n") == lines
    assert terminal.verticalScrollBar().maximum() == 100_000
    assert terminal.verticalScrollBar().value() == 100_000
    terminal.save(tmp_path / "log.txt")
    assert (tmp_path / "log.txt").read_text().splitlines() == lines
    write(b"one more\r\n")
    assert terminal.text().split("\n")[0] == lines[1]


def test_a_portion_at_a_time_leaves_time_for_others(terminal, qtbot) -> None:
    terminal.feed(b"\x1b[31mred\x1b[m \xe6\xbc\xa2\r\n" * 40_000)
    turns = 0
    while terminal.backlog:
        QApplication.processEvents()
        turns += 1
    assert turns > 10
    assert terminal.text().count("red") == 40_000


def test_save_where_nothing_can_be_saved(terminal, tmp_path) -> None:
    with pytest.raises(OSError, match="directory"):
        terminal.save(tmp_path)


def test_clear(terminal, write) -> None:
    write(b"line\r\n" * 500)
    terminal.clear()
    assert terminal.text() == ""
    assert len(terminal.console.scrollback) == 0


def test_reset_mends_the_screen(terminal, write) -> None:
    write(b"\x1b(0\x1b[?25l\x1b]0;begun")
    terminal.reset()
    write(b"ok")
    assert terminal.text() == "ok"


# Keys


@pytest.mark.parametrize(
    ("key", "modifier", "expected"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, b"\r"),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, b"\r"),
        (Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier, b"\x7f"),
        (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier, b"\t"),
        (Qt.Key.Key_Backtab, SHIFT, b"\x1b[Z"),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, b"\x1b"),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, b"\x1b[A"),
        (Qt.Key.Key_Left, CONTROL, b"\x1b[1;5D"),
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier, b"\x1bOP"),
        (Qt.Key.Key_F12, SHIFT, b"\x1b[24;2~"),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, b"\x1b[3~"),
        (Qt.Key.Key_C, CONTROL, b"\x03"),
        (Qt.Key.Key_Space, CONTROL, b"\x00"),
        (Qt.Key.Key_BracketRight, CONTROL, b"\x1d"),
        (Qt.Key.Key_X, ALT, b"\x1bx"),
        (Qt.Key.Key_C, CONTROL | ALT, b"\x1b\x03"),
    ],
)
def test_keys(terminal, key, modifier, expected) -> None:
    QTest.keyClick(terminal, key, modifier)
    assert terminal.sent == [expected]


def test_typing(terminal) -> None:
    QTest.keyClicks(terminal, "Ls -l")
    assert b"".join(terminal.sent) == b"Ls -l"


def test_modifiers_alone_send_nothing(terminal) -> None:
    QTest.keyClick(terminal, Qt.Key.Key_Shift)
    QTest.keyClick(terminal, Qt.Key.Key_Control)
    assert terminal.sent == []


def test_letters_beyond_ascii_in_the_chosen_encoding(terminal) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Adiaeresis, Qt.KeyboardModifier.NoModifier, "\u00e4")
    QApplication.sendEvent(terminal, event)
    terminal.set_encoding("cp437")
    QApplication.sendEvent(terminal, event)
    assert terminal.sent == [b"\xc3\xa4", b"\x84"]


def test_composed_text(terminal, write) -> None:
    write(b"$ ")
    QApplication.sendEvent(terminal, QInputMethodEvent("\u00b4", []))
    assert terminal.sent == []
    event = QInputMethodEvent("", [])
    event.setCommitString("\u00e9")
    QApplication.sendEvent(terminal, event)
    assert terminal.sent == [b"\xc3\xa9"]
    place = terminal.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    assert place.left() == pytest.approx(4 + 2 * terminal._cells.width, abs=1)


def test_application_cursor_keys_and_newline_mode(terminal, write) -> None:
    write(b"\x1b[?1h\x1b[20h")
    QTest.keyClick(terminal, Qt.Key.Key_Up)
    QTest.keyClick(terminal, Qt.Key.Key_Return)
    assert terminal.sent == [b"\x1bOA", b"\r\n"]


def test_the_windows_shortcuts_do_not_take_the_guests_keys(qtbot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    terminal = TerminalWidget()
    window.setCentralWidget(terminal)
    taken, sent = [], []
    for keys in ("Ctrl+W", "F1", "Ctrl+C"):
        QShortcut(keys, window).activated.connect(lambda keys=keys: taken.append(keys))
    terminal.send.connect(sent.append)
    window.show()
    window.activateWindow()
    terminal.setFocus()
    qtbot.waitUntil(terminal.hasFocus)
    QTest.keyClick(terminal, Qt.Key.Key_W, CONTROL)
    QTest.keyClick(terminal, Qt.Key.Key_F1)
    assert (taken, sent) == ([], [b"\x17", b"\x1bOP"])


def test_control_tab_leaves(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    terminal, line = TerminalWidget(), QLineEdit()
    layout = QVBoxLayout(window)
    layout.addWidget(terminal)
    layout.addWidget(line)
    window.show()
    window.activateWindow()
    terminal.setFocus()
    qtbot.waitUntil(terminal.hasFocus)
    QTest.keyClick(terminal, Qt.Key.Key_Tab)
    assert terminal.hasFocus()
    QTest.keyClick(terminal, Qt.Key.Key_Tab, CONTROL)
    assert line.hasFocus()


def test_answers_go_to_the_guest(terminal, write) -> None:
    write(b"\x1b[6n\x1b[c")
    assert terminal.sent == [b"\x1b[1;1R", b"\x1b[?62;22c"]


def test_focus_is_reported_if_asked_for(terminal, write) -> None:
    terminal.clearFocus()
    write(b"\x1b[?1004h")
    terminal.setFocus()
    terminal.clearFocus()
    assert terminal.sent == [b"\x1b[I", b"\x1b[O"]


def test_tell_size(terminal) -> None:
    columns, rows = terminal.grid_size
    terminal.actions_menu.tell_size.trigger()
    assert terminal.sent == [f"stty cols {columns} rows {rows}\n".encode()]


# Clipboard and selection


def test_paste(terminal, write) -> None:
    QGuiApplication.clipboard().setText("a\nb")
    QTest.keyClick(terminal, Qt.Key.Key_V, BOTH)
    write(b"\x1b[?2004h")
    QTest.keyClick(terminal, Qt.Key.Key_V, BOTH)
    assert terminal.sent == [b"a\rb", b"\x1b[200~a\rb\x1b[201~"]


def test_drag_and_copy(terminal, write) -> None:
    write(b"one two\r\nthree")
    view = terminal.viewport()
    QTest.mousePress(view, LEFT, pos=point(terminal, 4, 0))
    QTest.mouseMove(view, point(terminal, 2, 1))
    QTest.mouseMove(view, point(terminal, 3, 1))
    QTest.mouseRelease(view, LEFT, pos=point(terminal, 3, 1))
    assert terminal.has_selection()
    QTest.keyClick(terminal, Qt.Key.Key_C, BOTH)
    assert QGuiApplication.clipboard().text() == "two\nthr"
    assert terminal.sent == []


def test_double_and_triple_click(terminal, write) -> None:
    write(b"ls /etc/passwd now\r\n")
    view = terminal.viewport()
    place = point(terminal, 5.4, 0)
    QTest.mouseClick(view, LEFT, pos=place)
    QTest.mouseDClick(view, LEFT, pos=place)
    assert terminal.selection.text() == "/etc/passwd"
    QTest.mouseClick(view, LEFT, pos=place)
    assert terminal.selection.text() == "ls /etc/passwd now"
    QTest.mousePress(view, LEFT, SHIFT, point(terminal, 0, 1))


def test_copy_of_nothing_leaves_the_clipboard(terminal) -> None:
    QGuiApplication.clipboard().setText("before")
    QTest.keyClick(terminal, Qt.Key.Key_C, BOTH)
    assert QGuiApplication.clipboard().text() == "before"


def test_select_all(terminal, write) -> None:
    write(b"a\r\n" * 100)
    QTest.keyClick(terminal, Qt.Key.Key_A, BOTH)
    terminal.copy()
    assert QGuiApplication.clipboard().text() == terminal.text()


def test_typing_ends_the_selection(terminal, write) -> None:
    write(b"text")
    terminal.select_all()
    QTest.keyClicks(terminal, "x")
    assert not terminal.has_selection()


# Search


def test_find(terminal, write, qtbot) -> None:
    write(b"needle\r\n" + b"hay\r\n" * 3000 + b"Needle\r\n")
    bar = terminal.verticalScrollBar()
    assert terminal.find("needle", forwards=False)
    assert terminal.finder.current[0].line == 3001
    assert terminal.find("needle", forwards=False)
    assert terminal.finder.current[0] == Position(0, 0)
    assert bar.value() == 0
    assert not terminal.find("nothing like it")
    assert terminal.find("Needle", case=True)
    qtbot.waitUntil(lambda: terminal.finder.is_complete)
    assert len(terminal.finder.hits) == 1


def test_find_bar(terminal, write, qtbot) -> None:
    write(b"alpha beta\r\nALPHA\r\nalpha\r\n")
    QTest.keyClick(terminal, Qt.Key.Key_F, BOTH)
    bar = terminal.find_bar
    assert bar.isVisible()
    QTest.keyClicks(bar.line, "alpha")
    qtbot.waitUntil(lambda: bar.count.text() == "3 of 3")
    QTest.keyClick(bar.line, Qt.Key.Key_Return, SHIFT)
    assert bar.count.text() == "2 of 3"
    QTest.keyClick(bar.line, Qt.Key.Key_Return)
    assert bar.count.text() == "3 of 3"
    QTest.mouseClick(bar.case, LEFT)
    qtbot.waitUntil(lambda: bar.count.text() == "2 of 2")
    write(b"alpha again\r\n")
    qtbot.waitUntil(lambda: bar.count.text() == "2 of 3")
    QTest.keyClicks(bar.line, "zzz")
    qtbot.waitUntil(lambda: bar.count.text() == "no hits")
    QTest.keyClick(bar.line, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert terminal.hasFocus()
    assert terminal.sent == []


def test_hits_are_painted(terminal, write, qtbot) -> None:
    write(b"x hit x hit\r\n")
    terminal.find("hit")
    qtbot.waitUntil(lambda: terminal.finder.is_complete)
    assert pixel(terminal, 2.1, 0.02) == QColor(*DARK.current_hit)
    assert pixel(terminal, 8.1, 0.02) == QColor(*DARK.hit)


# Scrolling


def test_output_does_not_move_what_is_being_read(terminal, write) -> None:
    write(b"".join(b"%d\r\n" % number for number in range(200)))
    QTest.keyClick(terminal, Qt.Key.Key_PageUp, SHIFT)
    shown = terminal.document.line(terminal._top)
    write(b"more\r\n" * 50)
    assert terminal.document.line(terminal._top) == shown
    QTest.keyClick(terminal, Qt.Key.Key_End, SHIFT)
    assert terminal.verticalScrollBar().value() == terminal.verticalScrollBar().maximum()
    QTest.keyClick(terminal, Qt.Key.Key_Home, SHIFT)
    assert terminal._top == 0
    QTest.keyClicks(terminal, "x")
    write(b"x")
    assert terminal._top == terminal.document.top


def wheel(terminal: TerminalWidget, delta: int, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    where = QPointF(50, 50)
    phase = Qt.ScrollPhase.NoScrollPhase
    buttons = Qt.MouseButton.NoButton
    event = QWheelEvent(where, where, QPoint(), QPoint(0, delta), buttons, modifiers, phase, False)
    QApplication.sendEvent(terminal.viewport(), event)


def test_wheel(terminal, write) -> None:
    write(b"x\r\n" * 200)
    end = terminal.verticalScrollBar().value()
    wheel(terminal, 120)
    assert terminal.verticalScrollBar().value() == end - 3
    write(b"\x1b[?1049h")
    wheel(terminal, -120)
    assert terminal.sent == [b"\x1b[B" * 3]


# Size


def test_resize_tells_and_keeps_text(terminal, write, qtbot) -> None:
    write(b"a long line " * 12 + b"\r\nshort\r\n" * 60)
    before = terminal.text()
    with qtbot.waitSignal(terminal.resized) as caught:
        terminal.resize(300, 200)
    assert tuple(caught.args) == terminal.grid_size
    assert terminal.grid_size[0] < 50
    assert terminal.text() == before
    terminal.resize(900, 600)
    assert terminal.text() == before


def test_zoom(terminal) -> None:
    columns = terminal.grid_size[0]
    QTest.keyClick(terminal, Qt.Key.Key_Plus, CONTROL)
    QTest.keyClick(terminal, Qt.Key.Key_Plus, CONTROL)
    QTest.keyClick(terminal, Qt.Key.Key_Plus, CONTROL)
    assert terminal.grid_size[0] < columns
    QTest.keyClick(terminal, Qt.Key.Key_Minus, CONTROL)
    wheel(terminal, -120, CONTROL)
    QTest.keyClick(terminal, Qt.Key.Key_0, CONTROL)
    assert terminal.grid_size[0] == columns
    terminal.zoom(-500)
    terminal.zoom(500)
    assert terminal._font.pointSizeF() == 40


# Looks


def test_the_first_byte_repaints_everything(terminal, qtbot) -> None:
    class Paints(QObject):
        heights: ClassVar[list[int]] = []

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                self.heights.append(event.rect().height())
            return False

    paints = Paints()
    terminal.viewport().installEventFilter(paints)
    terminal.viewport().update()
    qtbot.waitUntil(lambda: bool(paints.heights))  # The paints of its appearance are over.
    paints.heights.clear()
    terminal.feed(b"x")
    qtbot.waitUntil(lambda: terminal.viewport().height() in paints.heights)
    terminal.viewport().removeEventFilter(paints)


def test_empty_state_goes_with_the_first_byte(terminal, write) -> None:
    empty = terminal.viewport().grab().toImage()
    terminal.port_name = "COM2"
    assert terminal.viewport().grab().toImage() != empty
    write(b"\r\n")
    columns, rows = terminal.grid_size
    ground = QColor(*DARK.background)
    assert all(pixel(terminal, column, rows // 2) == ground for column in range(0, columns, 7))


def test_colours_on_screen(terminal, write) -> None:
    write(b"\x1b[?25l\x1b[48;2;10;20;30m \x1b[41m \x1b[m\x1b[7m \x1b[m")
    assert pixel(terminal, 0.5, 0.5) == QColor(10, 20, 30)
    assert pixel(terminal, 1.5, 0.5) == QColor(*DARK.named["red"])
    assert pixel(terminal, 2.5, 0.5) == QColor(*DARK.foreground)
    terminal.set_theme("light")
    assert pixel(terminal, 5.5, 5.5) != QColor(*DARK.background)


def test_reverse_screen_mode(terminal, write) -> None:
    write(b"\x1b[?5h")
    assert pixel(terminal, 10, 10) == QColor(*DARK.foreground)


def test_box_lines_join(terminal, write) -> None:
    write("\x1b[?25l\u2502\r\n\u2502\r\n\u2500\u2500\u2500".encode())
    cells = terminal._cells
    picture = terminal.viewport().grab().toImage()
    front = QColor(*DARK.foreground)
    x = 4 + (cells.device_width - 1) // 2
    assert all(picture.pixelColor(x, 4 + y) == front for y in range(2 * cells.device_height))
    y = 4 + 2 * cells.device_height + (cells.device_height - 1) // 2
    assert all(picture.pixelColor(4 + x, y) == front for x in range(3 * cells.device_width))


def test_every_box_character_fits_its_cell() -> None:
    for code in range(0x2500, 0x25A0):
        for width, height in ((7, 14), (8, 17), (16, 33), (5, 9)):
            for x, y, w, h, opacity in rectangles(chr(code), width, height):
                assert x >= 0 and y >= 0 and w >= 0 and h >= 0 and x + w <= width and y + h <= height, chr(code)
                assert 0 < opacity <= 1


@pytest.mark.parametrize(
    ("char", "expected"),
    [
        ("\u2500", {"left": 1, "right": 1}),
        ("\u250f", {"down": 2, "right": 2}),
        ("\u2553", {"down": 3, "right": 1}),
        ("\u256c", {"up": 3, "down": 3, "left": 3, "right": 3}),
        ("\u257c", {"left": 1, "right": 2}),
        ("\u2571", {}),
    ],
)
def test_arms(char, expected) -> None:
    assert arms(char) == expected


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_cells_are_whole_device_pixels(terminal, ratio) -> None:
    cells = CellFont(terminal._font, ratio)
    assert cells.width * ratio == pytest.approx(cells.device_width)
    assert cells.height * ratio == pytest.approx(cells.device_height)
    assert cells.font(PLAIN).bold() is False
    assert cells.font(PLAIN._replace(bold=True, italics=True)).italic()


def test_cursor_blinks_only_with_the_focus(terminal, write) -> None:
    write(b"x")
    assert pixel(terminal, 1.5, 0.5) == QColor(*DARK.cursor)
    QTest.keyClicks(terminal, "a")
    assert terminal._blink_timer.isActive() == (QGuiApplication.styleHints().cursorFlashTime() > 0)
    terminal.clearFocus()
    assert not terminal._blink_timer.isActive()
    assert pixel(terminal, 1.5, 0.5) == QColor(*DARK.background)


def test_a_hidden_cursor(terminal, write) -> None:
    write(b"x\x1b[?25l")
    assert pixel(terminal, 1.5, 0.5) == QColor(*DARK.background)


def test_banner(terminal, write) -> None:
    write(b"text")
    rows = terminal.grid_size[1]
    terminal.set_connected(False, "the machine is off")
    assert terminal.banner.isVisible()
    assert "the machine is off" in terminal.banner.text()
    assert terminal.grid_size[1] < rows
    terminal.set_connected(True)
    assert not terminal.banner.isVisible()
    assert terminal.grid_size[1] == rows
    assert terminal.text() == "text"


def test_bell_and_title(terminal, write, qtbot) -> None:
    bells = []
    terminal.bell.connect(lambda: bells.append(1))
    with qtbot.waitSignal(terminal.title_changed) as caught:
        terminal.feed(b"\x07\x1b]2;root@vm\x07")
    assert caught.args == ["root@vm"]
    assert bells == [1]
    assert terminal._bell_on
    qtbot.waitUntil(lambda: not terminal._bell_on)


def test_menu_says_what_is_possible(terminal, write) -> None:
    QGuiApplication.clipboard().clear()
    menu = terminal.actions_menu.menu()
    assert not terminal.actions_menu.copy.isEnabled()
    assert terminal.actions_menu.copy.toolTip()
    assert not terminal.actions_menu.paste.isEnabled()
    assert [action.text() for action in menu.actions() if action.text()][-1] == "Encoding"
    write(b"text")
    terminal.select_all()
    QGuiApplication.clipboard().setText("x")
    terminal.actions_menu.menu()
    assert terminal.actions_menu.copy.isEnabled()
    assert terminal.actions_menu.paste.isEnabled()


def test_names_for_a_screen_reader(terminal) -> None:
    assert terminal.accessibleName() == "Serial console COM1"
    bar = terminal.find_bar
    assert all(widget.accessibleName() for widget in (bar.line, bar.case, bar.up, bar.down, bar.close_button))
