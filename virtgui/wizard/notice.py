"""One message inside a window: what is the case, and a way on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from virtgui.sentence import told
from virtgui.theme import ICON_TOOL, RADIUS, SPACE_M, SPACE_S, Colours, colours_for, icon

Kind = Literal["info", "good", "warning", "error"]

_ICON: Final[dict[Kind, str]] = {"info": "info", "good": "info", "warning": "warning", "error": "error"}
_TINT: Final = 26


class Notice(QFrame):
    """Hidden until ``show_message``. With an action it has a button; a ``closable`` one can be put away."""

    def __init__(self, parent: QWidget | None = None, *, closable: bool = False) -> None:
        super().__init__(parent)
        self._kind: Kind = "info"
        self._act: Callable[[], None] | None = None
        self._picture = QLabel(self)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.button = QPushButton(self)
        self.button.setAccessibleName(self.tr("Remedy"))
        self.button.clicked.connect(self._clicked)
        self.close_button = QToolButton(self)
        self.close_button.setText("×")
        self.close_button.setAutoRaise(True)
        self.close_button.setToolTip(self.tr("Put this message away"))
        self.close_button.setAccessibleName(self.tr("Put this message away"))
        self.close_button.setVisible(closable)
        self.close_button.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_M, SPACE_S, SPACE_S, SPACE_S)
        row.setSpacing(SPACE_S)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.clear()

    @property
    def text(self) -> str:
        """What it says; empty while hidden."""
        return self._text.text()

    @property
    def kind(self) -> Kind:
        """How it says it."""
        return self._kind

    def show_message(self, kind: Kind, text: str, action: str = "", act: Callable[[], None] | None = None) -> None:
        """Say ``text``; a button ``action`` calls ``act``."""
        text = told(text)
        self._kind, self._act = kind, act
        self._text.setText(text)
        colour = tint(kind, colours_for(self.palette()))
        self._picture.setPixmap(icon(_ICON[kind], colour).pixmap(ICON_TOOL, ICON_TOOL))
        self.button.setText(action)
        self.button.setAccessibleName(action)
        self.button.setVisible(bool(action))
        self.setAccessibleName(text)
        self.setVisible(True)
        self.update()

    def clear(self) -> None:
        """Say nothing."""
        self._act = None
        self._text.clear()
        self.button.hide()
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        """A tinted ground with a thin edge."""
        colour = tint(self._kind, colours_for(self.palette()))
        ground = QColor(colour)
        ground.setAlpha(_TINT)
        edge = QColor(colour)
        edge.setAlpha(110)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.end()

    def _clicked(self) -> None:
        if self._act is not None:
            self._act()


def tint(kind: Kind, colours: Colours) -> QColor:
    """The colour of a kind of message."""
    return {
        "info": colours.accent,
        "good": colours.running,
        "warning": colours.paused,
        "error": colours.crashed,
    }[kind]
