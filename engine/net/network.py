"""The networks of a machine, opened: what its cards are plugged into."""

from __future__ import annotations

import msgspec

from engine.config import MachineConfig, Network
from engine.error import EngineError
from engine.net.port import Link

PREFIX = bytes((0x52, 0x54, 0x00))
"""How the addresses of virtual cards begin with every monitor that runs on KVM; the local bit is set."""


class Plug(msgspec.Struct, frozen=True):
    """A card to be: its address (6 bytes), what the description says of it, and the link; None where the host has no
    part in it."""

    mac: bytes
    network: Network
    link: Link | None


def mac_for(uuid: str, number: int) -> bytes:
    """The address of a machine's card ``number``: the same at every start, and nobody else's in all likelihood."""
    from hashlib import sha256  # Late: it loads OpenSSL, which a machine without a card has no use for.

    return PREFIX + sha256(f"{uuid}/{number}".encode()).digest()[:3]


def open_networks(config: MachineConfig) -> tuple[Plug, ...]:
    """Open what the cards are plugged into. EngineError when that cannot be; those opened before are closed again."""
    plugs: list[Plug] = []
    try:
        for number, network in enumerate(config.networks):
            mac = bytes.fromhex(network.mac.replace(":", "")) if network.mac else mac_for(config.uuid, number)
            plugs.append(Plug(mac, network, _link(network)))
    except EngineError:
        for plug in plugs:
            if plug.link is not None:
                plug.link.close()
        raise
    return tuple(plugs)


def _link(network: Network) -> Link | None:
    # Each is imported where it is wanted: many machines have no network.
    if network.backend == "tap":
        from engine.net.tap import Tap

        return Tap(network.tap)
    if network.backend == "user":
        from engine.net.user import UserNetwork

        return UserNetwork(network.forward)
    return None
