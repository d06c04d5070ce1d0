"""virtgui/terminal/palette.py"""

from __future__ import annotations

import pytest

from virtgui.terminal.cell import PLAIN
from virtgui.terminal.palette import DARK, LIGHT, THEMES, mixed


def luminance(colour) -> float:
    parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", THEMES.values(), ids=THEMES)
def test_text_can_be_read(palette) -> None:
    for ground in (palette.background, palette.selection, palette.hit, palette.current_hit):
        assert contrast(palette.foreground, ground) >= (7 if ground == palette.background else 2.2)
    assert contrast(palette.muted, palette.background) >= 4.5
    for name in ("red", "green", "brown", "blue", "magenta", "cyan", "brightblack", "brightred", "brightblue"):
        assert contrast(palette.named[name], palette.background) >= 3.0, name


def test_reverse_and_screen_mode_cancel() -> None:
    reverse = PLAIN._replace(reverse=True)
    assert DARK.colours(reverse) == (DARK.background, DARK.foreground)
    assert DARK.colours(PLAIN, swapped=True) == (DARK.background, DARK.foreground)
    assert DARK.colours(reverse, swapped=True)[0] == DARK.foreground


def test_bold_brightens_the_first_eight_only() -> None:
    assert DARK.colours(PLAIN._replace(fg="red", bold=True))[0] == DARK.named["brightred"]
    assert DARK.colours(PLAIN._replace(fg="ff0000", bold=True))[0] == (255, 0, 0)


def test_concealed_and_faint() -> None:
    assert LIGHT.colours(PLAIN._replace(conceal=True))[0] == LIGHT.background
    assert LIGHT.colours(PLAIN._replace(dim=True))[0] == mixed(LIGHT.foreground, LIGHT.background, 0.4)
