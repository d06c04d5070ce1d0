"""A front end's connection to a running machine's display socket: shared memories, and notices of change.

No event loop of its own: ``fileno`` goes to whatever the front end has (a QSocketNotifier, select). See
control/display_server.py for the protocol.
"""

from __future__ import annotations

import mmap
import os
import socket
from functools import cached_property
from pathlib import Path

import msgspec

from engine.display.layout import AWAY, CHANGED, LOOK
from engine.display.screen import Screen
from engine.error import EngineError
from engine.stats import StatsReader

CONNECT_TIMEOUT_S = 5.0
MAX_FDS = 64


class DisplayLink:
    """Connected when made; EngineError when the machine does not answer. ``close`` when done.

    ``screen`` is the machine's picture, ``stats`` its counters; both are read straight from shared memory.
    """

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_CLOEXEC)
        self._socket.settimeout(CONNECT_TIMEOUT_S)
        self.fds: dict[str, int] = {}
        try:
            self._socket.connect(str(path))
            hello, descriptors, _, _ = socket.recv_fds(self._socket, 4096, MAX_FDS)
            self.fds = dict(zip(msgspec.json.decode(hello)["fds"], descriptors, strict=True))
        except (OSError, ValueError, KeyError, msgspec.DecodeError) as error:
            self._socket.close()
            raise EngineError(f"The machine's display does not answer ({error}).", "Is it still running?") from None
        self._socket.setblocking(False)
        self._memory = mmap.mmap(self.fds["display"], 0, mmap.MAP_SHARED, mmap.PROT_READ)
        self.stats = StatsReader(self.fds["stats"])

    @cached_property
    def screen(self) -> Screen:
        """The machine's picture. It takes 300 kB, so of a machine that nobody looks at there is none."""
        return Screen(memoryview(self._memory))

    def fileno(self) -> int:
        """Readable when there is something for ``take_notices``."""
        return self._socket.fileno()

    def look(self, looks: bool) -> None:
        """Say whether somebody looks: notices come only then. ConnectionError when the machine has gone."""
        self._socket.send(LOOK if looks else AWAY)

    def take_notices(self) -> bool:
        """Read what has come. Whether the picture changed; ConnectionError when the machine has gone."""
        changed = False
        while True:
            try:
                packet = self._socket.recv(64)
            except BlockingIOError:
                return changed
            if not packet:
                raise ConnectionResetError("the display socket is closed")
            changed |= packet == CHANGED

    def close(self) -> None:
        """Hang up. The screen stays readable: it shows the last picture."""
        self._socket.close()
        for fd in self.fds.values():
            os.close(fd)
        self.fds = {}
