"""From a description to a wired machine: the only place where chips meet.

The board is a PC of the i440FX kind: host bridge 00:00.0, PIIX3 at 00:01 with ISA, IDE and power management, a
VGA card at 00:02 or on the ISA bus, and the chips of that bus. Interrupt controllers and PIT are KVM's,
or else in interrupt.py.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from functools import cache, partial
from uuid import UUID

import msgspec

from engine import VERSION, accessory, bay, bios, virtio
from engine import video as card
from engine.board import Board, BootOrder, SerialSeat
from engine.boot import description
from engine.boot.direct import Plan
from engine.boot.firmware import Firmware
from engine.boot.pc import Pc
from engine.bus.irq import Gate, IrqLine, OrGate
from engine.bus.mmio import MmioRegion
from engine.bus.pci import PciHost, Register
from engine.bus.port import PortRegion
from engine.config import MachineConfig
from engine.devices.debugport import DebugConsole, DebugExit, PostCode, ShutdownPort
from engine.devices.fwcfg import FwCfg, Item
from engine.devices.i440fx import I440fx
from engine.devices.i8042 import I8042
from engine.devices.mc146818 import Mc146818
from engine.devices.piix3 import Piix3, PirqRouter
from engine.devices.piix4pm import Piix4Pm
from engine.devices.port92 import Port92
from engine.devices.ps2keyboard import Ps2Keyboard
from engine.devices.ps2mouse import Ps2Mouse
from engine.devices.resetcontrol import ResetControl
from engine.devices.uart16550 import Uart16550A
from engine.devices.vga.chip import Vga
from engine.display.video import VideoMemory
from engine.drive import Drive, FloppyDrive
from engine.error import EngineError
from engine.machine import Ended, Machine
from engine.memory.block import Block
from engine.memory.shadow import BASE as SHADOW_BASE
from engine.memory.shadow import END as SHADOW_END
from engine.memory.shadow import ShadowRam
from engine.memory.space import AddressSpace, Section
from engine.peripheral import Peripherals
from engine.rush import Rush
from engine.storage.floppy import FloppyImage
from engine.storage.medium import Media, Medium
from engine.storage.spool import Spool
from engine.wiring import Seat, Wiring

MIB = 1 << 20
LOW_RAM_END = 0xC0000000
"""Where RAM gives way to PCI and the interrupt chips; the rest of it begins at 4 GiB."""
FOUR_GIB = 1 << 32
CONVENTIONAL = 0xA0000
QEMU_SUBSYSTEM = (0x1AF4, 0x1100)
COM_PORTS = ((0x3F8, 4), (0x2F8, 3), (0x3E8, 4), (0x2E8, 3))
"""Base and interrupt of COM1 to COM4."""

# Registers whose writes do nothing but wait for the access that follows: an index, a palette entry, a POST code.
# Not PCI's index at CF8h: a byte written at CF9h, amid it, resets the machine, and that cannot wait.
COALESCED_PORTS = ((0x70, 1), (0x80, 1), (0x3C4, 1), (0x3C8, 2), (0x3CE, 1), (0x3D4, 1))


class SerialPort(msgspec.Struct, frozen=True):
    """The host's end of a UART: where its output goes, and whom to tell that it has room for input."""

    from_guest: Callable[[bytes], None]
    guest_has_room: Callable[[], None]


class Host(msgspec.Struct, frozen=True):
    """What the board is given of the host. ``ide`` holds up to four drives, in order of place."""

    machine: Machine
    display: Block
    serial: tuple[SerialPort | None, ...]
    log: Callable[[str], None]
    outside: virtio.Outside = msgspec.field(default_factory=virtio.Outside)
    spool: Spool | None = None


def describe(config: MachineConfig) -> Pc:
    """What a description says of the board that is built from it: CPUs and memory. EngineError for a uuid that is
    none: guests are told it."""
    beside_pci = [disk for disk in config.disks if disk.bus == "virtio-mmio"]
    mmio = tuple(virtio.mmio_place(number) for number in range(len(beside_pci)))
    try:
        identity = UUID(config.uuid)
    except ValueError:
        raise EngineError(
            f"{config.uuid!r} is no UUID.", "Correct uuid in machine.toml: uuidgen prints one."
        ) from None
    return Pc(config.name, identity, config.vcpus, config.memory_mib * MIB, LOW_RAM_END, mmio=mmio)


class _Chassis(msgspec.Struct, frozen=True):
    """What every other part is plugged into: memory, the PCI bus, and its way to the interrupt controllers.
    ``pci_seat`` is that of all configuration spaces."""

    config: MachineConfig
    wiring: Wiring
    host: Host
    firmware: Firmware
    space: AddressSpace
    ram: Block
    rom: Block
    pci_seat: Seat
    pci: PciHost
    router: PirqRouter


