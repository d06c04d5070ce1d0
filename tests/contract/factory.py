"""The register of port devices for the contract suite: one short entry a chip.

A ``Case`` says how to build a chip from ``Parts``, which hold everything a chip may be given. Add a chip:

    def _uart(parts: Parts, state: Any) -> Built:
        chip = Uart16550(parts.irq("irq4"), parts.clock, parts.call("sent"), state=state)
        return Built(chip, [PortRegion(0x3F8, 8, chip.read, chip.write)])

    CASES = (..., Case("uart16550", _uart))

``state`` is None for a new chip, else the state of another one to go on from. What the wiring would tell the
chip after a restore (an ``announce``) is part of building it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from engine.bus.irq import IrqLine
from engine.bus.mmio import MmioRegion
from engine.bus.pci import PciHost
from engine.bus.port import PortRegion
from engine.devices.debugport import DebugConsole, DebugExit, PostCode, ShutdownPort
from engine.devices.fwcfg import FwCfg
from engine.devices.hpet import LENGTH as HPET_LENGTH
from engine.devices.hpet import ROUTES as HPET_ROUTES
from engine.devices.hpet import Hpet
from engine.devices.i440fx import I440fx
from engine.devices.i6300esb import REGISTER_LENGTH as I6300ESB_LENGTH
from engine.devices.i6300esb import I6300Esb
from engine.devices.i8042 import I8042
from engine.devices.i8237 import IsaDma
from engine.devices.i8254 import I8254
from engine.devices.i8259 import I8259Pair
from engine.devices.i82077 import I82077
from engine.devices.i82093aa import I82093aa
from engine.devices.ide.ata import AtaDisk
from engine.devices.ide.atapi import AtapiCd
from engine.devices.ide.channel import IdeChannel
from engine.devices.ide.piix import PiixIde
from engine.devices.lapic import Lapic
from engine.devices.lpt import Lpt
from engine.devices.mc146818 import Mc146818
from engine.devices.piix3 import Piix3
from engine.devices.piix4pm import Piix4Pm
from engine.devices.port61 import Port61
from engine.devices.port92 import Port92
from engine.devices.ps2keyboard import Ps2Keyboard
from engine.devices.ps2mouse import Ps2Mouse
from engine.devices.pvpanic import PvPanic
from engine.devices.resetcontrol import ResetControl
from engine.devices.uart16550 import Uart16550A
from engine.devices.vga.chip import Vga
from engine.devices.vga.register import PORT_BASE, PORT_COUNT
from engine.devices.vga.stdvga import REGISTER_LENGTH, StdVga
from engine.display import dispi, layout
from engine.storage.backend import Request
from tests.support.clock import ManualClock
from tests.support.irq import RecordingIrq
from tests.support.memory import FlatMemory


class Parts:
    """What a chip is wired to: a clock, memory, interrupt lines by name, callables that record calls."""

    def __init__(self, clock: ManualClock | None = None, memory: FlatMemory | None = None) -> None:
        self.clock = clock or ManualClock()
        self.memory = memory or FlatMemory(0x10000, base=0x1000)
        self.irqs: dict[str, RecordingIrq] = {}
        self.calls: list[tuple[str, tuple[Any, ...]]] = []

    def irq(self, name: str) -> IrqLine:
        """A line of that name."""
        return self.irqs.setdefault(name, RecordingIrq()).line

    def call(self, name: str) -> Callable[..., None]:
        """A callable that appends (name, arguments) to ``calls``."""
        return lambda *arguments: self.calls.append((name, arguments))

    def levels(self) -> dict[str, bool]:
        """Where every line is."""
        return {name: irq.level for name, irq in self.irqs.items()}

    def copy(self) -> Parts:
        """The same time and memory contents, with lines of its own: where a restored chip wakes up."""
        memory = FlatMemory(len(self.memory.data), base=self.memory.base)
        memory.data[:] = self.memory.data
        return Parts(ManualClock(self.clock.now_ns(), self.clock.wall_ns()), memory)


@dataclass(frozen=True)
class Built:
    """A chip (with ``state`` and ``reset``) and the ports and memory by which a guest reaches it."""

    chip: Any
    regions: list[PortRegion]
    memory: list[MmioRegion] = field(default_factory=list)


@dataclass(frozen=True)
class Case:
    """How to build a chip. ``kept`` names the fields of its state that a reset leaves alone (battery-backed);
    ``dma`` whether it may touch memory at all; ``vocabulary`` values worth writing more often than others."""

    name: str
    build: Callable[[Parts, Any], Built]
    kept: frozenset[str] = field(default=frozenset())
    dma: bool = False
    vocabulary: tuple[int, ...] = ()


def _mc146818(parts: Parts, state: Any) -> Built:
    chip = Mc146818(parts.irq("irq8"), parts.clock, state)
    return Built(chip, [PortRegion(chip.BASE, chip.LENGTH, chip.read, chip.write)])


def _fwcfg(parts: Parts, state: Any) -> Built:
    chip = FwCfg(parts.memory, state)
    chip.add_file("etc/long", bytes(range(256)) * 300)
    chip.add_item(0x8000, b"tables")
    return Built(
        chip,
        [
            PortRegion(chip.BASE, chip.LENGTH, chip.read, chip.write, width=chip.WIDTH, read_block=chip.read_block),
            PortRegion(chip.DMA_BASE, chip.DMA_LENGTH, chip.dma_read, chip.dma_write, width=chip.DMA_WIDTH),
        ],
    )


def _debug_console(parts: Parts, state: Any) -> Built:
    chip = DebugConsole(parts.call("line"), state)
    return Built(chip, [PortRegion(0x402, 1, chip.read, chip.write, write_block=chip.write_block)])


def _debug_exit(parts: Parts, state: Any) -> Built:
    chip = DebugExit(parts.call("exit"), state)
    return Built(chip, [PortRegion(chip.BASE, chip.LENGTH, chip.read, chip.write, width=chip.WIDTH)])


def _post_code(parts: Parts, state: Any) -> Built:
    chip = PostCode(state)
    return Built(chip, [PortRegion(chip.BASE, chip.LENGTH, chip.read, chip.write)])


def _shutdown_port(parts: Parts, state: Any) -> Built:
    chip = ShutdownPort(parts.call("power_off"), state)
    return Built(chip, [PortRegion(chip.BASE, chip.LENGTH, chip.read, chip.write)])


def _port92(parts: Parts, state: Any) -> Built:
    chip = Port92(parts.call("reset"), parts.call("a20"), state)
    return Built(chip, [PortRegion(chip.BASE, chip.LENGTH, chip.read, chip.write)])


class _PciBoard:
    """PciHost with the chips of the board on it: they are reached through its ports alone."""

    def __init__(self, parts: Parts, state: Any) -> None:
        host, control, bridge, isa, ide, power = state or [None] * 6
        self.control = ResetControl(parts.call("reset"), control)
        self.host = PciHost(self.control, host)
        self.bridge = I440fx(parts.call("shadow"), bridge)
        self.isa = Piix3(parts.call("routing"), isa)
        self.ide = PiixIde(ide)
        self.ide.function.bar_moved = parts.call("masters")
        self.power = Piix4Pm(parts.irq("sci"), parts.clock, parts.call("off"), pm_moved=parts.call("pm"), state=power)
        self.host.add(0, 0, self.bridge.pci)
        self.host.add(1, 0, self.isa.pci)
        self.host.add(1, 1, self.ide.function)
        self.host.add(1, 3, self.power.pci)

    @property
    def state(self) -> list[Any]:
        """The states of all of them."""
        chips = (self.host, self.control, self.bridge, self.isa, self.ide.function, self.power)
        return [chip.state for chip in chips]

    def reset(self) -> None:
        """RST#."""
        for chip in (self.host, self.control, self.bridge, self.isa, self.ide, self.power):
            chip.reset()


