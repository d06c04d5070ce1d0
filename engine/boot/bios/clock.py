"""Time: INT 1Ah, the real-time clock's interrupt, and waits (INT 15h AH=83h and AH=86h).

(IBM PS/2 and PC BIOS Interface Technical Reference, "Interrupt 1Ah", "Interrupt 70h")
"""

from __future__ import annotations

import time

from engine.boot.bios.bda import Bda
from engine.boot.bios.call import CARRY, Call
from engine.boot.bios.platform import Platform
from engine.boot.bios.service import Steps, Wait

TICKS_A_DAY = 0x1800B0
SLICE_S = 0.005
_PERIOD_US = 976


class Rtc:
    """Registers of the MC146818."""

    SECONDS = 0x00
    SECONDS_ALARM = 0x01
    MINUTES = 0x02
    MINUTES_ALARM = 0x03
    HOURS = 0x04
    HOURS_ALARM = 0x05
    DAY = 0x07
    MONTH = 0x08
    YEAR = 0x09
    STATUS_A = 0x0A
    STATUS_B = 0x0B
    STATUS_C = 0x0C
    CENTURY = 0x32


_SET, _PERIODIC, _ALARM, _DAYLIGHT = 0x80, 0x40, 0x20, 0x01
_UPDATING = 0x80
_SLAVE_MASK = 0xA1


