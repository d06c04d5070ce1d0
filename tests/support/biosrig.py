"""A whole board with the builtin BIOS, and instead of a CPU a test that makes its calls."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine.boot import firmware
from engine.boot.bios import rom
from engine.boot.bios.service import TRAP_PORT, Service
from engine.boot.direct import Plan
from engine.builder import LOW_RAM_END, Host, build
from engine.bus.irq import IrqLine
from engine.bus.mmio import MmioBus
from engine.bus.port import PortBus
from engine.clock import MachineClock
from engine.config import MachineConfig
from engine.cpu.accel import Frame, Registers, Segment
from engine.display.layout import CARD_MEMORY_SIZE
from engine.memory.block import Block
from engine.storage.medium import open_media
from engine.wiring import Wiring

STACK = 0x6000
DEADLINE_S = 60.0
UUID = "12345678-1234-1234-1234-123456789abc"
ZERO, CARRY, INTERRUPT = 0x40, 0x01, 0x200


class _Cpu:
    """What the BIOS asks of a vCPU."""

    def __init__(self) -> None:
        self.current = Frame()
        self.pages: dict[int, int] = {}
        self.code_base = 0
        """Of the code segment, in protected mode."""

    def frame(self) -> Frame:
        return self.current

    def set_frame(self, frame: Frame) -> None:
        self.current = frame

    def registers(self) -> Registers:
        return Registers(segments={"cs": Segment(self.current.cs, self.code_base, 0xFFFFFFFF)})

    def translate(self, linear: int) -> int | None:
        page = self.pages.get(linear >> 12)
        return None if page is None else page << 12 | linear & 0xFFF


class _Accel:
    """A backend without CPUs."""

    name = "none"
    misses_interrupts = False
    lacks_chips = False
    keeps_code = False

    def __init__(self) -> None:
        self.cpu = _Cpu()
        self.raised: list[int] = []

    def irq_line(self, gsi: int) -> IrqLine:
        return IrqLine(lambda level: self.raised.append(gsi) if level else None)

    def here(self) -> _Cpu:
        return self.cpu

    def set_slot(self, *_arguments: object) -> None: ...
    def clear_slot(self, _slot: int) -> None: ...
    def stored(self, _address: int, _length: int) -> None: ...
    def set_a20(self, _level: bool) -> None: ...
    def dirty_pages(self, _slot: int, length: int, _limit: int) -> bytes:
        return bytes(length // 4096 // 8 + 1)

    def coalesce(self, _address: int, _length: int, *, pio: bool) -> None: ...
    def uncoalesce(self, _address: int, _length: int, *, pio: bool) -> None: ...
    def settle(self) -> None: ...
    def oldest_held(self) -> None: ...
    def send_msi(self, _address: int, _data: int) -> None: ...
    def pause_timers(self) -> None: ...
    def resume_timers(self) -> None: ...
    def reset(self) -> None: ...
    def close(self) -> None: ...


class _Machine:
    """What chips ask of a machine."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def ask_reset(self) -> None:
        self.asked.append("reset")

    def ask_end(self, *_ended: object) -> None:
        self.asked.append("end")

    def tray_moved(self, *_moved: object) -> None:
        self.asked.append("tray")

    def ask_io_pause(self, reason: str) -> None:
        self.asked.append(reason)