def _pci_board(parts: Parts, state: Any) -> Built:
    board = _PciBoard(parts, state)
    host, power = board.host, board.power
    if state is not None:
        for chip in (board.bridge, board.isa, board.ide.function, board.power):
            chip.announce()
    return Built(
        board,
        [
            PortRegion(host.BASE, host.LENGTH, host.read, host.write, width=host.WIDTH),
            PortRegion(0x600, power.PM_LENGTH, power.pm_read, power.pm_write, width=power.PM_WIDTH),
            PortRegion(power.APM_BASE, power.APM_LENGTH, power.apm_read, power.apm_write),
            PortRegion(power.GPE_BASE, power.GPE_LENGTH, power.gpe_read, power.gpe_write, width=4),
        ],
    )


def _vga(parts: Parts, state: Any) -> Built:
    text, vram = memoryview(bytearray(layout.TEXT_SIZE)), memoryview(bytearray(layout.VRAM_SIZE))
    chip = Vga(parts.clock, text, vram, parts.call("remap"), state, parts.call("idle"))
    return Built(
        chip,
        [
            PortRegion(PORT_BASE, PORT_COUNT, chip.read, chip.write, width=2),
            PortRegion(dispi.INDEX_PORT, dispi.PORT_COUNT, chip.dispi_read, chip.dispi_write, width=2),
        ],
        [MmioRegion(0xA0000, 0x20000, chip.memory_read, chip.memory_write)],
    )


