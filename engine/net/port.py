"""What a network card is plugged into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

MAX_FRAME = 65_536
"""Bytes of the longest frame that anybody carries."""


class Traffic(msgspec.Struct):
    """What a card has sent and received since it was made. Frames are ``lost`` on their way to a guest that does not
    listen, or not fast enough."""

    sent: int = 0
    sent_bytes: int = 0
    received: int = 0
    received_bytes: int = 0
    lost: int = 0


class NetPort(Protocol):
    """The network as a card sees it. Frames are Ethernet, without the checksum at their end."""

    def send(self, frame: Sequence[memoryview]) -> None:
        """Take a frame from the guest, in pieces, at once: it is lost where it cannot be taken. The pieces are the
        guest's memory and may not be kept. The card's lock is held, so nothing may be received inside this call."""


class Link(Protocol):
    """The host's end of a cable: a descriptor that frames go through. No call blocks."""

    @property
    def fd(self) -> int:
        """Readable when ``receive`` has something."""

    def send(self, frame: Sequence[memoryview]) -> None:
        """Pass a frame on, or lose it."""

    def receive(self) -> list[bytes]:
        """The frames that are there, up to some dozens. EOFError, with a reason for people, when the other end is
        gone."""

    def close(self) -> None:
        """Let go. No other call follows."""
