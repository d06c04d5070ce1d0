"""The ISA bus's DMA: two Intel 8237A "High Performance Programmable DMA Controllers" (data sheet) and the
page registers around them, as in the PC/AT: channels 0 to 3 move bytes, channels 5 to 7 words.

A transfer happens when a device asks for it, all at once; so single, block and demand mode do the same.
Memory-to-memory transfers are left out: the AT cannot do them. That channel 4 passes the first controller's
requests on is taken for granted, programmed or not.
"""

from __future__ import annotations

from enum import IntEnum

import msgspec

from engine.memory.guest import GuestMemory

# Which page register belongs to channel 0 to 7 (IBM PC/AT Technical Reference, "DMA page registers").
PAGE_OF_CHANNEL = (0x7, 0x3, 0x1, 0x2, 0xF, 0xB, 0x9, 0xA)


class Register:
    """Offsets of 8 and above; below are address and count of each channel (8237A, Register Description)."""

    COMMAND_STATUS = 8
    REQUEST = 9
    SINGLE_MASK = 10
    MODE = 11
    CLEAR_BYTE_POINTER = 12
    MASTER_CLEAR = 13
    CLEAR_MASK = 14
    WRITE_MASK = 15


class Mode:
    """Mode register; bits 0 and 1 are the channel."""

    TRANSFER = 0x0C
    AUTOINIT = 0x10
    DECREMENT = 0x20
    SELECT = 0xC0


class Transfer(IntEnum):
    """Transfer type, seen from memory."""

    VERIFY = 0x00
    WRITE = 0x04
    READ = 0x08


CASCADE = 0xC0
DISABLE = 0x04  # command register, bit 2


class ChannelState(msgspec.Struct):
    """One channel; addresses and counts are 16 bits of bytes or words."""

    base_address: int = 0
    base_count: int = 0
    address: int = 0
    count: int = 0
    mode: int = 0


class ControllerState(msgspec.Struct):
    """One 8237A. ``mask``, ``request`` and ``terminal`` have a bit for each channel; ``terminal`` is the lower
    half of the status register. ``high_byte`` is the byte pointer flip-flop."""

    channels: list[ChannelState] = msgspec.field(default_factory=lambda: [ChannelState() for _ in range(4)])
    command: int = 0
    mask: int = 0x0F
    request: int = 0
    terminal: int = 0
    high_byte: bool = False


class IsaDmaState(msgspec.Struct):
    """Both controllers and the page registers; that of port 80h is not ours (POST codes go there)."""

    controllers: list[ControllerState] = msgspec.field(default_factory=lambda: [ControllerState(), ControllerState()])
    pages: bytearray = msgspec.field(default_factory=lambda: bytearray(0x10))


class IsaDma:
    """Both controllers: three windows of ports for the guest, ``channel(n)`` for a device.

    A device calls its channel while it holds its own lock, so it and this chip need to have one lock between
    them: the wiring gives both the same.
    """

    LOW_BASE = 0x00
    LOW_LENGTH = 0x10
    PAGE_BASE = 0x81
    PAGE_LENGTH = 0x0F
    HIGH_BASE = 0xC0
    HIGH_LENGTH = 0x20

    def __init__(self, memory: GuestMemory, state: IsaDmaState | None = None) -> None:
        self.state = state if state is not None else IsaDmaState()
        self._memory = memory

    def reset(self) -> None:
        """Power-on state. (RESET alone would leave addresses, counts and pages, which nothing relies on.)"""
        self.state = IsaDmaState()

    def channel(self, number: int) -> DmaChannel:
        """The device's end of channel 0 to 3 or 5 to 7. ValueError for another: a wiring mistake."""
        if number not in (0, 1, 2, 3, 5, 6, 7):
            raise ValueError(f"there is no DMA channel {number} for a device")
        return DmaChannel(self, self._memory, number)

    def low_read(self, offset: int, _size: int) -> int:
        """IN from 00h + ``offset``."""
        return _read(self.state.controllers[0], offset)

    def low_write(self, offset: int, _size: int, value: int) -> None:
        """OUT to 00h + ``offset``."""
        _write(self.state.controllers[0], offset, value & 0xFF)

    def high_read(self, offset: int, _size: int) -> int:
        """IN from C0h + ``offset``."""
        return _read(self.state.controllers[1], offset >> 1)

    def high_write(self, offset: int, _size: int, value: int) -> None:
        """OUT to C0h + ``offset``."""
        _write(self.state.controllers[1], offset >> 1, value & 0xFF)

    def page_read(self, offset: int, _size: int) -> int:
        """IN from 81h + ``offset``."""
        return self.state.pages[(offset + 1) & 0xF]

    def page_write(self, offset: int, _size: int, value: int) -> None:
        """OUT to 81h + ``offset``."""
        self.state.pages[(offset + 1) & 0xF] = value & 0xFF


