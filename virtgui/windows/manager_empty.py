"""What the manager shows when there is nothing to list: what to do next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from virtgui import theme

TEXT_WIDTH = 560


class EmptyPage(QWidget):
    """Icon, a sentence or two, and buttons."""

    new_wanted = Signal()
    welcome_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        self._title.setFont(font)
        self._text = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._text.setFixedWidth(TEXT_WIDTH)
        self.new = QPushButton(theme.icon("new"), self.tr("New machine…"), default=True)
        self.new.clicked.connect(self.new_wanted)
        self.welcome = QPushButton(theme.icon("welcome"), self.tr("Bring back Welcome"))
        self.welcome.setToolTip(self.tr("A small guest of our own that shows what a machine can do"))
        self.welcome.clicked.connect(self.welcome_wanted)
        self.clear = QPushButton(self.tr("Show all machines"))
        self.clear.clicked.connect(self.clear_wanted)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.new, self.welcome, self.clear):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.SPACE_M)
        layout.addStretch(2)
        layout.addWidget(self._icon)
        layout.addWidget(self._title)
        layout.addWidget(self._text, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(theme.SPACE_S)
        layout.addLayout(buttons)
        layout.addStretch(3)
        self._name = "screen"
        self.teach()

    def teach(self) -> None:
        """There are no machines at all."""
        self._say(
            "screen",
            self.tr("No machines yet"),
            self.tr(
                "A machine is a PC of its own in a window. It boots from a disk, CD or floppy image, or from a "
                "Linux kernel; its disks are ordinary files that stay yours."
            ),
        )
        self.new.show()
        self.welcome.show()
        self.clear.hide()

    def nothing_found(self, searched: str) -> None:
        """There are machines, but none has these words."""
        self._say(
            "search",
            self.tr("No machine matches “{}”").format(searched),
            self.tr("The search looks at names, notes, groups and states, for all of the words."),
        )
        self.new.hide()
        self.welcome.hide()
        self.clear.show()

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_icon()

    def _say(self, name: str, title: str, text: str) -> None:
        self._name = name
        self._title.setText(title)
        self._text.setText(text)
        # A centred label is not asked how high it gets at its width.
        self._text.setFixedHeight(self._text.heightForWidth(TEXT_WIDTH))
        self._paint_icon()

    def _paint_icon(self) -> None:
        muted = theme.colours_for(self.palette()).disabled
        side = theme.ICON_LARGE + theme.SPACE_M
        self._icon.setPixmap(theme.icon(self._name, muted).pixmap(QSize(side, side)))
