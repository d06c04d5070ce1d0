from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect

from virtgui.widgets.pointer import ABSOLUTE, Motion, absolute

BOUNDS = QRect(0, 0, 401, 401)


def test_the_first_position_is_no_movement():
    motion = Motion()
    assert motion.move(QPoint(50, 60)).isNull()
    assert motion.move(QPoint(53, 58)) == QPoint(3, -2)


def test_the_pointer_is_put_back_near_the_edge_only():
    motion = Motion()
    motion.start(QPoint(200, 200))
    assert motion.warp(BOUNDS) is None
    motion.move(QPoint(390, 200))
    assert motion.warp(BOUNDS) == QPoint(200, 200)
    assert motion.warp(BOUNDS) is None, "once is enough"


def test_putting_back_is_not_a_movement_whenever_it_arrives():
    """Events sent before the pointer was put back arrive after it."""
    motion = Motion()
    motion.start(QPoint(380, 200))
    motion.move(QPoint(390, 200))
    motion.warp(BOUNDS)
    total = QPoint()
    for position in (QPoint(393, 200), QPoint(396, 200), QPoint(202, 200), QPoint(210, 201)):
        total += motion.move(position)
    assert total == QPoint(3 + 3 + 2 + 8, 1)


def test_after_a_stop_it_begins_anew():
    motion = Motion()
    motion.start(QPoint(0, 0))
    motion.stop()
    assert motion.move(QPoint(100, 100)).isNull()


@pytest.mark.parametrize(
    ("at", "place"),
    [
        (QPointF(100, 50), (0, 0)),
        (QPointF(500, 350), (ABSOLUTE, ABSOLUTE)),
        (QPointF(300, 200), (0x4000, 0x4000)),
        (QPointF(-7, 9000), (0, ABSOLUTE)),
    ],
)
def test_places_on_the_picture(at, place):
    assert absolute(at, QRect(100, 50, 400, 300)) == place


def test_no_picture_is_no_division_by_zero():
    assert absolute(QPointF(3, 3), QRect()) == (ABSOLUTE, ABSOLUTE)
