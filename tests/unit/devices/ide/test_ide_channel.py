"""The channel: selection, resets, the interrupt line, the bus master; with one real DiskQueue."""

from __future__ import annotations

import errno
import struct
from threading import Lock

import pytest

from engine.devices.ide.ata import AtaDisk
from engine.devices.ide.atapi import AtapiCd
from engine.devices.ide.channel import IdeChannel
from engine.devices.ide.state import IdeChannelState
from engine.storage.queue import DiskQueue
from tests.support.irq import RecordingIrq
from tests.support.memory import FlatMemory

READY, DRQ, BSY, ERR = 0x50, 0x58, 0x80, 0x51


def row(address, length, last=False):
    """A region descriptor."""
    return struct.pack("<IHH", address, length & 0xFFFF, 0x8000 if last else 0)


@pytest.fixture
def pair(bench, content):
    """A disk as drive 0 and a CD drive as drive 1."""
    guest = bench.cd()
    disk = bench.file("disk.img", content(0, 2048))
    both = type(guest)((AtaDisk(disk), guest.drive))
    both.disk = disk
    return both


def test_an_empty_channel_reads_zeros(bench):
    guest = type(bench.cd())((None, None))
    for register in range(1, 8):
        guest.out(register, 0x55)
        assert guest.inb(register) == 0
    assert guest.alternate() == 0
    assert guest.read_words(2) == bytes(4)
    guest.write_words(b"abcd")
    guest.out(7, 0x90)
    guest.reset()
    guest.start()
    assert not guest.irq.changes


def test_an_absent_drive_1_reads_zeros_and_drive_0_stays(bench):
    guest = bench.disk()
    guest.out(6, 0xB0)
    guest.out(2, 0x55)
    assert (guest.inb(2), guest.status(), guest.alternate()) == (0, 0, 0)
    guest.out(7, 0xEC)
    assert guest.status() == 0
    assert not guest.irq.changes
    guest.out(6, 0xA0)
    assert guest.status() == READY


def test_registers_are_written_to_both_drives_and_commands_to_one(pair, content):
    pair.out(6, 0xA0)
    pair.out(3, 0x77)
    pair.out(6, 0xB0)
    assert pair.inb(3) == 0x77
    pair.lba28(0x20, 1, 1)
    pair.out(6, 0xF0)
    assert pair.status() == 0
    pair.out(6, 0xE0)
    assert pair.status() == DRQ
    assert pair.read_words(256) == content(1)


def test_only_the_selected_drive_drives_intrq(pair):
    pair.lba28(0x40, 1, 1)
    assert pair.irq.level
    pair.out(6, 0xB0)
    assert not pair.irq.level
    pair.status()
    pair.out(6, 0xA0)
    assert pair.irq.level
    pair.status()
    assert not pair.irq.level


def test_alternate_status_leaves_the_interrupt(bench):
    guest = bench.disk()
    guest.lba28(0x40, 1, 1)
    guest.alternate()
    assert guest.irq.level
    guest.lba28(0x20, 1, 1)
    assert guest.irq.changes == [1, 0, 1]


def test_nien_masks_the_line_and_not_the_event(bench):
    guest = bench.disk()
    guest.control(0x02)
    guest.lba28(0x40, 1, 1)
    assert guest.irq.changes == []
    assert guest.master_status() == 0
    guest.control(0x00)
    assert guest.irq.level
    assert guest.master_status() == 4


def test_software_reset(pair):
    pair.lba28(0xC6, 0, 8)
    pair.lba28(0x20, 1, 1)
    pair.out(6, 0xB0)
    pair.control(0x04)
    assert pair.alternate() == BSY
    assert not pair.irq.level
    pair.out(7, 0xEC)
    pair.control(0x00)
    assert pair.registers() == (1, 1, 0, 0, 0)
    assert (pair.error(), pair.status()) == (1, READY)
    pair.out(6, 0xB0)
    assert pair.registers()[:4] == (1, 1, 0x14, 0xEB)
    assert (pair.error(), pair.status()) == (1, 0)
    assert not pair.irq.level


def test_a_reset_during_a_request_waits_for_the_disk(bench, content):
    guest = bench.disk()
    guest.disk.later = True
    guest.table((0x10000, 512))
    guest.start()
    guest.lba28(0xC8, 1, 1)
    guest.stop()
    guest.reset()
    assert guest.status() == BSY
    guest.disk.finish()
    assert guest.status() == READY
    assert guest.error() == 1
    assert not guest.irq.changes
    guest.disk.later = False
    guest.lba28(0x20, 2, 1)
    assert guest.read_words(256) == content(2)


def test_completions_from_before_a_hard_reset_are_ignored(bench, content):
    guest = bench.disk()
    guest.disk.later = True
    guest.lba28(0x20, 1, 1)
    guest.channel.reset()
    assert guest.status() == READY
    guest.lba28(0x20, 2, 1)
    guest.disk.finish()
    assert guest.status() == BSY
    guest.disk.finish()
    assert guest.read_words(256) == content(2)


