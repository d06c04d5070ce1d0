"""The QEMU Machine Protocol as bytes: no sockets, no machine. (QEMU: docs/interop/qmp-spec)"""

from __future__ import annotations

import re
import time
from typing import Any

import msgspec

REQUEST_LIMIT = 1 << 20
"""The longest request we read, in bytes. A longer one ends the connection."""
NESTING_LIMIT = 128
"""How deep a request's arrays and objects may lie in one another. A deeper one ends the connection, too."""
_MARKS = re.compile(rb'[{}\[\]"\\\n]')


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``{"execute": name, "arguments": {...}, "id": anything}``."""

    execute: str
    arguments: dict[str, Any] = {}
    id: Any = None


class RequestError(Exception):
    """A request that gets an error for an answer. ``kind`` is QMP's error class."""

    def __init__(self, description: str, kind: str = "GenericError", request_id: object = None) -> None:
        super().__init__(description)
        self.kind = kind
        self.request_id = request_id


class RequestTooLongError(Exception):
    """More than REQUEST_LIMIT bytes without an end, or nested deeper than NESTING_LIMIT."""


class Splitter:
    """Cuts a stream into requests. As QEMU reads it: JSON values one after another, with or without newlines.

    What does not begin like a value is cut at the end of its line, and so is a string that a newline interrupts:
    after garbage the stream is found again.
    """

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._scanned = 0
        self._depth = 0
        self._in_string = False

    def feed(self, data: bytes) -> list[bytes]:
        """The pieces that ``data`` completes. RequestTooLongError when one does not end."""
        self._waiting += data
        pieces: list[bytes] = []
        while (end := self._end()) is not None:
            piece = bytes(self._waiting[:end]).strip()
            del self._waiting[:end]
            self._scanned, self._depth, self._in_string = 0, 0, False
            if piece:
                pieces.append(piece)
        if len(self._waiting) > REQUEST_LIMIT:
            raise RequestTooLongError
        return pieces

    def _end(self) -> int | None:
        """Where the first piece ends, if all of it is here."""
        while mark := _MARKS.search(self._waiting, self._scanned):
            at, sign = mark.start(), mark[0]
            self._scanned = at + 1
            if sign == b"\n" and (self._in_string or not self._depth):
                return at + 1
            if self._in_string:
                if sign == b"\\":
                    if at + 1 == len(self._waiting):
                        self._scanned = at
                        return None
                    self._scanned = at + 2
                self._in_string = sign != b'"'
            elif sign == b'"':
                self._in_string = bool(self._depth)
            elif sign in (b"{", b"["):
                self._depth += 1
                if self._depth > NESTING_LIMIT:
                    raise RequestTooLongError
            elif sign in (b"}", b"]") and self._depth:
                self._depth -= 1
                if not self._depth:
                    return at + 1
        self._scanned = len(self._waiting)
        return None


def parse(line: bytes) -> Request:
    """One request from a client. RequestError says what is wrong with it."""
    try:
        found = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RequestError(f"JSON parse error: {error}") from None
    request_id = found.get("id") if isinstance(found, dict) else None
    try:
        return msgspec.convert(found, Request)
    except msgspec.ValidationError as error:
        raise RequestError(f"QMP input is not a command: {error}", request_id=request_id) from None


def greeting(version: str) -> bytes:
    """What a server says first. The version is in QEMU's place, for clients that look."""
    major, minor, micro = (int(part) for part in version.split(".")[:3])
    number = {"major": major, "minor": minor, "micro": micro}
    return _line({"QMP": {"version": {"qemu": number, "package": f"VirtGUI {version}"}, "capabilities": []}})


def reply(value: object, request_id: object = None) -> bytes:
    """The answer to a command that worked."""
    return _line({"return": {} if value is None else value} | _id(request_id))


def failure(error: RequestError) -> bytes:
    """The answer to one that did not."""
    return _line({"error": {"class": error.kind, "desc": str(error)}} | _id(error.request_id))


def event(name: str, data: dict[str, object]) -> bytes:
    """Something that happened, with the time it did."""
    seconds, rest = divmod(time.time_ns(), 1_000_000_000)
    stamp = {"seconds": seconds, "microseconds": rest // 1000}
    return _line({"event": name, "data": data, "timestamp": stamp})


def _id(request_id: object) -> dict[str, object]:
    return {} if request_id is None else {"id": request_id}


def _line(message: dict[str, object]) -> bytes:
    return msgspec.json.encode(message) + b"\r\n"
