"""How the VGA comes on the board: on PCI, or for systems that know ISA only."""

from __future__ import annotations

from engine.boot.firmware import Firmware
from engine.bus.mmio import MmioRegion
from engine.bus.pci import PciHost
from engine.bus.port import PortRegion
from engine.devices.vga.chip import Vga
from engine.devices.vga.stdvga import REGISTER_BAR, REGISTER_LENGTH, VRAM_BAR, StdVga
from engine.devices.vga.window import Window
from engine.display import dispi
from engine.display.layout import TEXT_OFFSET, TEXT_SIZE, VRAM_OFFSET
from engine.display.video import VideoMemory
from engine.memory.block import Block
from engine.memory.space import AddressSpace, Section
from engine.wiring import Seat, Wiring

VGA_BASE = 0xA0000
VGA_LENGTH = 0x20000
VGA_SLOT = 2
VGA_SECTION, LFB_SECTION, VGA_ROM_SECTION = "vga", "vga-lfb", "vga-rom"


def vga(wiring: Wiring, video: VideoMemory, display: Block) -> tuple[Seat, Vga]:
    seat = wiring.seat()

    def remap(window: Window) -> None:
        """Text, 256-colour and VBE's memory are plain RAM to the guest; anything else traps."""
        offset = {"text": TEXT_OFFSET, "linear": VRAM_OFFSET + window.offset}.get(window.kind)
        if offset is None:
            video.hide(VGA_SECTION)
        else:
            video.show(VGA_SECTION, window.base, window.length, offset)

    chip = Vga(seat.clock, display.view[TEXT_OFFSET : TEXT_OFFSET + TEXT_SIZE], display.view[VRAM_OFFSET:], remap)
    seat.ports(
        PortRegion(0x3B0, 0x30, chip.read, chip.write, 2),
        PortRegion(dispi.INDEX_PORT, dispi.PORT_COUNT, chip.dispi_read, chip.dispi_write, 2),
    )
    seat.memory(MmioRegion(VGA_BASE, VGA_LENGTH, chip.memory_read, chip.memory_write))
    seat.on_reset(chip.reset)
    return seat, chip


def pci_card(space: AddressSpace, video: VideoMemory, seat: Seat, vga: Vga, pci: PciHost, firmware: Firmware) -> None:
    """The PCI function of the VGA: its framebuffer, registers and ROM, where the guest puts them.

    SeaBIOS's VGA BIOS looks for an EDID in the register window, above 1 MiB. SeaBIOS has it run with segments of
    4 GiB; other firmware, such as U-Boot, runs a ROM in plain real mode, where a CPU that keeps to the limit of
    64 KiB faults. So a card in front of a person's own firmware has no such window; drivers then use the ports.
    """
    vram_length, vgabios = video.length - VRAM_OFFSET, firmware.vgabios
    rom = Block.holding(vgabios.ljust(1 << max(len(vgabios) - 1, 0xFFF).bit_length(), b"\0")) if vgabios else None
    card = StdVga(vga, vram_length, rom.length if rom else 0, window=firmware.kind != "own")
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


def isa_card(video: VideoMemory) -> None:
    """Without PCI the framebuffer has its place."""
    video.show(LFB_SECTION, dispi.ISA_FRAMEBUFFER, video.length - VRAM_OFFSET, VRAM_OFFSET)
