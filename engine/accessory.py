"""How the chips come on the board that a PC may have or not: panic device, event timer, printer port,
watchdog card. Chips that are off by default are imported where they are made: most machines have none of them."""

from __future__ import annotations

from engine.bus.irq import Gate
from engine.bus.mmio import MmioRegion
from engine.bus.pci import PciHost
from engine.bus.port import PortRegion
from engine.config import WatchdogAction
from engine.devices.pvpanic import Event, PvPanic
from engine.machine import Ended, Machine
from engine.storage.spool import Spool
from engine.wiring import Seat, Wiring

WATCHDOG_SLOT = 3
"""Behind the VGA, where no virtio device goes."""


def panic_device(wiring: Wiring, machine: Machine) -> None:
    """By it a guest's kernel says that it has crashed: the machine then stands still, and says so."""

    def happened(event: Event) -> None:
        if event is Event.PANICKED:
            machine.ask_panic("The guest's kernel panicked.", "Look at its screen and log; then reset it.")
        else:
            machine.tell("GUEST_CRASHLOADED", {"action": "run"})

    seat = wiring.seat()
    chip = PvPanic(happened)
    seat.ports(PortRegion(PvPanic.BASE, PvPanic.LENGTH, chip.read, chip.write))
    seat.on_reset(chip.reset)


def hpet(wiring: Wiring, clock_line: Gate) -> None:
    """The event timer. In legacy replacement the interval timer and the clock lose their interrupts to it."""
    from engine.devices.hpet import BASE, LEGACY_ROUTES, LENGTH, ROUTES, Hpet

    def legacy(on: bool) -> None:
        wiring.accel.cut_timer(on)
        clock_line.cut(on)

    seat = wiring.seat()
    routes, legacy_routes = ([wiring.irq(gsi) for gsi in gsis] for gsis in (ROUTES, LEGACY_ROUTES))
    chip = Hpet(seat.clock, routes, legacy_routes, legacy)
    seat.memory(MmioRegion(BASE, LENGTH, chip.read, chip.write))
    seat.on_reset(chip.reset)


def hpet_identity() -> int:
    """What the event timer says of itself, as ACPI tells it."""
    from engine.devices.hpet import BLOCK_ID

    return BLOCK_ID


def printer_port(wiring: Wiring, spool: Spool) -> None:
    """LPT1, printing to a file."""
    from engine.devices.lpt import Lpt

    seat = wiring.seat()
    chip = Lpt(wiring.irq(Lpt.IRQ), spool.put)
    seat.ports(PortRegion(Lpt.BASE, Lpt.LENGTH, chip.read, chip.write))
    seat.on_reset(chip.reset)


def watchdog(seat: Seat, pci: PciHost, machine: Machine, action: WatchdogAction) -> None:
    """The watchdog card, and what it does. ``seat`` is that of the configuration spaces: it has registers there."""
    from engine.devices.i6300esb import REGISTER_LENGTH, I6300Esb

    def bark() -> None:
        machine.tell("WATCHDOG", {"action": action})
        if action == "reset":
            machine.ask_reset()
        elif action == "poweroff":
            machine.ask_end(Ended("shutdown", "The watchdog cut the power: the guest had not reloaded it in time."))
        elif action == "pause":
            machine.ask_pause("The watchdog paused the guest, which had not reloaded it in time.")

    chip = I6300Esb(seat.clock, bark)
    window = MmioRegion(0, REGISTER_LENGTH, chip.read, chip.write)
    move = seat.wiring.movable_memory(seat, window)
    chip.pci.bar_moved = lambda _bar, base: move(base)
    pci.add(WATCHDOG_SLOT, 0, chip.pci)
    seat.on_reset(chip.reset)
