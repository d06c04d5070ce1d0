"""A machine with everything that serves it: made of what its description says, and run to its end."""

from __future__ import annotations

import asyncio
import fcntl
import gc
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from engine import VERSION, feature, toml
from engine.board import Board
from engine.boot import firmware
from engine.boot.direct import Plan
from engine.builder import Host, SerialPort, build, describe
from engine.bus.mmio import MmioBus
from engine.bus.port import PortBus
from engine.clock import MachineClock
from engine.config import MachineConfig
from engine.control import adjust, device
from engine.control import media as media_control
from engine.control import snapshot as snapshot_control
from engine.control.channel_server import ConsolePorts
from engine.control.command import Commands, Hands
from engine.control.display_server import DisplayServer
from engine.control.input import Keyboard
from engine.control.serial_server import SerialServer
from engine.control.serial_target import SerialTargets
from engine.control.server import ControlServer
from engine.cpu.accel import Accel
from engine.cpu.choice import Choice, choose
from engine.cpu.thread import keep_to
from engine.directory import MachineDirectory, RuntimeDirectory
from engine.display.layout import CARD_MEMORY_SIZE
from engine.error import EngineError
from engine.halt import HaltWatch
from engine.host import check_memory, total_memory_mib
from engine.log import GuestLog, log
from engine.machine import Ended, Machine, RunState
from engine.memory.block import Block
from engine.net.network import open_networks
from engine.stats import MachineCount, StatsPage
from engine.storage.medium import open_media
from engine.storage.spool import Spool
from engine.tally import Tally
from engine.virtio import Outside
from engine.wiring import Wiring

HVC = 4
"""The virtio console's socket and log come behind those of the serial ports."""
TICK_S = 1.0
FRAMES_A_LISTEN = 6
"""Frames, a sixtieth of a second each, from one look at the speaker to the next."""
KVM_DEVICE = Path("/dev/kvm")


class Servers(msgspec.Struct, frozen=True):
    """Who answers on the machine's sockets."""

    control: ControlServer
    display: DisplayServer
    serial: tuple[SerialServer | None, ...]
    targets: SerialTargets
    hvc: SerialServer
    console: ConsolePorts

    @property
    def lines(self) -> list[SerialServer]:
        """The serial ports that there are, and the virtio console."""
        return [*(port for port in self.serial if port is not None), self.hvc]

    async def open(self, runtime: RuntimeDirectory) -> None:
        """Listen on every socket."""
        self.display.open(runtime.display)
        for number, serial in enumerate(self.serial):
            if serial is not None:
                serial.open(runtime.serial(number))
        self.hvc.open(runtime.serial(HVC))
        await self.control.open(runtime.control)

    async def close(self) -> None:
        """Hang up on everybody."""
        self.targets.close()
        self.console.close()
        for line in self.lines:
            line.close()
        self.display.close()
        await self.control.close()


