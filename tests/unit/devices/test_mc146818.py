"""The real-time clock: its calendar, its interrupts to the tick, its memory."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from engine.devices.mc146818 import Cmos, Mc146818, StatusB, StatusC, civil_from_days, days_from_civil
from tests.support.clock import ManualClock
from tests.support.irq import RecordingIrq

SECOND = 1_000_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
H24 = int(StatusB.HOURS_24)
BINARY = int(StatusB.DM)


def bcd(value):
    return value // 10 << 4 | value % 10


class Rtc:
    """The chip, its wires, and a guest's two ways to reach a register."""

    def __init__(self, when=None, state=None):
        wall = ((when or datetime(2024, 2, 28, 23, 59, 0, tzinfo=UTC)) - EPOCH) // timedelta(microseconds=1)
        self.irq = RecordingIrq()
        self.clock = ManualClock(wall_ns=wall * 1000)
        self.chip = Mc146818(self.irq.line, self.clock, state)

    def __getitem__(self, index):
        self.chip.write(0, 1, index)
        return self.chip.read(1, 1)

    def __setitem__(self, index, value):
        self.chip.write(0, 1, index)
        self.chip.write(1, 1, value)

    def set(self, when, weekday=None):
        """Set the clock in 24-hour BCD, the way an operating system does."""
        self[Cmos.STATUS_B] = self[Cmos.STATUS_B] | StatusB.SET
        self[Cmos.CENTURY], self[Cmos.YEAR] = bcd(when.year // 100), bcd(when.year % 100)
        self[Cmos.MONTH], self[Cmos.DAY_OF_MONTH] = bcd(when.month), bcd(when.day)
        self[Cmos.HOURS], self[Cmos.MINUTES] = bcd(when.hour), bcd(when.minute)
        self[Cmos.SECONDS] = bcd(when.second)
        self[Cmos.DAY_OF_WEEK] = when.isoweekday() % 7 + 1 if weekday is None else weekday
        self[Cmos.STATUS_B] = self[Cmos.STATUS_B] & ~StatusB.SET

    def time(self):
        """The registers as (year, month, day, hour, minute, second), from 24-hour BCD."""
        registers = (Cmos.MONTH, Cmos.DAY_OF_MONTH, Cmos.HOURS, Cmos.MINUTES, Cmos.SECONDS)
        month, day, hour, minute, second = (int(f"{self[each]:x}") for each in registers)
        year = int(f"{self[Cmos.CENTURY]:x}{self[Cmos.YEAR]:02x}")
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


class TestCalendar:
    def test_agrees_with_datetime(self):
        chance = Random(146818)
        for _ in range(3000):
            days = chance.randrange(-700_000, 2_900_000)
            when = EPOCH + timedelta(days=days)
            assert civil_from_days(days) == (when.year, when.month, when.day)
            assert days_from_civil(when.year, when.month, when.day) == days

    def test_clock_shows_the_host_time(self):
        chance = Random(8)
        for _ in range(300):
            when = EPOCH + timedelta(seconds=chance.randrange(4_000_000_000))
            rtc = Rtc(when)
            assert rtc.time() == when
            assert rtc[Cmos.DAY_OF_WEEK] == when.isoweekday() % 7 + 1

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (datetime(2024, 2, 28, 23, 59, 59), datetime(2024, 2, 29)),
            (datetime(2024, 2, 29, 23, 59, 59), datetime(2024, 3, 1)),
            (datetime(2023, 2, 28, 23, 59, 59), datetime(2023, 3, 1)),
            (datetime(2000, 2, 28, 23, 59, 59), datetime(2000, 2, 29)),
            (datetime(2100, 2, 28, 23, 59, 59), datetime(2100, 3, 1)),
            (datetime(1999, 12, 31, 23, 59, 59), datetime(2000, 1, 1)),
        ],
    )
    def test_midnight(self, before, after):
        rtc = Rtc()
        rtc.set(before)
        rtc.clock.advance(SECOND)
        assert rtc.time() == after.replace(tzinfo=UTC)
        assert rtc[Cmos.DAY_OF_WEEK] == after.isoweekday() % 7 + 1


