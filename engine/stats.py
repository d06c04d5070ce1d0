"""The statistics page: counters in shared memory that a front end reads without asking anyone.

Little-endian unsigned 64-bit words. Word 0 is MAGIC, 1 the number of vCPUs, 2 the VM process's id, 3 guest RAM in
bytes; the machine's counters follow from MACHINE_AT, then each vCPU's from VCPU_AT on, VCPU_WORDS apart. Each
word is written by one thread only, so no reader sees a torn or lost count.
"""

from __future__ import annotations

import fcntl
import os
from enum import IntEnum

from engine.memory.block import Block

MAGIC = 0x3154415453475656
SIZE = 8192
MACHINE_AT = 8
VCPU_AT = 64
VCPU_WORDS = 32
MAX_VCPUS = (SIZE // 8 - VCPU_AT) // VCPU_WORDS


class MachineCount(IntEnum):
    """What is counted for a machine as a whole, as words from MACHINE_AT."""

    DISK_READ_BYTES = 0
    DISK_READS = 1
    DISK_WRITE_BYTES = 2
    DISK_WRITES = 3
    SERIAL_TX_BYTES = 4
    SERIAL_RX_BYTES = 5
    FRAMES = 6
    COALESCED_WRITES = 7
    NET_RX_BYTES = 8
    NET_RX_FRAMES = 9
    NET_TX_BYTES = 10
    NET_TX_FRAMES = 11
    BALLOON_BYTES = 12
    """Memory that the guest has given back."""
    GUEST_MEMORY_TOTAL = 13
    """As the guest sees it, in bytes; 0 where it has not said."""
    GUEST_MEMORY_AVAILABLE = 14
    """What it could give a new program without swapping."""


class VcpuCount(IntEnum):
    """What is counted for each vCPU, as words from its block's beginning. TID is its thread's id."""

    TID = 0
    EXITS = 1
    PORT_IN = 2
    PORT_OUT = 3
    PORT_STRING = 4
    MMIO_READ = 5
    MMIO_WRITE = 6
    INTERRUPTED = 7
    OTHER = 8


EXIT_KINDS = tuple(VcpuCount)[2:]
_FIRST, _LAST = int(EXIT_KINDS[0]), int(EXIT_KINDS[-1])


class StatsPage:
    """The page as the VM process writes it. ``fd`` is its memfd, to be handed out."""

    def __init__(self, vcpus: int, ram_bytes: int) -> None:
        self.fd = os.memfd_create("stats", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.ftruncate(self.fd, SIZE)
        # Nobody who gets the descriptor can pull the memory from under us: a counter would end the process.
        fcntl.fcntl(self.fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW)
        self._block = Block(SIZE, self.fd)
        self.words = self._block.view.cast("Q")
        self.words[1], self.words[2], self.words[3] = vcpus, os.getpid(), ram_bytes
        self.words[0] = MAGIC

    def vcpu(self, index: int) -> memoryview:
        """The counters of a vCPU, VCPU_WORDS words."""
        return self.words[VCPU_AT + VCPU_WORDS * index :][:VCPU_WORDS]

    @property
    def machine(self) -> memoryview:
        """The machine's counters."""
        return self.words[MACHINE_AT:VCPU_AT]


class StatsReader:
    """The page as a front end reads it, from the memfd it was sent."""

    def __init__(self, fd: int) -> None:
        self._words = Block(SIZE, fd).view.cast("Q")
        if self._words[0] != MAGIC:
            raise ValueError("this is not a statistics page")
        self.vcpus, self.pid, self.ram_bytes = (int(word) for word in self._words[1:4])
        # Cut once: a slice costs as much as what is read of it.
        self._machine = self._words[MACHINE_AT : MACHINE_AT + len(MachineCount)]
        starts = (VCPU_AT + VCPU_WORDS * index for index in range(self.vcpus))
        self._exits = [self._words[start + _FIRST : start + _LAST + 1] for start in starts]

    def machine(self) -> dict[MachineCount, int]:
        """The machine's counters by name."""
        return {count: self._words[MACHINE_AT + count] for count in MachineCount}

    def machine_words(self) -> list[int]:
        """The same by MachineCount as an index: for who reads hundreds of machines once a second."""
        return self._machine.tolist()

    def vcpu(self, index: int) -> dict[VcpuCount, int]:
        """A vCPU's counters by name."""
        start = VCPU_AT + VCPU_WORDS * index
        return {count: self._words[start + count] for count in VcpuCount}

    def exits(self) -> dict[VcpuCount, int]:
        """Exits to user space by kind, over all vCPUs."""
        return dict(zip(EXIT_KINDS, self.exit_words(), strict=True))

    def exit_words(self) -> list[int]:
        """The same in the order of EXIT_KINDS."""
        if len(self._exits) == 1:
            return self._exits[0].tolist()
        return [sum(kinds) for kinds in zip(*(words.tolist() for words in self._exits), strict=True)]
