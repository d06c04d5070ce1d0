"""Ports by which firmware and tests speak to whoever watches the machine.

DebugConsole: 0x402 (SeaBIOS's debug port; it is there when it reads 0xE9) and 0xE9 (the Bochs hack). DebugExit:
0xF4, QEMU's isa-debug-exit. PostCode: 0x80, power-on self test codes. ShutdownPort: 0x8900, by which Bochs's
firmware, and SeaBIOS after it, turns the power off.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

PRESENT = 0xE9
LINE_LIMIT = 1024
SHUTDOWN_WORD = b"Shutdown"


class DebugConsoleState(msgspec.Struct):
    """The bytes of the line not ended yet."""

    line: bytearray = msgspec.field(default_factory=bytearray)


class DebugConsole:
    """A write-only console. ``line(text)`` is called for each line, without its end; bytes are Latin-1, and
    a line of more than LINE_LIMIT bytes comes in pieces."""

    LENGTH = 1

    def __init__(self, line: Callable[[str], None], state: DebugConsoleState | None = None) -> None:
        self.state = state if state is not None else DebugConsoleState()
        self._line = line

    def reset(self) -> None:
        """What was begun is told as a line."""
        if self.state.line:
            self._flush()

    def read(self, _offset: int, size: int) -> int:
        """One IN: a byte that says there is a console."""
        return PRESENT | ((1 << 8 * size) - 1 & ~0xFF)

    def write(self, _offset: int, _size: int, value: int) -> None:
        """One OUT: a character."""
        self._put(value & 0xFF)

    def write_block(self, _offset: int, size: int, data: bytes) -> None:
        """REP OUTS: characters, the lowest byte of every element."""
        for byte in data[::size]:
            self._put(byte)

    def _put(self, byte: int) -> None:
        if byte == 0x0A:
            self._flush()
            return
        if byte != 0x0D:
            self.state.line.append(byte)
            if len(self.state.line) >= LINE_LIMIT:
                self._flush()

    def _flush(self) -> None:
        text = self.state.line.decode("latin-1")
        self.state.line.clear()
        self._line(text)


class DebugExitState(msgspec.Struct):
    """Nothing: the port remembers nothing."""


class DebugExit:
    """Ends the machine: ``exit_machine((value << 1) | 1)``, as QEMU's isa-debug-exit makes its exit status.
    The four ports take accesses of up to 32 bits (width 4)."""

    BASE = 0xF4
    LENGTH = 4
    WIDTH = 4

    def __init__(self, exit_machine: Callable[[int], None], state: DebugExitState | None = None) -> None:
        self.state = state if state is not None else DebugExitState()
        self._exit_machine = exit_machine

    def reset(self) -> None:
        """Nothing to do."""

    def read(self, _offset: int, size: int) -> int:
        """One IN: nothing drives the bus."""
        return (1 << 8 * size) - 1

    def write(self, _offset: int, _size: int, value: int) -> None:
        """One OUT: the end."""
        self._exit_machine(value << 1 | 1)


class PostCodeState(msgspec.Struct):
    """The last code."""

    code: int = 0


class PostCode:
    """Port 0x80: ``state.code`` is the last code the firmware showed. Also what guests write to for delay."""

    BASE = 0x80
    LENGTH = 1

    def __init__(self, state: PostCodeState | None = None) -> None:
        self.state = state if state is not None else PostCodeState()

    def reset(self) -> None:
        """The display is blank."""
        self.state.code = 0

    def read(self, _offset: int, _size: int) -> int:
        """One IN: the last code, for the port is a latch (the DMA page register 0x80)."""
        return self.state.code

    def write(self, _offset: int, _size: int, value: int) -> None:
        """One OUT."""
        self.state.code = value & 0xFF


class ShutdownPortState(msgspec.Struct):
    """How many letters of the word have come."""

    matched: int = 0


class ShutdownPort:
    """Port 0x8900: ``power_off()`` is called when "Shutdown" has been written, letter after letter."""

    BASE = 0x8900
    LENGTH = 1

    def __init__(self, power_off: Callable[[], None], state: ShutdownPortState | None = None) -> None:
        self.state = state if state is not None else ShutdownPortState()
        self._power_off = power_off

    def reset(self) -> None:
        """No letter has come."""
        self.state.matched = 0

    def read(self, _offset: int, size: int) -> int:
        """One IN: nothing drives the bus."""
        return (1 << 8 * size) - 1

    def write(self, _offset: int, _size: int, value: int) -> None:
        """One OUT: the next letter, or a wrong one."""
        byte = value & 0xFF
        matched = self.state.matched
        if byte != SHUTDOWN_WORD[matched]:
            matched = 0
        # The first letter occurs only once in the word, so starting over means starting there.
        self.state.matched = matched + 1 if byte == SHUTDOWN_WORD[matched] else 0
        if self.state.matched == len(SHUTDOWN_WORD):
            self.state.matched = 0
            self._power_off()