class Service:
    """A machine with everything that serves it. Event-loop thread only."""

    def __init__(self, machine: Machine, board: Board, servers: Servers, stats: StatsPage, display: Block) -> None:
        self._machine = machine
        self._board = board
        self._servers = servers
        self._stats = stats
        self._display = display
        self._watch = HaltWatch(machine, stats)
        self._told = _lines(board, servers.targets)
        self._memory = board.ram.length
        self._frames = 0

    @classmethod
    def make(cls, config: MachineConfig, directory: MachineDirectory) -> Service:
        """Open what the machine is made of, and wire it. EngineError says why that cannot be."""
        check_memory(config, total_memory_mib())
        image = _firmware(config, directory)
        ram_bytes = config.memory_mib << 20
        plan = _plan(config, directory)
        media = open_media(config, directory.path)
        for warning in (warning for medium in media.drives for warning in medium.backend.warnings):
            log(warning)
        loop = asyncio.get_running_loop()
        stats = StatsPage(config.vcpus, ram_bytes)
        display_fd = os.memfd_create("display", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.ftruncate(display_fd, CARD_MEMORY_SIZE)
        # Front ends map it: nobody who gets the descriptor can pull the memory from under the others.
        fcntl.fcntl(display_fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW)
        display = Block(CARD_MEMORY_SIZE, display_fd)
        ports, mmio, clock = PortBus(), MmioBus(), MachineClock(loop)
        accel, choice = _accel(config, ports, mmio, stats)
        serial = tuple(
            None if port.target == "none" else SerialServer(directory.serial_log(number))
            for number, port in enumerate(config.serial)
        )
        targets = SerialTargets(serial, config.serial, directory.path)
        control = ControlServer(VERSION)
        pause = config.on_triple_fault == "pause"
        machine = Machine(loop, accel, clock, config.vcpus, control.announce, pause, config.cpu_pinning)
        ends = tuple(SerialPort(port.from_guest, port.guest_has_room) if port else None for port in serial)
        hvc = SerialServer(directory.serial_log(HVC))
        lines = ConsolePorts(hvc, config.channels, directory.path)
        broken = partial(_broken, loop, machine)
        outside = Outside(open_networks(config), lines.names, lines.sent, lines.full, lines.has_room, broken)
        spool = Spool(directory.path / config.parallel) if config.parallel else None
        host = Host(machine, display, ends, GuestLog().line, outside, spool)
        board = build(config, Wiring(ports, mmio, clock, accel), host, image, media, plan)
        for port, chip in zip(serial, board.uarts, strict=True):
            if port is not None and chip is not None:
                port.to_guest, port.passed = chip.receive, chip.rush.passed
        if board.peripherals.console is not None:
            lines.wire(board.peripherals.console)
        machine.fit(board)
        hands = _hands(config, board, targets, display, choice, "none" if config.kernel else image.name)
        more = device.commands(board.peripherals, board.drives)
        more |= media_control.commands(board.all_drives(), machine.tray_moved)
        means = adjust.Means(targets.lead, board.boot_order.set, partial(keep_to, machine.threads))
        more |= adjust.commands(config, hands.facts, means, control.announce)
        more |= snapshot_control.commands(machine, board, hands.facts, directory, control.announce)
        control.execute = Commands(machine, config, hands, VERSION, control.announce, more).execute
        shared = {"display": display_fd, "stats": stats.fd}
        shown = DisplayServer(shared, lambda: process.frame(), lambda: machine.state is RunState.RUNNING)
        process = cls(machine, board, Servers(control, shown, serial, targets, hvc, lines), stats, display)
        return process

    async def live(self, runtime: RuntimeDirectory, ready: Callable[[], None], paused: bool) -> Ended:
        """Run until the end, however it comes. ``ready`` is called when the sockets answer."""
        await self._servers.open(runtime)
        asyncio.get_running_loop().add_signal_handler(
            signal.SIGTERM, self._machine.ask_end, Ended("quit", "The VM process was told to end (SIGTERM).")
        )
        before, threading.excepthook = threading.excepthook, self._thread_broke
        try:
            if not paused:
                await self._machine.power_on()
            self._board.peripherals.start()
            ready()
            # What is here now stays: a search through it for garbage would hold up every vCPU for 50 ms.
            gc.freeze()
            gc.enable()
            return await self._until_the_end()
        finally:
            threading.excepthook = before

    async def _until_the_end(self) -> Ended:
        tick = asyncio.create_task(self._tick())
        tick.add_done_callback(self._tick_ended)
        try:
            return await self._machine.ended
        finally:
            tick.cancel()

    def frame(self) -> bool:
        """Bring the picture up to date, for those who look; they are told of a beep sooner than once a second."""
        self._frames += 1
        if self._frames % FRAMES_A_LISTEN == 0 and self._board.speaker_hz() != self._told["speaker"]:
            self._tell()
        return self._board.frame()

    async def close(self, directory: MachineDirectory) -> None:
        """Hang up, and keep the last picture."""
        await self._servers.close()
        self._machine.close()  # Behind those who serve what it shows: a look may be due in this very round.
        try:
            # Imported here: front ends draw for themselves, so until now nothing was drawn in this process.
            from engine.display.screen import Screen
            from engine.display.screenshot import png

            screen = Screen(self._display.view)
            screen.refresh()
            directory.thumbnail.write_bytes(png(screen))
        except Exception as error:  # noqa: BLE001  # no picture is worth the record of how the machine ended
            log(f"The last picture cannot be kept: {error}.")

    async def _tick(self) -> None:
        """Once a second: what is counted elsewhere, to the page; and whether the guest can still go on."""
        counts = self._stats.machine
        tally = Tally(self._board.peripherals, counts)
        while True:
            tally.take()
            disks = [drive.queue.counters for drive in self._board.drives]
            counts[MachineCount.DISK_READ_BYTES] = sum(disk.bytes_read for disk in disks)
            counts[MachineCount.DISK_READS] = sum(disk.reads for disk in disks)
            counts[MachineCount.DISK_WRITE_BYTES] = sum(disk.bytes_written for disk in disks)
            counts[MachineCount.DISK_WRITES] = sum(disk.writes for disk in disks)
            counts[MachineCount.SERIAL_TX_BYTES] = sum(port.sent for port in self._servers.lines)
            counts[MachineCount.SERIAL_RX_BYTES] = sum(port.received for port in self._servers.lines)
            self._tell()
            await self._watch.look()
            await asyncio.sleep(TICK_S)

    def _tick_ended(self, tick: asyncio.Task[None]) -> None:
        error = None if tick.cancelled() else tick.exception()
        if error is not None:
            # A bug of ours, but none of the guest's: it runs on, and whoever looks at its figures knows.
            log("".join(traceback.format_exception(error)))
            self._machine.note(f"The figures about this machine stand still: {type(error).__name__}: {error}.")

    def _thread_broke(self, thread: threading.ExceptHookArgs) -> None:
        """A bug of ours in a disk's thread, say: the guest would wait for it for ever."""
        name = thread.thread.name if thread.thread else "?"
        log(f"The thread {name} has ended by a bug: {thread.exc_type.__name__}: {thread.exc_value}.")
        if thread.exc_value is not None:
            self._machine.ask_fail(thread.exc_value)

    def _tell(self) -> None:
        """What a person should know that nobody asked for."""
        lines = _lines(self._board, self._servers.targets)
        if lines != self._told:
            self._told = lines
            self._servers.control.announce("X_VIRTGUI_LINE", lines)
        balloon = self._board.peripherals.balloon
        if balloon is not None and balloon.size != self._memory:
            # Once a second at the most, as on QEMU: a guest can change it a hundred thousand times.
            self._memory = balloon.size
            self._servers.control.announce("BALLOON_CHANGE", {"actual": self._memory})
        for port in self._servers.lines:
            if port.lost:
                self._machine.note(port.lost)
                port.lost = ""
        spool = self._board.spool
        if spool is not None:
            spool.flush()
            if spool.lost:
                self._machine.note(spool.lost)
                spool.lost = ""


def _lines(board: Board, targets: SerialTargets) -> dict[str, object]:
    """How the guest uses its lines to people: the format of each serial port, whether it hears mouse and tablet. And
    where each port leads besides the console, and the speaker's tone."""
    return {
        "serial": board.line_formats(),
        "serial-places": targets.places(),
        "mouse": board.mouse_listens(),
        "tablet": board.tablet_listens(),
        "speaker": board.speaker_hz(),
    }


def _broken(loop: asyncio.AbstractEventLoop, machine: Machine, reason: str) -> None:
    log(reason)
    loop.call_soon_threadsafe(machine.note, reason)


def _accel(config: MachineConfig, ports: PortBus, mmio: MmioBus, stats: StatsPage) -> tuple[Accel, Choice]:
    choice, model = choose(config, KVM_DEVICE), feature.parse(config.cpu)
    log(f"The CPU is {choice.name}. {choice.why}")
    if choice.name == "soft":
        # Imported here: its library is 24 MB, which a machine on KVM need not load.
        from engine.cpu.soft.accel import SoftAccel

        try:
            made = SoftAccel(ports, mmio, config.vcpus, stats.vcpu, model)
            if made.vectoring.why:
                log(f"Interrupts go through the public API of unicorn, which is slower: {made.vectoring.why}.")
            return made, choice
        except EngineError as error:
            if not choice.kvm_would_do:
                raise
            choice = Choice("kvm", error.what)
            log(f"The CPU is {choice.name} instead. {choice.why}")
    from engine.cpu.kvm import KvmAccel  # Imported here, as above: the software CPU needs nothing of it.

    return KvmAccel(ports, mmio, config.vcpus, stats.vcpu, KVM_DEVICE, model), choice


def _hands(
    config: MachineConfig, board: Board, targets: SerialTargets, display: Block, choice: Choice, firmware_name: str
) -> Hands:
    facts: dict[str, object] = {
        "name": config.name,
        "uuid": config.uuid,
        "pid": os.getpid(),
        "accel": choice.name,
        "accel-reason": choice.why,
        "firmware": firmware_name,
        "memory-mib": config.memory_mib,
        "vcpus": config.vcpus,
        "started": time.time(),
        "version": VERSION,
        "config": toml.encode(config),
    }
    keyboard = Keyboard(board.press, board.keys_waiting)
    return Hands(
        keyboard,
        board.move_mouse,
        board.point_at,
        board.mouse_button,
        board.power_button,
        display.view,
        board.blocks,
        partial(_lines, board, targets),
        facts,
        board.frame,
    )


def _firmware(config: MachineConfig, directory: MachineDirectory) -> firmware.Firmware:
    if config.kernel is not None:
        return firmware.load("builtin")  # A kernel gets what this leaves, mostly without its being run.
    if config.bios is not None:
        return firmware.read(directory.path / config.bios, vga=config.vga)
    return firmware.load(config.firmware, vga=config.vga)


def _plan(config: MachineConfig, directory: MachineDirectory) -> Plan | None:
    if config.kernel is None:
        return None
    from engine.boot import kernel  # Imported here: five formats that a machine with a disk does not read.

    return kernel.plan(config.kernel, directory.path, describe(config))
