"""The keyboard: INT 09h puts keys into the buffer of the BIOS data area, INT 16h takes them out.

(IBM PS/2 and PC BIOS Interface Technical Reference, "Interrupt 09h", "Interrupt 16h")
"""

from __future__ import annotations

from engine.boot.bios.bda import Bda
from engine.boot.bios.call import CARRY, Call
from engine.boot.bios.keymap import EXTENDED_KEYS, KEYPAD, KEYPAD_DIGITS, KEYPAD_SIGNS, KEYS, LETTERS, Key
from engine.boot.bios.platform import Platform
from engine.boot.bios.service import Steps, Wait

DATA, STATUS = 0x60, 0x64
OUTPUT_FULL, FROM_MOUSE = 0x01, 0x20
SET_LEDS, SET_TYPEMATIC = 0xED, 0xF3
_RELEASED = 0x80
MOST_KEYS = 128
"""More than the data area has room for: a guest has put the buffer's ends where none follows the other."""
# Not AAh, which ends a self test: in set 1 it is the left shift key let go, and nothing else comes between keys.
_REPLIES = frozenset((0xFA, 0xFE, 0xEE, 0x00, 0xFF))


class Flag:
    """The keyboard flag bytes at 417h and, from bit 8 on, 418h."""

    RIGHT_SHIFT = 1 << 0
    LEFT_SHIFT = 1 << 1
    CTRL = 1 << 2
    ALT = 1 << 3
    SCROLL_LOCK = 1 << 4
    NUM_LOCK = 1 << 5
    CAPS_LOCK = 1 << 6
    INSERT = 1 << 7
    LEFT_CTRL = 1 << 8
    LEFT_ALT = 1 << 9
    SYS_REQUEST = 1 << 10
    PAUSED = 1 << 11
    SCROLL_DOWN = 1 << 12
    NUM_DOWN = 1 << 13
    CAPS_DOWN = 1 << 14
    INSERT_DOWN = 1 << 15


class Mode:
    """The byte at 496h."""

    LAST_E1 = 1 << 0
    LAST_E0 = 1 << 1
    RIGHT_CTRL = 1 << 2
    RIGHT_ALT = 1 << 3
    ENHANCED = 1 << 4


_LOCKS = {
    0x3A: (Flag.CAPS_LOCK, Flag.CAPS_DOWN),
    0x45: (Flag.NUM_LOCK, Flag.NUM_DOWN),
    0x46: (Flag.SCROLL_LOCK, Flag.SCROLL_DOWN),
}
_LED_BITS = Flag.SCROLL_LOCK | Flag.NUM_LOCK | Flag.CAPS_LOCK


