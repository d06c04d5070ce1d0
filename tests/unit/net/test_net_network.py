"""What a description's networks become."""

from __future__ import annotations

import pytest

from engine.config import MachineConfig, Network
from engine.error import EngineError
from engine.net import tap, user
from engine.net.network import mac_for, open_networks

UUID = "6f6d1a34-9a3c-4f1b-9d56-0a3a7d1f3c11"


def config(*networks: Network) -> MachineConfig:
    return MachineConfig(name="net", uuid=UUID, networks=networks)


def test_addresses_are_stable_and_differ():
    made = [mac_for(UUID, number) for number in range(8)] + [mac_for(UUID.replace("6", "7"), 0)]
    assert len(set(made)) == 9
    assert all(len(mac) == 6 and mac.hex(":").startswith("52:54:00:") for mac in made)
    assert mac_for(UUID, 0) == made[0]


def test_cards_without_the_hosts_part():
    one, other = open_networks(config(Network(backend="loopback"), Network(backend="none", mac="52:54:00:AB:cd:ef")))
    assert one.link is None and one.mac == mac_for(UUID, 0)
    assert other.link is None and other.mac.hex() == "525400abcdef"


def test_what_was_opened_is_closed_when_another_cannot_be(monkeypatch):
    closed = []

    class Link:
        def __init__(self, forward):
            pass

        def close(self):
            closed.append(self)

    def refuse(name):
        raise EngineError(f"{name} cannot be used.")

    monkeypatch.setattr(user, "UserNetwork", Link)
    monkeypatch.setattr(tap, "Tap", refuse)
    with pytest.raises(EngineError, match="tap9"):
        open_networks(config(Network(backend="user"), Network(backend="tap", tap="tap9")))
    assert len(closed) == 1
