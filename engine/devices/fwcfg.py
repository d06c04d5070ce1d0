"""fw_cfg: how a virtual machine tells its firmware what it is made of.

After QEMU's specification docs/specs/fw_cfg (revision with the DMA interface), ports as on a PC: selector 0x510
(16 bits), data 0x511 (8 bits), DMA address 0x514-0x51B (two 32-bit halves, big-endian, high half first).
"""

from __future__ import annotations

import struct

import msgspec

from engine.memory.guest import GuestMemory


class Item:
    """Selector keys that firmware knows by number."""

    SIGNATURE = 0x00
    ID = 0x01
    UUID = 0x02
    RAM_SIZE = 0x03
    NOGRAPHIC = 0x04
    NB_CPUS = 0x05
    KERNEL_ADDR = 0x07
    KERNEL_SIZE = 0x08
    INITRD_ADDR = 0x0A
    INITRD_SIZE = 0x0B
    BOOT_DEVICE = 0x0C
    BOOT_MENU = 0x0E
    MAX_CPUS = 0x0F
    KERNEL_ENTRY = 0x10
    KERNEL_DATA = 0x11
    INITRD_DATA = 0x12
    CMDLINE_ADDR = 0x13
    CMDLINE_SIZE = 0x14
    CMDLINE_DATA = 0x15
    SETUP_ADDR = 0x16
    SETUP_SIZE = 0x17
    SETUP_DATA = 0x18
    FILE_DIR = 0x19
    FILE_FIRST = 0x20
    # Bit 15 set: items of the x86 architecture, a number space of their own.
    ACPI_TABLES = 0x8000
    SMBIOS = 0x8001
    IRQ0_OVERRIDE = 0x8002
    E820_TABLE = 0x8003
    HPET = 0x8004


class Dma:
    """Low 16 bits of the control field of a DMA request; the high 16 are the selector for SELECT."""

    ERROR = 1 << 0
    READ = 1 << 1
    SKIP = 1 << 2
    SELECT = 1 << 3
    WRITE = 1 << 4


SIGNATURE = b"QEMU"
DMA_SIGNATURE = b"QEMU CFG"
ID_TRADITIONAL = 1 << 0
ID_DMA = 1 << 1
WRITE_CHANNEL = 0x4000
NAME_LENGTH = 56
_REQUEST = struct.Struct(">IIQ")
_ENTRY = struct.Struct(f">IHH{NAME_LENGTH}s")
_ZEROS = bytes(1 << 16)


class FwCfgState(msgspec.Struct):
    """Which item is selected, how far it has been read, and the half of a DMA address already written."""

    selector: int = 0
    position: int = 0
    dma_high: int = 0


