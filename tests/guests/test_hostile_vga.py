"""A guest that does to the video card whatever comes to its mind, on a real KVM and in front of a real window."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from random import Random

import pytest

from engine.boot import firmware
from engine.builder import Host, build
from engine.bus.mmio import MmioBus
from engine.bus.port import PortBus
from engine.clock import MachineClock
from engine.config import MachineConfig
from engine.cpu.kvm import KvmAccel
from engine.display.layout import CARD_MEMORY_SIZE
from engine.display.screen import Screen
from engine.display.screenshot import ppm
from engine.memory.block import Block
from engine.stats import StatsPage
from engine.storage.medium import Media
from engine.wiring import Wiring

STEPS = 4000
SLOWEST_S = 2.0
"""For one step with its frame, on a busy host. Most take less than a millisecond."""


class Machine:
    """A board without a life of its own."""

    def __getattr__(self, _name: str) -> object:
        return lambda *_arguments: None


class Guest:
    """The ports of a machine with the card, and random things to do to it."""

    def __init__(self, seed: int, vga: str) -> None:
        self.random = Random(seed)
        self.loop = asyncio.new_event_loop()
        ports, mmio = PortBus(), MmioBus()
        self.ports, self.mmio = ports, mmio
        self.accel = KvmAccel(ports, mmio, 1, StatsPage(1, 0).vcpu, "/dev/kvm")
        config = MachineConfig(
            name="rig", uuid="00000000-0000-4000-8000-000000000001", memory_mib=64, vga=vga, watchdog="pause"
        )
        wiring = Wiring(ports, mmio, MachineClock(self.loop), self.accel)
        host = Host(Machine(), Block(CARD_MEMORY_SIZE), (), print)  # type: ignore[arg-type]  # it asks for nothing
        self.board = build(config, wiring, host, firmware.load("builtin"), Media())
        self.vcpu = self.accel.vcpu(0)  # It never runs; what the kernel gathers for it can be fetched.
        self.board.reset()
        self.screen = Screen(self.board.display.view.toreadonly())

    def close(self) -> None:
        self.board.close()
        self.vcpu.close()
        self.accel.close()
        self.loop.close()

    def step(self) -> None:
        pick = self.random
        kind = pick.random()
        value = pick.choice((pick.getrandbits(32), pick.randrange(0x100), 0, 0xFFFFFFFF, 1 << pick.randrange(32)))
        if kind < 0.3:
            address = pick.choice((0x1004, 0x1010, 0x1018, 0x1030, 0x1804, 0x1810, 0x0858))
            self.ports.write(0xCF8, 4, 1 << 31 | address)
            base = pick.choice((value, 0xE0000000, 0xFD000000, 0xFE000000, 0xA0000, 0xC0000, 0x4000000, 0x7))
            self.ports.write(0xCFC, pick.choice((1, 2, 4)), base)
        elif kind < 0.6:
            self.ports.write(0x1CE, 2, pick.randrange(12))
            size = pick.choice((value & 0xFFFF, 4, 8, 15, 16, 24, 32, 0x41, 0, 640, 1024, 2560))
            self.ports.write(0x1CF, 2, size)
        elif kind < 0.85:
            self.ports.write(pick.randrange(0x3B0, 0x3E0), pick.choice((1, 2)), value & 0xFFFF)
        elif kind < 0.9:
            # What makes a picture of it, now and then.
            for port, byte in ((0x3C2, 0x67), (0x3C4, 0x0300), (0x3C0, 0x20)):
                self.ports.write(port, 2 if byte > 0xFF else 1, byte)
        else:
            address = pick.choice((0xA0000, 0xE0000000, 0xFD000000)) + pick.randrange(1 << 16)
            self.mmio.write(address, pick.choice((1, 2, 4, 8)), value)
            self.mmio.read(address, pick.choice((1, 2, 4)))


@pytest.mark.skipif(not os.access("/dev/kvm", os.R_OK | os.W_OK), reason="/dev/kvm cannot be used here")
@pytest.mark.parametrize(("seed", "vga"), [(1, "std"), (2, "std"), (3, "isa")])
def test_nothing_breaks_or_hangs(seed: int, vga: str, tmp_path: Path) -> None:
    guest, slowest = Guest(seed, vga), 0.0
    kinds = set()
    try:
        for number in range(STEPS):
            begun = time.thread_time()
            guest.step()
            if number % 4 == 0:
                guest.board.frame()
                guest.screen.refresh()
                mode = guest.screen.mode
                kinds.add(mode.encoding)
                assert len(guest.screen.pixels) >= guest.screen.stride * (mode.height - 1)
            slowest = max(slowest, time.thread_time() - begun)
        assert ppm(guest.screen)
        assert {"linear", "planar"} <= kinds, "the guest was too tame"
        assert slowest < SLOWEST_S
    finally:
        guest.close()
