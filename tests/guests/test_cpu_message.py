"""engine.cpu.message against a local APIC: each message arrives, before and after it has its own eventfd."""

from __future__ import annotations

import os
import struct
import time

import pytest

from engine.cpu.message import OFTEN, WIRES, Messages
from engine.kvm import Kvm

pytestmark = pytest.mark.skipif(
    not os.access("/dev/kvm", os.R_OK | os.W_OK), reason="/dev/kvm cannot be opened for reading and writing"
)

ADDRESS = 0xFEE0_0000
SPURIOUS, REQUESTED = 0xF0, 0x200


class Apic:
    """A VM whose only CPU never runs: what it is asked for stays asked for."""

    def __init__(self, vm):
        self.vm = vm
        vm.set_tss_addr(0xFFFBD000)
        vm.create_irqchip()
        self.vcpu = vm.create_vcpu(0)
        self.clear()

    def clear(self):
        """Switched on, and nothing requested."""
        state = self.vcpu.get_lapic()
        registers = bytearray(state.regs)
        struct.pack_into("<I", registers, SPURIOUS, 0x1FF)
        for word in range(8):
            struct.pack_into("<I", registers, REQUESTED + 16 * word, 0)
        state.regs[:] = [byte - 256 if byte > 127 else byte for byte in registers]
        self.vcpu.set_lapic(state)

    def requested(self, vector):
        registers = bytes(byte & 0xFF for byte in self.vcpu.get_lapic().regs)
        return bool(registers[REQUESTED + vector // 32 * 16 + vector % 32 // 8] >> vector % 8 & 1)

    def arrives(self, vector):
        """The kernel may deliver from a work queue."""
        deadline = time.monotonic() + 60
        while not self.requested(vector) and time.monotonic() < deadline:
            time.sleep(0.001)  # Polling the kernel.
        return self.requested(vector)


@pytest.fixture
def apic():
    with Kvm() as kvm:
        vm = kvm.create_vm()
    with vm:
        yield Apic(vm)


def test_every_message_arrives_however_often(apic, monkeypatch):
    asked = []
    messages = Messages(apic.vm)
    send = apic.vm.signal_msi
    monkeypatch.setattr(apic.vm, "signal_msi", lambda *message: asked.append(message) or send(*message))
    for _ in range(OFTEN + 5):
        for vector in (0x41, 0xE2):
            apic.clear()
            messages.send(ADDRESS, vector)
            assert apic.arrives(vector)
            assert not apic.requested(0x41 + 0xE2 - vector)
    assert len(asked) <= 2 * OFTEN, "from then on the kernel does it alone"
    messages.close()


def test_the_chips_pins_are_where_they_were(apic):
    messages = Messages(apic.vm)
    for _ in range(OFTEN):
        messages.send(ADDRESS, 0x41)
    apic.vm.irq_line(6, 1)
    assert apic.vm.get_irqchip(0).chip.pic.irr >> 6 & 1
    apic.vm.irq_line(12, 1)
    assert apic.vm.get_irqchip(1).chip.pic.irr >> 4 & 1
    messages.close()


def test_a_message_that_nobody_takes_is_lost(apic):
    messages = Messages(apic.vm)
    for _ in range(OFTEN + 5):
        messages.send(0xFEE0_F000, 0x41)
    assert not apic.requested(0x41)
    messages.close()


def test_a_guest_that_makes_up_ever_new_messages(apic):
    messages = Messages(apic.vm)
    for number in range(20 * WIRES):
        messages.send(ADDRESS, 0x4041 + 0x10000 * number)
    assert len(messages._sent) <= 8 * WIRES
    for number in range(WIRES + 3):
        messages._count((ADDRESS, number))
        for _ in range(OFTEN):
            messages._count((ADDRESS, number)) if number < 3 else None
    assert len(messages._wires) == 3
    messages.close()
