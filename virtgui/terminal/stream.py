"""pyte's Stream, mended: whole sequences are matched at once, strings of every kind are swallowed whole, and
runs of text go to the screen in blocks.

Source: ECMA-48 5th edition section 5; Paul Williams' state diagram of DEC's ANSI parser for what to do with
control characters inside sequences (they act at once; CAN, SUB and ESC break off).
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable

import pyte

from virtgui.terminal.screen import TerminalScreen

_BLOCK = re.compile(r"[^\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]+")  # text with CR and LF
_STYLED_LINE = re.compile(r"([^\x00-\x1f\x7f-\x9f]*+(?:\x1b\[[0-9:;]*+m[^\x00-\x1f\x7f-\x9f]*+)++)\r\n")
_SGR = re.compile(r"\x1b\[([0-9:;]*)m")
_TOKEN = re.compile(r"[^\r\n]+|\r|\n")
_CSI = re.compile(r"(?:\x1b\[|\x9b)([<-?]?)([0-9:;]*)([ -/]*)([@-~])")
_CSI_BODY = re.compile(r"([<-?]?)([0-9:;]*)([ -/]*)")
_ESCAPE = re.compile(r"\x1b([ -/]*)([0-~])")
_STRING_END = re.compile(r"[\x07\x18\x1a\x1b\x9c]")
_PALETTE = re.compile(r"P[0-9a-fA-F]{7}|R")  # the Linux console's OSC P and R have no terminator
_PALETTE_BEGUN = re.compile(r"P[0-9a-fA-F]{0,6}\Z")
_BODY_LIMIT = 256
_STRING_KEPT = 1024
_CLIPBOARD_KEPT = 1 << 18  # OSC 52 carries a clipboard, in base64
_STRING_LIMIT = 4 << 20  # characters after which an unended string is taken for noise

_STRINGS = {"]": "osc", "P": "dcs", "X": "sos", "^": "pm", "_": "apc"}
_C1 = dict(zip("\x84\x85\x88\x8d\x9d\x90\x98\x9e\x9f", "DEHM]PX^_", strict=True))
"""8-bit controls, and the letter that ESC has before it in the 7-bit form."""

Handler = Callable[[list[int]], None]


class TerminalStream(pyte.Stream):
    """Feeds text to a TerminalScreen. Nothing it is fed raises; what it does not know it swallows."""

    escape = {  # noqa: RUF012  # a table of the base class
        **pyte.Stream.escape,
        "E": "next_line",
        "Z": "report_device_attributes",
        "=": "keypad_application",
        ">": "keypad_numeric",
    }
    csi = {  # noqa: RUF012  # a table of the base class
        **pyte.Stream.csi,
        "`": "cursor_to_column",
        "I": "tab_forward",
        "S": "scroll_up",
        "T": "scroll_down",
        "Z": "tab_back",
        "b": "repeat",
        "j": "cursor_back",
        "k": "cursor_up",
        "s": "save_cursor",
        "t": "window_operation",
        "u": "restore_cursor",
    }
    extended = {  # noqa: RUF012  # as above, by prefix, intermediates and final
        "?h": "set_mode",
        "?l": "reset_mode",
        "?J": "erase_in_display",
        "?K": "erase_in_line",
        "?n": "report_device_status",
        "$p": "report_mode",
        "?$p": "report_mode",
        ">c": "report_secondary_attributes",
        "!p": "soft_reset",
        " q": "set_cursor_style",
    }

    def __init__(self, screen: TerminalScreen) -> None:
        self._screen = screen
        self._pending = ""
        self._string = ""  # the kind of string being swallowed
        self._text = ""
        self._swallowed = 0
        super().__init__(screen)

    def _initialize_parser(self) -> None:
        """Bind the tables to the screen; called by pyte when the screen is attached."""
        self._basic = {char: getattr(self._screen, name) for char, name in self.basic.items()}
        self._escapes = {final: getattr(self._screen, name) for final, name in self.escape.items()}
        self._handlers = {key: self._handler(key, name) for key, name in self.csi.items() if key != "'"}
        self._handlers.update({key: self._handler(key, name) for key, name in self.extended.items()})
        del self._handlers["m"]

    def _handler(self, key: str, name: str) -> Handler:
        """A caller that gives the method as many parameters as it takes, whatever came."""
        method = getattr(self._screen, name)
        signature = inspect.signature(method).parameters.values()
        kinds = {parameter.kind for parameter in signature}
        limit: int | None = sum(
            parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD and parameter.name != "private"
            for parameter in signature
        )
        if inspect.Parameter.VAR_POSITIONAL in kinds:
            limit = None
        takes_private = inspect.Parameter.VAR_KEYWORD in kinds or any(p.name == "private" for p in signature)
        if key.startswith("?") and takes_private:
            return lambda values: method(*values[:limit], private=True)
        return lambda values: method(*values[:limit])

    def feed(self, data: str) -> None:
        """Take text of any length, cut anywhere."""
        if self._pending:
            data, self._pending = self._pending + data, ""
        position, end = 0, len(data)
        block_at, csi_at, styled_at = _BLOCK.match, _CSI.match, _STYLED_LINE.match
        while position < end:
            if self._string:
                position = self._swallow(data, position)
            elif (
                self._screen.cursor.x == 0
                and (match := styled_at(data, position))
                and self._screen.draw_styled_line(_SGR.split(match[1]))
            ):
                position = match.end()
            elif match := block_at(data, position):
                self._block(match[0])
                position = match.end()
            elif match := csi_at(data, position):
                self._dispatch(*match.groups())
                position = match.end()
            else:
                position = self._control(data, position)

    def abort(self) -> None:
        """Forget a sequence or string that has begun."""
        self._pending = self._string = self._text = ""

    def _block(self, block: str) -> None:
        """Text, CR and LF."""
        if "\n" not in block and "\r" not in block:
            self._screen.draw(block)
            return
        if "\r\r\n" in block:
            block = block.replace("\r\r\n", "\r\n")
        first, last = block.find("\n") + 1, block.rfind("\n") + 1
        ends = block.count("\r\n", first, last)
        if ends > 1 and ends == block.count("\n", first, last) == block.count("\r", first, last):
            self._tokens(block[:first])
            if self._screen.cursor.x == 0:
                self._screen.draw_lines(block[first:last])
                self._tokens(block[last:])
                return
            block = block[first:]
        self._tokens(block)

    def _tokens(self, text: str) -> None:
        screen = self._screen
        for token in _TOKEN.findall(text):
            if token == "\n":
                screen.linefeed()
            elif token == "\r":
                screen.cursor.x = 0
            else:
                screen.draw(token)

    def _dispatch(self, prefix: str, raw: str, intermediates: str, final: str) -> None:
        if final == "m":
            if not prefix and not intermediates:
                self._screen.select_rendition(raw)
            return
        handler = self._handlers.get(prefix + intermediates + final)
        if handler is not None:
            # Only SGR has parameters with colons; elsewhere the first part is taken.
            handler([min(int(part.partition(":")[0][:5] or 0), 9999) for part in raw.split(";")] if raw else [])

    def _control(self, data: str, position: int) -> int:
        """A control character, or a sequence not matched whole. Returns the position after it."""
        char = data[position]
        if char == "\x1b":
            return self._escape_sequence(data, position)
        if char == "\x9b":
            return self._broken_csi(data, position + 1)
        if char in _C1:
            self._begin(_C1[char])
        elif char in self._basic:
            self._basic[char]()
        return position + 1

    def _begin(self, final: str) -> None:
        if final in _STRINGS:
            self._string, self._text, self._swallowed = _STRINGS[final], "", 0
        elif final in self._escapes:
            self._escapes[final]()

    def _escape_sequence(self, data: str, position: int) -> int:
        match = _ESCAPE.match(data, position)
        if match is None:
            return self._broken_escape(data, position)
        intermediates, final = match.groups()
        if not intermediates:
            if final == "[":
                return self._broken_csi(data, match.end())
            self._begin(final)
        elif intermediates in "()":
            self._screen.define_charset(final, mode=intermediates)
        elif intermediates == "#" and final in self.sharp:
            self._screen.alignment_display()
        return match.end()

    def _broken_escape(self, data: str, position: int) -> int:
        """ESC whose sequence is unfinished, or has something in it that does not belong there."""
        index = position + 1
        while index < len(data) and " " <= data[index] <= "/":
            index += 1
        if index == len(data):
            if index - position <= _BODY_LIMIT:
                self._pending = data[position:]
            return index
        char = data[index]
        if char < "\x1b" and char in self._basic:
            self._basic[char]()  # a control character acts at once, and the sequence goes on
            self._pending = data[position:index]
            rest = data[index + 1 :]
            self.feed(rest)
            return len(data)
        return index if char >= "\x1b" and char != "\x7f" else index + 1

    def _broken_csi(self, data: str, position: int) -> int:
        """A control sequence that is unfinished or has control characters in it. Returns the position after it."""
        body = ""
        for index in range(position, len(data)):
            char = data[index]
            if "@" <= char <= "~":
                match = _CSI_BODY.fullmatch(body)
                if match is not None:
                    prefix, raw, intermediates = match.groups()
                    self._dispatch(prefix, raw, intermediates, char)
                return index + 1
            if " " <= char <= "?":
                body += char if len(body) < _BODY_LIMIT else ""
            elif char in "\x18\x1a":
                return index + 1
            elif char == "\x1b" or char >= "\x80":
                return index
            elif char in self._basic:
                self._basic[char]()
        self._pending = "\x1b[" + body
        return len(data)

    def _swallow(self, data: str, position: int) -> int:
        """Go on with a string. Returns the position after what was used."""
        if self._string == "osc" and not self._swallowed:
            if match := _PALETTE.match(data, position):
                self._string = ""
                return match.end()
            if _PALETTE_BEGUN.match(data, position):
                self._pending = data[position:]
                return len(data)
        match = _STRING_END.search(data, position)
        stop = match.start() if match else len(data)
        kept = _CLIPBOARD_KEPT if self._string == "osc" else _STRING_KEPT
        self._text += data[position : min(stop, position + kept - len(self._text))]
        self._swallowed += stop - position
        if match is None:
            if self._swallowed > _STRING_LIMIT:
                self.abort()
            return stop
        end = match[0]
        if end == "\x07" and self._string != "osc":
            return stop + 1
        if end in "\x18\x1a":
            self.abort()
            return stop + 1
        if end == "\x1b":
            if stop + 1 == len(data):
                self._pending = "\x1b"
                return len(data)
            if data[stop + 1] != "\\":
                self.abort()
                return stop
            stop += 1
        self._end_string()
        return stop + 1

    def _end_string(self) -> None:
        kind, text = self._string, self._text
        self.abort()
        code, separator, value = text.partition(";")
        if kind == "osc" and separator:
            if code in ("0", "1"):
                self._screen.set_icon_name(value)
            if code in ("0", "2"):
                self._screen.set_title(value)
            if code == "52":
                self._screen.clipboard(value)
