"""A software CPU with some memory and three ports, for code of a few instructions."""

from __future__ import annotations

import shutil
import subprocess
import threading
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from engine import feature
from engine.bus.mmio import MmioBus, MmioRegion
from engine.bus.port import PortBus, PortRegion
from engine.cpu.accel import Stop, StopKind
from engine.cpu.soft.accel import SoftAccel
from engine.cpu.soft.selftest import Vectoring
from engine.memory.block import Block
from engine.memory.space import AddressSpace, Section
from engine.stats import VCPU_WORDS

RAM = 4 << 20
MMIO = 0x0100_0000
ROM = 0xF0000
CODE = 0x1000
DEADLINE_S = 60.0


@cache
def assemble(source: str) -> bytes:
    """Machine code of nasm's source; 16 bit at CODE unless it says otherwise."""
    if shutil.which("nasm") is None:
        pytest.skip("nasm is not installed")
    with TemporaryDirectory() as directory:
        place = Path(directory) / "code.asm"
        place.write_text(f"bits 16\norg {CODE}\n{source}\n")
        subprocess.run(["nasm", "-f", "bin", "-o", place.with_suffix(".bin"), place], check=True)
        return place.with_suffix(".bin").read_bytes()


class Controllers:
    """Interrupt controllers with one input, whose vector is ``vector``. Acknowledging lowers it."""

    has_apic = False

    def __init__(self, accel: SoftAccel) -> None:
        self._accel = accel
        self.vector = 0x20
        self.acknowledged = 0

    def set_line(self, gsi: int, level: bool) -> None:
        self._accel.set_interrupt(level)

    def acknowledge(self) -> int:
        self._accel.set_interrupt(False)
        self.acknowledged += 1
        return self.vector

    def message(self, address: int, data: int) -> None:
        self._accel.set_interrupt(True)


class SoftRig:
    """``out`` collects what the guest writes to port 0xE9. A write to 0xF4 ends ``run``, one to 0xF5 raises INTR;
    0xF6 reads 0x11, 0x12 and so on. MMIO has 4 KiB of which stores are kept in ``device``, by address."""

    def __init__(self, vectoring: Vectoring | None = None, cpu: str = "host") -> None:
        self.ports, self.mmio = PortBus(), MmioBus()
        self.counters = memoryview(bytearray(8 * VCPU_WORDS)).cast("Q")
        self.accel = SoftAccel(self.ports, self.mmio, 1, lambda index: self.counters, feature.parse(cpu), vectoring)
        self.controllers = Controllers(self.accel)
        self.accel.attach(self.controllers)
        self.space = AddressSpace(self.accel)
        self.ram, self.rom = Block(RAM), Block(0x10000)
        self.space.place("low", Section(0, 0xA0000, self.ram))
        self.space.place("rom", Section(ROM, 0x10000, self.rom, readonly=True))
        self.space.place("high", Section(1 << 20, RAM - (1 << 20), self.ram, 1 << 20))
        self.out, self.device, self.stores = bytearray(), {}, []
        self._next = 0x10
        lock = threading.Lock()
        self.ports.add(PortRegion(0xE9, 1, lambda o, s: 0xE9, lambda o, s, v: self.out.append(v)), lock)
        self.ports.add(PortRegion(0xF4, 1, lambda o, s: 0, lambda o, s, v: self.vcpu.kick()), lock)
        self.ports.add(PortRegion(0xF5, 1, lambda o, s: 0, lambda o, s, v: self.accel.set_interrupt(True)), lock)
        self.ports.add(PortRegion(0xF6, 1, self._count, lambda o, s, v: None), lock)
        self.mmio.add(MmioRegion(MMIO, 0x1000, self._load, self._store), lock)
        self.mmio.add(MmioRegion(0xA0000, 0x50000, self._load, self._store), lock)
        self.mmio.add(MmioRegion(ROM, 0x10000, self._load, self._store), lock)
        self.vcpu = self.accel.vcpu(0)

    def _count(self, _offset: int, _size: int) -> int:
        self._next += 1
        return self._next & 0xFF

    def _load(self, offset: int, size: int) -> int:
        return self.device.get(offset, 0)

    def _store(self, offset: int, size: int, value: int) -> None:
        self.stores.append((offset, size, value))
        self.device[offset] = value

    def start(self, source: str) -> None:
        """Power on, with ``source`` assembled at CODE in real mode and SS:SP at CODE."""
        code = assemble(source)
        self.ram.view[CODE : CODE + len(code)] = code
        self.vcpu.reset()
        cpu = self.vcpu.cpu
        for number in range(6):
            cpu.set_segment(number, 0, 0, 0xFFFF, 0x9B00 if number == 1 else 0x9300)
        cpu.rip.value, cpu.regs[4] = CODE, CODE

    def run(self, source: str = "") -> Stop:
        """Run until the guest writes to 0xF4, or cannot go on. Fails after DEADLINE_S."""
        if source:
            self.start(source)
        self.vcpu.unkick()
        late: list[bool] = []
        timer = threading.Timer(DEADLINE_S, lambda: (late.append(True), self.vcpu.kick()))
        timer.start()
        try:
            stop = self.vcpu.run()
        finally:
            timer.cancel()
        assert not late, f"did not end: {self.vcpu.registers()}"
        return stop

    def ends(self, source: str) -> bytearray:
        """Run ``source``, which must end at port 0xF4. What it wrote."""
        self.out.clear()
        assert self.run(source).kind is StopKind.KICKED
        return self.out

    def close(self) -> None:
        """Give everything back."""
        self.accel.close()
