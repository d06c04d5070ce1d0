"""MSI-X: a function's table of interrupt messages, its pending bits, and the capability that points at them.

After the PCI Local Bus Specification 3.0, section 6.8.2 ("PCI 3.0" below).
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from engine.bus.pci import PciFunction

CAPABILITY = 0x11
ENTRY_SIZE = 16
MAX_VECTORS = 2048
# Message Control (PCI 3.0, 6.8.2.3), at offset 2 of the capability.
CONTROL_ENABLE = 1 << 15
CONTROL_FUNCTION_MASK = 1 << 14
# Vector Control (PCI 3.0, 6.8.2.9), the last word of an entry.
VECTOR_MASKED = 1 << 0
_VECTOR_CONTROL = 12
_BLANK = bytes(_VECTOR_CONTROL) + VECTOR_MASKED.to_bytes(4, "little")

Send = Callable[[int, int], None]
"""Deliver a message: ``send(address, data)``."""


class MsixState(msgspec.Struct):
    """The table as the guest sees it (16 bytes a vector; empty: as after reset), and a bit for each vector that
    waits to be unmasked."""

    table: bytearray = msgspec.field(default_factory=bytearray)
    pending: int = 0


class Msix:
    """The MSI-X side of ``pci``, with ``vectors`` entries at ``table_offset`` in BAR ``bar`` and the pending bits
    at ``pba_offset``. ``written`` must follow every write to the function's configuration space."""

    def __init__(
        self,
        pci: PciFunction,
        vectors: int,
        send: Send,
        *,
        bar: int,
        table_offset: int,
        pba_offset: int,
        state: MsixState | None = None,
    ) -> None:
        if vectors not in range(1, MAX_VECTORS + 1) or table_offset & 7 or pba_offset & 7 or bar not in range(6):
            raise ValueError(f"a function cannot have {vectors} vectors at {table_offset:#x} in BAR {bar}")
        self.vectors = vectors
        self.state = state if state is not None else MsixState()
        self.state.table = self.state.table or bytearray(_BLANK * vectors)
        if len(self.state.table) != self.length:
            raise ValueError(f"a table of {vectors} vectors has {self.length} bytes, not {len(self.state.table)}")
        self._pci = pci
        self._send = send
        body = (vectors - 1).to_bytes(2, "little")
        body += (table_offset | bar).to_bytes(4, "little") + (pba_offset | bar).to_bytes(4, "little")
        mask = (CONTROL_ENABLE | CONTROL_FUNCTION_MASK).to_bytes(2, "little")
        self._control = pci.add_capability(CAPABILITY, body, writable=mask) + 2

    @property
    def length(self) -> int:
        """Bytes of the table."""
        return self.vectors * ENTRY_SIZE

    @property
    def pba_length(self) -> int:
        """Bytes of the pending bits: whole quadwords."""
        return -(-self.vectors // 64) * 8

    @property
    def enabled(self) -> bool:
        """Whether the guest has chosen messages; its INTx line is then out of use."""
        return bool(self._pci.get(self._control, 2) & CONTROL_ENABLE)

    def reset(self) -> None:
        """Every vector masked and blank. The capability is reset with the configuration space."""
        self.state.table[:] = _BLANK * self.vectors
        self.state.pending = 0

    def signal(self, vector: int) -> None:
        """Send the message of ``vector``, or keep it until the guest unmasks it (PCI 3.0, 6.8.3.5). No effect
        while MSI-X is off, or for a vector that the table does not have."""
        if not self.enabled or vector >= self.vectors:
            return
        if self._masked(vector):
            self.state.pending |= 1 << vector
            return
        at = vector * ENTRY_SIZE
        table = self.state.table
        address = int.from_bytes(table[at : at + 8], "little") & ~3
        self._send(address, int.from_bytes(table[at + 8 : at + 12], "little"))

    def read(self, offset: int, size: int) -> int:
        """A read of the table."""
        return int.from_bytes(self.state.table[offset : offset + size], "little")

    def write(self, offset: int, size: int, value: int) -> None:
        """A write to the table; one that unmasks a vector sends what waited for it."""
        table = self.state.table
        end = min(offset + size, len(table))
        table[offset:end] = value.to_bytes(size, "little")[: end - offset]
        for vector in range(offset // ENTRY_SIZE, -(-end // ENTRY_SIZE)):
            control = vector * ENTRY_SIZE + _VECTOR_CONTROL
            # All but the mask is reserved, and reads as zeros.
            table[control : control + 4] = bytes((table[control] & VECTOR_MASKED, 0, 0, 0))
            self._flush(vector)

    def pba_read(self, offset: int, size: int) -> int:
        """A read of the pending bits."""
        return self.state.pending >> 8 * offset & (1 << 8 * size) - 1

    def written(self, offset: int, size: int) -> None:
        """A configuration write: it may have lifted the function's mask."""
        if offset < self._control + 2 and offset + size > self._control:
            for vector in range(self.vectors):
                self._flush(vector)

    def _masked(self, vector: int) -> bool:
        if self._pci.get(self._control, 2) & CONTROL_FUNCTION_MASK:
            return True
        return bool(self.state.table[vector * ENTRY_SIZE + _VECTOR_CONTROL] & VECTOR_MASKED)

    def _flush(self, vector: int) -> None:
        if self.state.pending >> vector & 1 and self.enabled and not self._masked(vector):
            self.state.pending &= ~(1 << vector)
            self.signal(vector)
