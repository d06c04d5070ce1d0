"""A PS/2 keyboard: IBM's Enhanced keyboard (IBM PS/2 Hardware Interface Technical Reference, "Keyboard (101- and
102-key)"), with scan code sets 1, 2 and 3. Repeating is left to who calls ``press``: a host repeats keys.

A cursor key sends its plain code even while Shift is held or Num Lock is on: the "fake shifts" around it, for
programs that know no E0, are left out.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from engine.devices.keycode import EXTENDED, SET2, SET2_BREAK, SET3, set1_sequence

CAPACITY = 128
RELEASE_LIMIT = 6  # no key's release is longer
ID = b"\xab\x83"
OVERRUN = 0x00
OVERRUN_SET1 = 0xFF


class Command:
    """What the system may send ("Commands from the System")."""

    SET_LEDS = 0xED
    ECHO = 0xEE
    SCAN_CODE_SET = 0xF0
    READ_ID = 0xF2
    SET_RATE = 0xF3
    ENABLE = 0xF4
    DEFAULT_DISABLE = 0xF5
    SET_DEFAULT = 0xF6
    ALL_TYPEMATIC = 0xF7
    ALL_MAKE_BREAK = 0xF8
    ALL_MAKE = 0xF9
    ALL_TYPEMATIC_MAKE_BREAK = 0xFA
    KEY_TYPEMATIC = 0xFB
    KEY_MAKE_BREAK = 0xFC
    KEY_MAKE = 0xFD
    RESEND = 0xFE
    RESET = 0xFF


class Reply:
    """What the keyboard answers ("Commands to the System")."""

    TEST_OK = 0xAA
    ECHO = 0xEE
    ACK = 0xFA
    RESEND = 0xFE


class KeyType:
    """What a key of set 3 sends: bit 0 breaks, bit 1 repeats."""

    MAKE = 0
    MAKE_BREAK = 1
    TYPEMATIC = 2
    TYPEMATIC_MAKE_BREAK = 3


_ALL_TYPES = {
    Command.ALL_TYPEMATIC: KeyType.TYPEMATIC,
    Command.ALL_MAKE_BREAK: KeyType.MAKE_BREAK,
    Command.ALL_MAKE: KeyType.MAKE,
    Command.ALL_TYPEMATIC_MAKE_BREAK: KeyType.TYPEMATIC_MAKE_BREAK,
}
_KEY_TYPES = {
    Command.KEY_TYPEMATIC: KeyType.TYPEMATIC,
    Command.KEY_MAKE_BREAK: KeyType.MAKE_BREAK,
    Command.KEY_MAKE: KeyType.MAKE,
}
_MAKE_BREAK_KEYS = ("shift", "shift_r", "ctrl", "alt", "caps_lock")
_MAKE_KEYS = (
    *("esc", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12"),
    *("print", "scroll_lock", "pause", "insert", "home", "end", "pgup", "pgdn", "num_lock", "ctrl_r", "alt_r"),
    *("kp_divide", "kp_multiply", "kp_subtract", "kp_enter", "kp_decimal"),
    *(f"kp_{digit}" for digit in range(10)),
)


def default_types() -> bytearray:
    """The type of every set 3 code after reset ("Scan Code Set 3": default key types)."""
    types = bytearray((KeyType.TYPEMATIC,)) * 256
    for name in _MAKE_BREAK_KEYS:
        types[SET3[name]] = KeyType.MAKE_BREAK
    for name in _MAKE_KEYS:
        types[SET3[name]] = KeyType.MAKE
    return types


class Ps2KeyboardState(msgspec.Struct):
    """``queue`` are scan codes and ``replies`` answers the controller has not taken; ``down`` the keys whose
    press the guest was told of; ``command`` waits for its argument (0: none); ``last`` is for Resend."""

    scanning: bool = True
    scan_code_set: int = 2
    leds: int = 0
    rate: int = 0x2B
    command: int = 0
    last: int = 0
    queue: bytearray = msgspec.field(default_factory=bytearray)
    replies: bytearray = msgspec.field(default_factory=bytearray)
    down: list[str] = msgspec.field(default_factory=list)
    types: bytearray = msgspec.field(default_factory=default_types)


def _nothing() -> None:
    """No controller is listening yet."""


class Ps2Keyboard:
    """The keyboard. ``on_data()`` is called when there is something to ``take``; the controller sets it."""

    def __init__(self, state: Ps2KeyboardState | None = None) -> None:
        self.state = state if state is not None else Ps2KeyboardState()
        self.on_data: Callable[[], None] = _nothing

    def reset(self) -> None:
        """Power-on, with the self test done and its result, AAh, come and gone before anybody listened."""
        self.state = Ps2KeyboardState()

    @property
    def leds(self) -> int:
        """Which lamps are lit: bit 0 Scroll Lock, 1 Num Lock, 2 Caps Lock."""
        return self.state.leds

    @property
    def waiting(self) -> bool:
        """Whether there is a byte to take."""
        return bool(self.state.replies or self.state.queue)

    # The person's side.

    def press(self, key: str) -> None:
        """A key goes down, or repeats. ``key`` is a QKeyCode name; ValueError if it is none of a PC's.

        A guest that does not read loses presses (it is told by an overrun code) but never a release.
        """
        state = self.state
        if key not in SET2:
            raise ValueError(f"a PC keyboard has no key {key!r}")
        if not state.scanning:
            return
        codes = self._make(key)
        if not codes:
            return
        held = len(state.down) + 1
        if len(state.queue) + len(codes) + held * RELEASE_LIMIT >= CAPACITY:
            code = OVERRUN_SET1 if state.scan_code_set == 1 else OVERRUN
            if not state.queue or state.queue[-1] != code:
                state.queue.append(code)
            return
        if key not in state.down:
            state.down.append(key)
        state.queue += codes
        self.on_data()

    def release(self, key: str) -> None:
        """A key comes up. ValueError as for ``press``; nothing happens if the guest never saw it go down."""
        state = self.state
        if key not in SET2:
            raise ValueError(f"a PC keyboard has no key {key!r}")
        if key not in state.down:
            return
        codes = self._break(key)
        state.down.remove(key)
        if codes:
            state.queue += codes
            self.on_data()

    def _held(self, *names: str) -> bool:
        return any(name in self.state.down for name in names)

    def _make(self, key: str) -> bytes:
        if self.state.scan_code_set == 3:
            code = SET3.get(key, 0)
            repeats = self.state.types[code] & KeyType.TYPEMATIC
            return bytes((code,)) if code and (repeats or key not in self.state.down) else b""
        if key in ("pause", "print", "sysrq") and key in self.state.down:
            return b""  # these do not repeat; and a second Pause would be a second press
        if key == "pause":
            codes = b"\xe0\x7e\xe0\xf0\x7e" if self._held("ctrl", "ctrl_r") else b"\xe1\x14\x77\xe1\xf0\x14\xf0\x77"
        elif key in ("print", "sysrq"):
            codes = self._print_screen(key, b"")
        else:
            codes = _prefixed(SET2[key], b"")
        return self._in_set(codes)

    def _break(self, key: str) -> bytes:
        if self.state.scan_code_set == 3:
            code = SET3.get(key, 0)
            return bytes((SET2_BREAK, code)) if self.state.types[code] & KeyType.MAKE_BREAK else b""
        if key == "pause":
            return b""
        if key in ("print", "sysrq"):
            return self._in_set(self._print_screen(key, bytes((SET2_BREAK,))))
        return self._in_set(_prefixed(SET2[key], bytes((SET2_BREAK,))))

    def _print_screen(self, key: str, release: bytes) -> bytes:
        """Print Screen is SysRq with Alt, and brings its own Shift unless Ctrl or Shift is held."""
        if key == "sysrq" or self._held("alt", "alt_r"):
            return release + b"\x84"
        if self._held("shift", "shift_r", "ctrl", "ctrl_r"):
            return b"\xe0" + release + b"\x7c"
        if release:
            return b"\xe0\xf0\x7c\xe0\xf0\x12"
        return b"\xe0\x12\xe0\x7c"

    def _in_set(self, codes: bytes) -> bytes:
        return set1_sequence(codes) if self.state.scan_code_set == 1 else codes

    # The controller's side.

    def take(self) -> int | None:
        """The next byte on the wire: answers first."""
        state = self.state
        source = state.replies or state.queue
        if not source:
            return None
        state.last = source.pop(0)
        return state.last

    def write(self, value: int) -> None:
        """A byte from the system. What was not yet taken of an earlier answer is dropped."""
        state = self.state
        state.replies.clear()
        command, state.command = state.command, 0
        if command and value < Command.SET_LEDS:
            self._argument(command, value)
        else:
            self._command(value)

    def _reply(self, *values: int) -> None:
        self.state.replies += bytes(values)
        self.on_data()

    def _command(self, value: int) -> None:
        state = self.state
        match value:
            case Command.ECHO:
                self._reply(Reply.ECHO)
            case Command.RESEND:
                self._reply(state.last)
            case Command.SET_LEDS | Command.SCAN_CODE_SET | Command.SET_RATE:
                state.command = value
                self._reply(Reply.ACK)
            case Command.KEY_TYPEMATIC | Command.KEY_MAKE_BREAK | Command.KEY_MAKE:
                state.command = value
                state.scanning = False
                self._reply(Reply.ACK)
            case Command.READ_ID:
                self._reply(Reply.ACK, *ID)
            case Command.ENABLE:
                self._clear()
                state.scanning = True
                self._reply(Reply.ACK)
            case Command.DEFAULT_DISABLE | Command.SET_DEFAULT:
                self._defaults(scanning=value == Command.SET_DEFAULT)
                self._reply(Reply.ACK)
            case Command.RESET:
                self._defaults(scanning=True)
                state.leds = 0
                self._reply(Reply.ACK, Reply.TEST_OK)
            case _ if value in _ALL_TYPES:
                state.types = bytearray((_ALL_TYPES[value],)) * 256
                self._reply(Reply.ACK)
            case _:
                self._reply(Reply.RESEND)

    def _argument(self, command: int, value: int) -> None:
        state = self.state
        match command:
            case Command.SET_LEDS:
                state.leds = value & 7
            case Command.SET_RATE:
                state.rate = value & 0x7F
            case Command.SCAN_CODE_SET if value == 0:
                self._reply(Reply.ACK, state.scan_code_set)
                return
            case Command.SCAN_CODE_SET:
                if value > 3:
                    self._reply(Reply.RESEND)
                    return
                self._clear()
                state.scan_code_set = value
            case _:
                state.types[value] = _KEY_TYPES[command]
                state.command = command  # a list of keys, until the next command
        self._reply(Reply.ACK)

    def _clear(self) -> None:
        self.state.queue.clear()
        self.state.down.clear()

    def _defaults(self, scanning: bool) -> None:
        state = self.state
        self._clear()
        state.scanning = scanning
        state.scan_code_set = 2
        state.rate = 0x2B
        state.types = default_types()


def _prefixed(code: int, release: bytes) -> bytes:
    prefix = bytes((EXTENDED,)) if code > 0xFF else b""
    return prefix + release + bytes((code & 0xFF,))
