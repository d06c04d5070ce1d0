"""A source of random numbers (virtio 1.2, 5.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from engine.devices.virtio.buffer import split, store
from engine.devices.virtio.core import VirtioCore
from engine.storage.backend import length_of

ID = 4
PCI_CLASS = 0x00_FF_00
QUEUE_SIZE = 64
MAX_BYTES = 4096
"""The most that one buffer is given; a device may give less than there is room for (5.4.6.2)."""


class RngState(msgspec.Struct):
    """Nothing: what it gives, it gives at once."""


class VirtioRng:
    """Fills buffers from ``entropy(count)``, which must not block (os.urandom does not, once the host is up)."""

    kind = ID
    pci_class = PCI_CLASS
    features = 0
    sizes: Sequence[int] = (QUEUE_SIZE,)

    def __init__(self, entropy: Callable[[int], bytes], state: RngState | None = None) -> None:
        self.state = state if state is not None else RngState()
        self._entropy = entropy
        self._core: VirtioCore | None = None

    def attach(self, core: VirtioCore) -> None:
        """See Device."""
        self._core = core

    def config(self) -> bytes:
        """There is none (5.4.4)."""
        return b""

    def config_write(self, offset: int, data: bytes) -> None:
        """See Device."""

    def start(self) -> None:
        """See Device."""

    def notified(self, queue: int) -> None:
        """Fill what is there."""
        core = self._core
        assert core is not None
        while (chain := core.pop(queue)) is not None:
            room, _ = split(chain.writable, MAX_BYTES)
            core.push(queue, chain, store(room, self._entropy(length_of(room))))
        core.signal(queue)

    def stop(self) -> bool:
        """See Device."""
        return True

    def reset(self) -> None:
        """See Device."""

    def resume(self) -> None:
        """See Device."""
