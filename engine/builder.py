"""From a description to a wired machine: the only place where chips meet.

The board is a PC of the i440FX kind: host bridge 00:00.0, PIIX3 at 00:01 with ISA, IDE and power management, a
VGA card at 00:02 or on the ISA bus, and the chips of that bus. The interrupt controllers and the PIT belong to the
CPU backend.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from uuid import UUID

from engine import VERSION, bios, virtio
from engine.board import Board, Drive
from engine.boot import description
from engine.boot.firmware import Firmware
from engine.boot.pc import Pc
from engine.bus.irq import OrGate
from engine.bus.mmio import MmioRegion
from engine.bus.pci import PciHost, Register
from engine.bus.port import PortRegion
from engine.config import MachineConfig
from engine.devices.debugport import DebugConsole, DebugExit, PostCode, ShutdownPort
from engine.devices.floppydisk import DriveType, geometry_for
from engine.devices.fwcfg import FwCfg, Item
from engine.devices.i440fx import I440fx
from engine.devices.i8042 import I8042
from engine.devices.i8237 import IsaDma
from engine.devices.i82077 import I82077
from engine.devices.ide.ata import AtaDisk
from engine.devices.ide.atapi import AtapiCd
from engine.devices.ide.channel import COMMAND_LENGTH, CONTROL_LENGTH, IdeChannel
from engine.devices.ide.piix import COMMAND_BASE, CONTROL_BASE, IRQ, MASTER_CHANNEL_LENGTH, PiixIde
from engine.devices.mc146818 import Mc146818
from engine.devices.piix3 import Piix3, PirqRouter
from engine.devices.piix4pm import Piix4Pm
from engine.devices.port92 import Port92
from engine.devices.ps2keyboard import Ps2Keyboard
from engine.devices.ps2mouse import Ps2Mouse
from engine.devices.resetcontrol import ResetControl
from engine.devices.uart16550 import Uart16550A
from engine.devices.vga import dispi
from engine.devices.vga.chip import Vga
from engine.devices.vga.stdvga import REGISTER_BAR, REGISTER_LENGTH, VRAM_BAR, StdVga
from engine.devices.vga.window import Window
from engine.display.layout import TEXT_OFFSET, TEXT_SIZE, VRAM_OFFSET
from engine.display.video import VideoMemory
from engine.machine import Ended, Machine
from engine.memory.block import Block
from engine.memory.shadow import BASE as SHADOW_BASE
from engine.memory.shadow import END as SHADOW_END
from engine.memory.shadow import ShadowRam
from engine.memory.space import AddressSpace, Section
from engine.storage.floppy import FloppyImage
from engine.storage.medium import Media, Medium
from engine.storage.queue import DiskQueue
from engine.wiring import Seat, Wiring

MIB = 1 << 20
LOW_RAM_END = 0xC0000000
"""Where RAM gives way to PCI and the interrupt chips; the rest of it begins at 4 GiB."""
FOUR_GIB = 1 << 32
CONVENTIONAL = 0xA0000
VGA_BASE = 0xA0000
VGA_LENGTH = 0x20000
VGA_SLOT = 2
ISA_LFB_BASE = 0xE0000000
"""Where the VGA BIOS of an ISA card says that the linear framebuffer is."""
QEMU_SUBSYSTEM = (0x1AF4, 0x1100)
COM_PORTS = ((0x3F8, 4), (0x2F8, 3), (0x3E8, 4), (0x2E8, 3))
"""Base and interrupt of COM1 to COM4."""
VGA_SECTION, LFB_SECTION, VGA_ROM_SECTION = "vga", "vga-lfb", "vga-rom"

# Registers whose writes do nothing but wait for the access that follows: an index, a palette entry, a POST code.
# Not PCI's index at CF8h: a byte written at CF9h, amid it, resets the machine, and that cannot wait.
COALESCED_PORTS = ((0x70, 1), (0x80, 1), (0x3C4, 1), (0x3C8, 2), (0x3CE, 1), (0x3D4, 1))


@dataclass(frozen=True, slots=True)
class SerialPort:
    """The host's end of a UART: where its output goes, and whom to tell that it has room for input."""

    from_guest: Callable[[int], None]
    guest_has_room: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Host:
    """What the board is given of the host. ``ide`` holds up to four drives, in order of place."""

    machine: Machine
    display: Block
    serial: tuple[SerialPort | None, ...]
    log: Callable[[str], None]
    outside: virtio.Outside = field(default_factory=virtio.Outside)


