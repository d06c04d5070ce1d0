"""What is painted over a guest's screen: why it stands still, and how to get the mouse back."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from virtgui.theme import DARK, ICON_LARGE, SPACE_L, SPACE_M, SPACE_S, icon

_DIM = QColor(16, 18, 22, 168)
_BANNER = QColor(16, 18, 22, 215)
_PLATE = QColor(16, 18, 22, 225)
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter)


class Message(NamedTuple):
    """A title, a hint below it (may be empty), an icon's name (may be empty) and its colour.

    ``below`` is the height left free for buttons, in pixels.
    """

    title: str
    detail: str = ""
    icon: str = ""
    colour: QColor = DARK.muted
    below: int = 0


class _Layout(NamedTuple):
    """Where the parts of a message lie; ``picture`` is empty if there is no room for it."""

    picture: QRect
    title: QRect
    detail: QRect
    title_font: QFont


def message_rect(area: QRect, font: QFont, message: Message) -> QRect:
    """What ``paint_message`` covers: buttons may be put below it."""
    parts = _lay_out(area, font, message)
    return parts.picture | parts.title | parts.detail


def _lay_out(area: QRect, font: QFont, message: Message) -> _Layout:
    title_font = QFont(font)
    title_font.setPointSizeF(font.pointSizeF() * 1.6)
    title_font.setWeight(QFont.Weight.DemiBold)
    limit = QRect(0, 0, max(1, min(area.width() - 2 * SPACE_L, 520)), 10_000)
    title_box = QFontMetrics(title_font).boundingRect(limit, _WRAP, message.title)
    detail_box = QFontMetrics(font).boundingRect(limit, _WRAP, message.detail) if message.detail else QRect()
    title, detail = title_box.height(), detail_box.height()
    width = min(limit.width(), max(title_box.width(), detail_box.width(), 200) + 2)
    total = title + (detail + SPACE_S if detail else 0)
    with_icon = bool(message.icon) and area.height() > total + ICON_LARGE + 3 * SPACE_M
    if with_icon:
        total += ICON_LARGE + SPACE_M
    total += message.below
    left, top = area.center().x() - width // 2, max(area.top(), area.center().y() - total // 2)
    picture = QRect()
    if with_icon:
        picture = QRect(QPoint(area.center().x() - ICON_LARGE // 2, top), QSize(ICON_LARGE, ICON_LARGE))
        top += ICON_LARGE + SPACE_M
    below = QRect(left, top + title + SPACE_S, width, detail) if detail else QRect()
    return _Layout(picture, QRect(left, top, width, title), below, title_font)


def paint_message(painter: QPainter, area: QRect, font: QFont, message: Message, dim: bool) -> None:
    """Paint ``message`` in the middle of ``area``; ``dim`` darkens what is there first."""
    parts = _lay_out(area, font, message)
    painter.save()
    if dim:
        painter.fillRect(area, _DIM)
        # The picture's own letters would shine through those of the message.
        plate = message_rect(area, font, message).adjusted(-SPACE_L, -SPACE_L, SPACE_L, SPACE_L + message.below)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(255, 255, 255, 36), 1))
        painter.setBrush(_PLATE)
        painter.drawRoundedRect(QRectF(plate & area).adjusted(0.5, 0.5, -0.5, -0.5), SPACE_M, SPACE_M)
    if not parts.picture.isEmpty():
        icon(message.icon, message.colour).paint(painter, parts.picture)
    painter.setFont(parts.title_font)
    painter.setPen(DARK.text)
    painter.drawText(parts.title, _WRAP, message.title)
    painter.setFont(font)
    painter.setPen(DARK.muted)
    painter.drawText(parts.detail, _WRAP, message.detail)
    painter.restore()


def banner_rect(area: QRect, font: QFont, text: str) -> QRect:
    """Where ``paint_banner`` paints ``text``: at the top, in the middle."""
    metrics = QFontMetrics(font)
    width = min(area.width(), metrics.horizontalAdvance(text) + 2 * SPACE_L)
    height = metrics.height() + 2 * SPACE_S
    return QRect(area.center().x() - width // 2, area.top() + SPACE_M, width, height)


def paint_banner(painter: QPainter, area: QRect, font: QFont, text: str) -> None:
    """Paint a hint on a dark rounded ground."""
    box = banner_rect(area, font, text)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(255, 255, 255, 60))
    painter.setBrush(_BANNER)
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), box.height() / 2, box.height() / 2)
    painter.setFont(font)
    painter.setPen(DARK.text)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
