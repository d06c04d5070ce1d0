"""Where a serial port's line leads besides its log and console: a file, a socket, or a pseudo terminal."""

from __future__ import annotations

import os
import socket
import stat
import tty
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from engine.config import Serial
from engine.control.serial_server import SerialServer
from engine.error import EngineError


class Target(Protocol):
    """``place`` is what a person needs to find it; "" for a target that has none."""

    place: str

    def close(self) -> None: ...


class Nowhere:
    """Console and log only."""

    place = ""

    def close(self) -> None:
        """Nothing to do."""


class FileTarget:
    """A copy of what the guest sends, added to a file. A named pipe, a terminal or a real serial port will do."""

    def __init__(self, server: SerialServer, path: Path) -> None:
        # Without O_NONBLOCK opening a pipe would wait for its reader, and writing to it stop the machine.
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOCTTY | os.O_NONBLOCK
        self._server = server
        self._descriptor = os.open(path, flags, 0o600)
        self.place = str(path)
        server.copy_to(self._descriptor, self.place)

    def close(self) -> None:
        """Copy no more."""
        self._server.copy_to(None, "")
        os.close(self._descriptor)


class SocketTarget:
    """A Unix socket of the person's choice. Unlike the console's it sends only what comes from then on: whatever
    speaks a protocol over the line wants no history."""

    def __init__(self, server: SerialServer, path: Path) -> None:
        sweep(path)
        self._server = server
        self._listener = server.listen(path, replay=False)
        self._path = path
        self.place = str(path)

    def close(self) -> None:
        """Listen no more; who is connected stays."""
        self._server.deafen(self._listener)
        self._path.unlink(missing_ok=True)


class PtyTarget:
    """A pseudo terminal, and a link to it if that is wanted. Whoever opens it first reads all since power-on."""

    def __init__(self, server: SerialServer, link: Path | None) -> None:
        master, self._slave = os.openpty()
        # Held open: with nobody at the other end the master would report a hang-up again and again.
        tty.setraw(self._slave)
        self.place = os.ttyname(self._slave)
        self._link = link
        self._end = PtyEnd(master)
        if link is not None:
            try:
                if link.is_symlink():
                    link.unlink()  # Left by the run before.
                link.symlink_to(self.place)
            except OSError:
                self._end.close()
                os.close(self._slave)
                raise
        self._server = server
        server.join(self._end, replay=True)

    def close(self) -> None:
        """Hang up."""
        self._server.leave(self._end)
        os.close(self._slave)
        if self._link is not None and self._link.is_symlink():
            self._link.unlink()


class PtyEnd:
    """The master's end of a pseudo terminal, with as much of a socket's manners as SerialServer wants."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        os.set_inheritable(descriptor, False)
        os.set_blocking(descriptor, False)

    def fileno(self) -> int:
        """For the event loop."""
        return self._descriptor

    def recv(self, size: int) -> bytes:
        """What was typed at the other end."""
        return os.read(self._descriptor, size)

    def send(self, data: bytes) -> int:
        """As much as it takes; BlockingIOError when that is nothing."""
        return os.write(self._descriptor, data)

    def part(self, data: bytes, _patience_s: float) -> None:
        """A last word, if there is room: nobody is waited for."""
        if self.send(data) < len(data):
            raise BlockingIOError

    def close(self) -> None:
        """Hang up."""
        os.close(self._descriptor)


class SerialTargets:
    """Where each of a machine's ports leads now. Event-loop thread only."""

    def __init__(self, servers: Sequence[SerialServer | None], ports: Sequence[Serial], base: Path) -> None:
        """EngineError when one of them cannot be had; then none stays open."""
        self._servers = servers
        self._base = base
        self._ports = list(ports)
        self._targets: list[Target] = []
        try:
            for number, (server, port) in enumerate(zip(servers, ports, strict=True)):
                self._targets.append(open_target(server, port, number, base) if server else Nowhere())
        except EngineError:
            self.close()
            raise

    def places(self) -> list[str]:
        """For each port, where it is found besides the console; "" for nowhere."""
        return [target.place for target in self._targets]

    def lead(self, number: int, port: Serial) -> str:
        """Lead a port somewhere else; returns its place. EngineError says why not, and all stays as it was."""
        server = self._servers[number] if number in range(len(self._servers)) else None
        if server is None or port.target == "none":
            raise EngineError(f"COM{number + 1} is no port of the running machine.", "Shut it down first.")
        before = self._ports[number]
        self._targets[number].close()  # First: both may be of the same name.
        try:
            self._targets[number] = open_target(server, port, number, self._base)
        except EngineError:
            self._targets[number] = open_target(server, before, number, self._base)
            raise
        self._ports[number] = port
        return self._targets[number].place

    def close(self) -> None:
        """All of them."""
        for target in self._targets:
            target.close()
        self._targets.clear()


def open_target(server: SerialServer, serial: Serial, number: int, base: Path) -> Target:
    """Lead port ``number`` (from 0) where ``serial`` says. EngineError says why that cannot be."""
    path = base / serial.path if serial.path else None
    try:
        if serial.target == "file" and path is not None:
            return FileTarget(server, path)
        if serial.target == "socket" and path is not None:
            return SocketTarget(server, path)
        if serial.target == "pty":
            return PtyTarget(server, path)
    except OSError as error:
        where = path or "a pseudo terminal"
        raise EngineError(
            f"COM{number + 1} cannot lead to {where}: {error.strerror or error}.",
            "Choose another place for it, or let it lead to the console only.",
        ) from None
    return Nowhere()


def sweep(path: Path) -> None:
    """Remove a socket that nobody listens at any more. FileExistsError for anything else that is in the way."""
    try:
        if not stat.S_ISSOCK(path.lstat().st_mode):
            raise FileExistsError(17, "there is something else of that name")
    except FileNotFoundError:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
        except BlockingIOError:
            pass
    raise FileExistsError(17, "another program listens there")
