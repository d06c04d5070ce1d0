"""A tablet: a pointer with absolute coordinates, so that host and guest agree on where it is (virtio 1.2, 5.8)."""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct

import msgspec

from engine.devices.virtio.buffer import store
from engine.devices.virtio.core import VirtioCore

ID = 18
PCI_CLASS = 0x09_02_00
QUEUE_SIZE = 64
EVENTS, STATUS = 0, 1
MAXIMUM = 0x7FFF
"""The right and lower edge of the screen; 0 is the left and upper."""
MAX_WAITING = 256
"""Events for a guest that is slow. A movement then replaces the last; clicks beyond are lost."""
_EVENT = Struct("<HHI")
_PAYLOAD = 128
_NAME = b"VirtGUI Tablet"


class Select:
    """What the configuration space shows (5.8.4)."""

    UNSET = 0x00
    ID_NAME = 0x01
    ID_SERIAL = 0x02
    ID_DEVIDS = 0x03
    PROP_BITS = 0x10
    EV_BITS = 0x11
    ABS_INFO = 0x12


class Kind:
    """Event types of Linux's input layer, which virtio's are (5.8.6; linux/input-event-codes.h)."""

    SYN = 0
    KEY = 1
    REL = 2
    ABS = 3


REL_WHEEL = 8
ABS_X, ABS_Y = 0, 1
BUTTONS = {"left": 0x110, "right": 0x111, "middle": 0x112, "side": 0x113, "extra": 0x114}
_DEVIDS = Struct("<HHHH").pack(6, 0x1AF4, 0x0003, 1)  # BUS_VIRTUAL, vendor, product, version
_ABS_INFO = Struct("<IIIII").pack(0, MAXIMUM, 0, 0, 0)

Event = tuple[int, int, int]


def _bitmap(codes: Sequence[int]) -> bytes:
    return sum(1 << code for code in codes).to_bytes(max(codes) // 8 + 1, "little")


_EV_BITS = {
    Kind.KEY: _bitmap(list(BUTTONS.values())),
    Kind.REL: _bitmap([REL_WHEEL]),
    Kind.ABS: _bitmap([ABS_X, ABS_Y]),
}


class InputState(msgspec.Struct):
    """What the driver has selected, where the pointer is, and groups of events that it has not fetched."""

    select: int = 0
    subselect: int = 0
    x: int = 0
    y: int = 0
    pressed: list[str] = msgspec.field(default_factory=list)
    waiting: list[list[Event]] = msgspec.field(default_factory=list)


class VirtioTablet:
    """A tablet with buttons and a wheel. The methods for people take effect while a driver is ready."""

    kind = ID
    pci_class = PCI_CLASS
    features = 0
    sizes: Sequence[int] = (QUEUE_SIZE,) * 2

    def __init__(self, state: InputState | None = None) -> None:
        self.state = state if state is not None else InputState()
        self._core: VirtioCore | None = None

    # --- the host's side

    @property
    def listening(self) -> bool:
        """Whether the guest has a driver for it: otherwise people need the mouse."""
        return self.core.running

    def move(self, x: int, y: int) -> None:
        """The pointer is at (x, y), each from 0 to MAXIMUM."""
        state = self.state
        state.x, state.y = (min(max(value, 0), MAXIMUM) for value in (x, y))
        movement: list[Event] = [(Kind.ABS, ABS_X, state.x), (Kind.ABS, ABS_Y, state.y)]
        if state.waiting and state.waiting[-1][0][0] == Kind.ABS:
            state.waiting.pop()  # It has not been seen, and is out of date.
        self._put(movement)

    def button(self, name: str, down: bool) -> None:
        """Move a button: left, right, middle, side or extra."""
        if down != (name in self.state.pressed):
            self.state.pressed.append(name) if down else self.state.pressed.remove(name)
            self._put([(Kind.KEY, BUTTONS[name], int(down))])

    def wheel(self, steps: int) -> None:
        """Turn the wheel: away from the person is positive."""
        if steps:
            self._put([(Kind.REL, REL_WHEEL, steps & 0xFFFFFFFF)])

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
        """struct virtio_input_config (5.8.4)."""
        payload = self._payload()
        head = bytes((self.state.select, self.state.subselect, len(payload), 0, 0, 0, 0, 0))
        return head + payload.ljust(_PAYLOAD, b"\0")

    def config_write(self, offset: int, data: bytes) -> None:
        """``select`` and ``subsel`` are the driver's."""
        for at, byte in enumerate(data, offset):
            if at == 0:
                self.state.select = byte
            elif at == 1:
                self.state.subselect = byte

    def start(self) -> None:
        """See Device."""

    def notified(self, queue: int) -> None:
        """Room for events; or lights to switch, of which a tablet has none."""
        if queue == EVENTS:
            self._deliver()
            return
        while (chain := self.core.pop(queue)) is not None:
            self.core.push(queue, chain, 0)
        self.core.signal(queue)

    def stop(self) -> bool:
        """What waited is for a driver that is gone."""
        self.state.select = self.state.subselect = 0
        self.state.waiting.clear()
        return True

    def reset(self) -> None:
        """Power-on."""
        self.stop()
        self.state.x = self.state.y = 0
        self.state.pressed.clear()

    def resume(self) -> None:
        """Nothing was under way."""

    def _payload(self) -> bytes:
        select, sub = self.state.select, self.state.subselect
        if select == Select.EV_BITS:
            return {int(kind): found for kind, found in _EV_BITS.items()}.get(sub, b"")
        if select == Select.ABS_INFO:
            return _ABS_INFO if sub in (ABS_X, ABS_Y) else b""
        if sub:
            return b""
        return {int(Select.ID_NAME): _NAME, int(Select.ID_DEVIDS): _DEVIDS}.get(select, b"")

    def _put(self, events: list[Event]) -> None:
        if self.core.running and len(self.state.waiting) < MAX_WAITING:
            self.state.waiting.append([*events, (Kind.SYN, 0, 0)])
            self._deliver()

    def _deliver(self) -> None:
        """One event a buffer (5.8.6)."""
        waiting, delivered = self.state.waiting, False
        while waiting and (chain := self.core.pop(EVENTS, bounded=False)) is not None:
            event = waiting[0].pop(0)
            if not waiting[0]:
                waiting.pop(0)
            self.core.push(EVENTS, chain, store(chain.writable, _EVENT.pack(*event)))
            delivered = True
        if delivered:
            self.core.signal(EVENTS)
