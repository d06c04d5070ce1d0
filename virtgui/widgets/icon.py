"""Our own icons: line drawings in SVG, drawn in the palette's colour at whatever size is asked for."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QImage, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from engine.resource import resource_path

PLACEHOLDER = "currentColor"
"""What an SVG says where the palette's colour is to be put."""


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def icon_image(name: str, side: int, colour: str) -> QImage:
    """Icon ``name`` as a square picture of ``side`` device pixels in ``colour`` ("#rrggbb").

    Raises FileNotFoundError for a name that is not in resources/icons.
    """
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(_source(name).replace(PLACEHOLDER, colour).encode())
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return image


class IconEngine(QIconEngine):
    """Draws one icon. Without a ``colour`` it follows the application's palette, also when that changes."""

    def __init__(self, name: str, colour: QColor | None = None) -> None:
        super().__init__()
        _source(name)
        self._name = name
        self._colour = colour

    def clone(self) -> QIconEngine:
        """A second engine for a copied QIcon."""
        return IconEngine(self._name, self._colour)

    def paint(
        self,
        painter: QPainter,
        rect: QRect,
        mode: QIcon.Mode,
        state: QIcon.State,  # noqa: ARG002  Qt's signature
    ) -> None:
        """Draw into ``rect``, sharp on any screen."""
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        side = max(1, round(min(rect.width(), rect.height()) * ratio))
        image = icon_image(self._name, side, self._tint(mode).name())
        target = QRectF(0, 0, side / ratio, side / ratio)
        target.moveCenter(QRectF(rect).center())
        painter.save()
        if mode == QIcon.Mode.Disabled and self._colour is not None:
            painter.setOpacity(0.4)
        painter.drawImage(target, image)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """A pixmap of ``size`` device pixels."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """A pixmap of ``size`` device pixels, marked with the device pixel ratio ``scale`` by QIcon."""
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        return pixmap

    def _tint(self, mode: QIcon.Mode) -> QColor:
        if self._colour is not None:
            return self._colour
        palette = QGuiApplication.palette()
        if mode == QIcon.Mode.Disabled:
            return palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText)
        if mode == QIcon.Mode.Selected:
            return palette.color(QPalette.ColorRole.HighlightedText)
        return palette.color(QPalette.ColorRole.WindowText)