def build(config: MachineConfig, wiring: Wiring, host: Host, firmware: Firmware | None, media: Media) -> Board:
    """Make and wire every chip. Memory is placed; the vCPUs are the machine's business."""
    floppy = media.floppy
    space = AddressSpace(wiring.accel)
    size = config.memory_mib * MIB
    ram = Block(size)
    rom = Block.holding(firmware.bios) if firmware else None
    shadow = ShadowRam(space, ram, rom)
    _place_ram(space, ram, rom)
    pci_seat, pci = _pci_host(wiring, host)
    _host_bridge(pci, pci_seat, shadow, shadowed=firmware is None)
    router = PirqRouter(cache(wiring.irq))
    isa = Piix3(router.route)
    pci.add(1, 0, isa.pci)
    pci_seat.on_reset(isa.reset)
    pm = _power_management(wiring, pci, pci_seat, host)
    rtc_seat, rtc = _rtc(wiring, config, size)
    input_seat, i8042, keyboard, mouse = _input(wiring, host)
    fw_cfg = _fw_cfg(wiring, space, config, firmware)
    _small_ports(wiring, host)
    uarts = _uarts(wiring, host.serial)
    video = VideoMemory(space, host.display)
    vga_seat, vga = _vga(wiring, video, host.display)
    if config.vga == "std":
        _video_card(space, video, vga_seat, vga, pci, firmware.vgabios if firmware else b"")
    else:
        video.show(LFB_SECTION, ISA_LFB_BASE, video.length - VRAM_OFFSET, VRAM_OFFSET)
    wiring.mmio.add(MmioRegion(SHADOW_BASE, SHADOW_END - SHADOW_BASE, shadow.read, shadow.write), pci_seat.lock)
    floppy_seat = None
    builtin = firmware is not None and firmware.name == "builtin"
    if floppy is not None and wiring.accel.misses_interrupts and not builtin:
        whole = geometry_for(floppy.size).size
        fw_cfg.add_file("floppyimg/a.img", floppy.read(0, floppy.size).ljust(whole, b"\0"))
        host.log("This KVM is emulated: the floppy is a copy in memory, and what the guest writes to it is lost.")
    elif floppy is not None:
        floppy_seat = _floppy(wiring, space, floppy, rtc)
    serial = tuple(number for number, port in enumerate(host.serial) if port is not None)
    pc = Pc(config.name, UUID(config.uuid), config.vcpus, size, LOW_RAM_END, serial, floppy=floppy_seat is not None)
    for name, content in description.files(pc, VERSION).items():
        fw_cfg.add_file(name, content)
    drives = _ide(wiring, space, pci, host, media.drives)
    slots = virtio.VirtioSlots(wiring, pci, router, space)
    drives += virtio.disks(slots, media.drives, config.vcpus, partial(_full, host))
    peripherals = virtio.peripherals(slots, config, ram, host.outside)
    if rom is not None and builtin:
        placed = description.placed(pc, VERSION)
        parts = bios.Parts(wiring, space, ram, rom, host.display, vga, drives, floppy, floppy_seat, placed)
        bios.add(config, parts, LOW_RAM_END, host.log)
    for port, length in COALESCED_PORTS:
        wiring.accel.coalesce(port, length, pio=True)
    wiring.accel.coalesce(VGA_BASE, VGA_LENGTH, pio=False)
    return Board(
        wiring,
        space,
        ram,
        video,
        host.display,
        input_seat,
        i8042,
        keyboard,
        mouse,
        rtc_seat,
        rtc,
        pci_seat,
        pm,
        vga_seat,
        vga,
        uarts,
        drives,
        floppy,
        peripherals,
    )


def _place_ram(space: AddressSpace, ram: Block, rom: Block | None) -> None:
    low = min(ram.length, LOW_RAM_END)
    space.place("ram-640k", Section(0, CONVENTIONAL, ram))
    if low > MIB:
        space.place("ram-low", Section(MIB, low - MIB, ram, MIB))
    if ram.length > low:
        space.place("ram-high", Section(FOUR_GIB, ram.length - low, ram, low))
    if rom is not None:
        space.place("bios", Section(FOUR_GIB - rom.length, rom.length, rom, readonly=True))


