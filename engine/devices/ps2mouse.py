"""A PS/2 mouse (IBM PS/2 Hardware Interface Technical Reference, "Mouse"), with Microsoft's two extensions:
IntelliMouse (a wheel, id 3) and IntelliMouse Explorer (five buttons, id 4).
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

PENDING = 16
COUNTER_LIMIT = 255 * 64  # motion a guest has not fetched; what is beyond is lost, and flagged
WHEEL_ID = 3
FIVE_BUTTON_ID = 4
WHEEL_KNOCK = bytes((200, 100, 80))
FIVE_BUTTON_KNOCK = bytes((200, 200, 80))
BUTTONS = {"left": 0x01, "right": 0x02, "middle": 0x04, "side": 0x08, "extra": 0x10}
SCALED = (0, 1, 1, 3, 6, 9)


class Command:
    """What the system may send ("Mouse Commands")."""

    SCALING_1 = 0xE6
    SCALING_2 = 0xE7
    SET_RESOLUTION = 0xE8
    STATUS_REQUEST = 0xE9
    STREAM_MODE = 0xEA
    READ_DATA = 0xEB
    RESET_WRAP = 0xEC
    WRAP_MODE = 0xEE
    REMOTE_MODE = 0xF0
    READ_ID = 0xF2
    SET_RATE = 0xF3
    ENABLE = 0xF4
    DISABLE = 0xF5
    SET_DEFAULT = 0xF6
    RESEND = 0xFE
    RESET = 0xFF


class Reply:
    """What the mouse answers."""

    TEST_OK = 0xAA
    ACK = 0xFA
    ERROR = 0xFC
    RESEND = 0xFE


class Packet:
    """First byte of a data report ("Data Report")."""

    ALWAYS = 0x08
    X_SIGN = 0x10
    Y_SIGN = 0x20
    X_OVERFLOW = 0x40
    Y_OVERFLOW = 0x80


class Motion(msgspec.Struct):
    """What one or more reports will say: the buttons, and counts right, up and (wheel) towards the person."""

    buttons: int = 0
    dx: int = 0
    dy: int = 0
    dz: int = 0
    x_lost: bool = False
    y_lost: bool = False


class Ps2MouseState(msgspec.Struct):
    """``pending`` are motions the guest was not told of, oldest first; ``packet`` the rest of a report that is
    being taken; ``knock`` the last three sample rates; ``resend`` the last answer or report."""

    reporting: bool = False
    remote: bool = False
    wrap: bool = False
    scaling: bool = False
    resolution: int = 2
    rate: int = 100
    ident: int = 0
    command: int = 0
    buttons: int = 0
    knock: bytearray = msgspec.field(default_factory=lambda: bytearray(3))
    replies: bytearray = msgspec.field(default_factory=bytearray)
    packet: bytearray = msgspec.field(default_factory=bytearray)
    resend: bytearray = msgspec.field(default_factory=bytearray)
    pending: list[Motion] = msgspec.field(default_factory=list)


def _nothing() -> None:
    """No controller is listening yet."""


def _clamp(value: int, limit: int) -> int:
    return max(-limit, min(limit, value))


class Ps2Mouse:
    """The mouse. ``on_data()`` is called when there is something to ``take``; the controller sets it."""

    def __init__(self, state: Ps2MouseState | None = None) -> None:
        self.state = state if state is not None else Ps2MouseState()
        self.on_data: Callable[[], None] = _nothing

    def reset(self) -> None:
        """Power-on, with the self test done and its result, AAh 00h, come and gone before anybody listened."""
        self.state = Ps2MouseState()

    @property
    def waiting(self) -> bool:
        """Whether there is a byte to take."""
        state = self.state
        return bool(state.replies or state.packet or (state.pending and self._streaming()))

    # The person's side.

    def move(self, dx: int, dy: int, dz: int = 0) -> None:
        """Motion in screen directions: ``dx`` right, ``dy`` down; ``dz`` wheel clicks towards the person."""
        state = self.state
        if not (state.reporting or state.remote) or not (dx or dy or dz):
            return
        if not state.pending:
            state.pending.append(Motion(state.buttons))
        motion = state.pending[-1]
        x, y = motion.dx + dx, motion.dy - dy
        motion.dx, motion.dy = _clamp(x, COUNTER_LIMIT), _clamp(y, COUNTER_LIMIT)
        motion.dz = _clamp(motion.dz + dz, 127)
        motion.x_lost |= motion.dx != x
        motion.y_lost |= motion.dy != y
        self._announce()

    def button(self, name: str, down: bool) -> None:
        """A button: left, right, middle, side or extra; ValueError for another."""
        bit = BUTTONS.get(name)
        if bit is None:
            raise ValueError(f"a mouse has no button {name!r}")
        state = self.state
        buttons = state.buttons | bit if down else state.buttons & ~bit
        if buttons == state.buttons:
            return
        state.buttons = buttons
        if not (state.reporting or state.remote):
            return
        if len(state.pending) < PENDING:
            state.pending.append(Motion(buttons))
        else:
            state.pending[-1].buttons = buttons
        self._announce()

    def _announce(self) -> None:
        if self._streaming():
            self.on_data()

    def _streaming(self) -> bool:
        return self.state.reporting and not self.state.remote and not self.state.wrap

    # The controller's side.

    def take(self) -> int | None:
        """The next byte on the wire: answers first, then a report once begun."""
        state = self.state
        if state.replies:
            return state.replies.pop(0)
        if not state.packet and state.pending and self._streaming():
            state.packet = self._report(state.scaling)
            state.resend = bytearray(state.packet)
        return state.packet.pop(0) if state.packet else None

    def _report(self, scaling: bool) -> bytearray:
        """Move as much of the oldest motion as fits into a report ("Data Report"; 3 bytes, or 4 with a wheel)."""
        state = self.state
        motion = state.pending[0] if state.pending else Motion(state.buttons)
        dx, dy = _clamp(motion.dx, 255), _clamp(motion.dy, 255)
        dz = _clamp(motion.dz, 7) if state.ident else motion.dz
        motion.dx -= dx
        motion.dy -= dy
        motion.dz -= dz
        first = Packet.ALWAYS | motion.buttons & 7
        first |= (Packet.X_OVERFLOW if motion.x_lost else 0) | (Packet.Y_OVERFLOW if motion.y_lost else 0)
        motion.x_lost = motion.y_lost = False
        if state.pending and not (motion.dx or motion.dy or motion.dz):
            state.pending.pop(0)
        if scaling:
            dx, dy = _clamp(_scale(dx), 255), _clamp(_scale(dy), 255)
        first |= (Packet.X_SIGN if dx < 0 else 0) | (Packet.Y_SIGN if dy < 0 else 0)
        report = bytearray((first, dx & 0xFF, dy & 0xFF))
        if state.ident == WHEEL_ID:
            report.append(dz & 0xFF)
        elif state.ident == FIVE_BUTTON_ID:
            report.append(dz & 0x0F | motion.buttons << 1 & 0x30)
        return report

    def write(self, value: int) -> None:
        """A byte from the system. What was not yet taken of an answer or a report is dropped."""
        state = self.state
        if value != Command.RESEND:
            state.packet.clear()
        state.replies.clear()
        command, state.command = state.command, 0
        if state.wrap and value not in (Command.RESET, Command.RESET_WRAP):
            self._reply(value)
        elif command:
            self._argument(command, value)
        else:
            self._command(value)

    def _reply(self, *values: int) -> None:
        self.state.replies += bytes(values)
        self.state.resend = bytearray(values)
        self.on_data()

    def _command(self, value: int) -> None:
        state = self.state
        answer = b""
        match value:
            case Command.SCALING_1 | Command.SCALING_2:
                state.scaling = value == Command.SCALING_2
            case Command.SET_RESOLUTION | Command.SET_RATE:
                state.command = value
            case Command.STATUS_REQUEST:
                answer = self._status()
            case Command.STREAM_MODE | Command.REMOTE_MODE:
                state.remote = value == Command.REMOTE_MODE
                state.pending.clear()
            case Command.READ_DATA:
                answer = bytes(self._report(scaling=False))
            case Command.WRAP_MODE | Command.RESET_WRAP:
                state.wrap = value == Command.WRAP_MODE
                state.pending.clear()
            case Command.READ_ID:
                answer = bytes((state.ident,))
            case Command.ENABLE | Command.DISABLE:
                state.reporting = value == Command.ENABLE
                state.pending.clear()
            case Command.SET_DEFAULT:
                self._defaults()
            case Command.RESEND:
                again = bytes(state.resend)
                state.packet.clear()
                self._reply(*again)
                return
            case Command.RESET:
                self._defaults()
                state.ident = 0
                answer = bytes((Reply.TEST_OK, 0))
            case _:
                self._reply(Reply.RESEND)
                return
        self._reply(Reply.ACK, *answer)

    def _argument(self, command: int, value: int) -> None:
        state = self.state
        if command == Command.SET_RESOLUTION:
            if value > 3:
                self._reply(Reply.RESEND)
                return
            state.resolution = value
        else:
            state.rate = value
            state.knock = state.knock[1:] + bytes((value,))
            if state.knock == WHEEL_KNOCK:
                state.ident = max(state.ident, WHEEL_ID)
            elif state.knock == FIVE_BUTTON_KNOCK and state.ident:
                state.ident = FIVE_BUTTON_ID
        self._reply(Reply.ACK)

    def _status(self) -> bytes:
        """Status Request: modes and buttons, resolution, sample rate."""
        state = self.state
        buttons = (state.buttons & 1) << 2 | (state.buttons & 4) >> 1 | (state.buttons & 2) >> 1
        first = state.remote << 6 | state.reporting << 5 | state.scaling << 4 | buttons
        return bytes((first, state.resolution, state.rate))

    def _defaults(self) -> None:
        """Set Default: stream mode, not reporting, 100 reports a second, 4 counts per mm, scaling 1:1."""
        state = self.state
        state.reporting = state.remote = state.wrap = state.scaling = False
        state.resolution, state.rate = 2, 100
        state.pending.clear()
        state.packet.clear()


def _scale(count: int) -> int:
    """2:1 scaling (command E7h)."""
    size = abs(count)
    scaled = SCALED[size] if size < len(SCALED) else 2 * size
    return scaled if count >= 0 else -scaled
