"""Bytes between a machine's serial socket and this process's standard input and output."""

from __future__ import annotations

import asyncio
import os
import select
import socket
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.ctl.attach import readable
from engine.error import EngineError

CHUNK = 1 << 16
PIECE = select.PIPE_BUF
"""A pipe that is writable takes this much without blocking (pipe(7))."""
PREFIX = 0x01
"""Ctrl-A, as in QEMU and screen."""
LEAVE = ord("x")


class Escape:
    """Finds Ctrl-A x in what a person types. Ctrl-A twice, or Ctrl-A a, is Ctrl-A."""

    def __init__(self) -> None:
        self._prefixed = False
        self.left = False

    def feed(self, typed: bytes) -> bytes:
        """What of ``typed`` is for the guest; ``left`` is True once the person wants to leave."""
        out = bytearray()
        for byte in typed:
            if self._prefixed:
                self._prefixed = False
                if byte == LEAVE:
                    self.left = True
                    break
                out += bytes((PREFIX,)) if byte in (PREFIX, ord("a")) else bytes((PREFIX, byte))
            elif byte == PREFIX:
                self._prefixed = True
            else:
                out.append(byte)
        return bytes(out)


def connect(path: Path) -> socket.socket:
    """A connection to a serial port's socket. EngineError when the machine has gone."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    try:
        connection.connect(str(path))
    except OSError as error:
        connection.close()
        raise EngineError(f"The serial port does not answer: {error.strerror}.", "Is the machine running?") from None
    connection.setblocking(False)
    return connection


class Relay:
    """One connection. ``received`` counts the bytes that came from the guest."""

    def __init__(self, connection: socket.socket, stdin: int = 0, stdout: int = 1) -> None:
        self._connection = connection
        self._stdin = stdin
        self._stdout = stdout
        self.received = 0

    async def output(self) -> None:
        """Guest to standard output, until the machine hangs up. BrokenPipeError when nobody reads."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                data = await loop.sock_recv(self._connection, CHUNK)
            except ConnectionError:
                return
            if not data:
                return
            await write(self._stdout, data)
            self.received += len(data)

    async def input(self) -> bool:
        """Standard input to the guest, until it ends. True when a person at a terminal typed Ctrl-A x."""
        loop = asyncio.get_running_loop()
        escape = Escape() if os.isatty(self._stdin) else None
        while data := await _read(self._stdin):
            try:
                await loop.sock_sendall(self._connection, escape.feed(data) if escape else data)
            except ConnectionError:
                return False
            if escape and escape.left:
                return True
        return False


async def write(descriptor: int, data: bytes) -> None:
    """Write all of ``data`` without ever blocking the event loop, and without changing the descriptor's flags:
    a terminal is shared with the shell."""
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    at = 0
    while at < len(data):
        if not poll.poll(0):
            await _writable(descriptor)
        at += os.write(descriptor, data[at : at + PIECE])


async def _read(descriptor: int) -> bytes:
    try:
        await readable(descriptor)
    except PermissionError:
        await asyncio.sleep(0)  # A file: epoll(7) does not watch it, reading it does not block.
    except (OSError, ValueError):
        return b""  # It is closed.
    try:
        return os.read(descriptor, PIECE)
    except OSError:
        return b""  # The terminal has gone.


async def _writable(descriptor: int) -> None:
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()

    def notice() -> None:
        if not ready.done():
            ready.set_result(None)

    loop.add_writer(descriptor, notice)
    try:
        await ready
    finally:
        loop.remove_writer(descriptor)


@contextmanager
def raw(descriptor: int) -> Iterator[bool]:
    """Have a terminal pass every key on as it is, and restore it. Whether it is a terminal."""
    if not os.isatty(descriptor):
        yield False
        return
    saved = termios.tcgetattr(descriptor)
    tty.setraw(descriptor)
    try:
        yield True
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, saved)
