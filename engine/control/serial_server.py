"""A serial port's socket and log.

What the guest sends is appended to the log, and the log is what clients are sent, each at its own pace from its
own place in it: a slow client costs nothing and loses nothing. What clients send goes to the guest's UART as it
makes room.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from threading import Condition, Lock, get_ident
from typing import Protocol

from engine.control.listener import listen
from engine.nudge import Nudge

CHUNK = 1 << 16
REPLAY = 16 << 20
"""How much of the log a new client is sent at the most, in bytes."""
LOG_LIMIT = 64 << 20
"""A log that has grown to this starts again; the one before is kept beside it with ``.1``."""
INPUT_LIMIT = 1 << 20
"""How much waits for the guest at the most; then clients wait, as a full pipe makes them."""
OUTPUT_LIMIT = 4 << 20
"""How much waits for the event loop at the most; then the guest waits."""
PATIENCE_S = 0.01
"""How long it does so at a time: it holds its chip's lock meanwhile, which the event loop may want."""
OUTPUT_MOST = 64 << 20
"""What a guest cannot be held up for, since a disk of the host's hangs, is lost."""
CLIENTS = 32
PIECE = 4096
PARTING_S = 2.0
LOG_FLAGS = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC
GATHER_S = 0.002
"""How long bytes from the guest gather at the least before they are passed on. Without it a guest that writes much
would wake the event loop for each byte, and wait for it."""
SHARE = 4
GATHER_LIMIT_S = 0.05
"""Where passing on takes long, as on a slow or busy host, bytes gather SHARE times as long, up to this: vCPU threads
wait while the event loop runs."""


class Connection(Protocol):
    """What a client is reached by: nothing here ever waits but ``part``, which sends all or raises OSError."""

    def fileno(self) -> int: ...
    def recv(self, size: int, /) -> bytes: ...
    def send(self, data: bytes, /) -> int: ...
    def part(self, data: bytes, patience_s: float, /) -> None: ...
    def close(self) -> None: ...