def _pci_host(wiring: Wiring, host: Host) -> tuple[Seat, PciHost]:
    """The PCI host and all configuration spaces share a seat: whoever moves a window holds this lock."""
    seat = wiring.seat()
    reset_control = ResetControl(host.machine.ask_reset)
    pci = PciHost(reset_control)
    seat.ports(PortRegion(PciHost.BASE, PciHost.LENGTH, pci.read, pci.write, PciHost.WIDTH))
    seat.on_reset(reset_control.reset)
    seat.on_reset(pci.reset)
    return seat, pci


def _host_bridge(pci: PciHost, seat: Seat, shadow: ShadowRam, *, shadowed: bool) -> None:
    bridge = I440fx(shadow.apply, shadowed=shadowed)
    # By this SeaBIOS knows a machine whose firmware settings come through fw_cfg.
    bridge.pci.define(Register.SUBSYSTEM_VENDOR_ID, 2, QEMU_SUBSYSTEM[0])
    bridge.pci.define(Register.SUBSYSTEM_ID, 2, QEMU_SUBSYSTEM[1])
    pci.add(0, 0, bridge.pci)
    shadow.apply(bridge.segments())
    seat.on_reset(bridge.reset)


def _power_management(wiring: Wiring, pci: PciHost, seat: Seat, host: Host) -> Piix4Pm:
    off = partial(host.machine.ask_end, Ended("shutdown", "The guest powered off."))
    pm = Piix4Pm(wiring.irq(9), seat.clock, off)
    pci.add(1, 3, pm.pci)
    window = PortRegion(0, Piix4Pm.PM_LENGTH, pm.pm_read, pm.pm_write, Piix4Pm.PM_WIDTH)
    pm.pm_moved = wiring.movable(seat, Piix4Pm.PM_LENGTH, window)
    seat.ports(
        PortRegion(Piix4Pm.APM_BASE, Piix4Pm.APM_LENGTH, pm.apm_read, pm.apm_write),
        PortRegion(Piix4Pm.GPE_BASE, Piix4Pm.GPE_LENGTH, pm.gpe_read, pm.gpe_write),
    )
    seat.on_reset(pm.reset)
    off_port = ShutdownPort(off)
    seat.ports(PortRegion(ShutdownPort.BASE, ShutdownPort.LENGTH, off_port.read, off_port.write))
    seat.on_reset(off_port.reset)
    return pm


def _rtc(wiring: Wiring, config: MachineConfig, size: int) -> tuple[Seat, Mc146818]:
    seat = wiring.seat()
    rtc = Mc146818(wiring.irq(8), seat.clock)
    low = min(size, LOW_RAM_END)
    rtc.set_memory(low, size - low)
    rtc.set_boot_order(config.boot)
    rtc.set_cpus(config.vcpus)
    seat.ports(PortRegion(0x70, 2, rtc.read, rtc.write))
    seat.on_reset(rtc.reset)
    return seat, rtc


def _input(wiring: Wiring, host: Host) -> tuple[Seat, I8042, Ps2Keyboard, Ps2Mouse]:
    seat = wiring.seat()
    keyboard, mouse = Ps2Keyboard(), Ps2Mouse()
    i8042 = I8042(wiring.irq(1), wiring.irq(12), seat.clock, keyboard, mouse, _ignore_a20, host.machine.ask_reset)
    # Ports 60h and 64h; 61h between them is the PIT's, in the CPU backend.
    seat.ports(
        PortRegion(0x60, 1, i8042.data_read, i8042.data_write),
        PortRegion(0x64, 1, i8042.command_read, i8042.command_write),
    )
    for reset in (keyboard.reset, mouse.reset, i8042.reset):
        seat.on_reset(reset)
    return seat, i8042, keyboard, mouse


def _fw_cfg(wiring: Wiring, space: AddressSpace, config: MachineConfig, firmware: Firmware | None) -> FwCfg:
    seat = wiring.seat()
    fw_cfg = FwCfg(space)
    fw_cfg.add_item(Item.UUID, UUID(config.uuid).bytes)
    fw_cfg.add_item(Item.RAM_SIZE, struct.pack("<Q", config.memory_mib * MIB))
    fw_cfg.add_item(Item.NB_CPUS, struct.pack("<H", config.vcpus))
    fw_cfg.add_item(Item.MAX_CPUS, struct.pack("<H", config.vcpus))
    fw_cfg.add_item(Item.BOOT_MENU, struct.pack("<H", config.boot_menu > 0))
    fw_cfg.add_item(Item.IRQ0_OVERRIDE, struct.pack("<I", 0))
    if firmware is not None:
        if config.vga == "isa":
            fw_cfg.add_file("vgaroms/vgabios.bin", firmware.vgabios)
        fw_cfg.add_file("etc/show-boot-menu", struct.pack("<H", config.boot_menu > 0))
        fw_cfg.add_file("etc/boot-menu-wait", struct.pack("<H", config.boot_menu * 1000))
    seat.ports(
        PortRegion(FwCfg.BASE, FwCfg.LENGTH, fw_cfg.read, fw_cfg.write, FwCfg.WIDTH, fw_cfg.read_block),
        PortRegion(FwCfg.DMA_BASE, FwCfg.DMA_LENGTH, fw_cfg.dma_read, fw_cfg.dma_write, FwCfg.DMA_WIDTH),
    )
    seat.on_reset(fw_cfg.reset)
    return fw_cfg


