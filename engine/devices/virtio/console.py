"""Consoles: byte streams between guest and host, one or several (virtio 1.2, 5.3).

Queues come in pairs, to the driver and from it: the first port's, the control queues', then the other ports'.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from struct import Struct

import msgspec

from engine.devices.virtio.buffer import load, split, store
from engine.devices.virtio.core import VirtioCore, bits
from engine.devices.virtio.queue import Chain
from engine.storage.backend import length_of

ID = 3
PCI_CLASS = 0x07_80_00
QUEUE_SIZE = 64
CONTROL_IN, CONTROL_OUT = 2, 3
MAX_WAITING = 1 << 16
"""Bytes to a port that the guest has not fetched; the host keeps the rest."""
MAX_OUTPUT = 1 << 16
"""Bytes that one buffer of the guest's gets through; no driver sends more than a page."""
MAX_CONTROL = 1024
_CONFIG = Struct("<HHII")
_CONTROL = Struct("<IHH")
_EMERGENCY_WRITE = 8


class Feature:
    """Feature bits (5.3.3)."""

    SIZE = 0
    MULTIPORT = 1
    EMERG_WRITE = 2


class Event(IntEnum):
    """What control messages say (5.3.6.2)."""

    DEVICE_READY = 0
    DEVICE_ADD = 1
    DEVICE_REMOVE = 2
    PORT_READY = 3
    CONSOLE_PORT = 4
    RESIZE = 5
    PORT_OPEN = 6
    PORT_NAME = 7


class ConsoleState(msgspec.Struct):
    """``waiting`` are bytes to each port, ``open`` whether the guest has it open, ``connected`` whether the host
    has; ``control`` are messages that the driver has not taken."""

    columns: int = 80
    rows: int = 25
    waiting: list[bytearray] = msgspec.field(default_factory=list)
    open: list[bool] = msgspec.field(default_factory=list)
    connected: list[bool] = msgspec.field(default_factory=list)
    control: list[bytes] = msgspec.field(default_factory=list)


