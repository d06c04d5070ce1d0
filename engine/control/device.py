"""What the control socket can be asked about balloon, network cards, and disks that grow.

(QEMU: qapi/machine.json, balloon; qapi/net.json, set_link; qapi/block-core.json, block_resize)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from engine.control.command import Empty, Handler, shaped
from engine.control.protocol import RequestError
from engine.drive import Drive
from engine.peripheral import Balloon, Card, Peripherals

MIB = 1 << 20


class Resize(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """balloon: the memory that the guest shall have, in bytes."""

    value: int


class SetLink(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """set_link: a card by its name, such as "net0"."""

    name: str
    up: bool


class BlockResize(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """block_resize: a disk by its name, as query-block has it, and its new size in bytes."""

    size: int
    device: str | None = None
    node_name: str | None = None


def commands(peripherals: Peripherals, drives: Sequence[Drive] = ()) -> dict[str, Handler]:
    """The commands by name."""
    device = _Device(peripherals, drives)
    return {
        "balloon": device.balloon,
        "query-balloon": device.query_balloon,
        "x-virtgui-guest-memory": device.guest_memory,
        "block_resize": device.block_resize,
        "set_link": device.set_link,
        "x-virtgui-networks": device.networks,
    }


class _Device:
    def __init__(self, peripherals: Peripherals, drives: Sequence[Drive]) -> None:
        self._peripherals = peripherals
        self._drives = drives

    def _balloon(self) -> Balloon:
        balloon = self._peripherals.balloon
        if balloon is None:
            raise RequestError("No balloon device has been activated", "DeviceNotActive")
        return balloon

    async def balloon(self, arguments: dict[str, Any]) -> object:
        """Ask the guest to do with less memory, or give it back what it had. It may take its time."""
        balloon, size = self._balloon(), shaped(arguments, Resize).value
        if size < MIB:
            raise RequestError("Parameter 'target' expects a size of at least 1 MiB")
        balloon.set_size(min(size, balloon.most))
        return None

    async def query_balloon(self, arguments: dict[str, Any]) -> object:
        """What the guest has now."""
        shaped(arguments, Empty)
        return {"actual": self._balloon().size}

    async def guest_memory(self, arguments: dict[str, Any]) -> object:
        """The guest's own words, a few seconds old: bytes, but for faults and the hugetlb counts."""
        shaped(arguments, Empty)
        return self._balloon().statistics()

    async def block_resize(self, arguments: dict[str, Any]) -> object:
        """Make a disk longer. EngineError when that cannot be."""
        wanted = shaped(arguments, BlockResize)
        name = wanted.device or wanted.node_name
        for drive in self._drives:
            if drive.name == name:
                drive.grow(wanted.size)
                return None
        raise RequestError(f"Device '{name}' not found", "DeviceNotFound")

    async def set_link(self, arguments: dict[str, Any]) -> object:
        """Put a card's cable in, or pull it."""
        wanted = shaped(arguments, SetLink)
        for card in self._peripherals.cards:
            if card.name == wanted.name:
                card.set_link(wanted.up)
                return None
        raise RequestError(f"Device '{wanted.name}' not found", "DeviceNotFound")

    async def networks(self, arguments: dict[str, Any]) -> object:
        """Every card, with what it has carried."""
        shaped(arguments, Empty)
        return [_described(card) for card in self._peripherals.cards]


def _described(card: Card) -> dict[str, object]:
    traffic = card.traffic
    return {
        "name": card.name,
        "backend": card.backend,
        "mac": card.mac.hex(":"),
        "link": card.link,
        "sent-frames": traffic.sent,
        "sent-bytes": traffic.sent_bytes,
        "received-frames": traffic.received,
        "received-bytes": traffic.received_bytes,
        "lost-frames": traffic.lost,
    }
