"""The description as text: TOML with colours, checked while it is typed, and in step with the forms."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from engine import toml
from engine.config import MachineConfig
from engine.error import ConfigError
from virtgui import theme
from virtgui.wizard.notice import Notice

SETTLE_MS: Final = 300
_PIECE: Final = re.compile(
    r"""(?P<comment>\#.*$)|(?P<table>^\s*\[+[^\]]*\]+)|(?P<key>^\s*[\w."'-]+(?=\s*=))"""
    r"""|(?P<string>"(?:[^"\\]|\\.)*"?|'[^']*'?)|(?P<number>\b\d[\d_.]*\b|\b(?:true|false)\b)"""
)


class TomlColours(QSyntaxHighlighter):
    """Colours keys, tables, strings, numbers and comments."""

    def __init__(self, document: QTextDocument, colours: theme.Colours) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self.dress(colours)

    def dress(self, colours: theme.Colours) -> None:
        """Use these colours."""
        by_name = {
            "comment": colours.muted,
            "table": colours.series[3],
            "key": colours.accent,
            "string": colours.series[2],
            "number": colours.series[1],
        }
        for name, colour in by_name.items():
            form = QTextCharFormat()
            form.setForeground(colour)
            if name == "table":
                form.setFontWeight(QFont.Weight.DemiBold)
            self._formats[name] = form
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Qt asks line by line. A text in three quotes goes on over lines: its state is 1."""
        at = 0
        if self.previousBlockState() == 1:
            end = text.find('"""')
            at = len(text) if end < 0 else end + 3
            self.setFormat(0, at, self._formats["string"])
            if end < 0:
                self.setCurrentBlockState(1)
                return
        opening = text.find('"""', at)
        for match in _PIECE.finditer(text, at):
            if opening >= 0 and match.start() >= opening:
                break
            kind = match.lastgroup
            assert kind is not None
            self.setFormat(match.start(), match.end() - match.start(), self._formats[kind])
        if opening >= 0:
            self.setFormat(opening, len(text) - opening, self._formats["string"])
        self.setCurrentBlockState(1 if opening >= 0 and text.find('"""', opening + 3) < 0 else 0)


class ConfigText(QWidget):
    """``edited(config)`` when what was typed is a description; ``wrong(what)`` when it is not ("": it is)."""

    edited = Signal(object)
    wrong = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        intro = QLabel(_tr("machine.toml, as it will be written. Forms and text show the same draft."), self)
        intro.setWordWrap(True)
        self.text = QPlainTextEdit(self)
        self.text.setFont(theme.monospace())
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(_tr("The machine's description, as TOML"))
        self.text.setTabChangesFocus(True)
        self._colours = TomlColours(self.text.document(), theme.colours_for(self.palette()))
        self.notice = Notice(self)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.check)
        self.text.textChanged.connect(self._settle.start)
        self._shown: MachineConfig | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        column.addWidget(intro)
        column.addWidget(self.text, 1)
        column.addWidget(self.notice)

    def show_config(self, config: MachineConfig) -> None:
        """Show a description, unless the text says the same already in its own words."""
        if config == self._shown:
            return
        self._shown = config
        self.show_text(toml.encode(config))
        self._say(None)

    def show_text(self, text: str) -> None:
        """Show a file as it is, which may be none that can be used."""
        with QSignalBlocker(self.text):
            self.text.setPlainText(text)

    def check(self) -> None:
        """Look at what stands there now."""
        self._settle.stop()
        try:
            config = toml.decode(self.text.toPlainText())
        except ConfigError as error:
            self._say(error)
            return
        self._say(None)
        if config != self._shown:
            self._shown = config
            self.edited.emit(config)

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_colours"):
            self._colours.dress(theme.colours_for(self.palette()))

    def _say(self, error: ConfigError | None) -> None:
        if error is None:
            self.text.setExtraSelections([])
            self.notice.clear()
            self.wrong.emit("")
            return
        where = _tr("Line {0}: ").format(error.line) if error.line else ""
        said = f"{where}{error.what} {error.remedy}".strip()
        self.notice.show_message("error", said)
        self._mark(error.line)
        self.wrong.emit(said)

    def _mark(self, line: int | None) -> None:
        if not line:
            self.text.setExtraSelections([])
            return
        mark = QTextEdit.ExtraSelection()
        ground = QColor(theme.colours_for(self.palette()).crashed)
        ground.setAlpha(50)
        mark.format.setBackground(ground)
        mark.format.setProperty(QTextCharFormat.Property.FullWidthSelection, True)
        mark.cursor = QTextCursor(self.text.document().findBlockByNumber(line - 1))
        self.text.setExtraSelections([mark])


def _tr(text: str) -> str:
    return QCoreApplication.translate("DetailsText", text)
