"""Keys by name: QEMU's QKeyCode names, their scan codes, and the keys that type a text on a US keyboard.

Codes are those of IBM's Enhanced keyboard (IBM PS/2 Hardware Interface Technical Reference, "Keyboard (101- and
102-key)", scan code sets 1 to 3) and, for multimedia and power keys, Microsoft's "Keyboard Scan Code
Specification". Set 1 is not listed: it is set 2 as the 8042 translates it.
"""

from __future__ import annotations

from collections.abc import Iterator

SET2_BREAK = 0xF0
EXTENDED = 0xE0
SET1_BREAK = 0x80

# The 8042's translation of what the keyboard sends; bytes of 80h and more pass, but for two.
SET2_TO_SET1 = bytes.fromhex(
    "ff 43 41 3f 3d 3b 3c 58 64 44 42 40 3e 0f 29 59 65 38 2a 70 1d 10 02 5a 66 71 2c 1f 1e 11 03 5b"
    "67 2e 2d 20 12 05 04 5c 68 39 2f 21 14 13 06 5d 69 31 30 23 22 15 07 5e 6a 72 32 24 16 08 09 5f"
    "6b 33 25 17 18 0b 0a 60 6c 34 35 26 27 19 0c 61 6d 73 28 74 1a 0d 62 6e 3a 36 1c 1b 75 2b 63 76"
    "55 56 77 78 79 7a 0e 7b 7c 4f 7d 4b 47 7e 7f 6f 52 53 50 4c 4d 48 01 45 57 4e 51 4a 37 49 46 54"
) + bytes((0x41 if code == 0x83 else 0x54 if code == 0x84 else code) for code in range(0x80, 0x100))

# Name, set 2, set 3 (0: not in set 3). E0xx has the prefix E0. Print Screen and Pause send sequences of their
# own; here stand the codes that make them keys (E07C, and E07E: what Pause is with Ctrl).
_TABLE = """
esc 76 08      f1 05 07       f2 06 0f       f3 04 17       f4 0c 1f       f5 03 27       f6 0b 2f
f7 83 37       f8 0a 3f       f9 01 47       f10 09 4f      f11 78 56      f12 07 5e
print e07c 57  sysrq e07c 57  scroll_lock 7e 5f             pause e07e 62
grave_accent 0e 0e  1 16 16   2 1e 1e        3 26 26        4 25 25        5 2e 2e        6 36 36
7 3d 3d        8 3e 3e        9 46 46        0 45 45        minus 4e 4e    equal 55 55    backspace 66 66
tab 0d 0d      q 15 15        w 1d 1d        e 24 24        r 2d 2d        t 2c 2c        y 35 35
u 3c 3c        i 43 43        o 44 44        p 4d 4d        bracket_left 54 54            bracket_right 5b 5b
backslash 5d 5c  caps_lock 58 14  a 1c 1c    s 1b 1b        d 23 23        f 2b 2b        g 34 34
h 33 33        j 3b 3b        k 42 42        l 4b 4b        semicolon 4c 4c  apostrophe 52 52  ret 5a 5a
shift 12 12    less 61 13     z 1a 1a        x 22 22        c 21 21        v 2a 2a        b 32 32
n 31 31        m 3a 3a        comma 41 41    dot 49 49      slash 4a 4a    shift_r 59 59
ctrl 14 11     alt 11 19      spc 29 29      alt_r e011 39  ctrl_r e014 58
meta_l e01f 8b meta_r e027 8c menu e02f 8d   compose e02f 8d
insert e070 67 delete e071 64 home e06c 6e   end e069 65    pgup e07d 6f   pgdn e07a 6d
up e075 63     down e072 60   left e06b 61   right e074 6a
num_lock 77 76 kp_divide e04a 77  kp_multiply 7c 7e  asterisk 7c 7e  kp_subtract 7b 84  kp_add 79 7c
kp_enter e05a 79  kp_decimal 71 71  kp_equals 0f 00  kp_comma 6d 00
kp_0 70 70     kp_1 69 69     kp_2 72 72     kp_3 7a 7a     kp_4 6b 6b     kp_5 73 73     kp_6 74 74
kp_7 6c 6c     kp_8 75 75     kp_9 7d 7d
ro 51 00       yen 6a 00      henkan 64 00   muhenkan 67 00 katakanahiragana 13 00
hiragana 62 00 zenkakuhankaku 5f 00          lang1 f2 00    lang2 f1 00
f13 08 00      f14 10 00      f15 18 00      f16 20 00      f17 28 00      f18 30 00      f19 38 00
f20 40 00      f21 48 00      f22 50 00      f23 57 00      f24 5f 00
power e037 00  sleep e03f 00  wake e05e 00   help e05c 00   find e002 00
stop e028 00   again e025 00  undo e036 00   copy e063 00   paste e010 00  cut e006 00
audionext e04d 00  audioprev e015 00  audiostop e03b 00  audioplay e034 00  audiomute e023 00
volumeup e032 00   volumedown e021 00 mediaselect e050 00  mail e048 00  calculator e02b 00
computer e040 00   ac_home e03a 00  ac_back e038 00  ac_forward e030 00  ac_refresh e020 00
ac_bookmarks e018 00
"""


