"""A channel's socket: bytes between a program here and one in the guest, such as a guest agent.

Unlike a serial port it has two ends that know of each other: the guest sees whether a client is connected, and one
client at a time has the channel.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Lock

from engine.config import Channel
from engine.control.listener import listen
from engine.control.serial_server import SerialServer
from engine.control.serial_target import sweep
from engine.error import EngineError
from engine.nudge import Nudge
from engine.peripheral import Console

CHUNK = 1 << 16
OUTPUT_LIMIT = 1 << 20
"""How much waits for the client at the most; then what the guest writes stays with the guest, as in a full pipe."""


class ChannelServer:
    """Listens at ``path``. To be set by whoever wires it: ``to_guest(data)`` gives bytes to the guest and returns how
    many it took, ``connected(here)`` tells it whether there is a client, ``drained()`` that the channel is not
    ``full`` any more. Event-loop thread only, but for ``from_guest``, ``full`` and ``guest_has_room``."""

    def __init__(self, path: Path) -> None:
        """EngineError when nothing can listen there."""
        self._loop = asyncio.get_running_loop()
        self._path = path
        self._listener = _listen(path)
        self.to_guest: Callable[[bytes], int] = len
        self.connected: Callable[[bool], None] = lambda _here: None
        self.drained: Callable[[], None] = lambda: None
        self._client: socket.socket | None = None
        self._input = b""
        self._output = bytearray()
        # Filled by vCPU threads, emptied by the event loop.
        self._lock = Lock()
        self._nudge = Nudge(self._loop, self._feed)
        self._arrived = bytearray()
        self._held = False
        self._loop.add_reader(self._listener, self._accept)

    def from_guest(self, data: bytes) -> None:
        """The guest sent bytes. Without a client they are lost, as on any line that nobody listens to."""
        with self._lock:
            first = not self._arrived
            self._arrived += data
        if first:
            self._loop.call_soon_threadsafe(self._pass_on)

    def full(self) -> bool:
        """Whether the guest shall keep what it writes until ``drained``. From any thread."""
        with self._lock:
            self._held = len(self._arrived) + len(self._output) >= OUTPUT_LIMIT
            return self._held

    def guest_has_room(self) -> None:
        """The guest can take more."""
        if self._input:
            self._nudge()

    def close(self) -> None:
        """Hang up, and listen no more."""
        self._pass_on()
        self._hang_up()
        self._loop.remove_reader(self._listener)
        self._listener.close()
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        try:
            client, _ = self._listener.accept()
        except OSError:
            return  # It went away again, or this process has no descriptor left for it.
        if self._client is not None:
            client.close()
            return
        client.setblocking(False)
        self._client, self._input = client, b""
        self._output.clear()
        self._loop.add_reader(client, self._receive)
        self.connected(True)

    def _receive(self) -> None:
        assert self._client is not None
        try:
            data = self._client.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._hang_up()
            return
        self._input = data
        self._loop.remove_reader(self._client)  # One piece at a time: a guest that does not read holds it up.
        self._feed()

    def _feed(self) -> None:
        if self._input:
            self._input = self._input[self.to_guest(self._input) :]
            if not self._input and self._client is not None:
                self._loop.add_reader(self._client, self._receive)

    def _pass_on(self) -> None:
        with self._lock:
            self._output += self._arrived
            self._arrived.clear()
        self._send()

    def _send(self) -> None:
        """As much as the client takes; without one it is lost."""
        if self._client is None:
            self._output.clear()
        else:
            try:
                while self._output:
                    del self._output[: self._client.send(self._output)]
                self._loop.remove_writer(self._client)
            except BlockingIOError:
                self._loop.add_writer(self._client, self._send)
            except OSError:
                self._hang_up()
        self._let_go()

    def _let_go(self) -> None:
        """Let the guest write on, if it was held up and need not be any more."""
        with self._lock:
            go = self._held and len(self._arrived) + len(self._output) < OUTPUT_LIMIT
            self._held = self._held and not go
        if go:
            self.drained()

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            self._loop.remove_reader(client)
            self._loop.remove_writer(client)
            client.close()
            self._input = b""
            self._output.clear()
            self.connected(False)
            self._let_go()


class ConsolePorts:
    """The host's ends of the virtio console's ports: the system's console, with log and history, then the channels.
    EngineError when a channel's socket cannot be."""

    def __init__(self, hvc: SerialServer, channels: Sequence[Channel], directory: Path) -> None:
        self.names = ("", *(channel.name for channel in channels))
        self._hvc = hvc
        self._channels: list[ChannelServer] = []
        try:
            for channel in channels:
                self._channels.append(ChannelServer(directory / channel.path))
        except EngineError:
            self.close()
            raise

    def sent(self, port: int, data: bytes) -> None:
        """The guest wrote to a port. From any thread."""
        if port:
            self._channels[port - 1].from_guest(data)
        else:
            self._hvc.from_guest(data)

    def full(self, port: int) -> bool:
        """Whether what the guest writes to a port must wait. From any thread. The system's console is never held up
        so: its server has a log, and ways of its own."""
        return bool(port) and self._channels[port - 1].full()

    def has_room(self, port: int) -> None:
        """The guest has made room in a port. From any thread."""
        if port:
            self._channels[port - 1].guest_has_room()
        else:
            self._hvc.guest_has_room()

    def wire(self, console: Console) -> None:
        """Lead them to the guest."""
        self._hvc.to_guest = partial(console.feed, 0)
        for port, channel in enumerate(self._channels, start=1):
            channel.to_guest, channel.connected = partial(console.feed, port), partial(console.connect, port)
            channel.drained = partial(console.drained, port)
            console.connect(port, False)

    def close(self) -> None:
        """Hang up on all channels. The console's server is its maker's to close."""
        for channel in self._channels:
            channel.close()


def _listen(path: Path) -> socket.socket:
    try:
        sweep(path)
        return listen(path)
    except OSError as error:
        why = error.strerror or str(error)
        raise EngineError(f"A channel cannot listen at {path}: {why}.", "Choose another path for it.") from None
