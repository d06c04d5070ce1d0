"""Serial ports and printers: INT 14h and INT 17h.

(IBM PS/2 and PC BIOS Interface Technical Reference, "Interrupt 14h", "Interrupt 17h")
"""

from __future__ import annotations

import time
from collections.abc import Generator

from engine.boot.bios.bda import Bda
from engine.boot.bios.call import Call
from engine.boot.bios.platform import Platform, Ports
from engine.boot.bios.service import Steps, Wait

PORTS = (0x3F8, 0x2F8, 0x3E8, 0x2E8)
PRINTERS = (0x378, 0x278)
TIMEOUT = 0x80
_STROBE, _NOT_INITIALISE, _SELECT = 0x01, 0x04, 0x08
_NOT_BUSY = 0x80
_TIMED_OUT = 0x01
_MOST_COLUMNS, _MOST_ROWS = 132, 60
_DIVISORS = (0x417, 0x300, 0x180, 0xC0, 0x60, 0x30, 0x18, 0x0C)
_FAST_DIVISORS = (*_DIVISORS, 0x06, 0x03, 0x02, 0x01)
_DATA_READY, _TRANSMIT_EMPTY = 0x01, 0x20
_SECOND_NS = 1_000_000_000
_SLICE_S = 0.002


def tell(platform: Platform, text: str) -> None:
    """Print on COM1, at 115,200 8N1; what it does not take at once is lost."""
    ports = platform.ports
    if ports.read(PORTS[0] + 5, 1) == 0xFF:
        return
    _set_line(ports, PORTS[0], 1, 0x03)
    for character in text.encode("ascii", "replace"):
        ports.write(PORTS[0], 1, character)


def _set_line(ports: Ports, port: int, divisor: int, line: int) -> None:
    write = ports.write
    write(port + 3, 1, line | 0x80)
    write(port, 1, divisor & 0xFF)
    write(port + 1, 1, divisor >> 8)
    write(port + 3, 1, line)
    write(port + 1, 1, 0)


