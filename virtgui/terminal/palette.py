"""Colours for a dark and a light terminal."""

from __future__ import annotations

import msgspec

from virtgui.terminal.cell import BRIGHT_NAMES, COLOUR_NAMES, DEFAULT, Cell

Rgb = tuple[int, int, int]


def _table(text: str) -> dict[str, Rgb]:
    return {name: _rgb(value) for name, value in zip((*COLOUR_NAMES, *BRIGHT_NAMES), text.split(), strict=True)}


def _rgb(text: str) -> Rgb:
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:6], 16)


class Palette(msgspec.Struct, frozen=True):
    """The colours of a theme; each (red, green, blue), 0 to 255."""

    foreground: Rgb
    background: Rgb
    cursor: Rgb
    selection: Rgb
    hit: Rgb
    current_hit: Rgb
    muted: Rgb
    named: dict[str, Rgb]

    def colours(self, style: Cell, swapped: bool = False) -> tuple[Rgb, Rgb | None]:
        """Text and background of a style; None where the background is the terminal's own.

        ``swapped`` is DECSCNM. Bold text in one of the first eight colours is bright, as on a PC's console.
        """
        name = style.fg
        if style.bold and name in COLOUR_NAMES:
            name = "bright" + name
        front = self.foreground if name == DEFAULT else self._colour(name)
        back = None if style.bg == DEFAULT else self._colour(style.bg)
        if style.reverse != swapped:
            front, back = back or self.background, front
        behind = back or self.background
        if style.conceal:
            front = behind
        elif style.dim:
            front = mixed(front, behind, 0.4)
        return front, back

    def _colour(self, name: str) -> Rgb:
        found = self.named.get(name)
        return _rgb(name) if found is None else found


def mixed(first: Rgb, second: Rgb, share: float) -> Rgb:
    """``first`` with ``share`` (0 to 1) of ``second``."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


DARK = Palette(
    foreground=_rgb("d6d9de"),
    background=_rgb("14171c"),
    cursor=_rgb("e8c15a"),
    selection=_rgb("2f4b73"),
    hit=_rgb("5c4a12"),
    current_hit=_rgb("b5810a"),
    muted=_rgb("8b929c"),
    named=_table(
        "2a2e35 e0605e 7fb86a d9a94a 5c93dd b77ac9 4fb3bd c9ccd1 "
        "6f7681 ff8a84 a3d98c f2cc74 8ab6f5 d8a2e8 7fd6de ffffff"
    ),
)
LIGHT = Palette(
    foreground=_rgb("24282e"),
    background=_rgb("fcfcfb"),
    cursor=_rgb("a85f00"),
    selection=_rgb("b9d4f5"),
    hit=_rgb("ffe9a3"),
    current_hit=_rgb("ffc233"),
    muted=_rgb("666d76"),
    named=_table(
        "24282e b3261e 2c7a1f 8a6100 1d5fb8 8b3aa3 0f7680 8d939b "
        "5b626b d93a30 3c9a2c a87800 2f7be0 a94fc2 12929e b9bec5"
    ),
)
THEMES = {"dark": DARK, "light": LIGHT}