def _small_ports(wiring: Wiring, host: Host) -> None:
    port92, post = Port92(host.machine.ask_reset), PostCode()
    console = DebugConsole(host.log)
    leave = DebugExit(
        lambda status: host.machine.ask_end(Ended("debug-exit", "The guest left through port 0xF4.", status))
    )
    seat = wiring.seat()
    seat.ports(
        PortRegion(Port92.BASE, Port92.LENGTH, port92.read, port92.write),
        PortRegion(PostCode.BASE, PostCode.LENGTH, post.read, post.write),
        PortRegion(0xE9, DebugConsole.LENGTH, console.read, console.write, 1, None, console.write_block),
        PortRegion(DebugExit.BASE, DebugExit.LENGTH, leave.read, leave.write, DebugExit.WIDTH),
    )
    for reset in (port92.reset, post.reset, console.reset):
        seat.on_reset(reset)


def _uarts(wiring: Wiring, ports: Sequence[SerialPort | None]) -> list[tuple[Seat, Uart16550A] | None]:
    """COM1 to COM4, as far as there are such ports. Two that share an interrupt share a seat, and thus its lock."""
    shared: dict[int, tuple[Seat, OrGate]] = {}
    uarts: list[tuple[Seat, Uart16550A] | None] = []
    for (base, irq), port in zip(COM_PORTS, ports, strict=False):
        if port is None:
            uarts.append(None)
            continue
        if irq not in shared:
            shared[irq] = wiring.seat(), OrGate(wiring.irq(irq))
        seat, gate = shared[irq]
        uart = Uart16550A(gate.input(), port.from_guest, seat.clock, on_room=port.guest_has_room)
        seat.ports(PortRegion(base, 8, uart.read, uart.write, 1, None, uart.write_block))
        seat.on_reset(uart.reset)
        uarts.append((seat, uart))
    return uarts


def _vga(wiring: Wiring, video: VideoMemory, display: Block) -> tuple[Seat, Vga]:
    seat = wiring.seat()

    def remap(window: Window) -> None:
        """Text, 256-colour and VBE's memory are plain RAM to the guest; anything else traps."""
        offset = {"text": TEXT_OFFSET, "linear": VRAM_OFFSET + window.offset}.get(window.kind)
        if offset is None:
            video.hide(VGA_SECTION)
        else:
            video.show(VGA_SECTION, window.base, window.length, offset)

    vga = Vga(seat.clock, display.view[TEXT_OFFSET : TEXT_OFFSET + TEXT_SIZE], display.view[VRAM_OFFSET:], remap)
    seat.ports(
        PortRegion(0x3B0, 0x30, vga.read, vga.write, 2),
        PortRegion(dispi.INDEX_PORT, dispi.PORT_COUNT, vga.dispi_read, vga.dispi_write, 2),
    )
    seat.memory(MmioRegion(VGA_BASE, VGA_LENGTH, vga.memory_read, vga.memory_write))
    seat.on_reset(vga.reset)
    return seat, vga


def _video_card(space: AddressSpace, video: VideoMemory, seat: Seat, vga: Vga, pci: PciHost, vgabios: bytes) -> None:
    """The PCI function of the VGA: its framebuffer, registers and ROM, where the guest puts them."""
    vram_length = video.length - VRAM_OFFSET
    rom = Block.holding(vgabios.ljust(1 << max(len(vgabios) - 1, 0xFFF).bit_length(), b"\0")) if vgabios else None
    card = StdVga(vga, vram_length, rom.length if rom else 0)
    move_registers = seat.wiring.movable_memory(seat, MmioRegion(0, REGISTER_LENGTH, card.read, card.write))

    def moved(bar: int, base: int | None) -> None:
        if bar == REGISTER_BAR:
            move_registers(base)
        elif bar == VRAM_BAR and base is not None:
            video.show_movable(LFB_SECTION, base, vram_length, VRAM_OFFSET)
        elif bar == VRAM_BAR:
            video.hide(LFB_SECTION)
        elif rom is not None and base is not None:
            space.place_movable(VGA_ROM_SECTION, Section(base, rom.length, rom, readonly=True))
        else:
            space.remove(VGA_ROM_SECTION)

    card.pci.bar_moved = moved
    pci.add(VGA_SLOT, 0, card.pci)


