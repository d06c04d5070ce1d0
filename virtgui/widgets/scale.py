"""Where a guest's picture lies in its widget, counted in device pixels."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QRect, QSize

Scale = Literal["fit", "whole", "stretch"] | float
"""``fit``: as large as goes, in proportion. ``whole``: the largest whole number of device pixels a guest pixel that
fits, so that every pixel is exact on any display. ``stretch``: fill. A number: that many logical pixels a dot."""

SCALES: Final = (1.0, 1.25, 1.5, 2.0, 3.0)

INTEGER_PREFERENCE: Final = 1.15
"""``fit`` gives up to this much of the size for a whole number of device pixels a guest pixel."""


def place(scale: Scale, picture: QSize, viewport: QSize, ratio: float, grain: int = 1) -> QRect:
    """The rectangle of ``picture`` (in dots of the monitor) centred in ``viewport`` (device pixels).

    ``ratio`` is device pixels per logical pixel; a pixel of the guest is ``grain`` dots wide and high. What is
    larger than the viewport lies flush with its top left corner.
    """
    if picture.isEmpty() or viewport.isEmpty():
        return QRect()
    if scale == "stretch":
        return QRect(0, 0, viewport.width(), viewport.height())
    if scale == "whole":
        factor = _whole(picture, viewport, grain)
    else:
        factor = _fit(picture, viewport, grain) if scale == "fit" else scale * ratio
    width = max(1, round(picture.width() * factor))
    height = max(1, round(picture.height() * factor))
    left = max(0, (viewport.width() - width) // 2)
    top = max(0, (viewport.height() - height) // 2)
    return QRect(left, top, width, height)


def _whole(picture: QSize, viewport: QSize, grain: int) -> float:
    """At least one device pixel each: what is too large is cut off rather than blurred."""
    factor = min(viewport.width() / picture.width(), viewport.height() / picture.height())
    return max(1, int(factor * grain)) / grain


def _fit(picture: QSize, viewport: QSize, grain: int) -> float:
    factor = min(viewport.width() / picture.width(), viewport.height() / picture.height())
    whole = int(factor * grain) / grain
    return whole if whole > 0 and factor < whole * INTEGER_PREFERENCE else factor