class Keyboard:
    """INT 09h and INT 16h."""

    def __init__(self, platform: Platform) -> None:
        self._memory = platform.memory
        self._ports = platform.ports
        self.esc_seen = False
        """Whether Esc has been pressed since the last time somebody set this to False."""

    def set_up(self) -> None:
        """Empty buffer, no key down."""
        memory = self._memory
        memory.put_word(Bda.KEYBOARD_FLAGS, 0)
        memory.put_byte(Bda.ALT_NUMBER, 0)
        for field in (Bda.KEYBOARD_HEAD, Bda.KEYBOARD_TAIL, Bda.KEYBOARD_BUFFER_START):
            memory.put_word(field, Bda.KEYBOARD_BUFFER - 0x400)
        memory.put_word(Bda.KEYBOARD_BUFFER_END, Bda.KEYBOARD_BUFFER_LAST + 2 - 0x400)
        memory.put_byte(Bda.KEYBOARD_MODE, Mode.ENHANCED)
        memory.put_byte(Bda.KEYBOARD_LEDS, 0)
        self.esc_seen = False

    # INT 09h.

    def interrupt(self, call: Call) -> None:
        """IRQ 1: the stub looks at carry and AL (see rom.py)."""
        call.frame.eflags &= ~CARRY
        status = self._ports.read(STATUS, 1)
        if status & FROM_MOUSE and status & OUTPUT_FULL:
            return
        code = self._ports.read(DATA, 1)
        if self._memory.dword(0x15 * 4) != 0xF000F859:
            call.ax = code << 8 | 0x15
            call.frame.eflags |= CARRY
            return
        self._act(call, code)

    def intercepted(self, call: Call) -> None:
        """INT 15h AH=4Fh has let scan code AL pass."""
        call.frame.eflags &= ~CARRY
        self._act(call, call.al)

    def _act(self, call: Call, code: int) -> None:
        more = self._key(code)
        if more is not None:
            call.ax = more
            call.frame.eflags |= CARRY

    def _key(self, code: int) -> int | None:
        """Take one scan code. What the stub shall do besides, or None."""
        memory = self._memory
        mode = memory.byte(Bda.KEYBOARD_MODE)
        if code == 0xE0 or code == 0xE1:
            memory.put_byte(Bda.KEYBOARD_MODE, mode | (Mode.LAST_E0 if code == 0xE0 else Mode.LAST_E1))
            return None
        if code in _REPLIES:
            return None
        extended, pause = bool(mode & Mode.LAST_E0), bool(mode & Mode.LAST_E1)
        if pause:
            # Pause is E1 1D 45 E1 9D C5: its Num Lock half ends it, and must not lock anything.
            if code & 0x7F == 0x45:
                memory.put_byte(Bda.KEYBOARD_MODE, mode & ~(Mode.LAST_E0 | Mode.LAST_E1))
            return None
        memory.put_byte(Bda.KEYBOARD_MODE, mode & ~(Mode.LAST_E0 | Mode.LAST_E1))
        down = not code & _RELEASED
        if self._shift_key(code & 0x7F, down, extended):
            return None
        if code & 0x7F == 0x54:
            return 0x0085 if down else 0x0185  # System Request
        return self._press(code, extended) if down else None

    def _shift_key(self, code: int, down: bool, extended: bool) -> bool:
        """Keys that only change the flags. Whether this was one."""
        memory = self._memory
        flags = memory.word(Bda.KEYBOARD_FLAGS)
        if code in (0x2A, 0x36):
            if not extended:  # E0 2A and E0 36 are the fake shifts around cursor keys.
                self._put_flags(flags, Flag.LEFT_SHIFT if code == 0x2A else Flag.RIGHT_SHIFT, down)
            return True
        if code in (0x1D, 0x38):
            self._ctrl_or_alt(flags, code == 0x1D, down, extended)
            return True
        if code in _LOCKS and not extended and not (code != 0x3A and flags & Flag.CTRL and down):
            lock, held = _LOCKS[code]
            if down and not flags & held:
                flags ^= lock
            self._put_flags(flags, held, down)
            self._show_locks()
            return True
        if code == 0x52 and not down:
            self._put_flags(flags, Flag.INSERT_DOWN, False)
        return False

    def _ctrl_or_alt(self, flags: int, ctrl: bool, down: bool, extended: bool) -> None:
        memory = self._memory
        mode = memory.byte(Bda.KEYBOARD_MODE)
        right = Mode.RIGHT_CTRL if ctrl else Mode.RIGHT_ALT
        left = Flag.LEFT_CTRL if ctrl else Flag.LEFT_ALT
        if extended:
            mode = mode | right if down else mode & ~right
            memory.put_byte(Bda.KEYBOARD_MODE, mode)
        else:
            flags = flags | left if down else flags & ~left
        self._put_flags(flags, Flag.CTRL if ctrl else Flag.ALT, bool(flags & left or mode & right))
        if not ctrl and not down:
            number = memory.byte(Bda.ALT_NUMBER)
            memory.put_byte(Bda.ALT_NUMBER, 0)
            if number:
                self.store(number)

    def _put_flags(self, flags: int, flag: int, on: bool) -> None:
        self._memory.put_word(Bda.KEYBOARD_FLAGS, flags | flag if on else flags & ~flag)

    def _show_locks(self) -> None:
        leds = (self._memory.byte(Bda.KEYBOARD_FLAGS) & _LED_BITS) >> 4
        if leds != self._memory.byte(Bda.KEYBOARD_LEDS) & 7:
            self._memory.put_byte(Bda.KEYBOARD_LEDS, leds)
            # The keyboard's two acknowledgements come as bytes that _key ignores.
            self._ports.write(DATA, 1, SET_LEDS)
            self._ports.write(DATA, 1, leds)

    def _press(self, code: int, extended: bool) -> int | None:
        flags = self._memory.word(Bda.KEYBOARD_FLAGS)
        ctrl, alt = bool(flags & Flag.CTRL), bool(flags & Flag.ALT)
        if code == 0x01:
            self.esc_seen = True
        if code == 0x53 and ctrl and alt:
            self._memory.put_word(Bda.SOFT_RESET, 0x1234)
            self._ports.write(STATUS, 1, 0xFE)
            return None
        if code == 0x46 and (extended or ctrl):  # Ctrl-Break
            head = self._memory.word(Bda.KEYBOARD_BUFFER_START)
            self._memory.put_word(Bda.KEYBOARD_HEAD, head)
            self._memory.put_word(Bda.KEYBOARD_TAIL, head)
            self._memory.put_byte(Bda.BREAK, 0x80)
            self.store(0)
            return 0x1B
        if code == 0x37 and extended:
            if ctrl:
                self.store(0x7200)
                return None
            return 0x05  # Print Screen
        if alt and not extended and code in KEYPAD_DIGITS:
            number = self._memory.byte(Bda.ALT_NUMBER) * 10 + KEYPAD_DIGITS[code]
            self._memory.put_byte(Bda.ALT_NUMBER, number & 0xFF)
            return None
        if code == 0x52 and not ctrl and not alt and not flags & Flag.INSERT_DOWN:
            self._memory.put_word(Bda.KEYBOARD_FLAGS, (flags ^ Flag.INSERT) | Flag.INSERT_DOWN)
        key = (EXTENDED_KEYS if extended else KEYS).get(code)
        word = None if key is None else self._choose(key, code, flags, extended)
        if word is not None:
            self.store(word)
        return None

    def _choose(self, key: Key, code: int, flags: int, extended: bool) -> int | None:
        if flags & Flag.ALT:
            return key.alt
        if flags & Flag.CTRL:
            return key.ctrl
        shift = bool(flags & (Flag.LEFT_SHIFT | Flag.RIGHT_SHIFT))
        if not extended and code in LETTERS:
            shift ^= bool(flags & Flag.CAPS_LOCK)
        elif not extended and code in KEYPAD and code not in KEYPAD_SIGNS:
            shift ^= bool(flags & Flag.NUM_LOCK)
        return key.shift if shift else key.plain

    # The buffer.

    def store(self, word: int) -> bool:
        """Put a key into the buffer. False: it is full."""
        memory = self._memory
        tail = memory.word(Bda.KEYBOARD_TAIL)
        after = self._next(tail)
        if after == memory.word(Bda.KEYBOARD_HEAD):
            return False
        memory.put_word(0x400 + tail, word)
        memory.put_word(Bda.KEYBOARD_TAIL, after)
        return True

    def peek(self) -> int | None:
        """The oldest key in the buffer."""
        head = self._memory.word(Bda.KEYBOARD_HEAD)
        if head == self._memory.word(Bda.KEYBOARD_TAIL):
            return None
        return self._memory.word(0x400 + head)

    def take(self) -> int | None:
        """The oldest key, which leaves the buffer."""
        word = self.peek()
        if word is not None:
            self._memory.put_word(Bda.KEYBOARD_HEAD, self._next(self._memory.word(Bda.KEYBOARD_HEAD)))
        return word

    def _next(self, place: int) -> int:
        place += 2
        if place >= self._memory.word(Bda.KEYBOARD_BUFFER_END):
            return self._memory.word(Bda.KEYBOARD_BUFFER_START)
        return place

    # INT 16h.

    def call(self, call: Call) -> Steps | None:
        """INT 16h."""
        function = call.ah
        if function in (0x00, 0x10):
            return self._read(call, function == 0x10)
        if function in (0x01, 0x11):
            self._status(call, function == 0x11)
        elif function == 0x02:
            call.al = self._memory.byte(Bda.KEYBOARD_FLAGS)
        elif function == 0x03:
            self._typematic(call)
        elif function == 0x05:
            call.al = not self.store(call.cx)
        elif function == 0x09:
            call.al = 0x26  # AX=0305h, AH=0Ah, and AH=10h to 12h, are there
        elif function == 0x0A:
            call.bx = 0x41AB
        elif function == 0x12:
            self._enhanced_flags(call)
        elif function == 0x92:
            call.ah = 0x80  # how drivers ask whether AH=10h is there
        elif function == 0xA2:
            call.ah = 0x80
        return None

    def _read(self, call: Call, enhanced: bool) -> Steps:
        while True:
            for _ in range(MOST_KEYS):
                word = self._seen(self.take(), enhanced)
                if word is not None:
                    call.ax = word
                    return
                if self.peek() is None:
                    break
            yield Wait.HALT

    def _status(self, call: Call, enhanced: bool) -> None:
        for _ in range(MOST_KEYS):
            waiting = self.peek()
            if waiting is None:
                break
            word = self._seen(waiting, enhanced)
            if word is not None:
                call.ax = word
                call.zero = False
                return
            self.take()  # A key that programs of the PC/XT's time do not know.
        call.zero = True

    def _seen(self, word: int | None, enhanced: bool) -> int | None:
        """A key as INT 16h gives it: the older functions know no F11, and no keys told apart by E0h."""
        if word is None:
            return None
        scan, character = word >> 8, word & 0xFF
        if enhanced:
            return word & 0xFF00 if character == 0xF0 and scan else word
        if scan == 0xE0:
            return (0x1C00 if character in (0x0D, 0x0A) else 0x3500) | character
        if (character == 0xF0 and scan) or scan > 0x84:
            return None
        return word & 0xFF00 if character == 0xE0 and scan else word

    def _typematic(self, call: Call) -> None:
        """AX=0305h: how long a held key waits (BH) before it repeats, and how often (BL)."""
        if call.al == 5 and call.bh <= 3 and call.bl <= 0x1F:
            # The acknowledgements come as bytes that _key ignores.
            self._ports.write(DATA, 1, SET_TYPEMATIC)
            self._ports.write(DATA, 1, call.bh << 5 | call.bl)

    def _enhanced_flags(self, call: Call) -> None:
        flags = self._memory.word(Bda.KEYBOARD_FLAGS)
        mode = self._memory.byte(Bda.KEYBOARD_MODE)
        call.al = flags
        high = flags >> 8
        call.ah = high & 0x73 | (high & 0x04) << 5 | (mode & (Mode.RIGHT_CTRL | Mode.RIGHT_ALT))
