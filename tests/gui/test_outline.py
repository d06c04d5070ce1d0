from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF

from virtgui.widgets.history import Column
from virtgui.widgets.outline import Frame, areas, greatest, points, segments, spreads, stack

FRAME = Frame(QRectF(100, 10, 600, 200), [0, 50, 100], 0, 60)


def run(*values):
    return [Column(second, value, value, value) for second, value in enumerate(values)]


def test_times_and_values_have_their_places():
    assert FRAME.x(0) == 100
    assert FRAME.x(60) == 700
    assert FRAME.y(100) == 10
    assert FRAME.y(0) == 210
    assert FRAME.time_s(FRAME.x(33)) == 33
    assert points(FRAME, run(0, 50)) == [QPointF(100, 210), QPointF(110, 110)]


def test_a_single_sample_can_be_seen():
    assert len(points(FRAME, run(5))) == 2


def test_segments_join_up():
    line = points(FRAME, run(1, 2, 3))
    assert [(s.p1(), s.p2()) for s in segments(line)] == [(line[0], line[1]), (line[1], line[2])]


def test_series_stand_on_each_other():
    stacked = stack([[run(10, 20)], [run(1, 2)], [[Column(1, 5, 5, 5)]]])
    assert [column.high for column in stacked[1][0]] == [11, 22]
    assert [column.low for column in stacked[1][0]] == [10, 20]
    assert stacked[2][0][0].high == 27
    assert greatest(stacked) == 27
    assert greatest([]) == 0


def test_pieces_of_an_area_cover_it_without_overlap():
    values = run(*range(60))
    line = points(FRAME, values)
    pieces = list(areas(FRAME, values, line, stacked=False))
    assert len(pieces) > 1
    for left, right in pairwise(pieces):
        assert left.boundingRect().right() == right.boundingRect().left()
    assert pieces[0].boundingRect().left() == line[0].x()
    assert pieces[-1].boundingRect().right() == line[-1].x()


def test_a_stacked_area_ends_at_the_series_below():
    values = stack([[run(10, 10)], [run(5, 5)]])[1][0]
    (piece,) = areas(FRAME, values, points(FRAME, values), stacked=True)
    assert piece.boundingRect().bottom() == FRAME.y(10)
    assert piece.boundingRect().top() == FRAME.y(15)


def test_spreads_show_only_real_ones():
    (box,) = spreads(FRAME, [Column(0, 1, 1, 1), Column(6, 0, 100, 50)], 2)
    assert box == QRectF(FRAME.x(6) - 1, 10, 2, 200)
