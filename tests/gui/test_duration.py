"""virtgui.models.duration: how long something took."""

from __future__ import annotations

import pytest

from virtgui.models.duration import duration


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "0 s"),
        (0.9, "0 s"),
        (59.99, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h 0 min"),
        (86399, "23 h 59 min"),
        (86400, "1 d 0 h"),
        (90 * 86400 + 7200, "90 d 2 h"),
    ],
)
def test_two_units_at_most(seconds: float, text: str) -> None:
    assert duration(seconds) == text