def build(
    config: MachineConfig, wiring: Wiring, host: Host, firmware: Firmware, media: Media, kernel: Plan | None = None
) -> Board:
    """Make and wire every chip. Memory is placed; the vCPUs are the machine's business. ``kernel`` is started instead
    of what is on disks; ``firmware`` is then our own."""
    chassis = _chassis(config, wiring, host, firmware)
    pm = _power_management(wiring, chassis.pci, chassis.pci_seat, host)
    clock_line = Gate(wiring.irq(8))
    rtc_seat, rtc = _rtc(wiring, config, chassis.ram.length, clock_line.input)
    boot_order = BootOrder(config.boot, rtc_seat, rtc)
    boot_order.set(config.boot)
    input_seat, keyboard, mouse = _input(wiring, host)
    fw_cfg = _fw_cfg(wiring, chassis.space, config, firmware)
    _small_ports(wiring, host)
    _accessories(chassis, clock_line)
    uarts = _uarts(wiring, host.serial)
    video = VideoMemory(chassis.space, host.display)
    vga_seat, vga = _vga(chassis, video)
    floppy = _floppy(chassis, media.floppy, fw_cfg, rtc)
    pc = _described(chassis, floppy)
    for name, content in description.files(pc, VERSION).items():
        fw_cfg.add_file(name, content)
    drives, peripherals = _devices(chassis, media, firmware_runs=kernel is None)
    board = Board(
        wiring=wiring, space=chassis.space, ram=chassis.ram, video=video, display=host.display, spool=host.spool,
        input_seat=input_seat, keyboard=keyboard, mouse=mouse, rtc_seat=rtc_seat, rtc=rtc, boot_order=boot_order,
        pm_seat=chassis.pci_seat, pm=pm, vga_seat=vga_seat, vga=vga, uarts=uarts, drives=drives, floppy=floppy,
        peripherals=peripherals, entry=None if kernel is None else kernel.entry,
    )  # fmt: skip
    if firmware.kind == "builtin":
        parts = bios.Parts(board, chassis.rom, description.placed(pc, VERSION), kernel)
        board.load = bios.add(config, parts, LOW_RAM_END, host.log)
    for port, length in COALESCED_PORTS:
        wiring.accel.coalesce(port, length, pio=True)
    wiring.accel.coalesce(card.VGA_BASE, card.VGA_LENGTH, pio=False)
    return board


def _chassis(config: MachineConfig, wiring: Wiring, host: Host, firmware: Firmware) -> _Chassis:
    space = AddressSpace(wiring.accel)
    ram, rom = Block(config.memory_mib * MIB, huge=True), Block.holding(firmware.bios)
    shadow = ShadowRam(space, ram, rom)
    _place_ram(space, ram, rom)
    if wiring.accel.lacks_chips:
        from engine import interrupt  # Imported here: KVM brings these chips.

        interrupt.add(wiring)
    seat, pci = _pci_host(wiring, host)
    _host_bridge(pci, seat, shadow)
    wiring.mmio.add(MmioRegion(SHADOW_BASE, SHADOW_END - SHADOW_BASE, shadow.read, shadow.write), seat.lock)
    router = PirqRouter(cache(wiring.irq))
    isa = Piix3(router.route)
    pci.add(1, 0, isa.pci)
    seat.on_reset(isa.reset)
    return _Chassis(config, wiring, host, firmware, space, ram, rom, seat, pci, router)


def _place_ram(space: AddressSpace, ram: Block, rom: Block) -> None:
    low = min(ram.length, LOW_RAM_END)
    space.place("ram-640k", Section(0, CONVENTIONAL, ram))
    if low > MIB:
        space.place("ram-low", Section(MIB, low - MIB, ram, MIB))
    if ram.length > low:
        space.place("ram-high", Section(FOUR_GIB, ram.length - low, ram, low))
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


def _host_bridge(pci: PciHost, seat: Seat, shadow: ShadowRam) -> None:
    bridge = I440fx(shadow.apply)
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


def _rtc(wiring: Wiring, config: MachineConfig, size: int, irq: IrqLine) -> tuple[Seat, Mc146818]:
    seat = wiring.seat()
    rtc = Mc146818(irq, seat.clock)
    low = min(size, LOW_RAM_END)
    rtc.set_memory(low, size - low)
    rtc.set_cpus(config.vcpus)
    seat.ports(PortRegion(0x70, 2, rtc.read, rtc.write))
    seat.on_reset(rtc.reset)
    return seat, rtc


def _input(wiring: Wiring, host: Host) -> tuple[Seat, Ps2Keyboard, Ps2Mouse]:
    seat = wiring.seat()
    keyboard, mouse = Ps2Keyboard(), Ps2Mouse()
    a20, reset_cpu = wiring.accel.set_a20, host.machine.ask_reset
    i8042 = I8042(wiring.irq(1), wiring.irq(12), seat.clock, keyboard, mouse, a20, reset_cpu)
    # Ports 60h and 64h; 61h between them is the PIT's.
    seat.ports(
        PortRegion(0x60, 1, i8042.data_read, i8042.data_write),
        PortRegion(0x64, 1, i8042.command_read, i8042.command_write),
    )
    for reset in (keyboard.reset, mouse.reset, i8042.reset):
        seat.on_reset(reset)
    return seat, keyboard, mouse