class Clock:
    """The services about time."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._memory = platform.memory

    def set_up(self) -> None:
        """Count the day's ticks from the clock's time of day; alarm and periodic interrupts off."""
        platform = self._platform
        platform.put_cmos(Rtc.STATUS_A, 0x26)
        platform.put_cmos(Rtc.STATUS_B, 0x02)
        platform.cmos(Rtc.STATUS_C)
        hours, minutes, seconds = (_from_bcd(self._cmos(at)) for at in (Rtc.HOURS, Rtc.MINUTES, Rtc.SECONDS))
        second = (hours * 60 + minutes) * 60 + seconds
        self._memory.put_dword(Bda.TICKS, min(second * TICKS_A_DAY // 86_400, TICKS_A_DAY - 1))
        self._memory.put_byte(Bda.MIDNIGHT, 0)
        self._memory.put_byte(Bda.WAIT_ACTIVE, 0)

    def call(self, call: Call) -> bool:
        """INT 1Ah AH=00h to 07h. False: not one of these."""
        function = call.ah
        actions = (
            *(self._ticks, self._set_ticks, self._time, self._set_time),
            *(self._date, self._set_date, self._alarm, self._no_alarm),
        )
        if function >= len(actions):
            return False
        call.carry = False
        actions[function](call)
        return True

    def _ticks(self, call: Call) -> None:
        memory = self._memory
        ticks = memory.dword(Bda.TICKS)
        call.cx, call.dx = ticks >> 16, ticks & 0xFFFF
        call.al = memory.byte(Bda.MIDNIGHT)
        memory.put_byte(Bda.MIDNIGHT, 0)

    def _set_ticks(self, call: Call) -> None:
        self._memory.put_dword(Bda.TICKS, call.cx << 16 | call.dx)
        self._memory.put_byte(Bda.MIDNIGHT, 0)

    def _cmos(self, index: int) -> int:
        return self._platform.cmos(index)

    def _stable(self) -> bool:
        """Whether the time can be read; an update takes 2 ms."""
        for _ in range(100):
            if not self._cmos(Rtc.STATUS_A) & _UPDATING:
                return True
            time.sleep(0.0001)
        return False

    def _time(self, call: Call) -> None:
        if not self._stable():
            call.carry = True
            return
        call.dh, call.cl, call.ch = self._cmos(Rtc.SECONDS), self._cmos(Rtc.MINUTES), self._cmos(Rtc.HOURS)
        call.dl = self._cmos(Rtc.STATUS_B) & _DAYLIGHT
        call.ah, call.al = 0, call.ch

    def _put(self, values: dict[int, int], daylight: int | None = None) -> None:
        """Set time registers while updates are held off."""
        platform = self._platform
        status = self._cmos(Rtc.STATUS_B)
        platform.put_cmos(Rtc.STATUS_B, status | _SET)
        for index, value in values.items():
            platform.put_cmos(index, value)
        if daylight is not None:
            status = status & ~_DAYLIGHT | daylight & _DAYLIGHT
        platform.put_cmos(Rtc.STATUS_B, status & ~_SET)

    def _set_time(self, call: Call) -> None:
        self._put({Rtc.SECONDS: call.dh, Rtc.MINUTES: call.cl, Rtc.HOURS: call.ch}, call.dl)
        call.ah = 0

    def _date(self, call: Call) -> None:
        if not self._stable():
            call.carry = True
            return
        call.dl, call.dh = self._cmos(Rtc.DAY), self._cmos(Rtc.MONTH)
        call.cl, call.ch = self._cmos(Rtc.YEAR), self._cmos(Rtc.CENTURY)
        call.ah, call.al = 0, call.ch

    def _set_date(self, call: Call) -> None:
        self._put({Rtc.DAY: call.dl, Rtc.MONTH: call.dh, Rtc.YEAR: call.cl, Rtc.CENTURY: call.ch})
        call.ah = 0

    def _alarm(self, call: Call) -> None:
        status = self._cmos(Rtc.STATUS_B)
        if status & _ALARM:
            call.carry = True
            return
        self._put({Rtc.SECONDS_ALARM: call.dh, Rtc.MINUTES_ALARM: call.cl, Rtc.HOURS_ALARM: call.ch})
        self._platform.put_cmos(Rtc.STATUS_B, self._cmos(Rtc.STATUS_B) | _ALARM)
        call.ah = 0

    def _no_alarm(self, call: Call) -> None:
        self._platform.put_cmos(Rtc.STATUS_B, self._cmos(Rtc.STATUS_B) & ~_ALARM)
        call.ah = 0

    # INT 70h and the waits.

    def interrupt(self, call: Call) -> None:
        """IRQ 8. Carry: the alarm has gone off."""
        flags = self._cmos(Rtc.STATUS_C) & self._cmos(Rtc.STATUS_B)
        if flags & _PERIODIC:
            self._count_down()
        if flags & _ALARM:
            call.frame.eflags |= CARRY
        else:
            call.frame.eflags &= ~CARRY

    def _count_down(self) -> None:
        memory = self._memory
        if not memory.byte(Bda.WAIT_ACTIVE) & 1:
            return
        left = memory.dword(Bda.WAIT_COUNT) - _PERIOD_US
        if left > 0:
            memory.put_dword(Bda.WAIT_COUNT, left)
            return
        pointer = memory.dword(Bda.WAIT_FLAG_ADDRESS)
        place = (pointer >> 16 << 4) + (pointer & 0xFFFF)
        memory.put_byte(place, memory.byte(place) | 0x80)
        self._stop_waiting()

    def _stop_waiting(self) -> None:
        self._memory.put_byte(Bda.WAIT_ACTIVE, 0)
        self._platform.put_cmos(Rtc.STATUS_B, self._cmos(Rtc.STATUS_B) & ~_PERIODIC)

    def event_wait(self, call: Call) -> None:
        """INT 15h AH=83h: set bit 7 of the byte at ES:BX in CX:DX microseconds; AL=1 gives it up."""
        memory = self._memory
        if call.al == 1:
            self._stop_waiting()
            call.carry = False
            return
        if memory.byte(Bda.WAIT_ACTIVE) & 1:
            call.carry = True
            return
        memory.put_dword(Bda.WAIT_FLAG_ADDRESS, call.frame.es << 16 | call.bx)
        memory.put_dword(Bda.WAIT_COUNT, call.cx << 16 | call.dx)
        memory.put_byte(Bda.WAIT_ACTIVE, 1)
        ports = self._platform.ports
        ports.write(_SLAVE_MASK, 1, ports.read(_SLAVE_MASK, 1) & ~1)  # A program may have shut out IRQ 8.
        self._platform.put_cmos(Rtc.STATUS_B, self._cmos(Rtc.STATUS_B) | _PERIODIC)
        call.carry = False

    def wait(self, call: Call) -> Steps:
        """INT 15h AH=86h: return in CX:DX microseconds."""
        end = self._platform.now_ns() + (call.cx << 16 | call.dx) * 1000
        while (left := end - self._platform.now_ns()) > 0:
            time.sleep(min(left / 1e9, SLICE_S))
            yield Wait.AGAIN
        call.carry = False


def _from_bcd(value: int) -> int:
    return (value >> 4) * 10 + (value & 0x0F)
