"""fw_cfg, driven the way firmware drives it."""

from __future__ import annotations

import copy
import struct
from threading import Lock

import pytest

from engine.bus.port import PortBus, PortRegion
from engine.devices.fwcfg import Dma, FwCfg, Item
from tests.support.memory import FlatMemory

REQUEST = 0x100
TARGET = 0x1000


class Firmware:
    """Reads items through the ports, as SeaBIOS does."""

    def __init__(self, memory=None, state=None):
        self.memory = memory or FlatMemory(0x10000)
        self.chip = FwCfg(self.memory, state)
        self.bus = PortBus()
        lock = Lock()
        chip = self.chip
        self.bus.add(
            PortRegion(0x510, 2, chip.read, chip.write, width=2, read_block=chip.read_block),
            lock,
        )
        self.bus.add(PortRegion(0x514, 8, chip.dma_read, chip.dma_write, width=4), lock)

    def item(self, selector, count):
        self.bus.write(0x510, 2, selector)
        return bytes(self.bus.read(0x511, 1) for _ in range(count))

    def directory(self):
        (count,) = struct.unpack(">I", self.item(Item.FILE_DIR, 4))
        entries = {}
        for _ in range(count):
            raw = self.bus.read_block(0x511, 1, 64)
            size, selector, reserved, name = struct.unpack(">IHH56s", raw)
            assert reserved == 0
            entries[name.rstrip(b"\0").decode()] = (selector, size)
        return entries

    def dma(self, control, length, address=TARGET, request=REQUEST):
        """Start a request; the control field after it."""
        self.memory.write(request, struct.pack(">IIQ", control, length, address))
        high, low = struct.unpack("<II", struct.pack(">Q", request))
        self.bus.write(0x514, 4, high)
        self.bus.write(0x518, 4, low)
        return struct.unpack(">I", self.memory.read(request, 4))[0]


class TestPorts:
    def test_signature_and_features(self):
        firmware = Firmware()
        assert firmware.item(0, 6) == b"QEMU\0\0"
        assert firmware.item(1, 4) == b"\3\0\0\0"

    def test_bytes_go_on_and_selecting_starts_over(self):
        firmware = Firmware()
        firmware.chip.add_item(Item.NB_CPUS, b"\x12\x34")
        assert firmware.item(Item.NB_CPUS, 1) == b"\x12"
        assert firmware.bus.read(0x511, 1) == 0x34
        assert firmware.bus.read(0x511, 1) == 0
        assert firmware.item(Item.NB_CPUS, 2) == b"\x12\x34"

    def test_an_item_nobody_added_is_empty(self):
        assert Firmware().item(0x3FFF, 4) == bytes(4)

    def test_bit_15_is_another_number_space(self):
        firmware = Firmware()
        assert firmware.item(0x8000, 4) == bytes(4)
        firmware.chip.add_item(Item.ACPI_TABLES, b"tabl")
        assert firmware.item(0x8000, 4) == b"tabl"
        assert firmware.item(0x0000, 4) == b"QEMU"

    def test_bit_14_names_the_same_item(self):
        assert Firmware().item(0x4000, 4) == b"QEMU"

    def test_data_cannot_be_written(self):
        firmware = Firmware()
        firmware.item(0, 0)
        firmware.bus.write(0x511, 1, 0x41)
        assert firmware.item(0, 4) == b"QEMU"

    def test_block_read_is_one_slice_padded_with_zeros(self):
        firmware = Firmware()
        firmware.chip.add_item(5, b"abcdef")
        firmware.item(5, 2)
        assert firmware.bus.read_block(0x511, 1, 6) == b"cdef\0\0"

    def test_reset_selects_nothing_but_keeps_items(self):
        firmware = Firmware()
        firmware.chip.add_item(5, b"abcdef")
        firmware.item(5, 2)
        firmware.chip.reset()
        assert firmware.bus.read(0x511, 1) == ord("Q")
        assert firmware.item(5, 6) == b"abcdef"

    def test_restore_goes_on_where_reading_stopped(self):
        firmware = Firmware()
        firmware.item(0, 2)
        again = Firmware(state=copy.deepcopy(firmware.chip.state))
        assert again.bus.read(0x511, 1) == ord("M")