class FwCfg:
    """The device: ``read``, ``write`` and ``read_block`` for ports 0x510-0x511 (width 2), ``dma_read`` and
    ``dma_write`` for 0x514-0x51B (width 4). Items are wiring and belong to no state."""

    BASE = 0x510
    LENGTH = 2
    WIDTH = 2
    DMA_BASE = 0x514
    DMA_LENGTH = 8
    DMA_WIDTH = 4

    def __init__(self, memory: GuestMemory, state: FwCfgState | None = None) -> None:
        self.state = state if state is not None else FwCfgState()
        self._memory = memory
        self._items: dict[int, bytes] = {
            Item.SIGNATURE: SIGNATURE,
            Item.ID: (ID_TRADITIONAL | ID_DMA).to_bytes(4, "little"),
        }
        self._files: dict[str, int] = {}
        self._list_files()

    def add_item(self, selector: int, data: bytes) -> None:
        """Set the item ``selector`` (0-0x3FFF, with bit 15 for x86's own). Replaces an earlier one."""
        if selector not in range(0x10000) or selector & WRITE_CHANNEL:
            raise ValueError(f"fw_cfg selector {selector:#x} does not exist")
        self._items[selector] = bytes(data)

    def add_file(self, name: str, data: bytes) -> None:
        """Set the file ``name`` (ASCII, up to 55 characters). Replaces an earlier one in its place."""
        if not name.isascii() or not 0 < len(name) < NAME_LENGTH:
            raise ValueError(f"fw_cfg file name {name!r} is not 1 to {NAME_LENGTH - 1} ASCII characters")
        if name not in self._files:
            self._files[name] = Item.FILE_FIRST + len(self._files)
        self._items[self._files[name]] = bytes(data)
        self._list_files()

    def files(self) -> dict[str, bytes]:
        """Every file by name."""
        return {name: self._items[selector] for name, selector in self._files.items()}

    def reset(self) -> None:
        """Nothing selected but the signature; items stay."""
        self.state.selector = 0
        self.state.position = 0
        self.state.dma_high = 0

    # --- ports 0x510, 0x511

    def read(self, offset: int, size: int) -> int:
        """One IN: the next byte of the item at offset 1. The selector cannot be read."""
        if offset != 1 or size != 1:
            return (1 << 8 * size) - 1
        state = self.state
        item = self._item()
        if state.position >= len(item):
            return 0
        state.position += 1
        return item[state.position - 1]

    def read_block(self, offset: int, size: int, count: int) -> bytes:
        """REP INS: the next ``count`` bytes of the item, zeros beyond its end."""
        if offset != 1 or size != 1:
            return b"\xff" * (size * count)
        return self._take(count).ljust(count, b"\0")

    def write(self, offset: int, size: int, value: int) -> None:
        """One OUT: 16 bits at offset 0 select an item. Data cannot be written through the port."""
        if offset == 0 and size == 2:
            self._select(value)

    # --- ports 0x514 to 0x51B

    def dma_read(self, offset: int, size: int) -> int:
        """The signature "QEMU CFG", which says that there is a DMA interface."""
        return int.from_bytes(DMA_SIGNATURE[offset : offset + size], "little")

    def dma_write(self, offset: int, size: int, value: int) -> None:
        """A big-endian half of the address of a request; the low half starts it."""
        if size != 4:
            return
        half = int.from_bytes((value & 0xFFFF_FFFF).to_bytes(4, "little"), "big")
        if offset == 0:
            self.state.dma_high = half
        elif offset == 4:
            address = self.state.dma_high << 32 | half
            self.state.dma_high = 0
            self._transfer(address)

    def _transfer(self, request: int) -> None:
        control, length, address = _REQUEST.unpack(self._memory.read(request, _REQUEST.size))
        if control & Dma.SELECT:
            self._select(control >> 16)
        error = False
        if control & Dma.READ:
            error = not self._copy(address, length)
        elif control & Dma.WRITE:
            # Every item is read-only.
            error = True
        elif control & Dma.SKIP:
            self._take(length)
        self._memory.write(request, (Dma.ERROR if error else 0).to_bytes(4, "big"))

    def _copy(self, address: int, length: int) -> bool:
        """Put the next ``length`` bytes of the item into guest memory, zeros beyond its end. False if not all
        of the target is RAM."""
        views = self._memory.views(address, length)
        if sum(len(view) for view in views) < length:
            return False
        data = memoryview(self._take(length))
        for view in views:
            head = data[: len(view)]
            view[: len(head)] = head
            data = data[len(head) :]
            for at in range(len(head), len(view), len(_ZEROS)):
                rest = min(len(_ZEROS), len(view) - at)
                view[at : at + rest] = _ZEROS[:rest]
        self._memory.stored(views)
        return True

    # --- items

    def _item(self) -> bytes:
        # Bit 15 stays: 0x8000 is another item than 0. Bit 14 once asked for writing and names no item.
        return self._items.get(self.state.selector & ~WRITE_CHANNEL, b"")

    def _select(self, selector: int) -> None:
        self.state.selector = selector & 0xFFFF
        self.state.position = 0

    def _take(self, count: int) -> bytes:
        item = self._item()
        data = item[self.state.position : self.state.position + count]
        self.state.position += len(data)
        return data

    def _list_files(self) -> None:
        entries = [
            _ENTRY.pack(len(self._items[selector]), selector, 0, name.encode())
            for name, selector in sorted(self._files.items())
        ]
        self._items[Item.FILE_DIR] = len(entries).to_bytes(4, "big") + b"".join(entries)