class BiosRig:
    """A powered-on machine. ``call(0x10, ax=0x0E41)`` is INT 10h; the answer holds the registers and flags."""

    def __init__(
        self, directory: Path, loop: asyncio.AbstractEventLoop, kernel: Plan | None = None, **fields: Any
    ) -> None:
        config = MachineConfig(**({"name": "rig", "uuid": UUID, "memory_mib": 32} | fields))
        self.accel, self.machine, self.log = _Accel(), _Machine(), list[str]()
        self.asked: list[Frame] = []
        """What INT 09h has returned."""
        self.ports, mmio = PortBus(), MmioBus()
        clock = MachineClock(loop)
        wiring = Wiring(self.ports, mmio, clock, self.accel)  # type: ignore[arg-type]  # as far as a board needs one
        host = Host(self.machine, Block(CARD_MEMORY_SIZE), (), self.log.append)  # type: ignore[arg-type]  # likewise
        self.board = build(config, wiring, host, firmware.load("builtin"), open_media(config, directory), kernel)
        self.rom = rom.build()
        self.low_end = LOW_RAM_END
        self.board.reset()
        loop.run_until_complete(_start(clock))
        self.stubs: dict[tuple[Service, bool], int] = {}
        for at, stub in self.rom.stubs.items():
            self.stubs.setdefault((stub.service, stub.resumed), at)

    def close(self) -> None:
        self.board.close()

    def power_on(self) -> None:
        """As far as INT 19h."""
        self.enter(Service.POWER_ON)
        self.enter(Service.POWER_ON_2)

    def boot(self, limit: int = 10_000) -> Frame:
        """INT 19h, until something is started."""
        return self.finish(Service.BOOT, self.begin_boot(), limit)

    def begin_boot(self) -> Frame:
        """INT 19h, up to its first wait."""
        return self.enter(Service.BOOT, ss=0, esp=0x7BFA)

    def call_far(self, entry: int, *, base: int = 0, mapped: int = 0xF0000, **registers: int) -> Frame:
        """A far call in protected mode to ``entry`` of the ROM, which the guest has mapped at linear address
        ``mapped``; the code segment begins at ``base``. The registers afterwards."""
        cpu = self.accel.cpu
        cpu.pages = {mapped + at >> 12: 0xF0000 + at >> 12 for at in range(0, 0x10000, 0x1000)}
        cpu.code_base = base
        cpu.current = Frame(**{"cs": 8, "real": False, "eip": mapped + entry - base & 0xFFFFFFFF} | registers)
        self.ports.write(TRAP_PORT, 1, 0)
        return cpu.current

    def enter(self, service: Service, *, resumed: bool = False, **registers: int) -> Frame:
        """One OUT of a stub. The registers afterwards; waiting shows in the frame's carry flag."""
        self.accel.cpu.current = Frame(**{"cs": 0xF000, "ss": 0, "esp": STACK} | registers)
        self.accel.cpu.current.eip = self.stubs[service, resumed]
        self.ports.write(TRAP_PORT, 1, 0)
        return self.accel.cpu.current

    def resume(self, service: Service, frame: Frame) -> Frame:
        """The stub calls out again."""
        frame.eip = self.stubs[service, True]
        self.accel.cpu.current = frame
        self.ports.write(TRAP_PORT, 1, 0)
        return frame

    def finish(self, service: Service, frame: Frame, limit: int = 10_000) -> Frame:
        """Call out again until the service has answered."""
        while frame.eflags & CARRY:
            limit -= 1
            assert limit > 0, f"{service.name} does not answer"
            frame = self.resume(service, frame)
        return frame

    def begin(self, number: int, **registers: int) -> Frame:
        """INT ``number`` up to its first OUT: the caller's flags have interrupts on and all others off."""
        words = {"ax": "eax", "bx": "ebx", "cx": "ecx", "dx": "edx", "si": "esi", "di": "edi", "bp": "ebp"}
        self.write(STACK + 4, (INTERRUPT | 2).to_bytes(2, "little"))
        return self.enter(Service(number), **{words.get(name, name): value for name, value in registers.items()})

    def call(self, number: int, **registers: int) -> Answer:
        """A whole INT ``number``."""
        frame = self.finish(Service(number), self.begin(number, **registers))
        return Answer(frame, int.from_bytes(self.read(STACK + 4, 2), "little"))

    def read(self, address: int, length: int) -> bytes:
        return self.board.space.read(address, length)

    def write(self, address: int, data: bytes | memoryview) -> None:
        self.board.space.write(address, data)

    def word(self, address: int) -> int:
        return int.from_bytes(self.read(address, 2), "little")

    def screen(self, rows: int = 25, columns: int = 80) -> list[str]:
        """The text at B8000h."""
        data = self.read(0xB8000, 2 * rows * columns)[::2].decode("cp437")
        return [data[at : at + columns].rstrip() for at in range(0, rows * columns, columns)]

    def press(self, *keys: str) -> None:
        """Type keys, each going through the keyboard, its controller and INT 09h."""
        for key in keys:
            for down in (True, False):
                self.board.press(key, down)
                self.take_keys()

    def take_keys(self) -> None:
        """INT 09h for every byte the keyboard has; the controller hands one over a millisecond."""
        deadline = time.monotonic() + DEADLINE_S
        while True:
            assert time.monotonic() < deadline, "the keyboard does not fall silent"
            waiting = (
                self.board.keys_waiting()
            )  # Asked first: what leaves the keyboard meanwhile is in the controller.
            if self.ports.read(0x64, 1) & 1:
                self.asked.append(self.enter(Service.KEYBOARD_IRQ))
            elif not waiting:
                return


async def _start(clock: MachineClock) -> None:
    clock.start()


class Answer:
    """What a service returned."""

    def __init__(self, frame: Frame, flags: int) -> None:
        self.frame = frame
        self.carry = bool(flags & CARRY)
        self.zero = bool(flags & ZERO)

    def __getattr__(self, name: str) -> int:
        letter = name[0]
        if name[1:] == "l" or name[1:] == "h":
            return getattr(self.frame, f"e{letter}x") >> (8 if name[1:] == "h" else 0) & 0xFF
        return int(getattr(self.frame, f"e{name}")) & 0xFFFF


@contextmanager
def rig(directory: Path, **fields: Any) -> Iterator[BiosRig]:
    """A rig that has been powered on."""
    loop = asyncio.new_event_loop()
    made = BiosRig(directory, loop, **fields)
    alarms = threading.Thread(target=loop.run_forever, daemon=True)
    alarms.start()
    try:
        made.power_on()
        yield made
    finally:
        loop.call_soon_threadsafe(loop.stop)
        alarms.join()
        made.close()
        loop.close()


Rig = Callable[..., BiosRig]
