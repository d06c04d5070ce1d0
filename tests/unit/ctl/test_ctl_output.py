"""engine.ctl.output: what people read."""

from __future__ import annotations

import pytest

from engine.ctl.output import amount, columns, span


def test_columns_are_aligned_and_have_no_tail() -> None:
    assert columns([("NAME", "X"), ("a", ""), ("longer", "yy")]) == ["NAME    X", "a", "longer  yy"]
    assert columns([]) == []


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (5 << 40, "5120.0 GiB")]
)
def test_amounts(count: float, text: str) -> None:
    assert amount(count) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(-1, "0s"), (59.9, "59s"), (61, "1m 01s"), (3600, "1h 00m"), (90061, "1d 1h")]
)
def test_spans(seconds: float, text: str) -> None:
    assert span(seconds) == text
