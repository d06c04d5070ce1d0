"""The display socket: hands out the shared memories and says when the picture changed.

SOCK_SEQPACKET. The server's first packet is a JSON object that names the file descriptors sent with it, in
order: ``{"version": 1, "fds": ["display", "stats", ...]}``. After that it sends ``changed`` packets (b"C"), at
most 60 a second, and only to clients that look: a client says b"L" when it begins to look and b"A" when it looks
away. A client that does not read misses notices, not pictures: the memory always holds the newest.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from engine.display.layout import CHANGED, LOOK

CLIENTS = 64
FRAME_S = 1 / 60
LAZY_S = 1 / 45
LAZY_AFTER = 60
"""Frames without a change after which we look for one less often; what comes then is still seen within 33 ms."""
STANDING_S = 0.1
"""Of a guest that stands still we look again this often: it may be reset, or go on."""


def _runs() -> bool:
    return True


class DisplayServer:
    """Serves ``fds`` by name. ``frame()`` brings the shared memory up to date and says whether it changed; it is
    called on the event loop, 60 times a second while somebody looks and ``runs()`` says that the guest runs, and
    never while nobody looks."""

    def __init__(self, fds: Mapping[str, int], frame: Callable[[], bool], runs: Callable[[], bool] = _runs) -> None:
        self._fds = dict(fds)
        self._frame = frame
        self._runs = runs
        self._clients: dict[socket.socket, bool] = {}
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_NONBLOCK)
        self._tick: asyncio.TimerHandle | None = None
        self._still = 0
        self._loop = asyncio.get_running_loop()

    def open(self, path: Path) -> None:
        """Listen on a Unix socket at ``path``."""
        self._listener.bind(str(path))
        self._listener.listen(16)
        self._loop.add_reader(self._listener, self._accept)

    def close(self) -> None:
        """Hang up on everybody."""
        self._loop.remove_reader(self._listener)
        self._listener.close()
        for client in list(self._clients):
            self._drop(client)

    def _accept(self) -> None:
        try:
            client, _ = self._listener.accept()
        except OSError:
            return  # It went away again, or this process has no descriptor left for it.
        if len(self._clients) >= CLIENTS:
            client.close()
            return
        client.setblocking(False)
        hello = msgspec.json.encode({"version": 1, "fds": list(self._fds)})
        try:
            socket.send_fds(client, [hello], list(self._fds.values()))
        except OSError:
            client.close()
            return
        self._clients[client] = False
        self._loop.add_reader(client, self._receive, client)

    def _receive(self, client: socket.socket) -> None:
        try:
            packet = client.recv(16)
        except BlockingIOError:
            return
        except OSError:
            packet = b""
        if not packet:
            self._drop(client)
            return
        self._clients[client] = packet == LOOK
        if packet == LOOK:
            self._frame()
            self._notify(client)
            self._still = 0
            if self._tick is None:
                self._tick = self._loop.call_later(FRAME_S, self._on_tick)

    def _on_tick(self) -> None:
        self._tick = None
        lookers = [client for client, looks in self._clients.items() if looks]
        if not lookers:
            return
        if self._frame():
            self._still = 0
            for client in lookers:
                self._notify(client)
        else:
            self._still += 1
        pause_s = FRAME_S if self._still < LAZY_AFTER else LAZY_S if self._runs() else STANDING_S
        self._tick = self._loop.call_later(pause_s, self._on_tick)

    def _notify(self, client: socket.socket) -> None:
        try:
            client.send(CHANGED)
        except BlockingIOError:
            pass  # Its queue is full of notices: it will look anyway.
        except OSError:
            self._drop(client)

    def _drop(self, client: socket.socket) -> None:
        self._clients.pop(client, None)
        self._loop.remove_reader(client)
        client.close()