class Serial:
    """INT 14h."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._memory = platform.memory
        self._ports = platform.ports

    def set_up(self) -> int:
        """Find the ports. How many there are."""
        found = [port for port in PORTS if self._there(port)]
        for number, port in enumerate(found):
            self._memory.put_word(Bda.SERIAL_PORTS + 2 * number, port)
        self._memory.write(Bda.SERIAL_TIMEOUTS, b"\x01\x01\x01\x01")
        return len(found)

    def _there(self, port: int) -> bool:
        self._ports.write(port + 1, 1, 0x02)
        found = self._ports.read(port + 1, 1) == 0x02 and not self._ports.read(port + 2, 1) & 0x30
        self._ports.write(port + 1, 1, 0)
        return found

    def call(self, call: Call) -> Steps | None:
        """INT 14h."""
        port = self._memory.word(Bda.SERIAL_PORTS + 2 * call.dx) if call.dx < 4 else 0
        if not port:
            return None
        if call.ah == 0x00:
            _set_line(self._ports, port, _DIVISORS[call.al >> 5], call.al & 0x1F)
        elif call.ah == 0x01:
            return self._send(call, port)
        elif call.ah == 0x02:
            return self._receive(call, port)
        elif call.ah == 0x04:
            parity = (0x00, 0x08, 0x18, 0x28, 0x38)[call.bh] if call.bh < 5 else 0
            line = parity | (0x04 if call.bl else 0) | call.ch & 3
            _set_line(self._ports, port, _FAST_DIVISORS[min(call.cl, 11)], line)
        elif call.ah == 0x05:
            if call.al == 1:
                self._ports.write(port + 4, 1, call.bl)
            call.bl = self._ports.read(port + 4, 1)
        elif call.ah != 0x03:
            return None
        self._status(call, port)
        return None

    def _status(self, call: Call, port: int) -> None:
        call.ah = self._ports.read(port + 5, 1)
        call.al = self._ports.read(port + 6, 1)

    def _ready(self, port: int, bit: int, number: int) -> Steps:
        """Wait until the line status shows ``bit``, or time is up."""
        limit_ns = self._memory.byte(Bda.SERIAL_TIMEOUTS + number) * _SECOND_NS
        end = self._platform.now_ns() + limit_ns
        while not self._ports.read(port + 5, 1) & bit and self._platform.now_ns() < end:
            time.sleep(_SLICE_S)
            yield Wait.AGAIN

    def _send(self, call: Call, port: int) -> Steps:
        self._ports.write(port + 4, 1, 0x03)
        yield from self._ready(port, _TRANSMIT_EMPTY, call.dx)
        line = self._ports.read(port + 5, 1)
        if line & _TRANSMIT_EMPTY:
            self._ports.write(port, 1, call.al)
            call.ah = line & 0x7F
        else:
            call.ah = line & 0x7F | TIMEOUT

    def _receive(self, call: Call, port: int) -> Steps:
        self._ports.write(port + 4, 1, 0x01)
        yield from self._ready(port, _DATA_READY, call.dx)
        line = self._ports.read(port + 5, 1)
        if line & _DATA_READY:
            call.al = self._ports.read(port, 1)
            call.ah = line & 0x1E
        else:
            call.ah = TIMEOUT


class Printer:
    """INT 17h, and INT 05h which prints the screen. (IBM PC AT Technical Reference, "Serial/Parallel Adapter")"""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._memory = platform.memory
        self._ports = platform.ports

    def set_up(self) -> int:
        """Find the ports, by whether the data latch can be read back. How many there are."""
        found = [port for port in PRINTERS if self._there(port)]
        for number, port in enumerate(found):
            self._memory.put_word(Bda.PRINTER_PORTS + 2 * number, port)
        return len(found)

    def _there(self, port: int) -> bool:
        self._ports.write(port, 1, 0xAA)
        found = self._ports.read(port, 1) == 0xAA
        self._ports.write(port, 1, 0)
        return found and self._ports.read(port, 1) == 0

    def call(self, call: Call) -> Steps | None:
        """INT 17h: AH=00h prints AL, 01h initialises, 02h tells the status. A port that is not there times out."""
        port = self._port(call.dx)
        if not port:
            call.ah = TIMEOUT | _TIMED_OUT
            return None
        if call.ah == 0x00:
            return self._print(call, port)
        if call.ah == 0x01:
            self._ports.write(port + 2, 1, _SELECT)
            self._ports.write(port + 2, 1, _SELECT | _NOT_INITIALISE)
        if call.ah <= 0x02:
            call.ah = self._status(port)
        return None

    def _port(self, number: int) -> int:
        return self._memory.word(Bda.PRINTER_PORTS + 2 * number) if number < 3 else 0

    def _status(self, port: int) -> int:
        """As programs know it: acknowledge and error are active low on the connector."""
        return (self._ports.read(port + 1, 1) ^ 0x48) & 0xF8

    def _print(self, call: Call, port: int) -> Steps:
        sent = yield from self._send(port, call.al, call.dx)
        call.ah = self._status(port) | (0 if sent else _TIMED_OUT)

    def _send(self, port: int, character: int, number: int) -> Generator[Wait, None, bool]:
        """One character, when the printer is not busy. False: time was up first."""
        limit_ns = self._memory.byte(Bda.PRINTER_TIMEOUTS + number) * _SECOND_NS // 10
        end = self._platform.now_ns() + limit_ns
        while not self._ports.read(port + 1, 1) & _NOT_BUSY:
            if self._platform.now_ns() >= end:
                return False
            time.sleep(_SLICE_S)
            yield Wait.AGAIN
        write = self._ports.write
        write(port, 1, character)
        write(port + 2, 1, _SELECT | _NOT_INITIALISE | _STROBE)
        write(port + 2, 1, _SELECT | _NOT_INITIALISE)
        return True

    def print_screen(self, _call: Call) -> Steps | None:
        """INT 05h: the text on the screen to the first printer; how it went in the byte at 500h."""
        memory, port = self._memory, self._port(0)
        if memory.byte(Bda.PRINT_SCREEN_STATUS) == 1:
            return None
        if not port:
            memory.put_byte(Bda.PRINT_SCREEN_STATUS, 0xFF)
            return None
        return self._print_screen(port)

    def _print_screen(self, port: int) -> Steps:
        memory = self._memory
        memory.put_byte(Bda.PRINT_SCREEN_STATUS, 1)
        columns = min(memory.word(Bda.VIDEO_COLUMNS), _MOST_COLUMNS)
        rows = min(memory.byte(Bda.VIDEO_ROWS) + 1, _MOST_ROWS)
        start = (0xB0000 if memory.byte(Bda.VIDEO_MODE) == 7 else 0xB8000) + memory.word(Bda.VIDEO_PAGE_START)
        for row in range(rows):
            yield Wait.AGAIN
            text = memory.read(start + 2 * columns * row, 2 * columns)[::2].replace(b"\0", b" ")
            for character in b"\r\n" + text:
                if not (yield from self._send(port, character, 0)):
                    memory.put_byte(Bda.PRINT_SCREEN_STATUS, 0xFF)
                    return
        memory.put_byte(Bda.PRINT_SCREEN_STATUS, 0)