def _ignore_a20(_enabled: bool) -> None:
    """A20 is always on under KVM."""


def _ide(wiring: Wiring, space: AddressSpace, pci: PciHost, host: Host, media: Sequence[Medium]) -> list[Drive]:
    """The PIIX3's two IDE channels, each with a seat of its own, so that a slow disk holds up only its channel."""
    function = PiixIde()
    pci.add(1, 1, function.function)
    drives: list[Drive] = []
    masters: list[Callable[[int | None], None]] = []
    for number in range(2):
        seat = wiring.seat()
        places = (
            _ide_drive(seat, host, _at(media, 2 * number), drives),
            _ide_drive(seat, host, _at(media, 2 * number + 1), drives),
        )
        channel = IdeChannel(wiring.irq(IRQ[number]), places, space)
        seat.ports(
            PortRegion(
                COMMAND_BASE[number],
                COMMAND_LENGTH,
                channel.read,
                channel.write,
                4,
                channel.read_block,
                channel.write_block,
            ),
            PortRegion(CONTROL_BASE[number], CONTROL_LENGTH, channel.control_read, channel.control_write),
        )
        seat.on_reset(channel.reset)
        window = PortRegion(0, MASTER_CHANNEL_LENGTH, channel.master_read, channel.master_write, 4)
        masters.append(wiring.movable(seat, MASTER_CHANNEL_LENGTH, window))

    def moved(_bar: int, base: int | None) -> None:
        for number, move in enumerate(masters):
            move(base if base is None else base + MASTER_CHANNEL_LENGTH * number)

    function.function.bar_moved = moved
    return drives


def _floppy(wiring: Wiring, space: AddressSpace, floppy: FloppyImage, rtc: Mc146818) -> Seat:
    """Drive A with its controller, and the DMA controllers: one seat, since the one calls the other."""
    seat = wiring.seat()
    dma = IsaDma(space)
    controller = I82077(wiring.irq(6), dma.channel(2), seat.clock, (geometry_for(floppy.size).drive, DriveType.NONE))
    controller.insert(0, floppy)
    rtc.set_floppies(controller.cmos_type() >> 4)
    seat.ports(
        PortRegion(IsaDma.LOW_BASE, IsaDma.LOW_LENGTH, dma.low_read, dma.low_write),
        PortRegion(IsaDma.HIGH_BASE, IsaDma.HIGH_LENGTH, dma.high_read, dma.high_write),
        PortRegion(IsaDma.PAGE_BASE, IsaDma.PAGE_LENGTH, dma.page_read, dma.page_write),
        PortRegion(I82077.BASE, I82077.LENGTH, controller.read, controller.write),
        PortRegion(I82077.DIR_BASE, I82077.DIR_LENGTH, controller.dir_read, controller.dir_write),
    )

    def reset() -> None:
        controller.reset()
        controller.insert(0, floppy)

    seat.on_reset(dma.reset)
    seat.on_reset(reset)
    return seat


def _at(media: Sequence[Medium], place: int) -> Medium | None:
    return next((medium for medium in media if medium.bus == "ide" and medium.place == place), None)


def _full(host: Host, medium: Medium, _error: int) -> None:
    host.machine.ask_io_pause(
        f"The disk that holds {medium.path} is full, so the guest cannot write. Free some space, then resume."
    )


def _ide_drive(seat: Seat, host: Host, medium: Medium | None, drives: list[Drive]) -> AtaDisk | AtapiCd | None:
    if medium is None:
        return None
    name = f"ide{medium.place // 2}-{'cd' if medium.kind == 'cdrom' else 'hd'}{medium.place % 2}"

    queue = DiskQueue(medium.backend, seat.deliver, on_full=partial(_full, host, medium), name=name)
    drives.append(Drive(name, str(medium.path), medium.kind, queue, seat))
    return AtaDisk(queue) if medium.kind == "disk" else AtapiCd(queue)
