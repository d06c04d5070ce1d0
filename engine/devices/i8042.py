"""The keyboard controller: an Intel 8042 with IBM's PS/2 program (IBM PS/2 Hardware Interface Technical
Reference, "Keyboard and Auxiliary Device Controller", cited as PS/2 HITR; status bits as in the AT's, which
firmware tests). Two serial ports, one for the keyboard and one for the mouse; reset and A20 on the side.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec

from engine.bus.clock import Clock
from engine.bus.irq import IrqLine
from engine.devices.keycode import SET2_BREAK, SET2_TO_SET1

REPLIES = 16
RAM_SIZE = 32

# A byte takes about this long on the wire. Programs rely on it: a hooked interrupt 9 reads port 60h and so
# does the handler it hooked, and both must see the same byte.
BYTE_TIME_NS = 1_000_000


class Ps2Device(Protocol):
    """What is plugged into one of the two ports."""

    on_data: Callable[[], None]

    def write(self, value: int) -> None:
        """The controller sends a byte."""

    def take(self) -> int | None:
        """The next byte for the controller, if there is one."""

    @property
    def waiting(self) -> bool:
        """Whether ``take`` would return a byte."""


class Status:
    """Status register, port 64h (PS/2 HITR, "Status Register")."""

    OBF = 0x01
    IBF = 0x02
    SYS = 0x04
    COMMAND = 0x08
    NOT_INHIBITED = 0x10
    AUX_OBF = 0x20
    TIMEOUT = 0x40
    PARITY = 0x80


class CommandByte:
    """Controller command byte (PS/2 HITR, command 60h)."""

    KEYBOARD_IRQ = 0x01
    AUX_IRQ = 0x02
    SYS = 0x04
    KEYBOARD_DISABLE = 0x10
    AUX_DISABLE = 0x20
    TRANSLATE = 0x40


class Command:
    """Commands written to port 64h (PS/2 HITR; DDh and DFh are common in clones, and used)."""

    READ_RAM = 0x20  # .. 3Fh
    WRITE_RAM = 0x60  # .. 7Fh
    TEST_PASSWORD = 0xA4
    AUX_DISABLE = 0xA7
    AUX_ENABLE = 0xA8
    AUX_TEST = 0xA9
    SELF_TEST = 0xAA
    KEYBOARD_TEST = 0xAB
    KEYBOARD_DISABLE = 0xAD
    KEYBOARD_ENABLE = 0xAE
    READ_INPUT_PORT = 0xC0
    READ_OUTPUT_PORT = 0xD0
    WRITE_OUTPUT_PORT = 0xD1
    WRITE_KEYBOARD_BUFFER = 0xD2
    WRITE_AUX_BUFFER = 0xD3
    WRITE_AUX = 0xD4
    A20_OFF = 0xDD
    A20_ON = 0xDF
    READ_TEST_INPUTS = 0xE0
    PULSE = 0xF0  # .. FFh; bits that are 0 are pulsed


class OutputPort:
    """Output port P2 (PS/2 HITR, command D0h)."""

    NOT_RESET = 0x01
    A20 = 0x02
    AUX_DATA = 0x04
    AUX_CLOCK = 0x08
    KEYBOARD_OBF = 0x10
    AUX_OBF = 0x20
    KEYBOARD_CLOCK = 0x40
    KEYBOARD_DATA = 0x80


INPUT_PORT = 0xA0  # bit 7: keyboard not locked; bit 5: no manufacturing jumper
SELF_TEST_OK = 0x55
NO_PASSWORD = 0xF1
INTERFACE_OK = 0x00
IDLE_LINES = OutputPort.NOT_RESET | OutputPort.KEYBOARD_CLOCK | OutputPort.KEYBOARD_DATA
ARGUMENT_COMMANDS = frozenset(
    (
        Command.WRITE_OUTPUT_PORT,
        Command.WRITE_KEYBOARD_BUFFER,
        Command.WRITE_AUX_BUFFER,
        Command.WRITE_AUX,
    )
)


class I8042State(msgspec.Struct):
    """``command`` waits for its argument at port 60h (0: none). ``replies`` are (source, byte) pairs the
    controller itself wants to say, one after the other; source 1 is aux. ``prompt`` and ``aux_prompt``: the
    device is answering a command and need not wait for the wire."""

    command_byte: int = CommandByte.KEYBOARD_IRQ | CommandByte.AUX_IRQ | CommandByte.TRANSLATE
    status: int = Status.NOT_INHIBITED
    data: int = 0
    command: int = 0
    a20: bool = True
    break_prefix: bool = False
    prompt: bool = False
    aux_prompt: bool = False
    ready_at_ns: int = 0
    ram: bytearray = msgspec.field(default_factory=lambda: bytearray(RAM_SIZE))
    replies: bytearray = msgspec.field(default_factory=bytearray)


class I8042:
    """The controller at ports 60h (``data_read``, ``data_write``) and 64h (``command_read``, ``command_write``).

    ``set_a20(level)`` opens or shuts address line 20; ``reset()`` pulls the CPU's reset. The devices'
    ``on_data`` becomes this chip's ``pull``: who presses a key holds this chip's lock.
    """

    DATA_BASE = 0x60
    COMMAND_BASE = 0x64

    def __init__(
        self,
        irq1: IrqLine,
        irq12: IrqLine,
        clock: Clock,
        keyboard: Ps2Device,
        aux: Ps2Device,
        set_a20: Callable[[bool], None],
        reset_cpu: Callable[[], None],
        state: I8042State | None = None,
    ) -> None:
        self.state = state if state is not None else I8042State()
        self._irq1 = irq1
        self._irq12 = irq12
        self._clock = clock
        self._timer = clock.timer(self._on_timer)
        self._timer_armed = False
        self._keyboard = keyboard
        self._aux = aux
        self._set_a20 = set_a20
        self._reset_cpu = reset_cpu
        keyboard.on_data = self.pull
        aux.on_data = self.pull
        self._update_irq()
        self.pull()

    def reset(self) -> None:
        """Power-on state. The devices have a reset of their own, to be called before this one."""
        self._timer.disarm()
        self._timer_armed = False
        self.state = I8042State()
        self._set_a20(True)
        self._update_irq()
        self.pull()

    def command_read(self, _offset: int, _size: int) -> int:
        """IN from port 64h: the status register."""
        return self.state.status

    def command_write(self, _offset: int, _size: int, value: int) -> None:
        """OUT to port 64h: a command."""
        self.state.status |= Status.COMMAND
        self.state.command = 0
        self._command(value & 0xFF)
        self.pull()

    def data_write(self, _offset: int, _size: int, value: int) -> None:
        """OUT to port 60h: a command's argument, or a byte for the keyboard."""
        self.state.status &= ~Status.COMMAND
        self._data(value & 0xFF)
        self.pull()

    def data_read(self, _offset: int, _size: int) -> int:
        """IN from port 60h: the output buffer, or what it held last."""
        state = self.state
        value = state.data
        if state.status & Status.OBF:
            state.status &= ~(Status.OBF | Status.AUX_OBF)
            self._update_irq()
            if not (state.prompt or state.aux_prompt or state.replies):
                state.ready_at_ns = self._clock.now_ns() + BYTE_TIME_NS
            self.pull()
        return value

    # The output buffer.

    def pull(self) -> None:
        """Fill the output buffer, if it is empty and somebody has something to say."""
        state = self.state
        if state.status & Status.OBF:
            return
        if state.replies:
            aux, value = state.replies.pop(0), state.replies.pop(0)
            self._load(value, bool(aux))
            return
        if not state.command_byte & CommandByte.KEYBOARD_DISABLE and self._pull_device(self._keyboard, False):
            return
        if not state.command_byte & CommandByte.AUX_DISABLE:
            self._pull_device(self._aux, True)

    def _pull_device(self, device: Ps2Device, aux: bool) -> bool:
        """Whether nothing else may be asked: a byte was loaded, or is still on the wire."""
        state = self.state
        if not device.waiting:
            if aux:
                state.aux_prompt = False
            else:
                state.prompt = False
            return False
        if not (state.aux_prompt if aux else state.prompt) and self._clock.now_ns() < state.ready_at_ns:
            if not self._timer_armed:
                self._timer_armed = True
                self._timer.arm(state.ready_at_ns)
            return False
        value = device.take()
        if value is None:
            return False
        if not aux and state.command_byte & CommandByte.TRANSLATE:
            if value == SET2_BREAK:
                state.break_prefix = True
                return self._pull_device(device, aux)
            value = SET2_TO_SET1[value] | (0x80 if state.break_prefix else 0)
            state.break_prefix = False
        self._load(value, aux)
        return True

    def _on_timer(self) -> None:
        self._timer_armed = False
        self.pull()

    def _load(self, value: int, aux: bool) -> None:
        state = self.state
        state.data = value
        state.status |= Status.OBF | (Status.AUX_OBF if aux else 0)
        self._update_irq()

    def _reply(self, value: int, aux: bool = False) -> None:
        """Say a byte of the controller's own; a guest that asks and never listens is forgotten."""
        if len(self.state.replies) < 2 * REPLIES:
            self.state.replies += bytes((aux, value))

    def _update_irq(self) -> None:
        status, command_byte = self.state.status, self.state.command_byte
        full = status & (Status.OBF | Status.AUX_OBF)
        self._irq1.set(full == Status.OBF and bool(command_byte & CommandByte.KEYBOARD_IRQ))
        self._irq12.set(
            full == Status.OBF | Status.AUX_OBF and bool(command_byte & CommandByte.AUX_IRQ),
        )

    # Commands.

    def _command(self, value: int) -> None:
        state = self.state
        if Command.READ_RAM <= value < Command.READ_RAM + RAM_SIZE:
            self._reply(state.command_byte if value == Command.READ_RAM else state.ram[value & 0x1F])
            return
        if Command.WRITE_RAM <= value < Command.WRITE_RAM + RAM_SIZE or value in ARGUMENT_COMMANDS:
            state.command = value
            return
        if value >= Command.PULSE:
            if not value & OutputPort.NOT_RESET:
                self._reset_cpu()
            return
        match value:
            case Command.TEST_PASSWORD:
                self._reply(NO_PASSWORD)
            case Command.AUX_DISABLE:
                self._set_command_byte(state.command_byte | CommandByte.AUX_DISABLE)
            case Command.AUX_ENABLE:
                self._set_command_byte(state.command_byte & ~CommandByte.AUX_DISABLE)
            case Command.AUX_TEST | Command.KEYBOARD_TEST:
                self._reply(INTERFACE_OK)
            case Command.SELF_TEST:
                self._set_command_byte(state.command_byte | CommandByte.SYS)
                self._reply(SELF_TEST_OK)
            case Command.KEYBOARD_DISABLE:
                self._set_command_byte(state.command_byte | CommandByte.KEYBOARD_DISABLE)
            case Command.KEYBOARD_ENABLE:
                self._set_command_byte(state.command_byte & ~CommandByte.KEYBOARD_DISABLE)
            case Command.READ_INPUT_PORT:
                self._reply(INPUT_PORT)
            case Command.READ_OUTPUT_PORT:
                self._reply(self._output_port())
            case Command.A20_OFF | Command.A20_ON:
                self._write_a20(value == Command.A20_ON)
            case Command.READ_TEST_INPUTS:
                self._reply(0)
            case _:
                pass

    def _data(self, value: int) -> None:
        state = self.state
        command, state.command = state.command, 0
        match command:
            case 0:
                # Speaking to the keyboard turns its interface on (PS/2 HITR, "Input Buffer").
                state.command_byte &= ~CommandByte.KEYBOARD_DISABLE
                state.prompt = True
                state.break_prefix = False
                self._keyboard.write(value)
            case Command.WRITE_RAM:
                self._set_command_byte(value)
            case Command.WRITE_OUTPUT_PORT:
                self._write_a20(bool(value & OutputPort.A20))
                if not value & OutputPort.NOT_RESET:
                    self._reset_cpu()
            case Command.WRITE_KEYBOARD_BUFFER:
                self._reply(value)
            case Command.WRITE_AUX_BUFFER:
                self._reply(value, aux=True)
            case Command.WRITE_AUX:
                state.command_byte &= ~CommandByte.AUX_DISABLE
                state.aux_prompt = True
                self._aux.write(value)
            case _:
                state.ram[command & 0x1F] = value

    def _set_command_byte(self, value: int) -> None:
        state = self.state
        state.command_byte = value
        state.status = state.status & ~Status.SYS | (Status.SYS if value & CommandByte.SYS else 0)
        self._update_irq()

    def _output_port(self) -> int:
        state = self.state
        value = IDLE_LINES | (OutputPort.A20 if state.a20 else 0)
        if state.status & Status.OBF:
            value |= OutputPort.AUX_OBF if state.status & Status.AUX_OBF else OutputPort.KEYBOARD_OBF
        return value

    def _write_a20(self, level: bool) -> None:
        if level != self.state.a20:
            self.state.a20 = level
            self._set_a20(level)