def test_reset_gives_the_state_of_a_new_channel(bench, content):
    guest = bench.disk()
    guest.table((0x10000, 512))
    guest.start()
    guest.lba28(0xC8, 1, 1)
    guest.control(0x82)
    guest.channel.reset()
    disk = bench.file("other.img", content(0, 2048))
    assert guest.channel.state == bench.with_disk(disk).channel.state
    assert not guest.irq.level


def test_diagnostic_answers_from_drive_0(pair):
    pair.out(6, 0xB0)
    pair.out(7, 0x90)
    assert pair.irq.rises == 1
    assert pair.registers() == (1, 1, 0, 0, 0)
    assert (pair.error(), pair.status()) == (1, READY)


def test_wide_and_block_access_to_other_registers(bench):
    guest = bench.disk()
    guest.bus.write(0x1F2, 4, 0x44332211)
    assert guest.registers()[:4] == (0x11, 0x22, 0x33, 0x44)
    assert guest.bus.read(0x1F2, 4) == 0x44332211
    guest.bus.write_block(0x1F2, 1, b"\x55\x66")
    assert guest.bus.read_block(0x1F2, 1, 3) == b"\x66" * 3


@pytest.mark.parametrize(("command", "wide"), [(0xC8, False), (0xC9, False), (0x25, True)])
def test_read_dma_goes_straight_to_guest_memory(bench, content, command, wide):
    guest = bench.disk()
    guest.table((0x10000, 0x400), (0x30000, 0), (0x20000, 0x600))
    (guest.lba48 if wide else guest.lba28)(command, 0x50, 133)
    assert guest.alternate() & 8
    assert guest.disk.log == []
    guest.start()
    assert guest.irq.rises == 1
    assert guest.master_status() == 4
    assert guest.status() == READY
    data = guest.memory.read(0x10000, 0x400) + guest.memory.read(0x30000, 0x10000)
    assert data + guest.memory.read(0x20000, 0x600) == content(0x50, 133)
    assert guest.disk.log == [("read", 0x50 * 512, 133 * 512)]
    assert guest.registers()[:2] == (0, 0xD4)


@pytest.mark.parametrize("command", [0xCA, 0x35, 0x3D])
def test_write_dma(bench, command):
    guest = bench.disk()
    guest.memory.write(0x10000, b"D" * 1024)
    guest.table((0x10000, 1024))
    guest.start(to_memory=False)
    assert guest.master_status() == 1
    (guest.lba28 if command == 0xCA else guest.lba48)(command, 6, 2)
    assert guest.status() == READY
    assert guest.master_status() == 4
    assert guest.disk.path.read_bytes()[3072:4096] == b"D" * 1024
    assert ("flush", 4096, 0) in guest.disk.log or command != 0x3D


def test_a_table_longer_than_the_transfer_stays_active(bench, content):
    guest = bench.disk()
    guest.table((0x10000, 0x200), (0x20000, 0x400))
    guest.start()
    guest.lba28(0xC8, 1, 2)
    assert guest.master_status() == 5
    assert guest.memory.read(0x20000, 0x201) == content(2) + b"\0"
    guest.stop()
    assert guest.master_status() == 4
    guest.clear_master()
    assert guest.master_status() == 0


def test_a_table_shorter_than_the_transfer_goes_on_with_the_next(bench, content):
    guest = bench.disk()
    guest.table((0x10000, 0x300))
    guest.start()
    guest.lba28(0xC8, 1, 2)
    assert guest.master_status() == 0
    assert not guest.irq.changes
    assert guest.alternate() & 8
    guest.stop()
    guest.table((0x20000, 0x100))
    guest.start()
    assert guest.master_status() == 4
    assert guest.status() == READY
    assert guest.memory.read(0x10000, 0x300) + guest.memory.read(0x20000, 0x100) == content(1, 2)


@pytest.mark.parametrize(
    ("regions", "table"),
    [
        ([(0x7000_0000, 0x200)], 0x8000),
        ([(0x3FFF00, 0x200)], 0x8000),
        ([], 0x7000_0000),
    ],
)
def test_a_wrong_table_is_an_error_and_not_an_exception(bench, regions, table):
    guest = bench.disk()
    if regions:
        guest.table(*regions, at=table)
    guest.bus.write(0xC004, 4, table)
    guest.start()
    guest.lba28(0xC8, 1, 1)
    assert guest.master_status() == 6
    assert (guest.status(), guest.error()) == (ERR, 4)
    assert guest.irq.rises == 1


def test_an_endless_table_ends(bench):
    guest = bench.disk()
    for at in range(0, 0x10000, 8):
        guest.memory.write(0x20000 + at, b"\0\0\x01\0\x02\0\0\0")
    guest.bus.write(0xC004, 4, 0x2FF00)
    guest.start()
    guest.lba28(0xC8, 0, 40)
    assert guest.master_status() == 6
    assert guest.status() == ERR
    assert guest.disk.log == []


