"""ACPI power management: function 3 of Intel's 82371AB (PIIX4), 8086:7113 at 00:01.3.

After Intel 82371AB PCI-to-ISA/IDE Xcelerator datasheet (order number 290562), section 7, and the ACPI
specification, 4.7. Here are the PM1 block with its 3.579545 MHz timer, the two APM ports, and the general
purpose event block that firmware for virtual machines describes at 0xAFE0. The SMBus controller is not here; its
base address is only stored.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from engine.bus.clock import Clock
from engine.bus.irq import IrqLine
from engine.bus.pci import PciFunction, PciState, Register

VENDOR = 0x8086
DEVICE = 0x7113
CLASS_BRIDGE_OTHER = 0x06_80_00
REVISION = 0x03
PM_TIMER_HZ = 3_579_545
SECOND_NS = 1_000_000_000


class Pm:
    """Offsets in function 3's configuration space (290562, 7.1)."""

    PMBA = 0x40
    CNTA = 0x44
    DEVACTB = 0x58
    DEVRESJ = 0x7C
    PMREGMISC = 0x80
    SMBBA = 0x90
    SMBHSTCFG = 0xD2


APMC_EN = 1 << 25
PMIOSE = 1 << 0


class PmIo:
    """Offsets from PMBASE (290562, 7.2)."""

    PMSTS = 0x00
    PMEN = 0x02
    PMCNTRL = 0x04
    PMTMR = 0x08
    GPSTS = 0x0C


class PmStatus:
    """PMSTS; the first four have an enable at the same place of PMEN."""

    TMROF = 1 << 0
    GBL = 1 << 5
    PWRBTN = 1 << 8
    RTC = 1 << 10
    RSM = 1 << 15


class PmControl:
    """PMCNTRL. SUS_TYP is in bits 12-10. GBL_RLS and SUS_EN act when written and read 0."""

    SCI_EN = 1 << 0
    BRLD_EN_BM = 1 << 1
    GBL_RLS = 1 << 2
    SUS_EN = 1 << 13


# SUS_TYP 0 is soft-off (290562, 7.2.3); 2 is what firmware's _S4 says, after which power goes off as well.
SUSPEND_SOFT_OFF = 0
SUSPEND_TO_DISK = 2
# Written to APMC, the two bytes the FADT names to switch ACPI on and off.
ACPI_ENABLE = 0xF1
ACPI_DISABLE = 0xF0
_ENABLES = PmStatus.TMROF | PmStatus.GBL | PmStatus.PWRBTN | PmStatus.RTC
_CONTROL = 0x1C03
_TIMER_MASK = (1 << 24) - 1
_HALF_TURN = 1 << 23


class Piix4PmState(msgspec.Struct):
    """The function's configuration space and its I/O registers. ``turn`` counts the times bit 23 of the PM
    timer has toggled since power-on, as far as TMROF_STS has been set for it."""

    pci: PciState = msgspec.field(default_factory=PciState)
    status: int = 0
    enable: int = 0
    control: int = 0
    turn: int = 0
    gpe_status: int = 0
    gpe_enable: int = 0
    apm_control: int = 0
    apm_status: int = 0


