"""The bar of the full screen: hidden until the pointer touches the top edge, or the focus comes to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from virtgui.theme import DARK, RADIUS, SPACE_M, SPACE_S, SPACE_XS, qt_palette

EDGE_PX: Final = 2
LINGER_MS: Final = 1200
GREETING_MS: Final = 3000


class RevealBar(QFrame):
    """Lies over ``host`` at its top, in the middle. ``watch`` is the widget whose mouse movements reveal it."""

    def __init__(self, host: QWidget, watch: QWidget, actions: Sequence[QAction]) -> None:
        super().__init__(host)
        self._host, self._watched = host, watch
        self._active = False
        self.setPalette(qt_palette(DARK))
        self.setMouseTracking(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_M, SPACE_XS, SPACE_S, SPACE_XS)
        row.setSpacing(SPACE_XS)
        self.title = QLabel(self)
        row.addWidget(self.title)
        row.addSpacing(SPACE_M)
        for action in actions:
            button = QToolButton(self)
            button.setDefaultAction(action)
            button.setAutoRaise(True)
            button.setAccessibleName(action.text())
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            if action.menu() is not None:
                button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            row.addWidget(button)
        self._linger = QTimer(self)
        self._linger.setSingleShot(True)
        self._linger.timeout.connect(self._conceal)
        self.hide()

    def set_active(self, active: bool) -> None:
        """Begin or cease to watch. It shows itself for a moment, so that one knows it is there."""
        if active == self._active:
            return
        self._active = active
        for watched in (self._watched, self._host):
            if active:
                watched.installEventFilter(self)
            else:
                watched.removeEventFilter(self)
        if active:
            self.reveal(GREETING_MS)
        else:
            self._linger.stop()
            self.hide()

    def reveal(self, linger_ms: int = LINGER_MS) -> None:
        """Show it for a while."""
        self.adjustSize()
        self.move(QPoint((self._host.width() - self.width()) // 2, 0))
        self.show()
        self.raise_()
        self._linger.start(linger_ms)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Reveal at the top edge; keep in the middle."""
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            if self._host.mapFromGlobal(event.globalPosition().toPoint()).y() <= EDGE_PX:
                self.reveal()
        elif event.type() == QEvent.Type.Resize and self.isVisible():
            self.reveal(GREETING_MS)
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        """A dark ground, rounded at the bottom."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(DARK.window)
        ground.setAlpha(240)
        painter.setPen(QPen(DARK.border, 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, -RADIUS, -0.5, -0.5), RADIUS, RADIUS)
        painter.end()

    def _conceal(self) -> None:
        focus = QApplication.focusWidget()
        in_use = self.underMouse() or (focus is not None and self.isAncestorOf(focus))
        if in_use or QApplication.activePopupWidget() is not None:
            self._linger.start(LINGER_MS)
        else:
            self.hide()
