"""Message-signalled interrupts of a VM in KVM: those that come often have an eventfd that the kernel turns into the
interrupt (irqfd), which costs a tenth of asking for each by ioctl.
"""

from __future__ import annotations

import os
from threading import Lock

from engine.kvm import Cap, KvmError, Vm, abi
from engine.kvm.vm import route_msi, route_pin

OFTEN = 16
"""How often a message is sent before it gets its own eventfd: making one holds up the sender for milliseconds."""
WIRES = 128
"""How many messages may have one. A guest that makes up more has those sent one by one."""
_IOAPIC_PINS = 24
_PIC_PINS = 16


class Messages:
    """Sends messages into ``vm``, from any thread. A message is its address and data, whichever device sends it."""

    def __init__(self, vm: Vm) -> None:
        self._vm = vm
        self._can_wire = bool(vm.capability(Cap.IRQFD) and vm.capability(Cap.IRQ_ROUTING))
        self._lock = Lock()
        self._sent: dict[tuple[int, int], int] = {}
        # Only ever added to: the fast path looks here without the lock.
        self._wires: dict[tuple[int, int], int] = {}

    def send(self, address: int, data: int) -> None:
        """Deliver a message. One that no CPU takes is lost, as it is on the bus."""
        wire = self._wires.get((address, data))
        if wire is not None:
            os.eventfd_write(wire, 1)
            return
        if self._can_wire:
            self._count((address, data))
        try:
            self._vm.signal_msi(address, data)
        except KvmError:
            pass  # No CPU takes it, which KVM reports as EPERM.

    def close(self) -> None:
        """No more is sent: give the descriptors back."""
        while self._wires:
            os.close(self._wires.popitem()[1])

    def _count(self, message: tuple[int, int]) -> None:
        with self._lock:
            if message in self._wires or len(self._wires) >= WIRES:
                return
            if len(self._sent) >= 8 * WIRES:
                self._sent.clear()  # A guest that never sends the same twice.
            self._sent[message] = self._sent.get(message, 0) + 1
            if self._sent[message] >= OFTEN:
                del self._sent[message]
                self._wire(message)

    def _wire(self, message: tuple[int, int]) -> None:
        wire = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        try:
            self._route([*self._wires, message])
            self._vm.assign_irqfd(wire, _IOAPIC_PINS + len(self._wires))
        except KvmError:
            self._can_wire = False
            os.close(wire)
        else:
            self._wires[message] = wire

    def _route(self, messages: list[tuple[int, int]]) -> None:
        """KVM's table anew: the chips' pins as they are by default, then a GSI for each message."""
        routes = [route_pin(pin, abi.IRQCHIP_IOAPIC, pin) for pin in range(_IOAPIC_PINS)]
        for pin in range(_PIC_PINS):
            routes.append(route_pin(pin, abi.IRQCHIP_PIC_SLAVE if pin >= 8 else abi.IRQCHIP_PIC_MASTER, pin % 8))
        for number, (address, data) in enumerate(messages):
            routes.append(route_msi(_IOAPIC_PINS + number, address, data))
        self._vm.set_gsi_routing(routes)
