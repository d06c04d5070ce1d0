"""Figures for people: values with units, and round numbers for axes."""

from __future__ import annotations

import math
from typing import Final

import msgspec

_DECIMAL = ("", "k", "M", "G", "T")
_BINARY = ("", "Ki", "Mi", "Gi", "Ti")


class Unit(msgspec.Struct, frozen=True):
    """``suffix`` is written after the value and its prefix (k, M / Ki, Mi if ``binary``; none if not ``scaled``).

    An axis never shows less than ``least``, so that noise around zero looks like what it is.
    """

    suffix: str
    binary: bool = False
    scaled: bool = True
    least: float = 1.0

    def format(self, value: float, like: float | None = None) -> str:
        """``value`` with three digits at most, as "8.1 k/s"; with the prefix that ``like`` would get, if given."""
        base, prefixes = (1024, _BINARY) if self.binary else (1000, _DECIMAL)
        power = 0
        size = abs(value if like is None else like)
        if self.scaled:
            while size >= base * 0.9995 and power < len(prefixes) - 1:
                size /= base
                power += 1
        number = value / base**power
        number = round(number, 1)
        digits = f"{number:.1f}" if abs(number) < 10 and number != round(number) else f"{number:.0f}"
        parted = " " if prefixes[power] and self.suffix[:1].isalpha() and not self.binary else ""
        return f"{digits} {prefixes[power]}{parted}{self.suffix}".rstrip()


PERCENT: Final = Unit("%", scaled=False, least=10.0)
BYTES: Final = Unit("B", binary=True, least=1024.0)
BYTES_PER_S: Final = Unit("B/s", binary=True, least=1024.0)
PER_S: Final = Unit("/s", least=10.0)
EXITS_PER_S: Final = Unit("exits/s", least=10.0)
COUNT: Final = Unit("", least=10.0)


def ticks(top: float, unit: Unit, most: int = 5) -> list[float]:
    """Round values from 0 up to the first at or above ``top``, at most ``most`` steps between."""
    top = max(top, unit.least)
    step = _round_step(top / max(1, most), unit.binary)
    count = max(1, math.ceil(top / step - 1e-9))
    return [step * number for number in range(count + 1)]


def _round_step(least: float, binary: bool) -> float:
    """The smallest round number not below ``least``: 1, 2 or 5 times a power of ten, or a power of two."""
    if binary:
        return 2.0 ** math.ceil(math.log2(least) - 1e-9)
    power = 10.0 ** math.floor(math.log10(least) + 1e-9)
    return power * next(factor for factor in (1, 2, 5, 10) if power * factor >= least * (1 - 1e-9))
