"""Box-drawing and block characters as rectangles, so that lines join whatever the font (Unicode 2500 to 259F)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

Rect = tuple[int, int, int, int, float]
"""x, y, width, height in device pixels within the cell, and opacity."""

_WEIGHTS = {"LIGHT": 1, "SINGLE": 1, "HEAVY": 2, "DOUBLE": 3}
_DIRECTIONS = {
    "LEFT": ("left",),
    "RIGHT": ("right",),
    "UP": ("up",),
    "DOWN": ("down",),
    "HORIZONTAL": ("left", "right"),
    "VERTICAL": ("up", "down"),
}
_QUADRANTS = ("", "", "", "", "", "", "c", "d", "a", "acd", "ad", "abc", "abd", "b", "bc", "bcd")
"""By character from 2590 on: a upper left, b upper right, c lower left, d lower right."""


@lru_cache(maxsize=2048)
def rectangles(char: str, width: int, height: int) -> tuple[Rect, ...]:
    """The rectangles that make up ``char`` in a cell of this size; none if the font had better draw it."""
    if "\u2580" <= char <= "\u259f":
        return _block(ord(char), width, height)
    if "\u2500" <= char <= "\u257f":
        return _lines(arms(char), width, height)
    return ()


def arms(char: str) -> dict[str, int]:
    """The strokes from the middle of a box-drawing character: direction to 1 light, 2 heavy, 3 double.

    Read off the character's Unicode name. Empty for dashes, arcs and diagonals.
    """
    words = unicodedata.name(char, "").removeprefix("BOX DRAWINGS ").split()
    found: dict[str, int] = {}
    inherited = 0
    part: list[str] = []
    for word in [*words, "AND"]:
        if word != "AND":
            part.append(word)
            continue
        weight = next((_WEIGHTS[w] for w in part if w in _WEIGHTS), inherited)
        inherited = weight
        for piece in part:
            if piece not in _WEIGHTS and piece not in _DIRECTIONS:
                return {}
            for direction in _DIRECTIONS.get(piece, ()):
                found[direction] = weight
        part = []
    return found


def _lines(found: dict[str, int], width: int, height: int) -> tuple[Rect, ...]:
    thin = max(1, round(min(width, height / 2) / 8))
    weight = {name: found.get(name, 0) for name in ("left", "right", "up", "down")}
    rects: list[Rect] = []
    for sign, here, opposite in ((-1, "left", "right"), (1, "right", "left")):
        for offset, start, thick in _strokes(weight[here], weight[opposite], weight["up"], weight["down"], thin):
            a, length = _extent(width, sign, start, thin)
            rects.append((a, (height - thick) // 2 + offset, length, thick, 1.0))
    for sign, here, opposite in ((-1, "up", "down"), (1, "down", "up")):
        for offset, start, thick in _strokes(weight[here], weight[opposite], weight["left"], weight["right"], thin):
            a, length = _extent(height, sign, start, thin)
            rects.append(((width - thick) // 2 + offset, a, thick, length, 1.0))
    return tuple(rects)


def _extent(size: int, sign: int, start: int, thin: int) -> tuple[int, int]:
    """Where a stroke lies that begins ``start`` from the middle and runs to the cell's edge."""
    low = (size - thin) // 2
    if sign > 0:
        begin = low + start
        return begin, size - begin
    return 0, low + thin - start


def _strokes(weight: int, opposite: int, before: int, after: int, thin: int) -> list[tuple[int, int, int]]:
    """One arm's strokes: offset across, distance of the beginning from the middle, thickness.

    ``before`` and ``after`` are the arms across: up and down for a horizontal arm, left and right for a vertical.
    """
    if weight == 0:
        return []
    step = 2 * thin if thin == 1 else thin + thin // 2
    thick = 2 * thin + (thin % 2 if thin > 1 else 1) if weight == 2 else thin
    if weight != 3:
        if 3 in (before, after):
            near = bool(before and after and not opposite)
            return [(0, step if near else -step, thick)]
        return [(0, -thin if 2 in (before, after) else 0, thick)]
    strokes = []
    for offset, side, other in ((-step, before, after), (step, after, before)):
        start = 0
        if side == 3:
            start = step
        elif other == 3:
            start = -step
        strokes.append((offset, start, thick))
    return strokes


def _block(code: int, width: int, height: int) -> tuple[Rect, ...]:
    half_w, half_h = width // 2, height // 2
    if code == 0x2580:
        return ((0, 0, width, half_h, 1.0),)
    if code <= 0x2588:
        part = round(height * (code - 0x2580) / 8)
        return ((0, height - part, width, part, 1.0),)
    if code <= 0x258F:
        return ((0, 0, max(1, round(width * (0x2590 - code) / 8)), height, 1.0),)
    if code == 0x2590:
        return ((half_w, 0, width - half_w, height, 1.0),)
    if code <= 0x2593:
        return ((0, 0, width, height, (code - 0x2590) / 4),)
    if code == 0x2594:
        return ((0, 0, width, max(1, height // 8), 1.0),)
    if code == 0x2595:
        part = max(1, width // 8)
        return ((width - part, 0, part, height, 1.0),)
    corners = {
        "a": (0, 0, half_w, half_h, 1.0),
        "b": (half_w, 0, width - half_w, half_h, 1.0),
        "c": (0, half_h, half_w, height - half_h, 1.0),
        "d": (half_w, half_h, width - half_w, height - half_h, 1.0),
    }
    return tuple(corners[corner] for corner in _QUADRANTS[code - 0x2590])