class TestFormats:
    @pytest.mark.parametrize("hour", range(24))
    def test_hours_in_every_format(self, hour):
        rtc = Rtc(datetime(2024, 5, 1, hour, 30, tzinfo=UTC))
        twelve, pm = hour % 12 or 12, 0x80 if hour >= 12 else 0
        for control, expected in (
            (H24, bcd(hour)),
            (H24 | BINARY, hour),
            (0, bcd(twelve) | pm),
            (BINARY, twelve | pm),
        ):
            rtc[Cmos.STATUS_B] = control
            assert rtc[Cmos.HOURS] == expected
            # What is read can be written: the same time comes back.
            rtc[Cmos.HOURS] = expected
            rtc[Cmos.STATUS_B] = H24
            assert rtc.time() == datetime(2024, 5, 1, hour, 30, tzinfo=UTC)

    def test_binary_date(self):
        rtc = Rtc(datetime(2059, 12, 31, 1, 2, 59, tzinfo=UTC))
        rtc[Cmos.STATUS_B] = H24 | BINARY
        registers = (Cmos.CENTURY, Cmos.YEAR, Cmos.MONTH, Cmos.DAY_OF_MONTH, Cmos.SECONDS)
        assert [rtc[each] for each in registers] == [20, 59, 12, 31, 59]


class TestSetting:
    def test_guest_time_is_an_offset_that_lasts(self):
        rtc = Rtc()
        rtc.set(datetime(1987, 6, 5, 4, 3, 2))
        rtc.clock.advance(90 * SECOND)
        assert rtc.time() == datetime(1987, 6, 5, 4, 4, 32, tzinfo=UTC)
        rtc.clock.advance_wall(SECOND)
        assert rtc.time() == datetime(1987, 6, 5, 4, 4, 33, tzinfo=UTC)

    def test_set_stops_the_registers(self):
        rtc = Rtc()
        rtc[Cmos.STATUS_B] = H24 | StatusB.SET
        before = rtc.time()
        rtc[Cmos.SECONDS] = 0x77
        rtc.clock.advance(5 * SECOND)
        assert rtc[Cmos.SECONDS] == 0x77
        rtc[Cmos.SECONDS] = 0x00
        assert rtc.time() == before
        rtc[Cmos.STATUS_B] = H24
        rtc.clock.advance(SECOND)
        assert rtc.time() == before + timedelta(seconds=1)

    def test_set_clears_the_update_interrupt_enable(self):
        rtc = Rtc()
        rtc[Cmos.STATUS_B] = H24 | StatusB.UIE
        rtc[Cmos.STATUS_B] = H24 | StatusB.UIE | StatusB.SET
        assert rtc[Cmos.STATUS_B] == H24 | StatusB.SET

    def test_a_field_can_be_written_while_running(self):
        rtc = Rtc()
        rtc[Cmos.MINUTES] = 0x10
        assert rtc.time() == datetime(2024, 2, 28, 23, 10, 0, tzinfo=UTC)

    def test_day_of_week_is_the_guests_own(self):
        rtc = Rtc()
        rtc.set(datetime(2024, 2, 28, 23, 59, 59), weekday=7)
        assert rtc[Cmos.DAY_OF_WEEK] == 7
        rtc.clock.advance(SECOND)
        assert rtc[Cmos.DAY_OF_WEEK] == 1

    def test_no_date_is_carried_over(self):
        rtc = Rtc()
        rtc[Cmos.STATUS_B] = H24 | StatusB.SET
        rtc[Cmos.MONTH], rtc[Cmos.DAY_OF_MONTH] = 0x13, 0x32
        rtc[Cmos.STATUS_B] = H24
        assert rtc.time().date().isoformat() == "2025-02-01"

    @pytest.mark.parametrize("control", [0, H24, BINARY, H24 | BINARY])
    def test_any_bytes_at_all(self, control):
        chance = Random(control)
        rtc = Rtc()
        for _ in range(500):
            rtc[Cmos.STATUS_B] = control | StatusB.SET
            for index in (0, 2, 4, 6, 7, 8, 9, 0x32):
                rtc[index] = chance.randrange(256)
            rtc[Cmos.STATUS_B] = control
            rtc.clock.advance(SECOND)
            assert all(0 <= rtc[index] < 256 for index in range(10))

    def test_divider_reset_stops_the_clock_and_starts_it_half_a_second_early(self):
        rtc = Rtc()
        rtc.clock.advance(300_000_000)
        rtc[Cmos.STATUS_A] = 0x76
        rtc.clock.advance(10 * SECOND)
        assert rtc.time().second == 0
        rtc[Cmos.STATUS_A] = 0x26
        rtc.clock.advance(499_999_999)
        assert rtc.time().second == 0
        rtc.clock.advance(1)
        assert rtc.time().second == 1


