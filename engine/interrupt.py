"""Interrupt controllers and timer, for a CPU that does not bring its own as KVM does."""

from __future__ import annotations

from engine.bus.irq import Gate
from engine.bus.mmio import MmioRegion
from engine.bus.port import PortRegion
from engine.cpu.speaker import tone_hz
from engine.devices.i8254 import I8254
from engine.devices.i8259 import I8259Pair
from engine.devices.i82093aa import EXTINT, PINS, Entry, I82093aa
from engine.devices.lapic import EXTERNAL, Lapic
from engine.devices.port61 import ControlB, Port61
from engine.wiring import Seat, Wiring

TIMER_IRQ = 0
ISA_IRQS = 16


def add(wiring: Wiring) -> None:
    """Put them on the board, first of all chips: the others drive their lines."""
    pic_seat, pit_seat, apic_seat = wiring.seat(), wiring.seat(), wiring.seat()
    controllers = _Controllers(wiring, pic_seat, pit_seat, apic_seat)
    pics, pit, port61 = controllers.pics, controllers.pit, controllers.port61
    pic_seat.ports(
        PortRegion(I8259Pair.MASTER_BASE, I8259Pair.LENGTH, pics.master_read, pics.master_write),
        PortRegion(I8259Pair.SLAVE_BASE, I8259Pair.LENGTH, pics.slave_read, pics.slave_write),
        PortRegion(I8259Pair.ELCR_BASE, I8259Pair.LENGTH, pics.elcr_read, pics.elcr_write),
    )
    pit_seat.ports(
        PortRegion(I8254.BASE, I8254.LENGTH, pit.read, pit.write),
        PortRegion(Port61.BASE, Port61.LENGTH, port61.read, port61.write),
    )
    lapic, ioapic = controllers.lapic, controllers.ioapic
    apic_seat.memory(MmioRegion(Lapic.BASE, Lapic.LENGTH, lapic.read, lapic.write))
    apic_seat.memory(MmioRegion(I82093aa.BASE, I82093aa.LENGTH, ioapic.read, ioapic.write))
    apic_seat.on_reset(ioapic.reset)
    apic_seat.on_reset(lapic.reset)
    pic_seat.on_reset(pics.reset)
    pit_seat.on_reset(pit.reset)
    pit_seat.on_reset(port61.reset)
    wiring.accel.attach(controllers)


class _Controllers:
    """See Controllers. The two APICs share a lock, since each calls the other.

    Lock order: the timer's, then the PICs', then the APICs'. Chips drive their lines with their own locks held, so
    nothing here takes a chip's.
    """

    has_apic = True

    def __init__(self, wiring: Wiring, pic_seat: Seat, pit_seat: Seat, apic_seat: Seat) -> None:
        accel = wiring.accel
        self._pic_lock, self._pit_lock, self._apic_lock = pic_seat.lock, pit_seat.lock, apic_seat.lock
        self.ioapic = I82093aa(self._deliver)
        self.lapic = Lapic(accel.set_interrupt, self.ioapic.end, apic_seat.clock, accel.apic_timer_hz)
        self.pics = I8259Pair(self._external)
        self._timer = Gate(wiring.irq(TIMER_IRQ))
        self.pit = I8254(self._timer.input, pit_seat.clock, self._timer_is_free, self._timer_is_heard)
        self.port61 = Port61(self.pit.set_gate, self.pit.output, pit_seat.clock)

    def cut_timer(self, cut: bool) -> None:
        self._timer.cut(cut)

    def set_line(self, gsi: int, level: bool) -> None:
        if gsi < ISA_IRQS:
            with self._pic_lock:
                self.pics.set_line(gsi, level)
        if gsi < PINS:
            with self._apic_lock:
                self.ioapic.set_line(gsi, level)

    def acknowledge(self) -> int:
        with self._apic_lock:
            vector = self.lapic.acknowledge()
        if vector != EXTERNAL:
            return vector
        with self._pic_lock:
            vector, irq = self.pics.acknowledge()
        if irq == TIMER_IRQ and self.pit.state.owed:
            with self._pit_lock:
                self.pit.acknowledged()
        return vector

    def speaker_hz(self) -> int:
        with self._pit_lock:
            mode, period = self.pit.wave()
            value = self.port61.state.value
        return tone_hz(mode, period, gate=bool(value & ControlB.GATE_2), speaker=bool(value & ControlB.SPEAKER))

    def message(self, address: int, data: int) -> None:
        """(Intel SDM vol. 3A, 10.11)"""
        if address >> 20 != Lapic.BASE >> 20:
            return
        with self._apic_lock:
            if self.lapic.takes(address >> 12 & 0xFF, bool(address & 4)):
                self.lapic.accept(data & 0xFF, bool(data & 1 << 15))

    def _external(self, level: bool) -> None:
        with self._apic_lock:
            self.lapic.set_external(level)

    def _deliver(self, entry: int) -> bool:
        """From the I/O APIC to the local one; the lock is held. An entry that says ExtINT repeats what comes at
        LINT0 already."""
        if entry & Entry.MODE == EXTINT or not self.lapic.takes(entry >> 56, bool(entry & Entry.LOGICAL)):
            return False
        self.lapic.accept(entry & Entry.VECTOR, bool(entry & Entry.LEVEL))
        return True

    def _timer_is_free(self) -> bool:
        return not self.pics.is_requested(TIMER_IRQ)

    def _timer_is_heard(self) -> bool:
        return not self.pics.is_masked(TIMER_IRQ)
