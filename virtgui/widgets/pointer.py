"""The guest's mouse: relative movement out of absolute positions, and keeping the pointer inside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QCursor, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

BUTTONS: Final = {
    Qt.MouseButton.LeftButton: "left",
    Qt.MouseButton.MiddleButton: "middle",
    Qt.MouseButton.RightButton: "right",
    Qt.MouseButton.BackButton: "side",
    Qt.MouseButton.ForwardButton: "extra",
}
"""Button -> its name in QMP (InputButton)."""

WARP_PLATFORMS: Final = frozenset({"xcb"})
"""Qt platforms on which a program may move the pointer; elsewhere the mouse cannot be kept in."""

_WHEEL_STEP = 120


class Motion:
    """Positions in, movements out. All in the same units.

    The pointer is set back to the middle when it nears the edge. Events that were on their way at that time still
    carry old positions, so a position is measured from whichever it is nearer to: the last one or the middle.
    """

    def __init__(self) -> None:
        self._last: QPoint | None = None
        self._warped: QPoint | None = None

    def start(self, at: QPoint) -> None:
        """Measure from ``at``."""
        self._last, self._warped = at, None

    def stop(self) -> None:
        """The next position is a beginning, not a movement."""
        self._last = self._warped = None

    def move(self, to: QPoint) -> QPoint:
        """The movement since the last position."""
        origin = to if self._last is None else self._last
        if self._warped is not None and _distance(to, self._warped) < _distance(to, origin):
            origin, self._warped = self._warped, None
        self._last = to
        return to - origin

    def warp(self, bounds: QRect) -> QPoint | None:
        """Where to put the pointer, if it is too near the edge of ``bounds`` (and was not just put back)."""
        if self._last is None or self._warped is not None:
            return None
        margin = min(bounds.width(), bounds.height()) // 4
        if bounds.adjusted(margin, margin, -margin, -margin).contains(self._last):
            return None
        self._warped = bounds.center()
        return self._warped


ABSOLUTE: Final = 0x7FFF
"""Where an absolute axis ends (QMP's INPUT_EVENT_ABS_MAX)."""


def absolute(at: QPointF, picture: QRect) -> tuple[int, int]:
    """A place on ``picture`` as the guest's tablet has it, each axis from 0 to ABSOLUTE; beside it the nearest."""
    x = (at.x() - picture.left()) / max(1, picture.width())
    y = (at.y() - picture.top()) / max(1, picture.height())
    return _axis(x), _axis(y)


class Pointer:
    """The guest's mouse, driven by the events of ``widget``.

    ``moved(dx, dy, dz)`` in logical pixels, ``dy`` downwards, ``dz`` in wheel steps towards the user;
    ``button(name, down)``. Grabbed, and where the platform allows it (``warp``), the pointer is hidden and kept in.
    """

    def __init__(
        self,
        widget: QWidget,
        moved: Callable[[int, int, int], None],
        button: Callable[[str, bool], None],
        *,
        warp: bool,
    ) -> None:
        self._widget = widget
        self._moved = moved
        self._button = button
        self.warp = warp
        self._motion = Motion()
        self._wheel = 0
        self._kept_in = False
        self._down: list[str] = []

    def grab(self) -> None:
        """Take the mouse."""
        if self.warp:
            self._kept_in = True
            self._motion.start(QCursor.pos())
            self._widget.grabMouse(Qt.CursorShape.BlankCursor)

    def release(self) -> None:
        """Give the mouse back, with no button left down in the guest."""
        if self._kept_in:
            self._kept_in = False
            self._widget.releaseMouse()
        self._motion.stop()
        while self._down:
            self._button(self._down.pop(), False)

    def leave(self) -> None:
        """The pointer left: where it comes back is a beginning, not a movement."""
        if not self._kept_in:
            self._motion.stop()

    def move(self, event: QMouseEvent) -> None:
        """Forward a movement."""
        moved = self._motion.move(event.globalPosition().toPoint())
        if not moved.isNull():
            self._moved(moved.x(), moved.y(), 0)
        if self._kept_in:
            put_back = self._motion.warp(QRect(self._widget.mapToGlobal(QPoint(0, 0)), self._widget.size()))
            if put_back is not None:
                QCursor.setPos(put_back)

    def press(self, event: QMouseEvent) -> None:
        """Forward a button that went down."""
        name = BUTTONS.get(event.button())
        if name is not None and name not in self._down:
            self._down.append(name)
            self._button(name, True)

    def lift(self, event: QMouseEvent) -> None:
        """Forward a button that went up, if the guest saw it go down."""
        name = BUTTONS.get(event.button())
        if name in self._down:
            self._down.remove(name)
            self._button(name, False)

    def wheel(self, event: QWheelEvent) -> None:
        """Forward whole wheel steps."""
        self._wheel -= event.angleDelta().y()
        steps = int(self._wheel / _WHEEL_STEP)
        self._wheel -= steps * _WHEEL_STEP
        if steps:
            self._moved(0, 0, steps)


def _distance(a: QPoint, b: QPoint) -> int:
    return (a - b).manhattanLength()


def _axis(part: float) -> int:
    return round(min(max(part, 0.0), 1.0) * ABSOLUTE)
