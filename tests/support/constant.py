"""Classes that are a list of named numbers."""

from __future__ import annotations


def numbers(of: type) -> list[int]:
    """What the names in a class stand for, as often as it is named."""
    return [value for value in vars(of).values() if isinstance(value, int)]
