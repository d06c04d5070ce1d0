"""The description as text."""

from __future__ import annotations

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine import toml
from engine.config import MachineConfig
from virtgui import theme
from virtgui.details.text import ConfigText, TomlColours

CONFIG = MachineConfig(name="a", uuid="u", memory_mib=64)


def test_what_is_typed_is_checked_and_handed_on(qtbot) -> None:
    text = ConfigText()
    qtbot.addWidget(text)
    text.show()
    text.show_config(CONFIG)
    assert text.text.toPlainText() == toml.encode(CONFIG)
    with qtbot.waitSignal(text.edited, timeout=20000) as heard:
        text.text.setPlainText(toml.encode(CONFIG).replace("64", "128"))
    assert heard.args[0].memory_mib == 128
    text.text.setPlainText("memory_mib = 12 12\n")
    qtbot.waitUntil(lambda: text.notice.kind == "error", timeout=20000)
    assert "Line 1" in text.notice.text
    assert len(text.text.extraSelections()) == 1


def test_words_of_ones_own_are_left_alone(qtbot) -> None:
    text = ConfigText()
    qtbot.addWidget(text)
    text.show_config(CONFIG)
    own = f"# mine\n{toml.encode(CONFIG)}"
    text.text.setPlainText(own)
    text.check()
    text.show_config(CONFIG)
    assert text.text.toPlainText() == own


def test_colours(qapp) -> None:
    document = QTextDocument('name = "a" # why\n[disks]\nnotes = """x\ny"""\nvcpus = 2\n')
    TomlColours(document, theme.LIGHT)
    key, string, number, table = (theme.LIGHT.accent, *(theme.LIGHT.series[n] for n in (2, 1, 3)))

    def colours(line: int) -> list[str]:
        formats = document.findBlockByNumber(line).layout().formats()
        return [part.format.foreground().color().name() for part in formats]

    assert colours(0) == [key.name(), string.name(), theme.LIGHT.muted.name()]
    assert colours(1) == [table.name()]
    assert colours(3) == [string.name()]
    assert colours(4) == [key.name(), number.name()]


def test_colours_follow_the_desktop(qtbot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    text = ConfigText()
    QVBoxLayout(around).addWidget(text)
    text.show_config(CONFIG)
    around.show()
    around.setPalette(theme.qt_palette(theme.DARK))
    ranges = text.text.document().firstBlock().layout().formats()
    key = ranges[0].format  # Kept: it belongs to the range.
    assert key.foreground().color() == theme.DARK.accent