class TestUpdate:
    def test_uip_is_up_for_2228_us_before_the_second(self):
        rtc = Rtc()
        up = []
        for _ in range(10_000):
            if rtc[Cmos.STATUS_A] & 0x80:
                up.append(rtc.clock.now_ns())
            rtc.clock.advance(100_000)
        assert up[0] == 997_800_000
        assert up[-1] == 999_900_000
        rtc[Cmos.STATUS_B] = H24 | StatusB.SET
        rtc.clock.advance(999_000_000)
        assert not rtc[Cmos.STATUS_A] & 0x80

    def test_update_interrupts_every_second(self):
        rtc = Rtc()
        rtc.clock.advance(250_000_000)
        rtc[Cmos.STATUS_B] = H24 | StatusB.UIE
        rtc[Cmos.STATUS_C]
        times = []
        for _ in range(500):
            rtc.clock.advance(10_000_000)
            if rtc.irq.level:
                times.append(rtc.clock.now_ns())
                assert rtc[Cmos.STATUS_C] & 0x90 == 0x90
        assert times == [n * SECOND for n in range(1, 6)]

    def test_flags_come_without_enables_and_without_alarms(self):
        rtc = Rtc()
        assert rtc[Cmos.STATUS_C] == 0
        rtc.clock.advance(SECOND)
        assert rtc.clock.armed() == []
        assert rtc[Cmos.STATUS_C] == StatusC.UF | StatusC.PF
        assert rtc[Cmos.STATUS_C] == 0
        assert rtc.irq.changes == []

    def test_an_enable_taken_back_leaves_no_alarm_armed(self):
        rtc = Rtc()
        rtc[Cmos.STATUS_B] = H24 | StatusB.UIE
        assert rtc.clock.armed() == [SECOND]
        rtc[Cmos.STATUS_B] = H24
        assert rtc.clock.armed() == []

    def test_setting_the_clock_is_no_passing_of_time(self):
        rtc = Rtc()
        rtc.set(datetime(2031, 1, 1))
        assert not rtc[Cmos.STATUS_C] & (StatusC.UF | StatusC.AF)

    def test_enabling_after_the_flag_interrupts_at_once(self):
        rtc = Rtc()
        rtc.clock.advance(SECOND)
        rtc[Cmos.STATUS_B] = H24 | StatusB.UIE
        assert rtc.irq.level
        rtc[Cmos.STATUS_B] = H24
        assert rtc[Cmos.STATUS_C] & StatusC.UF