def _fw_cfg(wiring: Wiring, space: AddressSpace, config: MachineConfig, firmware: Firmware) -> FwCfg:
    seat = wiring.seat()
    fw_cfg = FwCfg(space)
    fw_cfg.add_item(Item.UUID, UUID(config.uuid).bytes)
    fw_cfg.add_item(Item.RAM_SIZE, struct.pack("<Q", config.memory_mib * MIB))
    fw_cfg.add_item(Item.NB_CPUS, struct.pack("<H", config.vcpus))
    fw_cfg.add_item(Item.MAX_CPUS, struct.pack("<H", config.vcpus))
    fw_cfg.add_item(Item.BOOT_MENU, struct.pack("<H", config.boot_menu > 0))
    fw_cfg.add_item(Item.IRQ0_OVERRIDE, struct.pack("<I", 0))
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


def _accessories(chassis: _Chassis, clock_line: Gate) -> None:
    """What a PC may have or not."""
    config, wiring, host = chassis.config, chassis.wiring, chassis.host
    accessory.panic_device(wiring, host.machine)
    if config.hpet:
        accessory.hpet(wiring, clock_line)
    if host.spool is not None:
        accessory.printer_port(wiring, host.spool)
    if config.watchdog != "none":
        accessory.watchdog(chassis.pci_seat, chassis.pci, host.machine, config.watchdog)


def _vga(chassis: _Chassis, video: VideoMemory) -> tuple[Seat, Vga]:
    seat, vga = card.vga(chassis.wiring, video, chassis.host.display)
    if chassis.config.vga == "std":
        card.pci_card(chassis.space, video, seat, vga, chassis.pci, chassis.firmware)
    else:
        card.isa_card(video)
    return seat, vga


def _floppy(chassis: _Chassis, image: FloppyImage | None, fw_cfg: FwCfg, rtc: Mc146818) -> FloppyDrive | None:
    """Drive A, if there is one; where its controller would not work, firmware is given the diskette instead."""
    if image is None:
        return None
    builtin = chassis.firmware.kind == "builtin"
    if not image.loaded or not chassis.wiring.accel.misses_interrupts or builtin:
        return bay.floppy(chassis.wiring, chassis.space, image, chassis.config.floppy or "", rtc)
    from engine.devices.floppydisk import geometry_for  # Imported here, as in bay: few machines have a floppy.

    whole = geometry_for(image.size).size
    fw_cfg.add_file("floppyimg/a.img", image.read(0, image.size).ljust(whole, b"\0"))
    chassis.host.log("This KVM is emulated: the floppy is a copy in memory, and what the guest writes to it is lost.")
    image.close()
    return None


def _described(chassis: _Chassis, floppy: FloppyDrive | None) -> Pc:
    """What firmware and systems are told of the board."""
    host = chassis.host
    return msgspec.structs.replace(
        describe(chassis.config),
        serial=tuple(number for number, port in enumerate(host.serial) if port is not None),
        floppy=floppy is not None,
        parallel=host.spool is not None,
        hpet=accessory.hpet_identity() if chassis.config.hpet else None,
    )


def _devices(chassis: _Chassis, media: Media, *, firmware_runs: bool) -> tuple[list[Drive], Peripherals]:
    """All drives but the diskette's, and what is on virtio besides."""
    wiring, host, full = chassis.wiring, chassis.host, partial(_full, chassis.host)
    alone = None if firmware_runs else chassis.pci_seat
    drives = bay.ide(wiring, chassis.space, chassis.pci, media.drives, full, host.machine.tray_moved, alone)
    slots = virtio.VirtioSlots(wiring, chassis.pci, chassis.router, chassis.space)
    drives += virtio.disks(slots, media.drives, chassis.config.vcpus, full)
    return drives, virtio.peripherals(slots, chassis.config, chassis.ram, host.outside)


def _small_ports(wiring: Wiring, host: Host) -> None:
    port92, post = Port92(host.machine.ask_reset, wiring.accel.set_a20), PostCode()
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


def _uarts(wiring: Wiring, ports: Sequence[SerialPort | None]) -> list[SerialSeat | None]:
    """COM1 to COM4, as far as there are such ports. Two that share an interrupt share a seat, and thus its lock."""
    shared: dict[int, tuple[Seat, OrGate]] = {}
    uarts: list[SerialSeat | None] = []
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
        uarts.append(SerialSeat(seat, uart, Rush(wiring.accel, base, uart.interrupts_when_empty)))
    return uarts


def _full(host: Host, medium: Medium, _error: int) -> None:
    host.machine.ask_io_pause(
        f"The disk that holds {medium.path} is full, so the guest cannot write. Free some space, then resume."
    )
