"""A piece of what is put into a guest's memory."""

from __future__ import annotations

import msgspec


class Part(msgspec.Struct, frozen=True):
    """Bytes for a guest-physical address; of a large file a view, not a second copy."""

    address: int
    content: bytes | memoryview
