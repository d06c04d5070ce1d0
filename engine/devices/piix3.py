"""The ISA bridge: Intel 82371SB (PIIX3), function 0, 8086:7000 at 00:01.0; and the routing of PCI interrupts.

After Intel 82371FB/82371SB PCI ISA IDE Xcelerator datasheet (order number 290550), section 2.2. The reset
control register (0xCF9) is in resetcontrol.py; the ELCR (0x4D0, 0x4D1) belongs to the interrupt controllers.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from engine.bus.irq import IrqLine
from engine.bus.pci import HEADER_MULTIFUNCTION, PciFunction, PciState, Register

VENDOR = 0x8086
DEVICE = 0x7000
CLASS_ISA_BRIDGE = 0x06_01_00
PIRQS = 4

Routing = tuple[int | None, ...]


class Isa:
    """Offsets of function 0's own registers (290550, table 2)."""

    IORT = 0x4C
    XBCS = 0x4E
    PIRQRCA = 0x60
    PIRQRCD = 0x63
    TOM = 0x69
    MSTAT = 0x6A
    MBIRQ0 = 0x70
    PCSC = 0x78
    APICBASE = 0x80
    DLC = 0x82
    SMICNTL = 0xA0
    SMIEN = 0xA2
    SEE = 0xA4
    FTMR = 0xA8
    SMIREQ = 0xAA
    CTLTMR = 0xAC
    CTHTMR = 0xAE


PIRQ_DISABLED = 0x80
# IRQs that a PIRQ cannot be routed to (290550, 2.2.9).
_RESERVED_IRQS = frozenset((0, 1, 2, 8, 13))


def pirq_index(device: int, pin: int) -> int:
    """Which of PIRQA# to PIRQD# (0-3) pin 1-4 of a PCI device is soldered to: rotated by one from slot to
    slot, counted from slot 1, as firmware for i440FX boards expects."""
    return (device - 1 + pin - 1) % PIRQS


class Piix3:
    """The ISA bridge's configuration space. ``pci`` goes on the bus at 00:01.0.

    ``routing_changed(pirq_routing)`` is called when the guest or a reset routes a PIRQ elsewhere.
    """

    def __init__(
        self, routing_changed: Callable[[Routing], None] | None = None, state: PciState | None = None
    ) -> None:
        self.pci = PciFunction(VENDOR, DEVICE, CLASS_ISA_BRIDGE, header_type=HEADER_MULTIFUNCTION, state=state)
        define = self.pci.define
        define(Register.COMMAND, 2, 0x0007, writable=0x0108)
        define(Register.STATUS, 2, 0x0200, clear=0x7800)
        define(Isa.IORT, 1, 0x4D, writable=0x7F)
        define(Isa.XBCS, 2, 0x0003, writable=0x03FF)
        for offset in range(Isa.PIRQRCA, Isa.PIRQRCD + 1):
            define(offset, 1, PIRQ_DISABLED, writable=0x8F)
        define(Isa.TOM, 1, 0x02, writable=0xFE)
        define(Isa.MSTAT, 2, 0x0000, writable=0x8001)
        define(Isa.MBIRQ0, 1, PIRQ_DISABLED, writable=0xEF)
        define(Isa.PCSC, 2, 0x0002, writable=0xFFFF)
        define(Isa.APICBASE, 1, 0x00, writable=0x7F)
        define(Isa.DLC, 1, 0x00, writable=0x0F)
        define(Isa.SMICNTL, 1, 0x08, writable=0x1F)
        define(Isa.SMIEN, 2, 0x0000, writable=0x01FF)
        define(Isa.SEE, 4, 0x0000_0000, writable=0xE000_FFFF)
        define(Isa.FTMR, 1, 0x0F, writable=0xFF)
        define(Isa.SMIREQ, 2, 0x0000, writable=0x01FF)
        define(Isa.CTLTMR, 1, 0x00, writable=0xFF)
        define(Isa.CTHTMR, 1, 0x00, writable=0xFF)
        self.pci.on_write = self._written
        self._routing_changed = routing_changed
        self._reported: Routing = (None,) * PIRQS

    @property
    def state(self) -> PciState:
        """All of the chip's registers: its configuration space."""
        return self.pci.state

    def reset(self) -> None:
        """RST#: no PIRQ is routed."""
        self.pci.reset()
        self.announce()

    def pirq_routing(self) -> Routing:
        """The ISA IRQ that each of PIRQA# to PIRQD# goes to, None for nowhere."""
        registers = self.pci.state.config[Isa.PIRQRCA : Isa.PIRQRCD + 1]
        return tuple(
            None if byte & PIRQ_DISABLED or byte & 0xF in _RESERVED_IRQS else byte & 0xF for byte in registers
        )

    def _written(self, offset: int, size: int) -> None:
        if offset <= Isa.PIRQRCD and offset + size > Isa.PIRQRCA:
            self.announce()

    def announce(self) -> None:
        """Report the routing if it is not what was last reported, at first nowhere: once after a restore."""
        routing = self.pirq_routing()
        if routing != self._reported:
            self._reported = routing
            if self._routing_changed is not None:
                self._routing_changed(routing)


class PirqRouter:
    """The open-drain wires between PCI devices and the ISA interrupts: an IRQ is up while any device is that
    is routed to it.

    ``isa(irq)`` gives the line of an ISA IRQ. Lock order: the router's lock is the innermost of all. Devices
    drive their lines from different threads with their own lock held, and under it only an ISA line is set.
    """

    def __init__(self, isa: Callable[[int], IrqLine]) -> None:
        self._isa = isa
        self._lock = Lock()
        self._inputs: list[list[IrqLine]] = [[] for _ in range(PIRQS)]
        self._direct: dict[int, list[IrqLine]] = {}
        self._routing: Routing = (None,) * PIRQS

    def input(self, device: int, pin: int) -> IrqLine:
        """The line for a PCI device to drive: pin 1-4 of the device in slot ``device``."""
        if pin not in range(1, 5):
            raise ValueError(f"a PCI device has no interrupt pin {pin}")
        line = IrqLine(self._changed)
        self._inputs[pirq_index(device, pin)].append(line)
        return line

    def share(self, irq: int) -> IrqLine:
        """The line for a device that is not on PCI, and shares an ISA IRQ with what is routed to it."""
        line = IrqLine(self._changed)
        self._direct.setdefault(irq, []).append(line)
        return line

    def route(self, routing: Routing) -> None:
        """What Piix3 says: takes effect at once, for lines that are up, too."""
        with self._lock:
            before = self._levels()
            self._routing = routing
            after = self._levels()
            for irq in before.keys() - after.keys():
                self._isa(irq).set(False)
            for irq, level in after.items():
                self._isa(irq).set(level)

    def _changed(self, _level: int) -> None:
        with self._lock:
            for irq, level in self._levels().items():
                self._isa(irq).set(level)

    def _levels(self) -> dict[int, bool]:
        levels = {irq: any(line.level for line in lines) for irq, lines in self._direct.items()}
        for irq, lines in zip(self._routing, self._inputs, strict=True):
            if irq is not None:
                levels[irq] = levels.get(irq, False) or any(line.level for line in lines)
        return levels
