"""What firmware and kernels are told of a machine by tables: the facts of its board."""

from __future__ import annotations

from uuid import UUID

import msgspec


class Pc(msgspec.Struct, frozen=True):
    """``ram_bytes`` of RAM, below ``low_end`` and from 4 GiB on; ``vcpus`` CPUs. ``serial`` has the
    numbers of the serial ports that are there, 0 for COM1. ``hpet`` is the timer's block identity, None without one.
    ``parallel`` and ``floppy`` say whether LPT1 and a diskette controller are there;
    ``apic`` whether there are local APICs and an I/O APIC, or two 8259s alone. ``mmio`` are virtio devices that
    nothing but ACPI tells of: the base, length and shared interrupt of each."""

    name: str
    uuid: UUID
    vcpus: int
    ram_bytes: int
    low_end: int
    serial: tuple[int, ...] = (0, 1)
    floppy: bool = False
    parallel: bool = False
    hpet: int | None = None
    apic: bool = True
    mmio: tuple[tuple[int, int, int], ...] = ()

    @property
    def low_bytes(self) -> int:
        """RAM from 0 up, below the PCI windows."""
        return min(self.ram_bytes, self.low_end)

    @property
    def high_bytes(self) -> int:
        """RAM from 4 GiB up."""
        return self.ram_bytes - self.low_bytes
