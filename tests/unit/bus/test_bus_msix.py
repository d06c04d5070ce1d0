"""MSI-X: table, masks, pending bits."""

from __future__ import annotations

import copy

import pytest

from engine.bus.msix import Msix
from engine.bus.pci import PciFunction, Register

ENABLE, MASK = 0x8000, 0x4000


class Bench:
    def __init__(self, vectors=3, pci_state=None, state=None):
        self.sent: list[tuple[int, int]] = []
        self.pci = PciFunction(1, 2, 0, state=pci_state)
        self.pci.add_bar(1, "memory", 0x2000)
        self.msix = Msix(
            self.pci,
            vectors,
            lambda address, data: self.sent.append((address, data)),
            bar=1,
            table_offset=0x1000,
            pba_offset=0x1800,
            state=state,
        )
        self.pci.on_write = self.msix.written
        self.at = self.pci.read(Register.CAPABILITIES, 1)

    def entry(self, vector, address, data, masked=0):
        self.msix.write(16 * vector, 8, address)
        self.msix.write(16 * vector + 8, 4, data)
        self.msix.write(16 * vector + 12, 4, masked)

    def control(self, value):
        self.pci.write(self.at + 2, 2, value)


def test_the_capability():
    bench = Bench(vectors=5)
    assert bench.pci.read(bench.at, 1) == 0x11
    assert bench.pci.read(bench.at + 2, 2) == 4
    assert bench.pci.read(bench.at + 4, 4) == 0x1001
    assert bench.pci.read(bench.at + 8, 4) == 0x1801
    bench.control(0xFFFF)
    assert bench.pci.read(bench.at + 2, 2) == ENABLE | MASK | 4
    bench.pci.write(bench.at + 4, 4, 0)
    assert bench.pci.read(bench.at + 4, 4) == 0x1001


def test_messages_are_sent_when_enabled():
    bench = Bench()
    bench.entry(1, 0xFEE0_1000, 0x41)
    bench.msix.signal(1)
    assert bench.sent == [] and bench.msix.state.pending == 0
    bench.control(ENABLE)
    bench.msix.signal(1)
    bench.msix.signal(3)
    assert bench.sent == [(0xFEE0_1000, 0x41)]


def test_every_vector_is_masked_at_first_and_waits():
    bench = Bench()
    bench.control(ENABLE)
    bench.msix.write(0, 8, 0xFEE0_0000)
    bench.msix.write(8, 4, 7)
    bench.msix.signal(0)
    bench.msix.signal(0)
    assert bench.sent == [] and bench.msix.pba_read(0, 8) == 1
    bench.msix.write(12, 4, 0)
    assert bench.sent == [(0xFEE0_0000, 7)] and bench.msix.pba_read(0, 4) == 0
    bench.msix.write(12, 4, 1)
    bench.msix.write(12, 4, 0)
    assert len(bench.sent) == 1


def test_the_functions_mask():
    bench = Bench()
    bench.entry(0, 0xFEE0_0000, 1)
    bench.entry(2, 0xFEE0_0000, 3)
    bench.control(ENABLE | MASK)
    bench.msix.signal(2)
    bench.msix.signal(0)
    assert bench.sent == [] and bench.msix.pba_read(0, 1) == 5
    bench.control(ENABLE)
    assert bench.sent == [(0xFEE0_0000, 1), (0xFEE0_0000, 3)]


def test_the_table_reads_as_written_but_for_reserved_bits():
    bench = Bench()
    assert bench.msix.read(12, 4) == 1
    bench.msix.write(4, 8, 0x1122_3344_5566_7788)
    assert bench.msix.read(4, 4) == 0x5566_7788 and bench.msix.read(8, 4) == 0x1122_3344
    bench.msix.write(12, 4, 0xFFFF_FFFE)
    assert bench.msix.read(12, 4) == 0
    bench.msix.write(44, 8, 0xFFFF_FFFF_FFFF_FFFF)  # over the end
    assert bench.msix.read(44, 8) == 1


def test_reset_and_restore():
    bench = Bench()
    bench.control(ENABLE | MASK)
    bench.entry(1, 0xFEE0_0000, 9)
    bench.msix.signal(1)
    twin = Bench(pci_state=copy.deepcopy(bench.pci.state), state=copy.deepcopy(bench.msix.state))
    twin.control(ENABLE)
    assert twin.sent == [(0xFEE0_0000, 9)]
    bench.pci.reset()
    bench.msix.reset()
    assert bench.msix.state == Bench().msix.state
    assert not bench.msix.enabled


@pytest.mark.parametrize(("vectors", "table"), [(0, 0), (2049, 0), (3, 4)])
def test_wiring_mistakes(vectors, table):
    with pytest.raises(ValueError):
        Msix(PciFunction(1, 2, 0), vectors, lambda _a, _d: None, bar=0, table_offset=table, pba_offset=0)