def test_a_disk_that_rewrites_the_table_it_is_read_by(bench):
    """Each page that is read over the table takes the end away from the entry it came by, and gives it to the next:
    without the end in mind that the entry had, the engine would go on inside itself, page by page."""
    pages = 400
    table = bytearray(row(0x8000, 0x1000) * 512)
    content = b""
    for page in range(pages):
        table[8 * page : 8 * page + 16] = row(0x8000, 0x1000) + row(0x8000, 0x1000, last=True)
        content += table
    guest = bench.with_disk(bench.file("evil.img", content))
    guest.table((0x8000, 0x1000))
    guest.lba48(0x25, 0, pages * 8)
    guest.start()
    assert guest.master_status() & 3 == 0, "that entry was the table's last when the transfer began"
    assert guest.disk.log == [("read", 0, 0x1000)]
    assert guest.alternate() & 0x88 == 0x08, "the drive waits for another table"


def test_a_table_wraps_in_its_64_kib(bench, content):
    guest = bench.disk()
    guest.memory.write(0x2FFF8, b"\0\0\x01\0\0\x01\0\0")
    guest.memory.write(0x20000, b"\0\0\x03\0\0\x01\0\x80")
    guest.bus.write(0xC004, 4, 0x2FFF8)
    guest.start()
    guest.lba28(0xC8, 3, 1)
    assert guest.master_status() == 4
    assert guest.memory.read(0x10000, 256) + guest.memory.read(0x30000, 256) == content(3)


def test_dma_errors_stop_the_engine(bench):
    guest = bench.disk()
    guest.disk.fails = errno.EIO
    guest.table((0x10000, 512), (0x20000, 512))
    guest.start()
    guest.lba28(0xC8, 1, 1)
    assert guest.master_status() == 1
    guest.disk.finish()
    assert (guest.status(), guest.error()) == (ERR, 0x40)
    assert guest.master_status() == 4


def test_master_registers(bench):
    guest = bench.disk()
    guest.bus.write(0xC004, 4, 0x12345677)
    assert guest.bus.read(0xC004, 4) == 0x12345674
    guest.bus.write(0xC006, 2, 0xABCD)
    assert guest.bus.read(0xC004, 4) == 0xABCD5674
    guest.bus.write(0xC002, 1, 0xFF)
    assert guest.master_status() == 0x60
    guest.bus.write(0xC000, 1, 0xFF)
    assert guest.bus.read(0xC000, 1) == 0x09
    assert guest.bus.read(0xC001, 1) == guest.bus.read(0xC003, 1) == 0
    guest.channel.reset()
    assert guest.bus.read(0xC000, 4) == 0


def test_restored_dma_goes_on(bench, content):
    guest = bench.disk()
    guest.disk.later = True
    guest.table((0x10000, 512))
    guest.start()
    guest.lba28(0xC8, 5, 1)
    twin = bench.twin(guest, (AtaDisk(bench.file("other.img", content(0, 2048))), None))
    twin.channel.resume()
    assert twin.memory.read(0x10000, 512) == content(5)
    assert twin.master_status() == 4


def test_a_restored_interrupt_is_on_the_line(bench, content):
    guest = bench.disk()
    guest.lba28(0x20, 5, 1)
    twin = bench.twin(guest, (AtaDisk(bench.file("other.img", content(0, 2048))), None))
    assert twin.irq.level
    assert twin.status() == DRQ
    assert twin.read_words(256) == content(5)


@pytest.mark.parametrize("cached", [True, False])
def test_with_a_real_queue(bench, content, cached):
    file = bench.file("disk.img", content(0, 4096))
    lock, irq = Lock(), RecordingIrq()

    def deliver(call):
        with lock:
            call()

    backend = file.raw
    if not cached:
        backend.try_read_into = lambda offset, buffers: False
    queue = DiskQueue(backend, deliver)
    channel = IdeChannel(irq.line, (AtaDisk(queue), None), FlatMemory())

    def command(code, sector):
        for register, value in ((6, 0xE0), (2, 8), (3, sector & 0xFF), (4, sector >> 8), (5, 0), (7, code)):
            channel.write(register, 1, value)

    for sector in range(4000, 4016):
        with lock:
            command(0x20, sector)
        assert queue.drain(20)
        with lock:
            assert channel.read_block(0, 2, 8 * 256) == content(sector, 8)
            command(0x30, 4024)
            channel.write_block(0, 2, bytes([sector & 0xFF]) * 4096)
        assert queue.drain(20)
        assert channel.read(7, 1) == READY
        assert file.path.read_bytes()[4024 * 512 : 4032 * 512] == bytes([sector & 0xFF]) * 4096
    assert irq.level is False
    assert queue.counters.reads == queue.counters.writes == 16
    queue.close()


def test_a_cd_in_both_places(bench, content):
    one, two = bench.cd(name="one.iso"), bench.cd(name="two.iso", blocks=300)
    guest = type(one)((one.drive, two.drive), state=IdeChannelState())
    guest.channel.reset()
    guest.packet(0x25, device=1)
    assert int.from_bytes(guest.reply()[0][:4], "big") == 299
    guest.packet(0x25)
    assert int.from_bytes(guest.reply()[0][:4], "big") == 199
    assert isinstance(guest.channel.drives[1], AtapiCd)
