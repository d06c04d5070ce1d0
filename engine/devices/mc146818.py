"""Real-time clock and CMOS memory: Motorola MC146818A, ports 0x70 (index) and 0x71 (data), IRQ 8.

After Motorola's data sheet "MC146818A Real-Time Clock Plus RAM (RTC)" (MC146818A/D), as wired in the IBM PC/AT,
with 128 bytes and a century byte at 0x32. Nothing ticks: the time is the host's plus an offset, and an alarm of
the guest clock is armed only while an interrupt is enabled.
"""

from __future__ import annotations

import msgspec

from engine.bus.clock import Clock
from engine.bus.irq import IrqLine

SECOND_NS = 1_000_000_000
DAY_S = 86_400
TIME_BASE_HZ = 32_768
# UIP rises 244 us before the update, which takes 1984 us with a 32 kHz time base (table 6).
UPDATE_NS = 244_000 + 1_984_000


class Cmos:
    """Addresses: the data sheet's up to STATUS_D, then what PC firmware keeps in the RAM."""

    SECONDS = 0x00
    SECONDS_ALARM = 0x01
    MINUTES = 0x02
    MINUTES_ALARM = 0x03
    HOURS = 0x04
    HOURS_ALARM = 0x05
    DAY_OF_WEEK = 0x06
    DAY_OF_MONTH = 0x07
    MONTH = 0x08
    YEAR = 0x09
    STATUS_A = 0x0A
    STATUS_B = 0x0B
    STATUS_C = 0x0C
    STATUS_D = 0x0D
    SHUTDOWN = 0x0F
    FLOPPY_TYPES = 0x10
    EQUIPMENT = 0x14
    BASE_MEMORY = 0x15
    EXTENDED_MEMORY = 0x17
    EXTENDED_MEMORY_2 = 0x30
    CENTURY = 0x32
    MEMORY_ABOVE_16M = 0x34
    BOOT_3 = 0x38
    BOOT_1_2 = 0x3D
    MEMORY_ABOVE_4G = 0x5B
    CPU_COUNT = 0x5F


class StatusB:
    """Register B. DM 1 is binary, 0 BCD; HOURS_24 0 is a 12-hour clock with bit 7 for PM."""

    DSE = 1 << 0
    HOURS_24 = 1 << 1
    DM = 1 << 2
    SQWE = 1 << 3
    UIE = 1 << 4
    AIE = 1 << 5
    PIE = 1 << 6
    SET = 1 << 7


class StatusC:
    """Register C; its flags stand at the places of their enables in B."""

    UF = 1 << 4
    AF = 1 << 5
    PF = 1 << 6
    IRQF = 1 << 7


UIP = 1 << 7
VRT = 1 << 7
_FLAGS = 0x70
_TIME = frozenset(
    (
        Cmos.SECONDS,
        Cmos.MINUTES,
        Cmos.HOURS,
        Cmos.DAY_OF_WEEK,
        Cmos.DAY_OF_MONTH,
        Cmos.MONTH,
        Cmos.YEAR,
        Cmos.CENTURY,
    )
)
_BOOT_CODE = {"a": 1, "c": 2, "d": 3, "n": 4}
_KIB = 1 << 10
_MIB = 1 << 20


def _fresh_ram() -> bytearray:
    ram = bytearray(128)
    ram[Cmos.STATUS_A] = 0x26  # 32,768 Hz time base, 1,024 Hz periodic rate: what PC firmware sets
    ram[Cmos.STATUS_B] = StatusB.HOURS_24
    ram[Cmos.STATUS_D] = VRT
    return ram


class Mc146818State(msgspec.Struct):
    """The 128 bytes (time registers only count while the clock is stopped), the index last written, and
    where the clock stands: ``offset_ns`` from the host's time, ``weekday_shift`` in days from the calendar's,
    ``second`` and ``period`` the last update and periodic tick that flags were set for."""

    ram: bytearray = msgspec.field(default_factory=_fresh_ram)
    index: int = 0
    offset_ns: int = 0
    weekday_shift: int = 0
    second: int = 0
    period: int = 0


