"""One cell of the screen, its style, and SGR: how the guest asks for styles.

Sources: ECMA-48 5th edition section 8.3.117; ISO 8613-6 for colons; "XTerm Control Sequences" for colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

COLOUR_NAMES = ("black", "red", "green", "brown", "blue", "magenta", "cyan", "white")
BRIGHT_NAMES = tuple("bright" + name for name in COLOUR_NAMES)
DEFAULT = "default"

_CUBE = (0x00, 0x5F, 0x87, 0xAF, 0xD7, 0xFF)
_FLAGS: dict[int, tuple[str, bool]] = {
    1: ("bold", True),
    2: ("dim", True),
    3: ("italics", True),
    4: ("underscore", True),
    5: ("blink", True),
    6: ("blink", True),
    7: ("reverse", True),
    8: ("conceal", True),
    9: ("strikethrough", True),
    21: ("underscore", True),  # doubly underlined
    23: ("italics", False),
    24: ("underscore", False),
    25: ("blink", False),
    27: ("reverse", False),
    28: ("conceal", False),
    29: ("strikethrough", False),
}
_CACHE_LIMIT = 4096


class Cell(NamedTuple):
    """A character on the screen: pyte's ``Char`` with faint and concealed besides.

    ``data`` is one character with its combining marks; "" in the right half of a wide character. Colours are
    "default", a name out of COLOUR_NAMES or BRIGHT_NAMES, or "rrggbb". A cell whose data is " " serves as the
    *style* of a run of text.
    """

    data: str
    fg: str = DEFAULT
    bg: str = DEFAULT
    bold: bool = False
    italics: bool = False
    underscore: bool = False
    strikethrough: bool = False
    reverse: bool = False
    blink: bool = False
    dim: bool = False
    conceal: bool = False


PLAIN = Cell(" ")

Run = tuple[int, Cell]
"""So many cells of one style."""

Parameter = int | tuple[int, ...]
"""One SGR parameter: a number, or the numbers of its colon-separated parts."""


class StyleTable:
    """Styles, each kept once, and what every SGR seen lately makes of them."""

    def __init__(self) -> None:
        self._steps: dict[tuple[Cell, str], Cell] = {}
        self._styles: dict[tuple[object, ...], Cell] = {PLAIN[1:]: PLAIN}
        self._runs: dict[tuple[Run, ...], tuple[Run, ...]] = {}

    def apply(self, style: Cell, raw: str) -> Cell:
        """The style after ``CSI raw m``; ``raw`` is the parameter text as it came ("1;38:5:9")."""
        key = (style, raw)
        found = self._steps.get(key)
        if found is None:
            found = self.of(rendition(style, parameters(raw)))
            if len(self._steps) >= _CACHE_LIMIT:
                self._steps.clear()
            self._steps[key] = found
        return found

    def shared(self, runs: tuple[Run, ...]) -> tuple[Run, ...]:
        """The same runs, as one object for all lines that look alike: most of a log's do."""
        if len(self._runs) >= _CACHE_LIMIT:
            self._runs.clear()
        return self._runs.setdefault(runs, runs)

    def of(self, cell: Cell) -> Cell:
        """The style of a cell: an equal blank cell, the same object for the same style."""
        attributes = cell[1:]
        found = self._styles.get(attributes)
        if found is None:
            if len(self._styles) >= _CACHE_LIMIT:
                self._styles = {PLAIN[1:]: PLAIN}
            found = self._styles[attributes] = cell._replace(data=" ")
        return found


def parameters(raw: str) -> list[Parameter]:
    """Parameter text into numbers: "1;4:3;" is [1, (4, 3), 0]. Anything that is no number counts as 0."""
    return [
        tuple(_number(piece) for piece in part.split(":")) if ":" in part else _number(part)
        for part in raw.split(";")
    ]


def rendition(style: Cell, sequence: Sequence[Parameter]) -> Cell:
    """The style after SGR with these parameters; unknown ones are skipped."""
    index = 0
    while index < len(sequence):
        parameter = sequence[index]
        index += 1
        if isinstance(parameter, tuple):
            style = _colon(style, parameter)
        elif parameter in (38, 48, 58):
            # The old form: the colour's numbers are parameters of their own.
            kind = sequence[index] if index < len(sequence) else 0
            taken = {5: 2, 2: 4}.get(kind if isinstance(kind, int) else 0, 1)
            values = [value for value in sequence[index + 1 : index + taken] if isinstance(value, int)]
            index += taken
            if len(values) == taken - 1:
                style = _coloured(style, parameter, values)
        else:
            style = _simple(style, parameter)
    return style


def _number(text: str) -> int:
    digits = text[:5]
    return min(int(digits), 9999) if digits.isdecimal() and digits.isascii() else 0


def _simple(style: Cell, parameter: int) -> Cell:
    if parameter == 0:
        return PLAIN
    if parameter in _FLAGS:
        name, value = _FLAGS[parameter]
        return Cell(**{**style._asdict(), name: value})
    if parameter == 22:
        return style._replace(bold=False, dim=False)
    tens, unit = divmod(parameter, 10)
    if unit < 8:
        if tens == 3:
            return style._replace(fg=COLOUR_NAMES[unit])
        if tens == 4:
            return style._replace(bg=COLOUR_NAMES[unit])
        if tens == 9:
            return style._replace(fg=BRIGHT_NAMES[unit])
        if tens == 10:
            return style._replace(bg=BRIGHT_NAMES[unit])
    if parameter == 39:
        return style._replace(fg=DEFAULT)
    if parameter == 49:
        return style._replace(bg=DEFAULT)
    return style


def _colon(style: Cell, parts: tuple[int, ...]) -> Cell:
    """Colon form, ISO 8613-6: ``4:3`` (kinds of underline), ``38:5:n``, ``38:2:[space]:r:g:b``."""
    if parts[0] == 4:
        return style._replace(underscore=parts[1] != 0)
    if parts[0] in (38, 48, 58) and len(parts) >= 3:
        if parts[1] == 5:
            return _coloured(style, parts[0], [parts[2]])
        if parts[1] == 2:
            # With six or more parts the third is the colour space, which nobody uses.
            values = parts[3:6] if len(parts) >= 6 else parts[2:5]
            if len(values) == 3:
                return _coloured(style, parts[0], list(values))
    return style


def _coloured(style: Cell, which: int, values: list[int]) -> Cell:
    if not values or max(values) > 255:
        return style
    colour = indexed(values[0]) if len(values) == 1 else "{:02x}{:02x}{:02x}".format(*values)
    if which == 38:
        return style._replace(fg=colour)
    if which == 48:
        return style._replace(bg=colour)
    return style  # 58 colours the underline, which is drawn in the text's colour


def indexed(index: int) -> str:
    """Colour ``index`` of the 256: 16 named ones, a 6x6x6 cube, 24 greys."""
    if index < 8:
        return COLOUR_NAMES[index]
    if index < 16:
        return BRIGHT_NAMES[index - 8]
    if index < 232:
        index -= 16
        red, green, blue = _CUBE[index // 36], _CUBE[index // 6 % 6], _CUBE[index % 6]
        return f"{red:02x}{green:02x}{blue:02x}"
    grey = 8 + (index - 232) * 10
    return f"{grey:02x}{grey:02x}{grey:02x}"