class TestPeriodic:
    # Interrupts in exactly 2 seconds, by rate selection, from table 5 with a 32.768 kHz time base.
    COUNTS = (512, 256, 16384, 8192, 4096, 2048, 1024, 512, 256, 128, 64, 32, 16, 8, 4)

    @pytest.mark.parametrize(("rate", "count"), tuple(enumerate(COUNTS, start=1)))
    def test_rates_are_exact(self, rate, count):
        rtc = Rtc()
        rtc[Cmos.STATUS_A] = 0x20 | rate
        rtc[Cmos.STATUS_B] = H24 | StatusB.PIE
        for n in range(1, count + 1):
            due = -(-2 * SECOND * n // count)
            rtc.clock.advance(due - 1 - rtc.clock.now_ns())
            assert not rtc.irq.level
            rtc.clock.advance(1)
            assert rtc.irq.level
            assert rtc[Cmos.STATUS_C] & 0xC0 == 0xC0
        assert rtc.irq.rises == count
        assert rtc.clock.now_ns() == 2 * SECOND

    def test_rate_zero_is_none(self):
        rtc = Rtc()
        rtc[Cmos.STATUS_A] = 0x20
        rtc[Cmos.STATUS_B] = H24 | StatusB.PIE
        rtc[Cmos.STATUS_C]
        rtc.clock.advance(10 * SECOND)
        assert rtc.irq.changes == []
        assert not rtc[Cmos.STATUS_C] & StatusC.PF

    def test_a_guest_that_does_not_answer_costs_one_interrupt(self):
        rtc = Rtc()
        rtc[Cmos.STATUS_A] = 0x23
        rtc[Cmos.STATUS_B] = H24 | StatusB.PIE
        assert rtc.clock.advance(SECOND) == 1
        assert rtc.irq.changes == [1]

    def test_a_beat_during_the_answer_is_an_edge_of_its_own(self):
        rtc = Rtc()
        rtc[Cmos.STATUS_B] = H24 | StatusB.PIE  # 1,024 Hz
        rtc.clock.advance(1_900_000)
        rises = rtc.irq.rises
        still, looks = rtc.clock.now_ns(), []

        def later() -> int:
            """The first look at the clock is before the second beat, all others behind it."""
            looks.append(None)
            return still + (0 if len(looks) <= 1 else 100_000)

        rtc.clock.now_ns = later
        assert rtc[Cmos.STATUS_C] & StatusC.PF
        assert rtc.irq.level and rtc.irq.rises == rises + 1
        assert rtc.irq.changes[-2:] == [0, 1]

    def test_a_late_answer_loses_ticks_but_not_the_beat(self):
        rtc = Rtc()
        rtc[Cmos.STATUS_B] = H24 | StatusB.PIE  # 1,024 Hz
        rtc.clock.advance(10_000_000)
        rtc[Cmos.STATUS_C]
        # The eleventh beat, 11/1024 s, not 1/1024 s after the answer.
        assert rtc.clock.armed() == [-(-11 * SECOND // 1024)]


class TestAlarm:
    def test_goes_off_at_its_time(self):
        rtc = Rtc(datetime(2024, 3, 1, 6, 59, 0, tzinfo=UTC))
        rtc[Cmos.HOURS_ALARM], rtc[Cmos.MINUTES_ALARM], rtc[Cmos.SECONDS_ALARM] = 0x07, 0x00, 0x30
        rtc[Cmos.STATUS_B] = H24 | StatusB.AIE
        rtc.clock.advance(90 * SECOND - 1)
        assert rtc.irq.changes == []
        rtc.clock.advance(1)
        assert rtc.irq.changes == [1]
        assert rtc[Cmos.STATUS_C] & StatusC.AF
        rtc.clock.advance(3600 * SECOND)
        assert rtc.irq.changes == [1, 0]

    @pytest.mark.parametrize("control", [H24, 0, H24 | BINARY, BINARY])
    def test_twelve_hour_and_binary_alarms(self, control):
        hour = {H24: 0x13, 0: 0x81, H24 | BINARY: 13, BINARY: 0x81}[control]
        rtc = Rtc(datetime(2024, 3, 1, 0, 30, 0, tzinfo=UTC))
        rtc[Cmos.STATUS_B] = control
        rtc[Cmos.HOURS_ALARM], rtc[Cmos.MINUTES_ALARM], rtc[Cmos.SECONDS_ALARM] = hour, 0, 0
        rtc[Cmos.STATUS_C]
        rtc.clock.advance(12 * 3600 * SECOND)
        assert not rtc[Cmos.STATUS_C] & StatusC.AF
        rtc.clock.advance(1800 * SECOND)
        assert rtc[Cmos.STATUS_C] & StatusC.AF

    def test_agrees_with_looking_at_every_second(self):
        chance = Random(5)
        for _ in range(150):
            rtc = Rtc(datetime(2024, 1, 1, chance.randrange(24), 58, 30, tzinfo=UTC))
            alarm = [chance.choice((None, chance.randrange(60))) for _ in range(2)]
            alarm.append(chance.choice((None, chance.randrange(24))))
            for index, part in zip((1, 3, 5), alarm, strict=True):
                rtc[index] = 0xC0 | chance.randrange(64) if part is None else bcd(part)
            rtc[Cmos.STATUS_C]
            span = chance.choice((5, 70, 4000))
            start = rtc.clock.wall_ns() // SECOND
            expected = any(
                all(part is None or part == value for part, value in zip(alarm, parts, strict=True))
                for parts in ((s % 60, s // 60 % 60, s // 3600 % 24) for s in range(start + 1, start + span + 1))
            )
            rtc.clock.advance(span * SECOND)
            assert bool(rtc[Cmos.STATUS_C] & StatusC.AF) == expected, (alarm, span)

    def test_a_time_already_past_is_not_made_up_for(self):
        rtc = Rtc(datetime(2024, 3, 1, 6, 59, 0, tzinfo=UTC))
        rtc[Cmos.HOURS_ALARM] = rtc[Cmos.MINUTES_ALARM] = 0xFF
        rtc.clock.advance(10 * SECOND)
        rtc[Cmos.SECONDS_ALARM] = 0x05
        assert not rtc[Cmos.STATUS_C] & StatusC.AF
        rtc.clock.advance(56 * SECOND)
        assert rtc[Cmos.STATUS_C] & StatusC.AF

    @pytest.mark.parametrize(("index", "byte"), [(1, 0x7A), (3, 0x60), (5, 0x24), (5, 0x1A)])
    def test_what_is_no_time_never_comes(self, index, byte):
        rtc = Rtc()
        rtc[1] = rtc[3] = rtc[5] = 0xFF
        rtc[index] = byte
        rtc[Cmos.STATUS_C]
        rtc.clock.advance(3 * 86_400 * SECOND)
        assert not rtc[Cmos.STATUS_C] & StatusC.AF


class TestMemory:
    @pytest.mark.parametrize(
        ("below", "above", "base", "extended", "above_16m"),
        [
            (512 << 10, 0, 512, 0, 0),
            (1 << 20, 0, 640, 0, 0),
            (16 << 20, 0, 640, 15 << 10, 0),
            (256 << 20, 0, 640, 0xFFFF, 240 * 16),
            (3 << 30, 5 << 30, 640, 0xFFFF, (3072 - 16) * 16),
        ],
    )
    def test_sizes(self, below, above, base, extended, above_16m):
        rtc = Rtc()
        rtc.chip.set_memory(below, above)
        assert rtc[0x15] | rtc[0x16] << 8 == base
        assert rtc[0x17] | rtc[0x18] << 8 == extended
        assert rtc[0x30] | rtc[0x31] << 8 == extended
        assert rtc[0x34] | rtc[0x35] << 8 == above_16m
        assert (rtc[0x5B] | rtc[0x5C] << 8 | rtc[0x5D] << 16) << 16 == above

    @pytest.mark.parametrize(
        ("order", "first_two", "third"),
        [("cda", 0x32, 0x10), ("d", 0x03, 0x00), ("acn", 0x21, 0x40), ("ndca", 0x34, 0x20)],
    )
    def test_boot_order(self, order, first_two, third):
        rtc = Rtc()
        rtc.chip.set_boot_order(order)
        assert (rtc[0x3D], rtc[0x38]) == (first_two, third)

    def test_wiring_mistakes(self):
        rtc = Rtc()
        with pytest.raises(ValueError, match="boot order"):
            rtc.chip.set_boot_order("cx")
        for index, value in ((Cmos.STATUS_B, 0), (0x80, 0), (0x20, 256)):
            with pytest.raises(ValueError, match="CMOS byte"):
                rtc.chip.put(index, value)

    def test_floppies_and_cpus(self):
        rtc = Rtc()
        rtc.chip.set_floppies(4)
        rtc.chip.set_cpus(2)
        assert (rtc[0x10], rtc[0x14], rtc[0x5F]) == (0x40, 0x07, 1)
        rtc.chip.set_floppies(4, 4)
        assert (rtc[0x10], rtc[0x14]) == (0x44, 0x47)
        rtc.chip.set_floppies(0)
        assert (rtc[0x10], rtc[0x14]) == (0x00, 0x06)

    def test_shutdown_status(self):
        rtc = Rtc()
        rtc[0x8F] = 0x0A  # with the NMI mask bit
        assert rtc.chip.shutdown_status == 0x0A
        assert rtc[0x0F] == 0x0A

    def test_reset_keeps_memory_and_time(self):
        rtc = Rtc()
        rtc[0x40] = 0x77
        rtc.set(datetime(1999, 1, 2, 3, 4, 5))
        rtc[Cmos.STATUS_B] = H24 | StatusB.PIE | StatusB.UIE | StatusB.AIE
        rtc.clock.advance(SECOND)
        assert rtc.irq.level
        rtc.chip.reset()
        assert not rtc.irq.level
        assert rtc.clock.armed() == []
        assert (rtc[0x40], rtc[Cmos.STATUS_B], rtc[Cmos.STATUS_C]) == (0x77, H24, 0)
        assert rtc.time() == datetime(1999, 1, 2, 3, 4, 6, tzinfo=UTC)

    def test_read_only_registers(self):
        rtc = Rtc()
        rtc[Cmos.STATUS_C] = rtc[Cmos.STATUS_D] = 0x55
        assert (rtc[Cmos.STATUS_C], rtc[Cmos.STATUS_D]) == (0, 0x80)
        rtc[Cmos.STATUS_A] = 0xFF
        assert rtc[Cmos.STATUS_A] == 0x7F
        assert rtc.chip.read(0, 1) == 0xFF

    def test_a_restored_chip_raises_its_line_and_arms_its_alarm(self):
        rtc = Rtc()
        rtc[Cmos.STATUS_B] = H24 | StatusB.UIE
        again = Rtc(state=copy.deepcopy(rtc.chip.state))
        assert again.clock.armed() == [SECOND]
        again.clock.advance(SECOND)
        third = Rtc(state=copy.deepcopy(again.chip.state))
        assert third.irq.level
