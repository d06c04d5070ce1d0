"""Interrupt controllers and timer, for a CPU that does not bring its own as KVM does."""

from __future__ import annotations

from threading import Lock

from engine.bus.port import PortRegion
from engine.cpu.accel import Accel
from engine.cpu.speaker import tone_hz
from engine.devices.i8254 import I8254
from engine.devices.i8259 import I8259Pair
from engine.devices.port61 import ControlB, Port61
from engine.wiring import Wiring

TIMER_IRQ = 0


def add(wiring: Wiring) -> None:
    """Put them on the board, first of all chips: the others drive their lines."""
    pic_seat, pit_seat = wiring.seat(), wiring.seat()
    pics = I8259Pair(wiring.accel.set_interrupt)
    pit = I8254(
        wiring.irq(TIMER_IRQ),
        pit_seat.clock,
        free=lambda: not pics.is_requested(TIMER_IRQ),
        heard=lambda: not pics.is_masked(TIMER_IRQ),
    )
    port61 = Port61(pit.set_gate, pit.output, pit_seat.clock)
    pic_seat.ports(
        PortRegion(I8259Pair.MASTER_BASE, I8259Pair.LENGTH, pics.master_read, pics.master_write),
        PortRegion(I8259Pair.SLAVE_BASE, I8259Pair.LENGTH, pics.slave_read, pics.slave_write),
        PortRegion(I8259Pair.ELCR_BASE, I8259Pair.LENGTH, pics.elcr_read, pics.elcr_write),
    )
    pit_seat.ports(
        PortRegion(I8254.BASE, I8254.LENGTH, pit.read, pit.write),
        PortRegion(Port61.BASE, Port61.LENGTH, port61.read, port61.write),
    )
    pic_seat.on_reset(pics.reset)
    pit_seat.on_reset(pit.reset)
    pit_seat.on_reset(port61.reset)
    wiring.accel.attach(_Controllers(wiring.accel, pics, pic_seat.lock, pit, port61, pit_seat.lock))


class _Controllers:
    """See Controllers. Lock order: the timer's, then the PICs', which is an innermost one: chips drive their lines
    with their own locks held."""

    has_apic = False

    def __init__(
        self, accel: Accel, pics: I8259Pair, pic_lock: Lock, pit: I8254, port61: Port61, pit_lock: Lock
    ) -> None:
        self._accel = accel
        self._pics = pics
        self._pic_lock = pic_lock
        self._pit = pit
        self._port61 = port61
        self._pit_lock = pit_lock

    def set_line(self, gsi: int, level: bool) -> None:
        if gsi < 16:
            with self._pic_lock:
                self._pics.set_line(gsi, level)

    def acknowledge(self) -> int:
        with self._pic_lock:
            vector, irq = self._pics.acknowledge()
        if irq == TIMER_IRQ and self._pit.state.owed:
            with self._pit_lock:
                self._pit.acknowledged()
        return vector

    def speaker_hz(self) -> int:
        with self._pit_lock:
            mode, period = self._pit.wave()
            value = self._port61.state.value
        return tone_hz(mode, period, gate=bool(value & ControlB.GATE_2), speaker=bool(value & ControlB.SPEAKER))

    def message(self, address: int, data: int) -> None:
        """There is no local APIC that would take it."""
