"""This user's own network as a Link, by passt: no rights needed, nothing to set up.

passt is a program that gives a guest an address by DHCP and carries its connections as sockets of this host. It
speaks frames with their length before them, 32 bits in network order, on a stream socket (passt(1)).
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Sequence

from engine.config import FORWARD
from engine.error import EngineError
from engine.net.port import MAX_FRAME

PROGRAM = "passt"
MTU = 1500
CHUNK = 1 << 18
MAX_SENT = 16 << 10
"""A frame up to this is taken by the socket whole or not at all (one buffer of the kernel's)."""
_PREFIX = 4
_END_S = 2.0
_NOISE = re.compile(r"Failed to send \d+ bytes to syslog|Don't run as root.*|\s*")


class Stream:
    """The frames on a connected stream socket. ``why()`` gives the reason when the other end has hung up."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._socket.setblocking(False)
        self._buffer = bytearray()

    @property
    def fd(self) -> int:
        """See Link."""
        return self._socket.fileno()

    def send(self, frame: Sequence[memoryview]) -> None:
        """See Link."""
        length = sum(piece.nbytes for piece in frame)
        if length <= MAX_SENT:
            try:
                self._socket.sendmsg([length.to_bytes(_PREFIX, "big"), *frame])
            except OSError:
                pass  # Full: lost. Gone: ``receive`` tells.

    def receive(self) -> list[bytes]:
        """See Link."""
        try:
            data = self._socket.recv(CHUNK)
        except BlockingIOError:
            return []
        except OSError:
            data = b""  # It ended before it had read all: a reset says no more than an end.
        if not data:
            raise EOFError(self.why())
        self._buffer += data
        return self._frames()

    def _frames(self) -> list[bytes]:
        buffer, frames, at = self._buffer, [], 0
        while len(buffer) >= at + _PREFIX:
            length = int.from_bytes(buffer[at : at + _PREFIX], "big")
            if length > MAX_FRAME:
                raise EOFError(f"a frame of {length} bytes was announced")
            end = at + _PREFIX + length
            if len(buffer) < end:
                break
            frames.append(bytes(buffer[at + _PREFIX : end]))
            at = end
        del buffer[:at]
        return frames

    def why(self) -> str:
        """Nothing is known about a stranger."""
        return "the other end hung up"

    def close(self) -> None:
        """See Link."""
        self._socket.close()


class UserNetwork(Stream):
    """A network of the guest's own behind this user's. ``forward`` are ports of this host that lead into it, on the
    loopback address. EngineError when passt is not installed."""

    def __init__(self, forward: Sequence[str] = (), program: str = PROGRAM) -> None:
        path = shutil.which(program)
        if path is None:
            raise EngineError(
                'The network backend "user" needs the program passt, which is not installed.',
                "Install it (Debian, Ubuntu, Fedora: the package passt), or choose another backend.",
            )
        ours, theirs = socket.socketpair()
        self._said = os.memfd_create("passt", os.MFD_CLOEXEC)
        arguments = [path, "--foreground", "--quiet", "--mtu", str(MTU), "--fd", str(theirs.fileno())]
        with theirs:
            self._process = subprocess.Popen(
                [*arguments, *_forwards(forward)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._said,
            )
        super().__init__(ours)

    def why(self) -> str:
        """What passt had to say at last."""
        text = os.pread(self._said, 1 << 16, 0).decode("utf-8", "replace")
        lines = [line.strip() for line in text.splitlines() if not _NOISE.fullmatch(line)]
        return f"passt ended: {lines[-1].rstrip('.')}" if lines else "passt ended"

    def close(self) -> None:
        """See Link. passt ends when the socket is closed, or is ended."""
        super().close()
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._said)


def _forwards(forward: Sequence[str]) -> list[str]:
    options: list[str] = []
    for text in forward:
        found = FORWARD.fullmatch(text)
        assert found is not None, "the configuration was checked"
        protocol, host, guest = found.groups()
        options += ["--udp-ports" if protocol == "udp" else "--tcp-ports", f"127.0.0.1/{host}:{guest}"]
    return options
