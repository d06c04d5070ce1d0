"""What of a machine works without a kernel: routes, closed machines, the ring without a vCPU."""

from __future__ import annotations

import errno

import pytest

from engine.kvm.error import KvmError
from engine.kvm.vm import Vm, route_msi, route_pin


def test_a_route_to_a_pin() -> None:
    route = route_pin(9, 2, 9)
    assert (route.gsi, route.type, route.u.irqchip.irqchip, route.u.irqchip.pin) == (9, 1, 2, 9)


def test_a_route_to_an_msi_with_a_64_bit_address() -> None:
    msi = route_msi(24, 0x1_FEE0_1000, 0x41).u.msi
    assert (msi.address_lo, msi.address_hi, msi.data) == (0xFEE01000, 1, 0x41)


def test_a_closed_machine_says_so_on_both_paths() -> None:
    vm = Vm(-1, 4096)
    vm.close()
    for use in (lambda: vm.irq_line(1, 1), vm.create_irqchip):
        with pytest.raises(KvmError, match="it is closed") as caught:
            use()
        assert caught.value.errno == errno.EBADF


def test_the_ring_needs_a_vcpu() -> None:
    with pytest.raises(ValueError, match="first vCPU"):
        Vm(-1, 4096).drain_coalesced()
