"""A CPU backend without instructions: real threads run it, and a test plays the guest."""

from __future__ import annotations

import threading
from collections.abc import Callable

from engine.bus.irq import IrqLine
from engine.cpu.accel import KICKED, Entry, Registers, Segment, Stop

DEADLINE_S = 60


class FakeVcpu:
    """A vCPU whose guest is whatever the test hands to ``guest``: called on the vCPU's thread while it runs."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.log: list[str] = []
        self.halted = False
        self.rflags = 0x202
        self.at = 0, 0x7C00  # The base of CS, and RIP.
        self.closed = False
        self._kicked = threading.Event()
        self._lock = threading.Condition()
        self._work: list[Callable[[], Stop | None]] = []
        self.inside = False

    def guest(self, action: Callable[[], Stop | None]) -> None:
        """Let the guest do something the next time it runs; a Stop ends running."""
        with self._lock:
            self._work.append(action)
            self._lock.notify_all()

    def run(self) -> Stop:
        with self._lock:
            self.inside = True
            self._lock.notify_all()
            try:
                while True:
                    if self._kicked.is_set():
                        return KICKED
                    if self._work:
                        action = self._work.pop(0)
                        self._lock.release()
                        try:
                            stop = action()
                        finally:
                            self._lock.acquire()
                        if stop is not None:
                            return stop
                        continue
                    self._lock.wait(DEADLINE_S)
            finally:
                self.inside = False
                self._lock.notify_all()

    def until_inside(self) -> None:
        """Wait until the guest runs."""
        with self._lock:
            assert self._lock.wait_for(lambda: self.inside, DEADLINE_S)

    def kick(self) -> None:
        with self._lock:
            self._kicked.set()
            self._lock.notify_all()

    def unkick(self) -> None:
        self._kicked.clear()

    def reset(self) -> None:
        self.log.append(f"reset on {threading.current_thread().name}")

    def start_at(self, entry: Entry) -> None:
        self.log.append(f"start at {entry.rip:#x}")

    def registers(self) -> Registers:
        return Registers(
            {"rip": self.at[1], "rsp": 0x7000, "rflags": self.rflags},
            {"cr0": 0x10},
            {"cs": Segment(0, self.at[0], 0xFFFF), "ss": Segment(0x1000, 0x10000, 0xFFFF)},
            {"gdt": (0, 0), "idt": (0, 0x3FF)},
            self.halted,
        )

    def translate(self, linear: int) -> int | None:
        return linear

    def close(self) -> None:
        self.closed = True


class FakeAccel:
    """Makes FakeVcpus. ``log`` lists what was asked of the backend."""

    name = "fake"
    misses_interrupts = False
    keeps_code = False

    def __init__(self) -> None:
        self.log: list[str] = []
        self.vcpus: dict[int, FakeVcpu] = {}
        self.refuse: Exception | None = None

    def irq_line(self, gsi: int) -> IrqLine:
        return IrqLine(lambda level: self.log.append(f"irq {gsi} {level}"))

    def send_msi(self, address: int, data: int) -> None:
        self.log.append(f"message {address:#x} {data:#x}")

    def vcpu(self, index: int) -> FakeVcpu:
        if self.refuse is not None:
            raise self.refuse
        self.vcpus[index] = FakeVcpu(index)
        return self.vcpus[index]

    def set_slot(self, slot: int, base: int, length: int, address: int, readonly: bool, log_dirty: bool) -> None:
        self.log.append(f"slot {slot} at {base:#x}")

    def speaker_hz(self) -> int:
        """Silence."""
        return 0

    def cut_timer(self, cut: bool) -> None:
        self.log.append(f"timer {'cut' if cut else 'joined'}")

    def stored(self, address: int, length: int) -> None:
        """Nothing is kept of it."""

    def clear_slot(self, slot: int) -> None:
        self.log.append(f"no slot {slot}")

    def dirty_pages(self, slot: int, length: int, limit: int) -> bytes:
        return b""

    def coalesce(self, address: int, length: int, *, pio: bool) -> None:
        self.log.append(f"coalesce {address:#x}")

    def uncoalesce(self, address: int, length: int, *, pio: bool) -> None:
        self.log.append(f"uncoalesce {address:#x}")

    def settle(self) -> None:
        self.log.append("settle")

    def oldest_held(self) -> int | None:
        return None

    def pause_timers(self) -> None:
        self.log.append("pause timers")

    def resume_timers(self) -> None:
        self.log.append("resume timers")

    def reset(self) -> None:
        self.log.append("reset")

    def close(self) -> None:
        self.log.append("close")
