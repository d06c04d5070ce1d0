"""The message bar: one line above a window's content that says what happened and what to do. Never a dialog."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from virtgui import theme
from virtgui.sentence import told
from virtgui.widgets.tint import mixed

Severity = Literal["error", "warning", "info"]
Action = tuple[str, Callable[[], None]]

INFO_MS = 8000
HOST_WORDS = ("/dev/kvm", "KVM_CREATE", "modprobe", "hypervisor")
"""What a message about the host, rather than a machine, has in it."""


class MessageBar(QFrame):
    """Hidden until it has something to say. Escape or its button closes it; the next message replaces it.

    ``shown`` says whether it is to be seen, for whoever keeps room around it. A message about the host has a button
    that leads to the doctor: ``doctor_wanted``.
    """

    shown = Signal(bool)
    doctor_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self._severity: Severity = "info"
        self._icon = QLabel()
        self._text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._buttons: list[QPushButton] = []
        self._close = QToolButton(autoRaise=True)
        self._close.setText("×")
        self._close.setToolTip(self.tr("Close this message (Esc)"))
        self._close.setAccessibleName(self.tr("Close this message"))
        self._close.clicked.connect(self.clear)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.SPACE_M, theme.SPACE_S, theme.SPACE_S, theme.SPACE_S)
        self._row.setSpacing(theme.SPACE_S)
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self, singleShot=True, interval=INFO_MS)
        self._timer.timeout.connect(self.clear)
        self.what = self.remedy = ""
        self.hide()

    def show_message(
        self, what: str, remedy: str = "", severity: Severity = "error", actions: Sequence[Action] = ()
    ) -> None:
        """Say ``what`` happened and, after it, what to do. ``actions`` are buttons; each closes the bar.

        An "info" without actions goes away by itself.
        """
        self.what, self.remedy, self._severity = what, remedy, severity
        if not actions and any(word in f"{what} {remedy}" for word in HOST_WORDS):
            actions = [(self.tr("Doctor"), self.doctor_wanted.emit)]
        for button in self._buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self._buttons = [self._button(label, call) for label, call in actions]
        self._dress()
        self.show()
        self.shown.emit(True)
        self.setAccessibleName(told(f"{what} {remedy}".strip()))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self._timer.stop()
        if severity == "info" and not actions:
            self._timer.start()

    def clear(self) -> None:
        """Nothing to say any more."""
        self._timer.stop()
        self.what = self.remedy = ""
        self.hide()
        self.shown.emit(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.what:
            self._dress()

    def _button(self, label: str, call: Callable[[], None]) -> QPushButton:
        button = QPushButton(label)

        def clicked() -> None:
            self.clear()
            call()

        button.clicked.connect(clicked)
        self._row.insertWidget(self._row.count() - 1, button, 0, Qt.AlignmentFlag.AlignTop)
        return button

    def _dress(self) -> None:
        colours = theme.colours_for(self.palette())
        colour = {"error": colours.crashed, "warning": colours.paused, "info": colours.accent}[self._severity]
        ground = mixed(colour, colours.base, 0.12)
        edge = mixed(colour, colours.base, 0.45)
        sheet = (
            f"#message {{ background: {ground.name()}; border: 1px solid {edge.name()};"
            f" border-radius: {theme.RADIUS}px; }}"
        )
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)
        side = theme.ICON_SMALL + 2
        self._icon.setPixmap(theme.icon(self._severity, colour).pixmap(QSize(side, side)))
        rest = f" <span style='color:{colours.muted.name()}'>{_html(told(self.remedy))}</span>" if self.remedy else ""
        self._text.setText(f"<b>{_html(told(self.what))}</b>{rest}")


def _html(text: str) -> str:
    # Not html.escape: that module's table of entities costs the first window half a megabyte.
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\n", "<br>")
