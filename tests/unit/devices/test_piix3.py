"""The ISA bridge and the routing of PCI interrupts."""

from __future__ import annotations

import copy

import pytest

from engine.devices.piix3 import Piix3, PirqRouter, pirq_index
from tests.support.irq import RecordingIrq


class TestBridge:
    def test_reset_state(self):
        chip = Piix3()
        assert chip.pci.read(0, 4) == 0x7000_8086
        assert chip.pci.read(8, 4) >> 8 == 0x060100
        assert chip.pci.read(0x0E, 1) == 0x80
        assert chip.pci.read(0x60, 4) == 0x8080_8080
        assert chip.pirq_routing() == (None,) * 4

    def test_routing_is_told_when_it_changes(self):
        told = []
        chip = Piix3(told.append)
        chip.pci.write(0x60, 4, 0x0B_80_0A_0A)
        assert told == [(10, 10, None, 11)]
        chip.pci.write(0x60, 4, 0x0B_80_0A_0A)
        chip.pci.write(0x4E, 2, 0x0007)
        assert len(told) == 1
        chip.reset()
        assert told[1:] == [(None,) * 4]

    @pytest.mark.parametrize("irq", range(16))
    def test_reserved_irqs_are_nowhere(self, irq):
        chip = Piix3()
        chip.pci.write(0x61, 1, irq)
        assert chip.pirq_routing()[1] == (None if irq in (0, 1, 2, 8, 13) else irq)

    def test_reserved_bits_do_not_stick(self):
        chip = Piix3()
        chip.pci.write(0x60, 1, 0x7B)
        assert chip.pci.read(0x60, 1) == 0x0B

    def test_restore_announces_once(self):
        chip = Piix3()
        chip.pci.write(0x60, 4, 0x0B0B0A0A)
        told = []
        again = Piix3(told.append, copy.deepcopy(chip.state))
        again.announce()
        again.announce()
        assert told == [(10, 10, 11, 11)]


def test_pins_rotate_from_slot_to_slot():
    assert [pirq_index(1, pin) for pin in range(1, 5)] == [0, 1, 2, 3]
    assert [pirq_index(device, 1) for device in range(1, 7)] == [0, 1, 2, 3, 0, 1]
    assert pirq_index(3, 2) == 3


class TestRouter:
    def setup_method(self):
        self.isa = {irq: RecordingIrq() for irq in (10, 11)}
        self.router = PirqRouter(lambda irq: self.isa[irq].line)

    def test_a_device_reaches_the_irq_it_is_routed_to(self):
        line = self.router.input(2, 1)
        self.router.route((None, 11, None, None))
        line.set(True)
        line.set(False)
        assert self.isa[11].changes == [1, 0]
        assert self.isa[10].changes == []

    def test_devices_that_share_are_ored(self):
        lines = [self.router.input(1, 1), self.router.input(5, 1), self.router.input(3, 1)]
        self.router.route((10, None, 10, None))
        for line in lines:
            line.set(True)
        for line in (lines[2], lines[0]):
            line.set(False)
            assert self.isa[10].level
        lines[1].set(False)
        assert self.isa[10].changes == [1, 0]

    def test_a_line_that_is_up_follows_its_route(self):
        line = self.router.input(1, 1)
        line.set(True)
        assert self.isa[10].changes == []
        self.router.route((10, None, None, None))
        assert self.isa[10].level
        self.router.route((11, None, None, None))
        assert (self.isa[10].level, self.isa[11].level) == (False, True)
        self.router.route((None,) * 4)
        assert not self.isa[11].level

    def test_a_device_beside_pci_shares_an_irq(self):
        direct, pci = self.router.share(11), self.router.input(1, 1)
        direct.set(True)
        assert self.isa[11].level
        self.router.route((11, None, None, None))
        pci.set(True)
        direct.set(False)
        assert self.isa[11].level
        pci.set(False)
        assert self.isa[11].changes == [1, 0]
        direct.set(True)
        self.router.route((None,) * 4)
        assert self.isa[11].level

    def test_no_such_pin(self):
        with pytest.raises(ValueError, match="pin 0"):
            self.router.input(1, 0)
