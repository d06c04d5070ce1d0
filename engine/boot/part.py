"""A piece of what is put into a guest's memory."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes for a guest-physical address."""

    address: int
    content: bytes