class _VideoCard:
    """The VGA as a PCI function, whose registers are both ports and memory. The memory is shown as ports, too."""

    def __init__(self, parts: Parts, states: list[Any] | None) -> None:
        host, pci, vga = states or (None, None, None)
        text, vram = memoryview(bytearray(layout.TEXT_SIZE)), memoryview(bytearray(layout.VRAM_SIZE))
        self.vga = Vga(parts.clock, text, vram, parts.call("remap"), vga)
        self.card = StdVga(self.vga, layout.VRAM_SIZE, 0x10000, pci)
        self.host = PciHost(state=host)
        self.host.add(2, 0, self.card.pci)

    @property
    def state(self) -> list[Any]:
        """The states of all."""
        return [self.host.state, self.card.state, self.vga.state]

    def reset(self) -> None:
        """RST#."""
        self.host.reset()
        self.card.reset()
        self.vga.reset()


def _stdvga(parts: Parts, state: Any) -> Built:
    board = _VideoCard(parts, state)
    host, card = board.host, board.card
    return Built(
        board,
        [
            PortRegion(host.BASE, host.LENGTH, host.read, host.write, width=host.WIDTH),
            PortRegion(0x4000, REGISTER_LENGTH, card.read, card.write, width=4),
        ],
    )


class _Disk:
    """A disk of fixed contents: nothing written to it stays, so that two machines may share it."""

    size = 64 << 10
    readonly = False

    def submit(self, request: Request, done: Callable[[int], None]) -> bool:
        """Done at once."""
        if request.op == "read":
            for view in request.buffers:
                view[:] = bytes((request.offset >> 9) + i & 0xFF for i in range(view.nbytes))
        return True


def _ide(parts: Parts, state: Any) -> Built:
    drives = (AtaDisk(_Disk()), AtapiCd(_Disk()))
    chip = IdeChannel(parts.irq("irq14"), drives, parts.memory, state)
    if state is not None:
        chip.resume()
    return Built(
        chip,
        [
            PortRegion(0x1F0, 8, chip.read, chip.write, 4, chip.read_block, chip.write_block),
            PortRegion(0x3F6, 1, chip.control_read, chip.control_write),
            PortRegion(0xC000, 8, chip.master_read, chip.master_write, 4),
        ],
    )


def config_address(device: int, function: int, register: int) -> int:
    """What to write to CONFIG_ADDRESS to reach a register on bus 0."""
    return 1 << 31 | device << 11 | function << 8 | register & 0xFC


_PCI_ADDRESSES = tuple(
    config_address(device, function, register)
    for device, function in ((0, 0), (1, 0), (1, 1), (1, 3))
    for register in range(0, 256, 4)
)


def _uart(parts: Parts, state: Any) -> Built:
    sent = parts.call("sent")
    chip = Uart16550A(parts.irq("irq4"), lambda data: [sent(byte) for byte in data], parts.clock, state)
    return Built(chip, [PortRegion(0x3F8, chip.LENGTH, chip.read, chip.write, write_block=chip.write_block)])


class _Keyboards:
    """The keyboard controller with keyboard and mouse plugged in: those are reached through it alone."""

    def __init__(self, parts: Parts, state: Any) -> None:
        controller, keyboard, mouse = state or [None] * 3
        self.keyboard, self.mouse = Ps2Keyboard(keyboard), Ps2Mouse(mouse)
        self.controller = I8042(
            parts.irq("irq1"),
            parts.irq("irq12"),
            parts.clock,
            self.keyboard,
            self.mouse,
            parts.call("a20"),
            parts.call("reset"),
            controller,
        )

    @property
    def state(self) -> list[Any]:
        """The states of all of them."""
        return [self.controller.state, self.keyboard.state, self.mouse.state]

    def reset(self) -> None:
        """Power-on, the devices first."""
        for chip in (self.keyboard, self.mouse, self.controller):
            chip.reset()


