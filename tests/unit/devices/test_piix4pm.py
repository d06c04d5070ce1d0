"""ACPI power management."""

from __future__ import annotations

import copy

import pytest

from engine.devices.piix4pm import ACPI_DISABLE, ACPI_ENABLE, Piix4Pm, PmControl, PmIo, PmStatus
from tests.support.clock import ManualClock
from tests.support.irq import RecordingIrq

SECOND = 1_000_000_000
HZ = 3_579_545


class Board:
    """The chip and what it is wired to."""

    def __init__(self, state=None, clock=None):
        self.sci = RecordingIrq()
        self.clock = clock or ManualClock()
        self.offs = []
        self.moves = []
        self.chip = Piix4Pm(
            self.sci.line,
            self.clock,
            lambda: self.offs.append(1),
            pm_moved=self.moves.append,
            state=state,
        )

    def enable_acpi(self, events):
        self.chip.apm_write(0, 1, ACPI_ENABLE)
        self.chip.pm_write(PmIo.PMEN, 2, int(events))

    @property
    def status(self):
        return self.chip.pm_read(PmIo.PMSTS, 2)

    @property
    def timer(self):
        return self.chip.pm_read(PmIo.PMTMR, 4)


class TestConfig:
    def test_reset_state(self):
        pci = Board().chip.pci
        assert pci.read(0, 4) == 0x7113_8086
        assert pci.read(8, 4) >> 8 == 0x068000
        assert pci.read(0x3D, 1) == 1
        assert pci.read(0x40, 4) == 1
        assert pci.read(0x58, 4) == 1 << 25
        assert pci.read(0x90, 4) == 1

    def test_the_block_is_decoded_when_enabled(self):
        board = Board()
        board.chip.pci.write(0x40, 4, 0x0601)
        assert board.moves == []
        board.chip.pci.write(0x80, 1, 0x01)
        assert board.moves == [0x600]
        board.chip.pci.write(0x40, 4, 0xB03F)
        assert board.moves == [0x600, 0xB000]
        board.chip.pci.write(0x80, 1, 0x00)
        assert board.moves == [0x600, 0xB000, None]

    def test_zero_is_no_address(self):
        board = Board()
        board.chip.pci.write(0x80, 1, 0x01)
        assert board.moves == []

    def test_smbus_registers_are_stored(self):
        board = Board()
        board.chip.pci.write(0x90, 4, 0x0701)
        board.chip.pci.write(0xD2, 1, 0x09)
        assert board.chip.pci.read(0x90, 4) == 0x0701
        assert board.chip.pci.read(0xD2, 1) == 0x09

    def test_reset_and_restore(self):
        board = Board()
        board.chip.pci.write(0x40, 4, 0x0601)
        board.chip.pci.write(0x80, 1, 0x01)
        again = Board(copy.deepcopy(board.chip.state))
        again.chip.announce()
        assert again.moves == [0x600]
        board.chip.reset()
        assert board.moves == [0x600, None]
        assert board.chip.state == Board().chip.state