class SocketEnd:
    """A Connection over a socket."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self._socket = connection
        self.fileno, self.close = connection.fileno, connection.close
        self.recv, self.send = connection.recv, connection.send

    def part(self, data: bytes, patience_s: float) -> None:
        """Send all of it within so long."""
        self._socket.settimeout(patience_s)
        self._socket.sendall(data)


class _Client:
    """A connection and its place in the log."""

    def __init__(self, connection: Connection, log: int, offset: int) -> None:
        self.connection = connection
        self.log = os.dup(log)
        self.offset = offset
        self.writing = False


class SerialServer:
    """One port. To be set by whoever wires it: ``to_guest(data)`` gives bytes to the UART and returns how many it
    took; ``passed(count, within_s)`` is told of characters from the guest, on the event loop, whenever some were
    passed on."""

    def __init__(self, log_path: Path) -> None:
        self._loop = asyncio.get_running_loop()
        self._log_path = log_path
        self._log = os.open(log_path, LOG_FLAGS, 0o600)
        self._length = 0
        self.to_guest: Callable[[bytes], int] = len
        self.passed: Callable[[int, float], None] | None = None
        self.received = self.sent = 0
        self._input = bytearray()
        self._full = False
        self._clients: list[_Client] = []
        self._listeners: list[socket.socket] = []
        self._copy: int | None = None
        self._copy_name = ""
        # Filled by vCPU threads, emptied by the event loop.
        self._nudge = Nudge(self._loop, self._feed)
        self._thread = get_ident()
        self._lock = Lock()
        self._room = Condition(self._lock)
        self._output = bytearray()
        self._gather_s = GATHER_S
        self.lost = ""

    def open(self, path: Path) -> None:
        """Listen on a Unix socket at ``path``: the console's."""
        self.listen(path, replay=True)

    def listen(self, path: Path, *, replay: bool) -> socket.socket:
        """Listen at one more place. ``replay``: whether clients are first sent what came before them."""
        listener = listen(path)
        self._loop.add_reader(listener, self._accept, listener, replay)
        self._listeners.append(listener)
        return listener

    def deafen(self, listener: socket.socket) -> None:
        """Listen no more at one place."""
        self._listeners.remove(listener)
        self._loop.remove_reader(listener)
        listener.close()

    def copy_to(self, descriptor: int | None, name: str) -> None:
        """Write what comes from now on to a file as well. It is the caller's to close."""
        self._copy, self._copy_name = descriptor, name

    def close(self) -> None:
        """Write what is left to the log and to clients that keep up, and hang up."""
        self._flush()
        for listener in list(self._listeners):
            self.deafen(listener)
        for client in list(self._clients):
            self._part(client)
            self._drop(client)
        os.close(self._log)

    def _part(self, client: _Client) -> None:
        """Send a client the end of the log before it is hung up on, if it takes it soon."""
        deadline = time.monotonic() + PARTING_S
        try:
            while data := self._next(client):
                client.connection.part(data, max(0.01, deadline - time.monotonic()))
                client.offset += len(data)
        except OSError:
            pass  # It went away, or does not read: the log has it all.

    def _next(self, client: _Client) -> bytes:
        """What comes next for a client, from the log that was rotated away under it or from the new one."""
        data = os.pread(client.log, CHUNK, client.offset)
        if not data and not os.path.sameopenfile(client.log, self._log):
            os.close(client.log)
            client.log, client.offset = os.dup(self._log), 0
            data = os.pread(client.log, CHUNK, 0)
        return data

    def from_guest(self, data: bytes) -> None:
        """The guest sent bytes. From any thread; wakes the event loop once for all that come while they gather. Who
        sends faster than the log can be written is held up."""
        with self._lock:  # Of itself, it is quicker than by the condition, and every character comes here.
            if len(self._output) >= OUTPUT_MOST:
                self.lost = f"{self._log_path} is not written as fast as the guest sends: some of it is lost."
                return
            first = not self._output
            self._output += data
            crowded = len(self._output) > OUTPUT_LIMIT
        if first:
            self._loop.call_soon_threadsafe(self._loop.call_later, self._gather_s, self._flush)
        if crowded:
            self._make_room()

    def _make_room(self) -> None:
        if get_ident() == self._thread:
            self._flush()
            return
        with self._room:
            self._room.wait_for(lambda: len(self._output) <= OUTPUT_LIMIT, PATIENCE_S)

    def guest_has_room(self) -> None:
        """The UART can take more. From any thread."""
        if self._input:
            self._nudge()

    def _flush(self) -> None:
        with self._room:
            data, self._output = bytes(self._output), bytearray()
            self._room.notify_all()
        if not data:
            return
        began = time.monotonic()
        self._pass_on(data)
        self._gather_s = min(max(GATHER_S, SHARE * (time.monotonic() - began)), GATHER_LIMIT_S)

    def _pass_on(self, data: bytes) -> None:
        self.sent += len(data)
        self._append(data)
        self._copy_out(data)
        for client in list(self._clients):
            if not client.writing:
                self._send(client)
        if self._length > LOG_LIMIT:
            self._rotate()
        if self.passed is not None:
            self.passed(len(data), self._gather_s)

    def _append(self, data: bytes) -> None:
        rest = memoryview(data)
        try:
            while rest:
                written = os.write(self._log, rest)
                self._length += written
                rest = rest[written:]
        except OSError as error:
            self.lost = f"{self._log_path} cannot be written ({error.strerror}): what the guest sends is lost."

    def _rotate(self) -> None:
        """Begin a new log. Where that cannot be, the old one goes on."""
        old, kept = self._log, self._log_path.with_name(self._log_path.name + ".1")
        try:
            self._log_path.replace(kept)
            self._log = os.open(self._log_path, LOG_FLAGS, 0o600)
        except OSError:
            return
        self._length = 0
        os.close(old)

    def _copy_out(self, data: bytes) -> None:
        """To the file beside the log, as far as it takes it: a pipe that nobody empties loses what comes."""
        if self._copy is None:
            return
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._copy, rest) :]
        except BlockingIOError:
            pass
        except OSError as error:
            self.lost = f"{self._copy_name} cannot be written ({error.strerror}): what the guest sends is not there."
            self._copy = None

    def _accept(self, listener: socket.socket, replay: bool) -> None:
        try:
            connection, _ = listener.accept()
        except OSError:
            return  # It went away again, or this process has no descriptor left for it.
        if len(self._clients) >= CLIENTS:
            connection.close()
            return
        self.join(SocketEnd(connection), replay=replay)

    def join(self, connection: Connection, *, replay: bool) -> None:
        """Serve one more client; with ``replay`` from as far back as REPLAY reaches."""
        start = max(0, self._length - REPLAY) if replay else self._length
        client = _Client(connection, self._log, start)
        self._clients.append(client)
        if not self._full:
            self._loop.add_reader(connection, self._receive, client)
        self._send(client)

    def leave(self, connection: Connection) -> None:
        """Hang up on one client, if it is still there."""
        for client in [client for client in self._clients if client.connection is connection]:
            self._drop(client)

    def _send(self, client: _Client) -> None:
        """Send what the log has for a client until it has all, or takes no more."""
        while True:
            data = self._next(client)
            if not data:
                self._caught_up(client)
                return
            try:
                client.offset += client.connection.send(data)
            except BlockingIOError:
                if not client.writing:
                    client.writing = True
                    self._loop.add_writer(client.connection, self._send, client)
                return
            except OSError:
                self._drop(client)
                return

    def _caught_up(self, client: _Client) -> None:
        if client.writing:
            client.writing = False
            self._loop.remove_writer(client.connection)

    def _receive(self, client: _Client) -> None:
        try:
            data = client.connection.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._drop(client)
        else:
            self._input += data
            self._feed()
            if len(self._input) >= INPUT_LIMIT and not self._full:
                self._full = True
                for each in self._clients:
                    self._loop.remove_reader(each.connection)

    def _feed(self) -> None:
        while self._input:
            # A piece only: the UART takes a few bytes at a time, and all that waits may be a megabyte.
            taken = self.to_guest(bytes(self._input[:PIECE]))
            if not taken:
                break
            self.received += taken
            del self._input[:taken]
        if self._full and len(self._input) < INPUT_LIMIT:
            self._full = False
            for client in self._clients:
                self._loop.add_reader(client.connection, self._receive, client)

    def _drop(self, client: _Client) -> None:
        if client in self._clients:
            self._clients.remove(client)
            self._loop.remove_reader(client.connection)
            self._loop.remove_writer(client.connection)
            client.connection.close()
            os.close(client.log)
