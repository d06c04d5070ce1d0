"""Large things to choose from: cards with a picture, a title and a line of explanation; and the list of steps."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from virtgui.theme import RADIUS, SPACE_L, SPACE_M, SPACE_S, SPACE_XS, colours_for, icon

_PICTURE = 26
_NUMBER = 22


class Card(QAbstractButton):
    """One of several choices. Put cards into an exclusive QButtonGroup."""

    def __init__(self, picture: str, title: str, detail: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = picture
        self._detail = detail
        self.setText(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)

    def sizeHint(self) -> QSize:
        """Two lines of text."""
        title, detail = QFontMetrics(_bold(self.font())), QFontMetrics(self.font())
        width = max(title.horizontalAdvance(self.text()), detail.horizontalAdvance(self._detail))
        return QSize(width + _PICTURE + 2 * SPACE_M + 2 * SPACE_S, title.height() + detail.height() + 2 * SPACE_S)

    def minimumSizeHint(self) -> QSize:
        """The detail may be cut short."""
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        """Ground, picture, title, detail."""
        colours = colours_for(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(colours.base)
        if self.isChecked():
            ground = _mixed(colours.base, colours.accent, 0.12)
        elif self.underMouse() and self.isEnabled():
            ground = _mixed(colours.base, colours.accent, 0.05)
        edge = colours.accent if self.isChecked() or self.hasFocus() else colours.border
        painter.setPen(QPen(edge, 2 if self.hasFocus() else 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        top = (self.height() - _PICTURE) // 2
        tinted = colours.accent if self.isChecked() else colours.muted
        icon(self._picture, tinted if self.isEnabled() else colours.disabled).paint(
            painter, QRect(SPACE_M, top, _PICTURE, _PICTURE)
        )
        self._paint_text(painter, colours.text if self.isEnabled() else colours.disabled, colours.muted)
        painter.end()

    def _paint_text(self, painter: QPainter, strong: QColor, faint: QColor) -> None:
        left = _PICTURE + 2 * SPACE_M
        width = self.width() - left - SPACE_M
        bold = _bold(self.font())
        title, detail = QFontMetrics(bold), QFontMetrics(self.font())
        top = (self.height() - title.height() - detail.height()) // 2
        painter.setFont(bold)
        painter.setPen(strong)
        painter.drawText(left, top + title.ascent(), self.text())
        painter.setFont(self.font())
        painter.setPen(faint)
        shown = detail.elidedText(self._detail, Qt.TextElideMode.ElideRight, width)
        painter.drawText(left, top + title.height() + detail.ascent(), shown)


class Step(QAbstractButton):
    """A step of the wizard: number and title. Checked: the one shown. ``done``: seen and in order."""

    def __init__(self, number: int, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self._done = False
        self.setText(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(f"{number}. {title}")

    def set_done(self, done: bool) -> None:
        """Show a tick in place of the number."""
        self._done = done
        self.update()

    def sizeHint(self) -> QSize:
        """A comfortable row."""
        metrics = QFontMetrics(_bold(self.font()))
        return QSize(
            metrics.horizontalAdvance(self.text()) + _NUMBER + 3 * SPACE_M,
            max(metrics.height(), _NUMBER) + 2 * SPACE_S,
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        """A disc with the number or a tick, and the title."""
        colours = colours_for(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() or (self.underMouse() and self.isEnabled()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_mixed(colours.window, colours.accent, 0.10))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        disc = QRectF(SPACE_S, (self.height() - _NUMBER) / 2, _NUMBER, _NUMBER)
        current = self.isChecked()
        painter.setPen(QPen(colours.accent if current or self._done else colours.border, 1.5))
        painter.setBrush(colours.accent if current else colours.window)
        painter.drawEllipse(disc)
        painter.setPen(colours.accent_text if current else (colours.accent if self._done else colours.muted))
        number = "✓" if self._done and not current else str(self._number)
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, number)
        painter.setFont(_bold(self.font()) if current else self.font())
        painter.setPen(colours.text if current or self._done else colours.muted)
        left = int(disc.right()) + SPACE_M
        box = QRect(left, 0, self.width() - left - SPACE_XS, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.end()

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint() + QSize(SPACE_L, 0)


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold


def _mixed(ground: QColor, colour: QColor, share: float) -> QColor:
    rest = 1 - share
    return QColor.fromRgbF(
        rest * ground.redF() + share * colour.redF(),
        rest * ground.greenF() + share * colour.greenF(),
        rest * ground.blueF() + share * colour.blueF(),
    )