def _i8042(parts: Parts, state: Any) -> Built:
    board = _Keyboards(parts, state)
    chip = board.controller
    return Built(
        board,
        [
            PortRegion(chip.DATA_BASE, 1, chip.data_read, chip.data_write),
            PortRegion(chip.COMMAND_BASE, 1, chip.command_read, chip.command_write),
        ],
    )


def _dma_regions(chip: IsaDma) -> list[PortRegion]:
    return [
        PortRegion(chip.LOW_BASE, chip.LOW_LENGTH, chip.low_read, chip.low_write),
        PortRegion(chip.PAGE_BASE, chip.PAGE_LENGTH, chip.page_read, chip.page_write),
        PortRegion(chip.HIGH_BASE, chip.HIGH_LENGTH, chip.high_read, chip.high_write),
    ]


def _i8237(parts: Parts, state: Any) -> Built:
    chip = IsaDma(parts.memory, state)
    return Built(chip, _dma_regions(chip))


class _Image:
    """A 1.44 MB image that nobody keeps."""

    readonly = False
    size = 1_474_560

    def read(self, offset: int, length: int) -> bytes:
        """Every sector holds its own number."""
        return (offset // 512).to_bytes(4, "little") * (length // 4)

    def write(self, offset: int, data: bytes) -> None:
        """Nothing is kept."""


class _Floppy:
    """The floppy controller with the DMA controller it needs."""

    def __init__(self, parts: Parts, state: Any) -> None:
        floppy, dma = state or [None] * 2
        self.dma = IsaDma(parts.memory, dma)
        self.floppy = I82077(parts.irq("irq6"), self.dma.channel(2), parts.clock, state=floppy)
        self.floppy.insert(0, _Image(), changed=state is None)

    @property
    def state(self) -> list[Any]:
        """The states of both."""
        return [self.floppy.state, self.dma.state]

    def reset(self) -> None:
        """Power-on."""
        self.dma.reset()
        self.floppy.reset()


def _i82077(parts: Parts, state: Any) -> Built:
    board = _Floppy(parts, state)
    chip = board.floppy
    return Built(
        board,
        [
            PortRegion(chip.BASE, chip.LENGTH, chip.read, chip.write),
            PortRegion(chip.DIR_BASE, chip.DIR_LENGTH, chip.dir_read, chip.dir_write),
            *_dma_regions(board.dma),
        ],
    )


def _i8259(parts: Parts, state: Any) -> Built:
    line = parts.irq("intr")
    chip = I8259Pair(line.set, state)
    return Built(
        chip,
        [
            PortRegion(chip.MASTER_BASE, chip.LENGTH, chip.master_read, chip.master_write),
            PortRegion(chip.SLAVE_BASE, chip.LENGTH, chip.slave_read, chip.slave_write),
            PortRegion(chip.ELCR_BASE, chip.LENGTH, chip.elcr_read, chip.elcr_write),
        ],
    )


def _i8254(parts: Parts, state: Any) -> Built:
    chip = I8254(parts.irq("irq0"), parts.clock, state=state)
    return Built(chip, [PortRegion(chip.BASE, chip.LENGTH, chip.read, chip.write)])


def _port61(parts: Parts, state: Any) -> Built:
    chip = Port61(parts.call("gate"), lambda: False, parts.clock, state)
    return Built(chip, [PortRegion(chip.BASE, chip.LENGTH, chip.read, chip.write)])


def _pvpanic(parts: Parts, state: Any) -> Built:
    chip = PvPanic(parts.call("panic"), state)
    return Built(chip, [PortRegion(chip.BASE, chip.LENGTH, chip.read, chip.write)])


def _lpt(parts: Parts, state: Any) -> Built:
    chip = Lpt(parts.irq("irq7"), parts.call("printed"), state)
    return Built(chip, [PortRegion(chip.BASE, chip.LENGTH, chip.read, chip.write)])


class _Watchdog:
    """The card on a bus; its window of memory is shown as ports."""

    def __init__(self, parts: Parts, states: list[Any] | None) -> None:
        host, pci, timer = states or (None, None, None)
        self.chip = I6300Esb(parts.clock, parts.call("bark"), timer, pci)
        self.host = PciHost(state=host)
        self.host.add(3, 0, self.chip.pci)

    @property
    def state(self) -> list[Any]:
        """The states of both."""
        return [self.host.state, self.chip.pci.state, self.chip.state]

    def reset(self) -> None:
        """RST#, after which it is not known any more whose doing it was."""
        self.host.reset()
        self.chip.reset()
        self.chip.state.timed_out = False


def _i6300esb(parts: Parts, state: Any) -> Built:
    board = _Watchdog(parts, state)
    host, chip = board.host, board.chip
    return Built(
        board,
        [
            PortRegion(host.BASE, host.LENGTH, host.read, host.write, width=host.WIDTH),
            PortRegion(0x4000, I6300ESB_LENGTH, chip.read, chip.write, width=4),
        ],
    )


def _lapic(parts: Parts, state: Any) -> Built:
    line = parts.irq("intr")
    chip = Lapic(line.set, parts.call("end"), parts.clock, lambda: 10_000_000, state)
    return Built(chip, [PortRegion(0, chip.LENGTH, chip.read, chip.write, 4)])


def _i82093aa(parts: Parts, state: Any) -> Built:
    told = parts.call("deliver")
    chip = I82093aa(lambda entry: told(entry) is None, state)
    return Built(chip, [PortRegion(0, chip.LENGTH, chip.read, chip.write, 4)])


def _hpet(parts: Parts, state: Any) -> Built:
    routes = [parts.irq(f"gsi{number}") for number in HPET_ROUTES]
    chip = Hpet(parts.clock, routes, [parts.irq("irq0"), parts.irq("irq8")], parts.call("legacy"), state)
    return Built(chip, [PortRegion(0x4000, HPET_LENGTH, chip.read, chip.write, width=4)])


CASES = (
    Case("lapic", _lapic, vocabulary=(0x1FF, 0x20040, 0x40, 0x100, 0x40041, 0xB)),
    Case("i82093aa", _i82093aa, vocabulary=(0x10, 0x11, 0x12, 0x40, 0x8040)),
    Case("i8259", _i8259, vocabulary=(0x11, 0x01, 0x20, 0x0A, 0x0B, 0x0C, 0x68, 0xA0)),
    Case("i8254", _i8254, vocabulary=(0x34, 0x36, 0x30, 0x00, 0xE2, 0xC2, 0xB6)),
    Case("port61", _port61, vocabulary=(0, 1, 3)),
    Case("mc146818", _mc146818, kept=frozenset(("ram", "offset_ns", "weekday_shift", "second", "period"))),
    Case("fwcfg", _fwcfg, dma=True, vocabulary=(0x00, 0x19, 0x20, 0x8000, 0x0020_0000)),
    Case("debug-console", _debug_console, vocabulary=(0x0A, 0x0D)),
    Case("debug-exit", _debug_exit),
    Case("post-code", _post_code),
    Case("shutdown-port", _shutdown_port, vocabulary=tuple(b"Shutdown")),
    Case("pvpanic", _pvpanic, vocabulary=(0, 1, 2, 3)),
    Case("lpt", _lpt, vocabulary=(0x0C, 0x0D, 0x1C, 0x1D)),
    Case("i6300esb", _i6300esb, vocabulary=(0x8000_1860, 0x8000_1868, 0x80, 0x86, 0x100, 0x200, 2, 3, 4)),
    Case("hpet", _hpet, vocabulary=(0, 1, 3, 4, 0x0C, 0x4C, 0x2804, 0x280E, 0x296C, 1000)),
    Case("port92", _port92),
    Case("vga", _vga, vocabulary=(*range(0x20), 0x0011, 0x2005, 0x0E06, 0x0302, 0x1005, 0xFF08)),
    Case("stdvga", _stdvga, vocabulary=(0x8000_1004, 0x8000_1010, 0xFFFF_FFFF, 0x41, 320, 16, 32)),
    Case("ide", _ide, dma=True, vocabulary=(0x20, 0x30, 0xC8, 0xCA, 0xA0, 0xEC, 0xE0, 0x01, 0x09, 0x1000)),
    Case("pci-board", _pci_board, vocabulary=_PCI_ADDRESSES),
    Case("uart16550", _uart, vocabulary=(0x00, 0x01, 0x03, 0x0F, 0x1B, 0x80, 0xC7)),
    Case("i8042", _i8042, vocabulary=(0x20, 0x60, 0xAA, 0xD2, 0xD4, 0xED, 0xF0, 0xF2, 0xF4, 0xFF)),
    Case("i8237", _i8237),
    Case("i82077", _i82077, dma=True, vocabulary=(0x00, 0x01, 0x02, 0x07, 0x08, 0x0F, 0x12, 0x1C, 0x46, 0xE6)),
)