class TestFiles:
    def test_directory_lists_every_file(self):
        firmware = Firmware()
        assert firmware.directory() == {}
        firmware.chip.add_file("etc/e820", b"x" * 40)
        firmware.chip.add_file("bootorder", b"/rom@genroms/a.bin\n\0")
        assert firmware.directory() == {"bootorder": (0x21, 20), "etc/e820": (0x20, 40)}
        assert firmware.item(0x21, 20) == b"/rom@genroms/a.bin\n\0"

    def test_a_file_set_again_keeps_its_place(self):
        firmware = Firmware()
        firmware.chip.add_file("a", b"1")
        firmware.chip.add_file("b", b"2")
        firmware.chip.add_file("a", b"333")
        assert firmware.directory() == {"a": (0x20, 3), "b": (0x21, 1)}
        assert firmware.chip.files() == {"a": b"333", "b": b"2"}

    @pytest.mark.parametrize("name", ["", "x" * 56, "é"])
    def test_impossible_names(self, name):
        with pytest.raises(ValueError, match="file name"):
            Firmware().chip.add_file(name, b"")

    @pytest.mark.parametrize("selector", [-1, 0x4000, 0x10000])
    def test_impossible_selectors(self, selector):
        with pytest.raises(ValueError, match="selector"):
            Firmware().chip.add_item(selector, b"")


class TestDma:
    def test_presence(self):
        firmware = Firmware()
        got = b"".join(firmware.bus.read(port, 4).to_bytes(4, "little") for port in (0x514, 0x518))
        assert got == b"QEMU CFG"

    def test_select_and_read(self):
        firmware = Firmware()
        firmware.chip.add_file("f", b"0123456789")
        assert firmware.dma(0x20 << 16 | Dma.SELECT | Dma.READ, 4) == 0
        assert firmware.memory.read(TARGET, 5) == b"0123\0"

    def test_reads_go_on_and_zero_fill(self):
        firmware = Firmware()
        firmware.memory.write(TARGET, b"\xaa" * 16)
        firmware.chip.add_file("f", b"0123456789")
        firmware.dma(0x20 << 16 | Dma.SELECT | Dma.READ, 4)
        assert firmware.dma(Dma.READ, 8) == 0
        assert firmware.memory.read(TARGET, 9) == b"456789\0\0\xaa"

    def test_skip(self):
        firmware = Firmware()
        firmware.chip.add_file("f", b"0123456789")
        assert firmware.dma(0x20 << 16 | Dma.SELECT | Dma.SKIP, 7) == 0
        firmware.dma(Dma.READ, 2)
        assert firmware.memory.read(TARGET, 2) == b"78"
        assert firmware.dma(Dma.SKIP, 0xFFFF_FFFF) == 0
        assert firmware.bus.read(0x511, 1) == 0
        assert firmware.chip.state.position == 10

    def test_select_alone(self):
        firmware = Firmware()
        assert firmware.dma(1 << 16 | Dma.SELECT, 0) == 0
        assert firmware.bus.read(0x511, 1) == 3

    def test_large_items_and_padding(self):
        firmware = Firmware(FlatMemory(1 << 20))
        firmware.chip.add_file("f", bytes(range(256)) * 1000)
        firmware.memory.data[:] = b"\xee" * (1 << 20)
        assert firmware.dma(0x20 << 16 | Dma.SELECT | Dma.READ, 500_000) == 0
        assert firmware.memory.data[TARGET : TARGET + 256_000] == bytes(range(256)) * 1000
        assert firmware.memory.data[TARGET + 256_000 : TARGET + 500_000] == bytes(244_000)
        assert firmware.memory.data[TARGET + 500_000] == 0xEE

    def test_write_is_an_error(self):
        firmware = Firmware()
        assert firmware.dma(0x00 << 16 | Dma.SELECT | Dma.WRITE, 4) == Dma.ERROR
        assert firmware.item(0, 4) == b"QEMU"

    @pytest.mark.parametrize(("length", "address"), [(0x20, 0xFFF0), (4, 0x10000), (4, 2**64 - 2), (2**32 - 1, 0)])
    def test_a_target_that_is_not_ram_is_an_error(self, length, address):
        firmware = Firmware()
        before = bytes(firmware.memory.data[0x200:])
        assert firmware.dma(Dma.READ, length, address) == Dma.ERROR
        assert firmware.memory.data[0x200:] == before

    def test_a_request_that_is_not_ram_is_lost(self):
        firmware = Firmware()
        firmware.dma(Dma.READ, 4, TARGET, request=2**64 - 8)
        assert firmware.memory.data == bytes(0x10000)

    def test_narrow_writes_start_nothing(self):
        firmware = Firmware()
        firmware.memory.touched.clear()
        firmware.bus.write(0x518, 1, 1)
        firmware.bus.write(0x518, 2, 1)
        assert firmware.memory.touched == []

    def test_the_high_half_counts_once(self):
        firmware = Firmware()
        firmware.bus.write(0x514, 4, 0x01000000)
        assert firmware.chip.state.dma_high == 1
        firmware.bus.write(0x518, 4, 0)
        assert firmware.memory.touched[0] == (1 << 32, 16)
        assert firmware.chip.state.dma_high == 0
