"""A network card (virtio 1.2, 5.1): one pair of queues, whole frames, no offloads."""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct

import msgspec

from engine.devices.virtio.buffer import Buffers, split, store
from engine.devices.virtio.core import Feature as CoreFeature
from engine.devices.virtio.core import VirtioCore, bits
from engine.net.port import MAX_FRAME, NetPort, Traffic
from engine.storage.backend import length_of

ID = 1
PCI_CLASS = 0x02_00_00
QUEUE_SIZE = 256
RECEIVE, TRANSMIT = 0, 1
MTU = 1500
MAX_WAITING = 256
"""Frames for a guest that is slow; those beyond are lost, as on any wire."""
HEADER = Struct("<BBHHHHH")
"""virtio_net_hdr (5.1.6): flags, gso_type, hdr_len, gso_size, csum_start, csum_offset, num_buffers."""
_CONFIG = Struct("<6sHHH")
_LINK_UP = 1


class Feature:
    """Feature bits (5.1.3)."""

    MTU = 3
    MAC = 5
    STATUS = 16


class NetState(msgspec.Struct):
    """``waiting`` are frames that the guest has no buffers for yet; ``link`` whether the cable is in."""

    link: bool = True
    waiting: list[bytes] = msgspec.field(default_factory=list)


class VirtioNet:
    """A card with address ``mac`` (6 bytes) on ``port``."""

    kind = ID
    pci_class = PCI_CLASS
    features = bits(Feature.MTU, Feature.MAC, Feature.STATUS, CoreFeature.RING_RESET)
    sizes: Sequence[int] = (QUEUE_SIZE,) * 2

    def __init__(self, mac: bytes, port: NetPort, state: NetState | None = None) -> None:
        if len(mac) != 6 or mac[0] & 1:
            raise ValueError(f"{mac.hex(':')} is not the address of a network card")
        self.state = state if state is not None else NetState()
        self.traffic = Traffic()
        self._mac = mac
        self._port = port
        self._core: VirtioCore | None = None

    # --- the host's side

    def receive(self, frame: bytes) -> bool:
        """A frame for the guest, with the card's lock held. False: it is lost."""
        state = self.state
        if not (state.link and self.core.running) or len(state.waiting) >= MAX_WAITING or len(frame) > MAX_FRAME:
            self.traffic.lost += 1
            return False
        state.waiting.append(frame)
        self._deliver()
        return True

    def set_link(self, link: bool) -> None:
        """Put the cable in, or pull it."""
        if link != self.state.link:
            self.state.link = link
            self.core.config_changed()

    # --- the core's side

    @property
    def core(self) -> VirtioCore:
        """The core this device is attached to."""
        assert self._core is not None
        return self._core

    def attach(self, core: VirtioCore) -> None:
        """See Device."""
        self._core = core

    def config(self) -> bytes:
        """struct virtio_net_config as far as mtu (5.1.4)."""
        return _CONFIG.pack(self._mac, _LINK_UP if self.state.link else 0, 1, MTU)

    def config_write(self, offset: int, data: bytes) -> None:
        """Nothing there is the driver's."""

    def start(self) -> None:
        """See Device."""

    def notified(self, queue: int) -> None:
        """Frames to send, or room for those that wait."""
        if queue == RECEIVE:
            self._deliver()
            return
        core = self.core
        while (chain := core.pop(queue)) is not None:
            _, rest = split(chain.readable, HEADER.size)
            frame, beyond = split(rest, MAX_FRAME)
            if frame and not beyond:
                self._send(frame)
            core.push(queue, chain, 0)
        core.signal(queue)

    def stop(self) -> bool:
        """What waited is for a driver that is gone."""
        self.state.waiting.clear()
        return True

    def reset(self) -> None:
        """Power-on. The cable is where it was."""
        self.stop()

    def resume(self) -> None:
        """Nothing was under way."""

    def _send(self, frame: Buffers) -> None:
        if self.state.link:
            self.traffic.sent += 1
            self.traffic.sent_bytes += length_of(frame)
            self._port.send(frame)

    def _deliver(self) -> None:
        waiting, delivered = self.state.waiting, False
        while waiting and (chain := self.core.pop(RECEIVE, bounded=False)) is not None:
            packet = HEADER.pack(0, 0, 0, 0, 0, 0, 1) + waiting.pop(0)
            if len(packet) > chain.room:
                # Lost; the buffer is used up with nothing but an empty frame's header in it, as far as that fits.
                self.traffic.lost += 1
                self.core.push(RECEIVE, chain, store(chain.writable, packet[: HEADER.size]))
            else:
                self.traffic.received += 1
                self.traffic.received_bytes += len(packet) - HEADER.size
                self.core.push(RECEIVE, chain, store(chain.writable, packet))
            delivered = True
        if delivered:
            self.core.signal(RECEIVE)
