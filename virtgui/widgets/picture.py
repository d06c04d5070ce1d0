"""The guest's picture as Qt can paint it, kept up to date row by row."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter

if TYPE_CHECKING:
    from engine.display.screen import Screen

_OPAQUE = 0xFF000000

_FORMATS = {
    8: QImage.Format.Format_Indexed8,
    15: QImage.Format.Format_RGB555,
    16: QImage.Format.Format_RGB16,
    24: QImage.Format.Format_BGR888,
    32: QImage.Format.Format_RGB32,
}
_MOST_ENLARGED = 8_000_000
"""Pixels of the largest enlarged picture: above it smoothing costs more than anybody sees."""


def image_of(screen: Screen, top: int, bottom: int) -> QImage:
    """Rows ``top`` up to ``bottom`` (not included) of the screen, in its own format and memory: use it before the
    screen's next refresh."""
    depth, stride = screen.mode.depth, screen.stride
    width, rows = screen.mode.width, bottom - top
    used = stride * (rows - 1) + width * ((depth + 7) // 8)
    part = memoryview(screen.pixels)[top * stride : top * stride + used]
    image = QImage(part, width, rows, stride, _FORMATS[depth])
    if depth == 8:
        image.setColorTable([_OPAQUE | colour for colour in screen.palette])
    return image


class Picture:
    """Copies a Screen's pixels, only the rows that changed, and paints them crisp at any size.

    At a whole factor every guest pixel is a block of device pixels. At any other it is enlarged to the next whole
    factor and smoothed down to size: edges blur over at most one device pixel, and all strokes weigh the same.
    """

    def __init__(self) -> None:
        self._image = QImage()
        self._enlarged = QImage()
        self._palette: tuple[int, ...] = ()
        self._double = (1, 1)

    @property
    def width(self) -> int:
        """In guest pixels; 0 without a picture."""
        return self._image.width()

    @property
    def height(self) -> int:
        """In guest pixels; 0 without a picture."""
        return self._image.height()

    @property
    def dots(self) -> QSize:
        """The size in dots and lines of the monitor: a low-resolution pixel is several of them."""
        return QSize(self.width * self._double[0], self.height * self._double[1])

    @property
    def grain(self) -> int:
        """How many dots every pixel is wide as well as high."""
        return math.gcd(*self._double)

    def clear(self) -> None:
        """Forget the picture."""
        self._image = self._enlarged = QImage()

    def update(self, screen: Screen, top: int, bottom: int) -> tuple[int, int]:
        """Copy guest rows ``top`` up to ``bottom`` (not included); more if size or palette are new.

        Returns the rows that look different now.
        """
        width, height = screen.mode.width, screen.mode.height
        self._double = (screen.mode.double_x, screen.mode.double_y)
        resized = (width, height) != (self.width, self.height)
        if resized:
            self._allocate(width, height)
        if self._image.isNull():
            return 0, 0
        if resized or screen.palette != self._palette:
            self._palette = screen.palette
            top, bottom = 0, height
        top, bottom = max(0, top), min(bottom, height)
        if top < bottom:
            self._convert(image_of(screen, top, bottom), top, bottom)
        return top, bottom

    def image(self) -> QImage:
        """A copy at the guest's own size."""
        return self._image.copy()

    def paint(self, painter: QPainter, target: QRect) -> None:
        """Paint all of it into ``target``, in the painter's units, which must be device pixels."""
        if self._image.isNull() or target.isEmpty():
            return
        across, ragged = divmod(target.width(), self.width)
        down, ragged_down = divmod(target.height(), self.height)
        smooth = bool(ragged or ragged_down)
        source = self._image
        if smooth and across and down:
            across, down = across + bool(ragged), down + bool(ragged_down)
            if self.width * across * self.height * down <= _MOST_ENLARGED:
                source = self._enlarge(across, down)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(target, source)

    def _allocate(self, width: int, height: int) -> None:
        self.clear()
        if width > 0 and height > 0:
            self._image = QImage(width, height, QImage.Format.Format_RGB32)

    def _convert(self, rows: QImage, top: int, bottom: int) -> None:
        _blit(self._image, QRect(0, top, self.width, bottom - top), rows)
        if not self._enlarged.isNull():
            down = self._enlarged.height() // self.height
            target = QRect(0, top * down, self._enlarged.width(), (bottom - top) * down)
            _blit(self._enlarged, target, rows.convertToFormat(QImage.Format.Format_RGB32))

    def _enlarge(self, across: int, down: int) -> QImage:
        width, height = self.width * across, self.height * down
        if (self._enlarged.width(), self._enlarged.height()) != (width, height):
            self._enlarged = self._image.scaled(
                width, height, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.FastTransformation
            )
        return self._enlarged


def _blit(onto: QImage, target: QRect, rows: QImage) -> None:
    painter = QPainter(onto)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.drawImage(target, rows)
    painter.end()