class VirtioConsole:
    """A console for each of ``names``. The first is the system's console, and needs no name; the others are found
    by theirs, as /dev/virtio-ports/NAME.

    ``sent(port, data)`` is called with what the guest writes, ``changed(port)`` (if given) when the guest opens or
    closes a port or has made room in it. ``full(port)`` (if given) says that the host has no room for more from one;
    what the guest writes then waits in its own buffers until ``drained``.
    """

    kind = ID
    pci_class = PCI_CLASS

    def __init__(
        self,
        sent: Callable[[int, bytes], None],
        names: Sequence[str] = ("",),
        changed: Callable[[int], None] | None = None,
        state: ConsoleState | None = None,
        full: Callable[[int], bool] | None = None,
    ) -> None:
        if not names:
            raise ValueError("a console has a port at least")
        self.state = state if state is not None else ConsoleState()
        self.features = bits(Feature.SIZE, Feature.MULTIPORT, Feature.EMERG_WRITE)
        self.sizes: Sequence[int] = (QUEUE_SIZE,) * (2 * len(names) + 2)
        self._names = tuple(name.encode() for name in names)
        self._sent = sent
        self._changed = changed
        self._full = full
        self._core: VirtioCore | None = None
        if not self.state.waiting:
            self._blank()
            self.state.connected = [True] * len(names)

    # --- the host's side

    def feed(self, port: int, data: bytes) -> int:
        """Bytes for the guest to read. How many were taken; more are when ``changed`` is called."""
        waiting = self.state.waiting[port]
        taken = data[: MAX_WAITING - len(waiting)]
        waiting += taken
        self._deliver(port)
        return len(taken)

    def drained(self, port: int) -> None:
        """The host has room again for what the guest writes to a port."""
        self._take_output(2 * port + (3 if port else 1))

    def connect(self, port: int, connected: bool) -> None:
        """Whether somebody listens on the host's side: the guest may wait for that."""
        if self.state.connected[port] != connected:
            self.state.connected[port] = connected
            self._tell(port, Event.PORT_OPEN, int(connected))

    def resize(self, columns: int, rows: int) -> None:
        """The first port's window has a new size (5.3.5)."""
        self.state.columns, self.state.rows = columns, rows
        if self.core.negotiated(Feature.MULTIPORT):
            self._tell(0, Event.RESIZE, 0, Struct("<HH").pack(rows, columns))
        self.core.config_changed()

    # --- the core's side

    @property
    def core(self) -> VirtioCore:
        """The core this device is attached to."""
        assert self._core is not None
        return self._core

    def attach(self, core: VirtioCore) -> None:
        """See Device."""
        self._core = core

    def config(self) -> bytes:
        """struct virtio_console_config (5.3.4)."""
        return _CONFIG.pack(self.state.columns, self.state.rows, len(self._names), 0)

    def config_write(self, offset: int, data: bytes) -> None:
        """A byte written to emerg_wr goes out at once, without any queue (5.3.4)."""
        if offset == _EMERGENCY_WRITE:
            self._sent(0, data[:1])

    def start(self) -> None:
        """A driver without ports has the first one open all the time."""
        if not self.core.negotiated(Feature.MULTIPORT):
            self.state.open[0] = True

    def notified(self, queue: int) -> None:
        """There is output, or room for input."""
        if queue == CONTROL_OUT:
            self._drain(queue, self._control)
        elif queue == CONTROL_IN:
            self._send_control()
        elif queue & 1:
            self._take_output(queue)
        else:
            self._deliver(_port(queue))

    def stop(self) -> bool:
        """What waited is for a driver that is gone."""
        self._blank()
        return True

    def reset(self) -> None:
        """Power-on. Whether the host listens is the host's business."""
        self._blank()

    def resume(self) -> None:
        """Nothing was under way."""

    def _blank(self) -> None:
        self.state.waiting = [bytearray() for _ in self._names]
        self.state.open = [False] * len(self._names)
        self.state.control = []

    def _drain(self, queue: int, take: Callable[[Chain], None], held: Callable[[], bool] = bool) -> None:
        while not held() and (chain := self.core.pop(queue)) is not None:
            take(chain)
            self.core.push(queue, chain, 0)
        self.core.signal(queue)

    def _take_output(self, queue: int) -> None:
        port, full = _port(queue), self._full
        self._drain(queue, lambda chain: self._output(port, chain), lambda: full is not None and full(port))

    def _output(self, port: int, chain: Chain) -> None:
        data, _ = split(chain.readable, MAX_OUTPUT)
        if data:
            self._sent(port, load(data))

    def _deliver(self, port: int) -> None:
        """Move what waits into the guest's buffers."""
        waiting, queue = self.state.waiting[port], 2 * port + (2 if port else 0)
        before = len(waiting)
        while waiting and self.state.open[port]:
            chain = self.core.pop(queue, bounded=False)
            if chain is None:
                break
            room = chain.room
            if not room:
                self.core.fail(queue, "an input buffer that cannot be written")
                break
            count = store(chain.writable, bytes(waiting[:room]))
            del waiting[:count]
            self.core.push(queue, chain, count)
        if len(waiting) != before:
            self.core.signal(queue)
            self._notice(port)

    def _notice(self, port: int) -> None:
        if self._changed is not None:
            self._changed(port)

    # --- control messages (5.3.6.2)

    def _control(self, chain: Chain) -> None:
        data, _ = split(chain.readable, _CONTROL.size)
        if length_of(data) < _CONTROL.size:
            return
        port, event, value = _CONTROL.unpack(load(data))
        if event == Event.DEVICE_READY and value == 1:
            for number in range(len(self._names)):
                self._tell(number, Event.DEVICE_ADD, 1)
        elif port >= len(self._names):
            return
        elif event == Event.PORT_READY and value == 1:
            self._introduce(port)
        elif event == Event.PORT_OPEN:
            self.state.open[port] = value == 1
            self._deliver(port)
            self._notice(port)

    def _introduce(self, port: int) -> None:
        if port == 0:
            self._tell(port, Event.CONSOLE_PORT, 1)
            self._tell(port, Event.RESIZE, 0, Struct("<HH").pack(self.state.rows, self.state.columns))
        if self._names[port]:
            self._tell(port, Event.PORT_NAME, 1, self._names[port])
        if self.state.connected[port]:
            self._tell(port, Event.PORT_OPEN, 1)

    def _tell(self, port: int, event: Event, value: int, more: bytes = b"") -> None:
        """Queue a message. A guest that asks on and on and takes nothing loses some."""
        if self.core.negotiated(Feature.MULTIPORT) and len(self.state.control) < MAX_CONTROL:
            self.state.control.append(_CONTROL.pack(port, event, value) + more)
            self._send_control()

    def _send_control(self) -> None:
        control, sent = self.state.control, False
        while control and (chain := self.core.pop(CONTROL_IN, bounded=False)) is not None:
            self.core.push(CONTROL_IN, chain, store(chain.writable, control.pop(0)))
            sent = True
        if sent:
            self.core.signal(CONTROL_IN)


def _port(queue: int) -> int:
    return 0 if queue < CONTROL_IN else queue // 2 - 1