class DmaChannel:
    """What a device sees of its channel: DREQ, DACK, data and EOP."""

    def __init__(self, dma: IsaDma, memory: GuestMemory, number: int) -> None:
        self._dma = dma
        self._memory = memory
        self._number = number
        self._bit = 1 << (number & 3)
        self._unit = 2 if number >= 4 else 1
        self.terminal_count = False
        """Whether the last transfer reached the end of the block (the device sees EOP)."""

    def set_request(self, level: bool) -> None:
        """State DREQ; the guest sees it in the status register."""
        controller = self._dma.state.controllers[self._number >> 2]
        controller.request = controller.request | self._bit if level else controller.request & ~self._bit

    def transfer_to_memory(self, data: bytes) -> int:
        """Move ``data`` into memory, as far as the block goes. Returns how many bytes were taken: 0 if the channel
        is masked, disabled or programmed the other way."""
        return len(self._run(Transfer.WRITE, len(data), data))

    def transfer_from_memory(self, length: int) -> bytes:
        """Fetch up to ``length`` bytes, as far as the block goes; none if the channel is not ready for it."""
        return self._run(Transfer.READ, length, b"")

    def _run(self, direction: Transfer, length: int, data: bytes) -> bytes:
        """Move up to ``length`` bytes; ``data`` is empty when they come from memory. Returns the moved bytes."""
        self.terminal_count = False
        controller = self._dma.state.controllers[self._number >> 2]
        channel = controller.channels[self._number & 3]
        kind = channel.mode & Mode.TRANSFER
        if (
            controller.command & DISABLE
            or controller.mask & self._bit
            or channel.mode & Mode.SELECT == CASCADE
            or kind not in (direction, Transfer.VERIFY)
        ):
            return b""
        units = min(length // self._unit, channel.count + 1)
        moved = b"".join(
            self._move(start, count, kind, data[at * self._unit : (at + abs(count)) * self._unit])
            for at, start, count in _pieces(channel, units)
        )
        self._step(controller, channel, units)
        return moved

    def _move(self, start: int, units: int, kind: int, data: bytes) -> bytes:
        """Move ``units`` at rising addresses from ``start``; a negative count means falling ones."""
        falling = units < 0
        size = abs(units) * self._unit
        if kind == Transfer.VERIFY:
            return data or b"\xff" * size
        page = self._dma.state.pages[PAGE_OF_CHANNEL[self._number]]
        # The words' address lines are shifted by one, and A16 is the word address's, not the page's.
        base = (page & 0xFE) << 16 if self._unit == 2 else page << 16
        lowest = start + units + 1 if falling else start
        address = base + lowest * self._unit
        if kind == Transfer.WRITE:
            self._memory.write(address, self._turned(data) if falling else data)
            return data
        got = self._memory.read(address, size)
        return self._turned(got) if falling else got

    def _turned(self, data: bytes) -> bytes:
        if self._unit == 1:
            return data[::-1]
        return b"".join(data[at : at + 2] for at in range(len(data) - 2, -1, -2))

    def _step(self, controller: ControllerState, channel: ChannelState, units: int) -> None:
        """Move address and count on; at the end of the block comes EOP (8237A, "Terminal count")."""
        step = -units if channel.mode & Mode.DECREMENT else units
        channel.address = (channel.address + step) & 0xFFFF
        self.terminal_count = units > channel.count
        channel.count = (channel.count - units) & 0xFFFF
        if not self.terminal_count:
            return
        controller.terminal |= self._bit
        if channel.mode & Mode.AUTOINIT:
            channel.address, channel.count = channel.base_address, channel.base_count
        else:
            controller.mask |= self._bit


def _pieces(channel: ChannelState, units: int) -> list[tuple[int, int, int]]:
    """Cut a run at the ends of the 64K page, where the address wraps: (units before it, start, units).

    Negative units fall from ``start``.
    """
    if units == 0:
        return []
    start = channel.address
    if channel.mode & Mode.DECREMENT:
        first = min(units, start + 1)
        rest = [(first, 0xFFFF, first - units)] if units > first else []
        return [(0, start, -first), *rest]
    first = min(units, 0x10000 - start)
    return [(0, start, first), *([(first, 0, units - first)] if units > first else [])]


def _master_clear(controller: ControllerState) -> None:
    controller.command = controller.terminal = 0
    controller.high_byte = False
    controller.mask = 0x0F


def _read(controller: ControllerState, register: int) -> int:
    if register < Register.COMMAND_STATUS:
        channel = controller.channels[register >> 1]
        value = channel.count if register & 1 else channel.address
        shift = 8 if controller.high_byte else 0
        controller.high_byte = not controller.high_byte
        return value >> shift & 0xFF
    if register == Register.COMMAND_STATUS:
        value = controller.request << 4 | controller.terminal
        controller.terminal = 0
        return value
    return controller.mask | 0xF0 if register == Register.WRITE_MASK else 0


def _write(controller: ControllerState, register: int, value: int) -> None:
    bit = 1 << (value & 3)
    match register:
        case Register.COMMAND_STATUS:
            controller.command = value
        case Register.SINGLE_MASK:
            controller.mask = controller.mask | bit if value & 4 else controller.mask & ~bit
        case Register.MODE:
            controller.channels[value & 3].mode = value & 0xFC
        case Register.CLEAR_BYTE_POINTER:
            controller.high_byte = False
        case Register.MASTER_CLEAR:
            _master_clear(controller)
        case Register.CLEAR_MASK:
            controller.mask = 0
        case Register.WRITE_MASK:
            controller.mask = value & 0x0F
        case Register.REQUEST:
            pass  # software requests start memory-to-memory transfers only
        case _:
            _write_channel(controller, register, value)


def _write_channel(controller: ControllerState, register: int, value: int) -> None:
    """Half of an address or count: it sets the base and the current register (8237A, "Base registers")."""
    channel = controller.channels[register >> 1 & 3]
    keep, shift = (0x00FF, 8) if controller.high_byte else (0xFF00, 0)
    controller.high_byte = not controller.high_byte
    if register & 1:
        channel.base_count = channel.base_count & keep | value << shift
        channel.count = channel.base_count
    else:
        channel.base_address = channel.base_address & keep | value << shift
        channel.address = channel.base_address