def days_from_civil(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 to a date of the Gregorian calendar; a day beyond its month runs on."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def civil_from_days(days: int) -> tuple[int, int, int]:
    """Year, month, day of the day ``days`` after 1970-01-01."""
    era, of_era = divmod(days + 719_468, 146_097)
    years = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * years + years // 4 - years // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return era * 400 + years + (month <= 2), month, of_year - (153 * shifted + 2) // 5 + 1


class Mc146818:
    """The chip. ``read`` and ``write`` answer at ports 0x70-0x71, one byte wide. The memory is
    battery-backed: ``reset`` leaves it and the time alone."""

    BASE = 0x70
    LENGTH = 2

    def __init__(self, irq: IrqLine, clock: Clock, state: Mc146818State | None = None) -> None:
        self._irq = irq
        self._clock = clock
        self._timer = clock.timer(self._refresh)
        self._armed: int | None = None
        self.state = state if state is not None else Mc146818State()
        if state is None:
            self._sync()
            self._ram[Cmos.STATUS_C] = 0
        self._refresh()

    def reset(self) -> None:
        """The RESET pin: interrupts off, flags clear (data sheet, "RESET"). Time and memory stay."""
        self._sync()
        self.state.index = 0
        enables = StatusB.PIE | StatusB.AIE | StatusB.UIE | StatusB.SQWE
        self._ram[Cmos.STATUS_B] &= ~enables & 0xFF
        self._ram[Cmos.STATUS_C] = 0
        self._refresh()

    # --- what the machine's builder sets

    def get(self, index: int) -> int:
        """A byte of the CMOS memory as stored."""
        return self._ram[index & 0x7F]

    def put(self, index: int, value: int) -> None:
        """Set a byte of the CMOS memory, for firmware to read: not one of the clock's own registers."""
        if index not in range(Cmos.STATUS_D + 1, 128) or value not in range(256):
            raise ValueError(f"CMOS byte {index:#x} cannot be set to {value}")
        self._ram[index] = value

    def set_memory(self, below_4g: int, above_4g: int = 0) -> None:
        """Fill in the memory size, in bytes, as a PC's firmware keeps it and SeaBIOS reads it."""
        extended_kib = min(max(below_4g - _MIB, 0) // _KIB, 0xFFFF)
        above_16m = min(max(below_4g - 16 * _MIB, 0) // (64 * _KIB), 0xFFFF)
        self._put_many(Cmos.BASE_MEMORY, min(below_4g // _KIB, 640), 2)
        self._put_many(Cmos.EXTENDED_MEMORY, extended_kib, 2)
        self._put_many(Cmos.EXTENDED_MEMORY_2, extended_kib, 2)
        self._put_many(Cmos.MEMORY_ABOVE_16M, above_16m, 2)
        self._put_many(Cmos.MEMORY_ABOVE_4G, min(above_4g // (64 * _KIB), 0xFF_FFFF), 3)

    def set_boot_order(self, order: str) -> None:
        """Where to boot from, up to three of "a" floppy, "c" disk, "d" CD, "n" network, first one first."""
        if set(order) - set(_BOOT_CODE):
            raise ValueError(f"boot order {order!r}")
        codes = [_BOOT_CODE[letter] for letter in order[:3]] + [0, 0, 0]
        self.put(Cmos.BOOT_1_2, codes[1] << 4 | codes[0])
        self.put(Cmos.BOOT_3, codes[2] << 4)

    def set_floppies(self, first: int, second: int = 0) -> None:
        """The types of the floppy drives (0 none, 2 1.2 MB, 4 1.44 MB, 5 2.88 MB), and the equipment byte."""
        drives = bool(first) + bool(second)
        self.put(Cmos.FLOPPY_TYPES, first << 4 | second)
        # A coprocessor (bit 1), a mouse port (bit 2), a display found by its own ROM (bits 5-4 zero).
        self.put(Cmos.EQUIPMENT, (drives - 1 << 6 | 1 if drives else 0) | 0x06)

    def set_cpus(self, count: int) -> None:
        """How many CPUs firmware should wait for."""
        self.put(Cmos.CPU_COUNT, count - 1)

    @property
    def shutdown_status(self) -> int:
        """Byte 0x0F: what firmware is to do after a reset."""
        return self._ram[Cmos.SHUTDOWN]

    # --- ports

    def read(self, offset: int, size: int) -> int:
        """One IN. The index register cannot be read back."""
        if offset != 1:
            return (1 << 8 * size) - 1
        index = self.state.index
        if index == Cmos.STATUS_A:
            return self._ram[index] | (UIP if self._updating() else 0)
        if index == Cmos.STATUS_C:
            return self._read_flags()
        return self._fields()[index] if index in _TIME and self._running() else self._ram[index]

    def write(self, offset: int, _size: int, value: int) -> None:
        """One OUT. Bit 7 of the index masks NMIs on an AT; there are none."""
        value &= 0xFF
        if offset == 0:
            self.state.index = value & 0x7F
            return
        index = self.state.index
        if index in (Cmos.STATUS_A, Cmos.STATUS_B):
            self._write_control(index, value)
        elif index in _TIME:
            self._write_time(index, value)
        elif index not in (Cmos.STATUS_C, Cmos.STATUS_D):
            self._sync()  # an alarm byte must not change what has passed already
            self._ram[index] = value

    def _read_flags(self) -> int:
        self._sync()
        flags = self._ram[Cmos.STATUS_C]
        self._ram[Cmos.STATUS_C] = 0
        # The line falls even if the next event comes at this very moment: an edge is what the 8259 waits for.
        self._irq.set(False)
        self._refresh()
        return flags

    def _write_control(self, index: int, value: int) -> None:
        self._sync()
        was_running, was_held = self._running(), self._held()
        fields = self._fields() if was_running else {}
        if index == Cmos.STATUS_A:
            self._ram[index] = value & ~UIP
        else:
            self._ram[index] = value & ~StatusB.UIE if value & StatusB.SET else value
        if was_held and not self._held():
            # The first update comes half a second after the divider chain is let go (register A, DV2-DV0).
            self.state.offset_ns += SECOND_NS // 2 - self._now() % SECOND_NS
        if was_running and not self._running():
            for at, byte in fields.items():
                self._ram[at] = byte
        elif not was_running and self._running():
            self._adopt()
        self.state.period = self._period_index()
        self._refresh()

    def _write_time(self, index: int, value: int) -> None:
        if not self._running():
            self._ram[index] = value
            return
        self._sync()
        for at, byte in self._fields().items():
            self._ram[at] = byte
        self._ram[index] = value
        self._adopt()
        self._refresh()

    # --- the time

    @property
    def _ram(self) -> bytearray:
        return self.state.ram

    def _now(self) -> int:
        return self._clock.wall_ns() + self.state.offset_ns

    def _held(self) -> bool:
        """Whether the divider chain is held at reset (DV above 2)."""
        return (self._ram[Cmos.STATUS_A] >> 4 & 7) > 2

    def _running(self) -> bool:
        return not self._held() and not self._ram[Cmos.STATUS_B] & StatusB.SET

    def _updating(self) -> bool:
        return self._running() and self._now() % SECOND_NS >= SECOND_NS - UPDATE_NS

    def _encode(self, value: int) -> int:
        if self._ram[Cmos.STATUS_B] & StatusB.DM:
            return value
        return value // 10 % 10 << 4 | value % 10

    def _decode(self, value: int) -> int:
        if self._ram[Cmos.STATUS_B] & StatusB.DM:
            return value
        return (value >> 4) * 10 + (value & 0xF)

    def _encode_hour(self, hour: int) -> int:
        if self._ram[Cmos.STATUS_B] & StatusB.HOURS_24:
            return self._encode(hour)
        return self._encode(hour % 12 or 12) | (0x80 if hour >= 12 else 0)

    def _decode_hour(self, value: int) -> int:
        if self._ram[Cmos.STATUS_B] & StatusB.HOURS_24:
            return self._decode(value)
        return self._decode(value & 0x7F) % 12 + (12 if value & 0x80 else 0)

    def _fields(self) -> dict[int, int]:
        """The time registers of the running clock, as the guest reads them now."""
        days, second = divmod(self._now() // SECOND_NS, DAY_S)
        year, month, day = civil_from_days(days)
        # 1970-01-01 was a Thursday, the fifth day of a week that begins on Sunday.
        weekday = (days + 4 + self.state.weekday_shift) % 7 + 1
        return {
            Cmos.SECONDS: self._encode(second % 60),
            Cmos.MINUTES: self._encode(second // 60 % 60),
            Cmos.HOURS: self._encode_hour(second // 3600),
            Cmos.DAY_OF_WEEK: weekday,
            Cmos.DAY_OF_MONTH: self._encode(day),
            Cmos.MONTH: self._encode(month),
            Cmos.YEAR: self._encode(year % 100),
            Cmos.CENTURY: self._encode(year // 100 % 100),
        }

    def _adopt(self) -> None:
        """Run on from the time in the registers, keeping the place within the second. What is no date is
        carried over (13 months are a year and one), for a guest may write anything."""
        ram, decode = self._ram, self._decode
        years, month = divmod(decode(ram[Cmos.MONTH]) - 1, 12)
        year = decode(ram[Cmos.CENTURY]) * 100 + decode(ram[Cmos.YEAR]) + years
        days = days_from_civil(year, month + 1, decode(ram[Cmos.DAY_OF_MONTH]))
        minutes = self._decode_hour(ram[Cmos.HOURS]) * 60 + decode(ram[Cmos.MINUTES])
        second = days * DAY_S + minutes * 60 + decode(ram[Cmos.SECONDS])
        now = self._now()
        self.state.offset_ns += second * SECOND_NS + now % SECOND_NS - now
        self.state.weekday_shift = (ram[Cmos.DAY_OF_WEEK] - 1 - (second // DAY_S + 4)) % 7
        self.state.second = second

    # --- flags and interrupts

    def _period(self) -> int:
        """The periodic rate in cycles of the time base; 0 for none (table 5)."""
        rate = self._ram[Cmos.STATUS_A] & 0xF
        if rate == 0 or self._held():
            return 0
        return 1 << (rate + 6 if rate < 3 else rate - 1)

    def _period_index(self) -> int:
        period = self._period()
        return self._clock.now_ns() * TIME_BASE_HZ // SECOND_NS // period if period else 0

    def _sync(self) -> None:
        """Set the flags of whatever has happened since the last time."""
        state, flags = self.state, 0
        if self._running():
            second = self._now() // SECOND_NS
            if second > state.second:
                flags |= StatusC.UF
                if self._alarm_within(state.second + 1, second):
                    flags |= StatusC.AF
            state.second = second
        index = self._period_index()
        if index > state.period:
            flags |= StatusC.PF
        state.period = index
        self._ram[Cmos.STATUS_C] |= flags
        if self._ram[Cmos.STATUS_B] & self._ram[Cmos.STATUS_C] & _FLAGS:
            self._ram[Cmos.STATUS_C] |= StatusC.IRQF

    def _alarm_part(self, index: int) -> int | None:
        """An alarm byte as a number; None for "don't care" (two highest bits set), -1 for what never comes."""
        byte = self._ram[index]
        if byte & 0xC0 == 0xC0:
            return None
        if index == Cmos.HOURS_ALARM:
            value, encoded = self._decode_hour(byte), self._encode_hour(self._decode_hour(byte) % 24)
            return value if value < 24 and encoded == byte else -1
        value = self._decode(byte)
        return value if value < 60 and self._encode(value) == byte else -1

    def _alarm_within(self, first: int, last: int) -> bool:
        """Whether the alarm goes off in a second of ``[first, last]``."""
        hour, minute, second = (
            self._alarm_part(index) for index in (Cmos.HOURS_ALARM, Cmos.MINUTES_ALARM, Cmos.SECONDS_ALARM)
        )
        if -1 in (hour, minute, second):
            return False
        at = first
        while at <= last and at < first + DAY_S + 3600:
            # Skip whole hours, then whole minutes: at most 25 + 60 + 60 steps.
            if hour is not None and at // 3600 % 24 != hour:
                at = (at // 3600 + 1) * 3600
            elif minute is not None and at // 60 % 60 != minute:
                at = (at // 60 + 1) * 60
            elif second is not None and at % 60 != second:
                at += 1
            else:
                return True
        return False

    def _refresh(self) -> None:
        """Bring flags, the interrupt line and the timer up to date; also the timer's callback."""
        self._sync()
        interrupting = bool(self._ram[Cmos.STATUS_C] & StatusC.IRQF)
        self._irq.set(interrupting)
        # The line stays up until register C is read; until then nothing new can be seen.
        deadline = None if interrupting else self._deadline()
        if deadline is not None:
            self._timer.arm(deadline)
        elif self._armed is not None:
            self._timer.disarm()
        self._armed = deadline

    def _deadline(self) -> int | None:
        """When, in guest time, the next event comes that an enabled interrupt waits for."""
        enabled = self._ram[Cmos.STATUS_B]
        deadlines = []
        period = self._period()
        if enabled & StatusB.PIE and period:
            cycles = (self.state.period + 1) * period
            deadlines.append(-(-cycles * SECOND_NS // TIME_BASE_HZ))
        if enabled & (StatusB.UIE | StatusB.AIE) and self._running():
            deadlines.append(self._clock.now_ns() + SECOND_NS - self._now() % SECOND_NS)
        return min(deadlines, default=None)

    def _put_many(self, index: int, value: int, size: int) -> None:
        for i, byte in enumerate(value.to_bytes(size, "little")):
            self.put(index + i, byte)
