"""A memory balloon: the guest gives pages back to the host, and says how it uses the rest (virtio 1.2, 5.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from struct import Struct

import msgspec

from engine.devices.virtio.buffer import load, split
from engine.devices.virtio.core import VirtioCore, bits
from engine.devices.virtio.queue import Chain
from engine.memory.guest import GuestMemory

ID = 5
PCI_CLASS = 0x00_FF_00
QUEUE_SIZE = 32
PAGE = 4096
INFLATE, DEFLATE, STATS = 0, 1, 2
MAX_PAGES = 256
"""Page numbers that one buffer is read for, as many as Linux sends. The rest keep their memory: no harm done."""
_CONFIG = Struct("<II")
_ACTUAL = 4
_TAG = Struct("<HQ")

STATISTICS = (
    "swap_in",
    "swap_out",
    "major_faults",
    "minor_faults",
    "free",
    "total",
    "available",
    "caches",
    "hugetlb_allocations",
    "hugetlb_failures",
)
"""Names of the statistics by tag (5.5.6.3): bytes, but for faults and hugetlb, which are counts."""


class Feature:
    """Feature bits (5.5.3)."""

    MUST_TELL_HOST = 0
    STATS_VQ = 1
    DEFLATE_ON_OOM = 2


class BalloonState(msgspec.Struct):
    """``target`` and ``actual`` count pages of 4 KiB; ``statistics`` are the last the guest sent; ``asking`` is the
    head of the chain by which it can be asked for more, None while it has given none or is answering."""

    target: int = 0
    actual: int = 0
    statistics: dict[str, int] = msgspec.field(default_factory=dict)
    asking: int | None = None


class VirtioBalloon:
    """``release(views)`` is called with pages that the guest does not use any more: they may lose their contents."""

    kind = ID
    pci_class = PCI_CLASS
    features = bits(Feature.STATS_VQ, Feature.DEFLATE_ON_OOM)
    sizes: Sequence[int] = (QUEUE_SIZE,) * 3

    def __init__(
        self,
        release: Callable[[list[memoryview]], None],
        state: BalloonState | None = None,
    ) -> None:
        self.state = state if state is not None else BalloonState()
        self._release = release
        self._core: VirtioCore | None = None

    # --- the host's side

    def set_target(self, pages: int) -> None:
        """How many pages the guest is asked to give up; it does so when it can."""
        if pages != self.state.target:
            self.state.target = pages
            self.core.config_changed()

    def ask(self) -> bool:
        """Ask for statistics. False: the guest cannot be asked now."""
        head = self.state.asking
        if head is None or not self.core.running:
            return False
        self.state.asking = None
        self.core.push(STATS, Chain(head, [], [], 0, 0), 0)
        self.core.signal(STATS)
        return True

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
        """struct virtio_balloon_config (5.5.4)."""
        return _CONFIG.pack(self.state.target, self.state.actual)

    def config_write(self, offset: int, data: bytes) -> None:
        """``actual`` is the driver's."""
        actual = bytearray(self.state.actual.to_bytes(4, "little"))
        for at, byte in enumerate(data, offset - _ACTUAL):
            if 0 <= at < 4:
                actual[at] = byte
        self.state.actual = int.from_bytes(actual, "little")

    def start(self) -> None:
        """See Device."""

    def notified(self, queue: int) -> None:
        """Pages come or go, or statistics are there."""
        core = self.core
        while (chain := core.pop(queue)) is not None:
            if queue == STATS:
                self._take_statistics(chain)
                continue
            if queue == INFLATE:
                self._inflate(chain, core.memory)
            core.push(queue, chain, 0)
        core.signal(queue)

    def stop(self) -> bool:
        """The guest has all its memory again."""
        self.state.actual, self.state.asking = 0, None
        self.state.statistics = {}
        return True

    def reset(self) -> None:
        """Power-on."""
        self.stop()
        self.state.target = 0

    def resume(self) -> None:
        """Nothing was under way."""

    def _inflate(self, chain: Chain, memory: GuestMemory) -> None:
        """An array of page numbers (5.5.6). Neighbours are released together."""
        data, _ = split(chain.readable, 4 * MAX_PAGES)
        whole = load(data)
        pages = sorted({int.from_bytes(whole[at : at + 4], "little") for at in range(0, len(whole) & ~3, 4)})
        start = 0
        for i in range(1, len(pages) + 1):
            if i == len(pages) or pages[i] != pages[i - 1] + 1:
                views = memory.views(pages[start] * PAGE, (i - start) * PAGE)
                if views:
                    self._release(views)
                start = i

    def _take_statistics(self, chain: Chain) -> None:
        """A buffer of tags and values; it stays here until statistics are wanted again (5.5.6.3)."""
        if self.state.asking is not None:
            self.core.push(STATS, chain, 0)  # A second one at a time is none of ours.
            return
        data, _ = split(chain.readable, 64 * _TAG.size)
        whole = load(data)
        for tag, value in _TAG.iter_unpack(whole[: len(whole) // _TAG.size * _TAG.size]):
            if tag < len(STATISTICS):
                self.state.statistics[STATISTICS[tag]] = value
        self.state.asking = chain.head