class TestTimer:
    def test_rate(self):
        board = Board()
        board.clock.advance(SECOND)
        assert board.timer == HZ
        board.clock.advance(SECOND)
        assert board.timer == 2 * HZ

    def test_wraps_at_24_bits(self):
        board = Board()
        board.clock.advance(60 * SECOND)
        assert board.timer == 60 * HZ % (1 << 24)
        assert board.chip.pm_read(PmIo.PMTMR + 1, 1) == (60 * HZ >> 8) % 256
        assert board.chip.pm_read(PmIo.PMTMR + 2, 2) == (60 * HZ >> 16) % 256

    def test_overflow_status_at_every_turn_of_the_highest_bit(self):
        board = Board()
        half = -(-(1 << 23) * SECOND // HZ)
        board.clock.advance(half - 1)
        assert not board.status & PmStatus.TMROF
        for _ in range(3):
            board.clock.advance(half)
            assert board.status & PmStatus.TMROF
            board.chip.pm_write(PmIo.PMSTS, 2, PmStatus.TMROF)
            assert not board.status & PmStatus.TMROF

    def test_overflow_interrupts_on_time(self):
        board = Board()
        board.enable_acpi(PmStatus.TMROF)
        half = -(-(1 << 23) * SECOND // HZ)
        board.clock.advance(half - 1)
        assert board.sci.changes == []
        board.clock.advance(1)
        assert board.sci.changes == [1]
        board.chip.pm_write(PmIo.PMSTS, 2, PmStatus.TMROF)
        assert board.sci.changes == [1, 0]
        board.clock.advance(half)
        assert board.sci.changes == [1, 0, 1]

    def test_reset_forgets_turns_that_nobody_looked_at(self):
        board = Board()
        board.clock.advance(10 * SECOND)
        board.chip.reset()
        assert board.status == 0

    def test_no_alarm_is_armed_while_nobody_asked(self):
        board = Board()
        assert board.clock.armed() == []
        board.enable_acpi(PmStatus.TMROF)
        assert len(board.clock.armed()) == 1
        board.chip.pm_write(PmIo.PMEN, 2, 0)
        assert board.clock.armed() == []


class TestPowerButton:
    def test_tells_a_guest_that_listens(self):
        board = Board()
        board.enable_acpi(PmStatus.PWRBTN)
        assert board.chip.acpi_listens
        board.chip.press_power_button()
        assert board.sci.level
        assert board.status == PmStatus.PWRBTN
        board.chip.pm_write(PmIo.PMSTS + 1, 1, 0x01)
        assert board.status == 0
        assert not board.sci.level
        assert board.offs == []

    def test_no_interrupt_without_acpi_mode(self):
        board = Board()
        board.chip.pm_write(PmIo.PMEN, 2, PmStatus.PWRBTN)
        board.chip.press_power_button()
        assert not board.chip.acpi_listens
        assert board.sci.changes == []
        board.chip.apm_write(0, 1, ACPI_ENABLE)
        assert board.sci.level
        board.chip.apm_write(0, 1, ACPI_DISABLE)
        assert not board.sci.level

    def test_a_restored_chip_raises_its_line(self):
        board = Board()
        board.enable_acpi(PmStatus.PWRBTN)
        board.chip.press_power_button()
        again = Board(copy.deepcopy(board.chip.state))
        assert again.sci.level
        again.chip.reset()
        assert not again.sci.level


class TestControl:
    def test_registers_are_read_in_any_width(self):
        board = Board()
        board.enable_acpi(PmStatus.PWRBTN | PmStatus.GBL)
        board.chip.press_power_button()
        assert board.chip.pm_read(0, 4) == 0x0120_0100
        assert board.chip.pm_read(1, 1) == 0x01
        assert board.chip.pm_read(PmIo.PMCNTRL, 2) == PmControl.SCI_EN
        assert board.chip.pm_read(PmIo.PMCNTRL + 2, 4) == 0
        assert board.chip.pm_read(0x20, 4) == 0

    def test_a_byte_write_leaves_its_neighbour(self):
        board = Board()
        board.chip.pm_write(PmIo.PMEN, 2, 0x0121)
        board.chip.pm_write(PmIo.PMEN, 1, 0x00)
        assert board.chip.pm_read(PmIo.PMEN, 2) == 0x0100

    @pytest.mark.parametrize(("kind", "off"), [(0, True), (1, False), (2, True), (3, False), (5, False)])
    def test_sleep_types(self, kind, off):
        board = Board()
        board.chip.pm_write(PmIo.PMCNTRL, 2, kind << 10 | PmControl.SCI_EN)
        assert board.offs == []
        board.chip.pm_write(PmIo.PMCNTRL, 2, kind << 10 | PmControl.SUS_EN | PmControl.SCI_EN)
        assert bool(board.offs) == off
        assert not board.chip.pm_read(PmIo.PMCNTRL, 2) & PmControl.SUS_EN

    def test_power_off_by_the_high_byte(self):
        board = Board()
        board.chip.pm_write(PmIo.PMCNTRL + 1, 1, PmControl.SUS_EN >> 8)
        assert board.offs == [1]

    def test_apm_ports_keep_what_was_written(self):
        board = Board()
        board.chip.apm_write(0, 1, 0x12)
        board.chip.apm_write(1, 1, 0x34)
        assert (board.chip.apm_read(0, 1), board.chip.apm_read(1, 1)) == (0x12, 0x34)

    def test_general_purpose_events(self):
        board = Board()
        board.chip.apm_write(0, 1, ACPI_ENABLE)
        board.chip.raise_gpe(1)
        assert board.sci.changes == []
        board.chip.gpe_write(2, 1, 0x02)
        assert board.sci.changes == [1]
        assert board.chip.gpe_read(0, 4) == 0x0002_0002
        board.chip.gpe_write(0, 2, 0x0002)
        assert board.sci.changes == [1, 0]
        assert board.chip.gpe_read(0, 4) == 0x0002_0000