class Piix4Pm:
    """Power management. Windows: ``pm_read``/``pm_write`` (64 ports at PMBASE, width 4), ``apm_read``/
    ``apm_write`` (0xB2-0xB3), ``gpe_read``/``gpe_write`` (0xAFE0-0xAFE3).

    ``power_off()`` is called when the guest turns itself off; ``pm_moved(base)`` when PMBASE starts to be
    decoded somewhere, or (None) no more. ``pci`` goes on the bus at 00:01.3.
    """

    PM_LENGTH = 64
    PM_WIDTH = 4
    APM_BASE = 0xB2
    APM_LENGTH = 2
    GPE_BASE = 0xAFE0
    GPE_LENGTH = 4

    def __init__(
        self,
        sci: IrqLine,
        clock: Clock,
        power_off: Callable[[], None],
        *,
        pm_moved: Callable[[int | None], None] | None = None,
        state: Piix4PmState | None = None,
    ) -> None:
        self.state = state if state is not None else Piix4PmState()
        self._sci = sci
        self._clock = clock
        self._power_off = power_off
        self.pm_moved = pm_moved
        self._timer = clock.timer(self._refresh)
        self._armed = False
        self.pci = PciFunction(
            VENDOR, DEVICE, CLASS_BRIDGE_OTHER, revision=REVISION, interrupt_pin=1, state=self.state.pci
        )
        define = self.pci.define
        define(Register.STATUS, 2, 0x0280, clear=0xF900)
        define(Pm.PMBA, 4, 0x1, writable=0xFFC0)
        for offset in range(Pm.CNTA, Pm.DEVRESJ + 4):
            define(offset, 1, 0, writable=0xFF)
        # APM control writes enabled from the start: firmware takes that as "SMM is set up" and leaves it.
        define(Pm.DEVACTB, 4, APMC_EN, writable=0xFFFF_FFFF)
        define(Pm.PMREGMISC, 1, 0, writable=PMIOSE)
        define(Pm.SMBBA, 4, 0x1, writable=0xFFF0)
        define(Pm.SMBHSTCFG, 1, 0, writable=0x0F)
        self.pci.on_write = self._config_written
        self._reported: int | None = None
        if state is None:
            self.state.turn = self._ticks() // _HALF_TURN
        self._refresh()

    def reset(self) -> None:
        """RST#: every register to its default; ACPI mode is off."""
        self.pci.reset()
        state = self.state
        state.status = state.enable = state.control = 0
        state.gpe_status = state.gpe_enable = 0
        state.apm_control = state.apm_status = 0
        state.turn = self._ticks() // _HALF_TURN
        self.announce()
        self._refresh()

    def announce(self) -> None:
        """Report where the PM block is if that is not what was last reported: once after a restore."""
        base = self.pm_base()
        if base != self._reported:
            self._reported = base
            if self.pm_moved is not None:
                self.pm_moved(base)

    def pm_base(self) -> int | None:
        """The first port of the PM block, None while it is not decoded."""
        base = self.pci.get(Pm.PMBA, 2) & 0xFFC0
        return base if base and self.pci.get(Pm.PMREGMISC) & PMIOSE else None

    @property
    def acpi_listens(self) -> bool:
        """Whether the guest has ACPI on and wants to hear of the power button."""
        return bool(self.state.control & PmControl.SCI_EN and self.state.enable & PmStatus.PWRBTN)

    def press_power_button(self) -> None:
        """Somebody pressed the power button: an event for the guest, nothing more."""
        self.state.status |= PmStatus.PWRBTN
        self._refresh()

    # --- the PM block

    def pm_read(self, offset: int, size: int) -> int:
        """One IN from the PM block. Registers that are not modelled read 0."""
        state = self.state
        if offset & ~3 == PmIo.PMTMR:
            return self._ticks() % (_TIMER_MASK + 1) >> 8 * (offset & 3) & (1 << 8 * size) - 1
        self._sync()
        block = state.status | state.enable << 16 | state.control << 32
        return block >> 8 * offset & (1 << 8 * size) - 1 if offset < PmIo.PMTMR else 0

    def pm_write(self, offset: int, size: int, value: int) -> None:
        """One OUT to the PM block."""
        self._sync()
        state = self.state
        # The access as the three 16-bit registers see it, with the bytes it does not touch masked out.
        written = (1 << 8 * size) - 1 << 8 * offset
        value = value << 8 * offset & written
        state.status &= ~(value & 0xFFFF)
        state.enable = self._merge(state.enable, value >> 16, written >> 16, _ENABLES)
        control = value >> 32 & 0xFFFF
        state.control = self._merge(state.control, control, written >> 32, _CONTROL)
        self._refresh()
        if control & PmControl.SUS_EN and state.control >> 10 & 7 in (SUSPEND_SOFT_OFF, SUSPEND_TO_DISK):
            self._power_off()

    @staticmethod
    def _merge(old: int, value: int, written: int, allowed: int) -> int:
        mask = written & allowed
        return old & ~mask | value & mask

    # --- the general purpose events

    def gpe_read(self, offset: int, size: int) -> int:
        """One IN from the event block: 16 status bits, 16 enables."""
        block = self.state.gpe_status | self.state.gpe_enable << 16
        return block >> 8 * offset & (1 << 8 * size) - 1

    def gpe_write(self, offset: int, size: int, value: int) -> None:
        """One OUT to the event block: a 1 clears a status bit."""
        written = (1 << 8 * size) - 1 << 8 * offset
        value = value << 8 * offset & written
        self.state.gpe_status &= ~(value & 0xFFFF)
        self.state.gpe_enable = self._merge(self.state.gpe_enable, value >> 16, written >> 16, 0xFFFF)
        self._refresh()

    def raise_gpe(self, number: int) -> None:
        """Set the status of event ``number`` (0-15)."""
        self.state.gpe_status |= 1 << (number & 15)
        self._refresh()

    # --- APM control and status (290562, 4.2.5)

    def apm_read(self, offset: int, _size: int) -> int:
        """One IN from 0xB2 or 0xB3."""
        return self.state.apm_status if offset else self.state.apm_control

    def apm_write(self, offset: int, _size: int, value: int) -> None:
        """One OUT to 0xB2 or 0xB3. There is no SMM; what its handler would do for ACPI is done here."""
        value &= 0xFF
        if offset:
            self.state.apm_status = value
            return
        self.state.apm_control = value
        if value == ACPI_ENABLE:
            self.state.control |= PmControl.SCI_EN
        elif value == ACPI_DISABLE:
            self.state.control &= ~PmControl.SCI_EN
        self._refresh()

    # --- timer and interrupt

    def _ticks(self) -> int:
        return self._clock.now_ns() * PM_TIMER_HZ // SECOND_NS

    def _sync(self) -> None:
        turn = self._ticks() // _HALF_TURN
        if turn > self.state.turn:
            self.state.status |= PmStatus.TMROF
        self.state.turn = turn

    def _refresh(self) -> None:
        """Bring status, the SCI and the timer up to date; also the timer's callback."""
        self._sync()
        state = self.state
        pending = state.status & state.enable & _ENABLES or state.gpe_status & state.gpe_enable
        self._sci.set(bool(pending and state.control & PmControl.SCI_EN))
        waiting = bool(state.enable & PmStatus.TMROF and not state.status & PmStatus.TMROF)
        if waiting:
            self._timer.arm(-(-(state.turn + 1) * _HALF_TURN * SECOND_NS // PM_TIMER_HZ))
        elif self._armed:
            self._timer.disarm()
        self._armed = waiting

    def _config_written(self, offset: int, size: int) -> None:
        if offset <= Pm.PMREGMISC and offset + size > Pm.PMBA:
            self.announce()