def _parse(column: int) -> dict[str, int]:
    words = _TABLE.split()
    rows = zip(words[0::3], words[1::3], words[2::3], strict=True)
    return {row[0]: int(row[column], 16) for row in rows}


SET2: dict[str, int] = _parse(1)
"""Make code in set 2 by name; the prefix E0 is in bits 8 to 15."""

SET3: dict[str, int] = {name: code for name, code in _parse(2).items() if code}
"""Make code in set 3 by name; a key that is not here sends nothing in set 3."""

SET1: dict[str, int] = {name: code & 0xFF00 | SET2_TO_SET1[code & 0xFF] for name, code in SET2.items()}
"""Make code in set 1 by name; the prefix E0 is in bits 8 to 15."""

MODIFIERS = frozenset(("shift", "shift_r", "ctrl", "ctrl_r", "alt", "alt_r", "meta_l", "meta_r"))
"""Keys that are held while others are pressed."""


def set1_sequence(set2: bytes) -> bytes:
    """What the 8042 makes of the bytes ``set2``."""
    out = bytearray()
    release = 0
    for code in set2:
        if code == SET2_BREAK:
            release = SET1_BREAK
        elif code in (EXTENDED, 0xE1):
            out.append(code)
        else:
            out.append(SET2_TO_SET1[code] | release)
            release = 0
    return bytes(out)


# Several names share some codes: the first one listed is the key's own.
_BY_NUMBER = {(code & 0x7F) | (0x80 if code > 0xFF else 0): name for name, code in reversed(SET1.items())}
_BY_NUMBER[0x54] = "sysrq"


def key_for_number(number: int) -> str | None:
    """The key for a QMP key number: its set 1 code, plus 80h if it has the prefix E0. None: no such key."""
    return _BY_NUMBER.get(number)


class UntypableError(ValueError):
    """A character that no key of the US layout types. ``character`` is it, ``index`` its place in the text."""

    def __init__(self, character: str, index: int) -> None:
        super().__init__(f"No key of a US keyboard types {character!r} (U+{ord(character):04X}).")
        self.character = character
        self.index = index


_PLAIN = {
    " ": "spc", "\n": "ret", "\r": "ret", "\t": "tab", "\b": "backspace", "\x7f": "backspace", "\x1b": "esc",
    "`": "grave_accent", "-": "minus", "=": "equal", "[": "bracket_left", "]": "bracket_right",
    "\\": "backslash", ";": "semicolon", "'": "apostrophe", ",": "comma", ".": "dot", "/": "slash",
}  # fmt: skip
_SHIFTED = dict(zip('~!@#$%^&*()_+{}|:"<>?', "`1234567890-=[]\\;',./", strict=True))


def _chord(character: str) -> tuple[str, ...] | None:
    base = _SHIFTED.get(character)
    if base is not None:
        return ("shift", _PLAIN.get(base, base))
    if character in _PLAIN:
        return (_PLAIN[character],)
    if not character.isascii() or not character.isalnum():
        return None
    return ("shift", character.lower()) if character.isupper() else (character,)


def keys_for_text(text: str) -> list[tuple[str, ...]]:
    """The chords that type ``text``: each a tuple of keys to press in order and release in reverse.

    A line end, "\\n", "\\r" or "\\r\\n", is Enter once; control characters are Ctrl with their letter.
    Raises UntypableError for the first character that cannot be typed; then nothing should be.
    """
    return list(_chords(text))


def _chords(text: str) -> Iterator[tuple[str, ...]]:
    previous = ""
    for index, character in enumerate(text):
        if character == "\n" and previous == "\r":
            previous = character
            continue
        previous = character
        chord = _chord(character)
        if chord is None and 1 <= ord(character) <= 26:
            chord = ("ctrl", chr(ord(character) + 0x60))
        if chord is None:
            raise UntypableError(character, index)
        yield chord
