"""The disk's commands, by its ports."""

from __future__ import annotations

import errno
import struct

import pytest

from engine.devices.ide.ata import AtaDisk, is_transfer_mode

READY, DRQ, ERR, BSY, DF = 0x50, 0x58, 0x51, 0x80, 0x71
ABRT, IDNF, UNC = 0x04, 0x10, 0x40


def words(data):
    return struct.unpack("<256H", data)


def test_identify_describes_the_disk(bench):
    guest = bench.disk(mib=8)
    guest.lba28(0xEC, 0, 0)
    assert guest.irq.rises == 1
    assert guest.status() == DRQ
    assert not guest.irq.level
    found = words(guest.read_words(256))
    assert guest.status() == READY
    assert guest.irq.rises == 1
    sectors = 8 * 2048
    assert found[0] == 0x0040
    assert (found[1], found[3], found[6]) == (sectors // 1008, 16, 63)
    assert found[60] | found[61] << 16 == sectors
    assert found[100] | found[101] << 16 == sectors
    assert struct.pack(">20H", *found[27:47]).rstrip() == b"VirtGUI HARD DISK"
    assert found[83] & 0xC400 == 0x4400
    assert found[49] & 0x0300 == 0x0300


@pytest.mark.parametrize("size", [2, 4])
@pytest.mark.parametrize("command", [0x20, 0x21])
def test_read_sectors_one_block_and_one_interrupt_a_sector(bench, content, command, size):
    guest = bench.disk()
    guest.lba28(command, 0x123, 3)
    data = b""
    for sector in range(3):
        assert guest.irq.rises == sector + 1
        assert guest.alternate() == DRQ
        assert guest.irq.level
        assert guest.status() == DRQ
        assert not guest.irq.level
        data += guest.bus.read_block(0x1F0, size, 512 // size)
    assert guest.status() == READY
    assert guest.irq.rises == 3
    assert data == content(0x123, 3)
    assert guest.registers() == (0, 0x25, 1, 0, 0xE0)
    assert guest.disk.log == [("read", 0x123 * 512, 1536)]
    assert guest.read_words(2) == bytes(4)


def test_single_words_and_a_string_across_blocks(bench, content):
    guest = bench.disk()
    guest.lba28(0x20, 0, 2)
    first = b"".join(guest.bus.read(0x1F0, 2).to_bytes(2, "little") for _ in range(100))
    assert first + guest.read_words(412) + bytes(2) == content(0, 2) + bytes(2)
    assert guest.status() == READY


def test_count_zero_means_256_and_is_read_ahead_once(bench, content):
    guest = bench.disk()
    guest.lba28(0x20, 5, 0)
    assert guest.read_words(256 * 256) == content(5, 256)
    assert guest.status() == READY
    assert len(guest.disk.log) == 1


def test_write_sectors(bench):
    guest = bench.disk()
    guest.lba28(0x30, 7, 2)
    assert guest.irq.rises == 0
    assert guest.status() == DRQ
    guest.write_words(b"A" * 512)
    assert guest.irq.rises == 1
    assert guest.disk.log == []
    assert guest.status() == DRQ
    guest.write_words(b"B" * 512)
    assert guest.irq.rises == 2
    assert guest.status() == READY
    assert guest.disk.path.read_bytes()[7 * 512 : 9 * 512] == b"A" * 512 + b"B" * 512
    assert guest.registers() == (0, 8, 0, 0, 0xE0)


def test_lba48_beyond_a_byte_of_count(bench, content):
    guest = bench.disk()
    guest.lba48(0x24, 0x1001, 0x123)
    assert guest.read_words(0x123 * 256) == content(0x1001, 0x123)
    assert guest.status() == READY
    assert guest.registers()[1:4] == (0x23, 0x11, 0)
    assert guest.disk.log == [
        ("read", 0x1001 * 512, 256 * 512),
        ("read", 0x1101 * 512, 0x23 * 512),
    ]
    guest.lba48(0x34, 0x2000, 300)
    guest.write_words(bytes(300 * 512))
    assert guest.status() == READY
    assert guest.disk.path.read_bytes()[0x2000 * 512 :][: 301 * 512] == bytes(300 * 512) + content(0x212C)


def test_the_high_bytes_are_read_back_with_hob(bench):
    guest = bench.disk()
    for register, old, new in ((2, 0x12, 0x34), (3, 0x56, 0x78), (4, 0x9A, 0xBC), (5, 0xDE, 0xF0)):
        guest.out(register, old)
        guest.out(register, new)
    guest.control(0x80)
    assert guest.registers()[:4] == (0x12, 0x56, 0x9A, 0xDE)
    guest.out(6, 0xE0)
    assert guest.registers()[:4] == (0x34, 0x78, 0xBC, 0xF0)


def test_cylinder_head_sector(bench, content):
    guest = bench.disk()
    for register, value in ((6, 0xA3), (2, 1), (3, 7), (4, 2), (5, 0), (7, 0x20)):
        guest.out(register, value)
    assert guest.read_words(256) == content((2 * 16 + 3) * 63 + 6)
    assert guest.registers() == (0, 7, 2, 0, 0xA3)
    guest.out(6, 0xA7)
    guest.out(2, 17)
    guest.out(7, 0x91)
    assert guest.status() == READY
    for register, value in ((6, 0xA7), (2, 2), (3, 17), (4, 1), (5, 0), (7, 0x20)):
        guest.out(register, value)
    assert guest.read_words(512) == content((1 * 8 + 7) * 17 + 16, 2)
    assert guest.registers() == (0, 1, 2, 0, 0xA0)
    guest.lba28(0xEC, 0, 0)
    found = words(guest.read_words(256))
    assert found[54:57] == (8 * 2048 // (8 * 17), 8, 17)


@pytest.mark.parametrize(("head", "sector"), [(0xA0, 0), (0xA0, 64)])
def test_impossible_cylinder_head_sector(bench, head, sector):
    guest = bench.disk()
    for register, value in ((6, head), (2, 1), (3, sector), (4, 0), (5, 0), (7, 0x20)):
        guest.out(register, value)
    assert (guest.status(), guest.error()) == (ERR, IDNF)


@pytest.mark.parametrize("command", [0x20, 0x30, 0x40, 0xC8, 0xCA])
def test_addresses_beyond_the_end(bench, command):
    guest = bench.disk(mib=1)
    guest.lba28(command, 2047, 1)
    assert not guest.alternate() & 1
    guest.reset()
    guest.lba28(command, 2047, 2)
    assert guest.irq.level
    assert (guest.status(), guest.error()) == (ERR, IDNF)
    assert guest.registers() == (2, 0x00, 0x08, 0, 0xE0)
    guest.lba28(command, 0xFFFFFFF, 1)
    assert guest.error() == IDNF
    assert guest.disk.path.stat().st_size == 1 << 20


def test_multiple_needs_to_be_set(bench, content):
    guest = bench.disk()
    for command in (0xC4, 0xC5):
        guest.lba28(command, 0, 1)
        assert (guest.status(), guest.error()) == (ERR, ABRT)
    for bad in (3, 32):
        guest.lba28(0xC6, 0, bad)
        assert guest.error() == ABRT
    guest.lba28(0xC6, 0, 8)
    assert guest.status() == READY
    guest.irq.clear()
    guest.lba28(0xC4, 4, 11)
    assert guest.read_words(8 * 256) == content(4, 8)
    assert guest.irq.rises == 1
    assert guest.status() == DRQ
    assert guest.irq.level is False
    assert guest.read_words(3 * 256) == content(12, 3)
    assert guest.status() == READY
    guest.lba28(0xC5, 0, 8)
    guest.write_words(b"m" * 4096)
    assert guest.status() == READY
    assert guest.disk.log[-1] == ("write", 0, 4096)


def test_a_slow_disk_keeps_the_drive_busy(bench, content):
    guest = bench.disk()
    guest.disk.later = True
    guest.lba28(0x20, 9, 1)
    assert guest.status() == BSY
    guest.lba28(0x20, 0, 1)  # lost: the drive is busy
    assert len(guest.disk.waiting) == 1
    assert guest.read_words(2) == bytes(4)
    guest.disk.finish()
    assert guest.irq.level
    assert guest.status() == DRQ
    assert guest.read_words(256) == content(9)


def test_read_errors_are_uncorrectable(bench):
    guest = bench.disk()
    guest.disk.fails = errno.EIO
    guest.lba28(0x20, 0x31, 1)
    guest.disk.finish()
    assert (guest.status(), guest.error()) == (ERR, UNC)
    assert guest.registers() == (1, 0x31, 0, 0, 0xE0)


@pytest.mark.parametrize("command", [0x30, 0xE7])
def test_write_and_flush_errors_are_device_faults(bench, command):
    guest = bench.disk()
    guest.disk.fails = errno.EIO
    guest.lba28(command, 1, 1)
    guest.write_words(bytes(512))
    guest.disk.finish()
    assert (guest.status(), guest.error()) == (DF, ABRT)


@pytest.mark.parametrize("command", [0x30, 0x34, 0xCA, 0x35])
def test_read_only_disks_abort_writes(bench, command):
    guest = bench.disk(readonly=True)
    guest.lba28(command, 1, 1)
    assert (guest.status(), guest.error()) == (ERR, ABRT)


def test_flush_reaches_the_disk(bench):
    guest = bench.disk()
    for command in (0xE7, 0xEA):
        guest.lba28(command, 0, 0)
        assert guest.status() == READY
    assert [op for op, _, _ in guest.disk.log] == ["flush", "flush"]


def test_without_write_cache_every_write_is_flushed(bench):
    guest = bench.disk()
    guest.out(1, 0x82)
    guest.out(7, 0xEF)
    assert guest.status() == READY
    guest.lba28(0x30, 0, 1)
    guest.write_words(bytes(512))
    assert [op for op, _, _ in guest.disk.log] == ["flush", "write", "flush"]
    assert guest.status() == READY
    guest.out(1, 0x02)
    guest.out(7, 0xEF)
    guest.lba28(0x30, 0, 1)
    guest.write_words(bytes(512))
    assert [op for op, _, _ in guest.disk.log][3:] == ["write"]


@pytest.mark.parametrize(
    "command", [0x10, 0x1F, 0x70, 0x94, 0x95, 0x96, 0x97, 0x99, 0xE0, 0xE1, 0xE2, 0xE3, 0xE6, 0x40]
)
def test_commands_that_only_succeed(bench, command):
    guest = bench.disk()
    guest.lba28(command, 1, 1)
    assert guest.irq.rises == 1
    assert guest.status() == READY


def test_verify_with_48_bits(bench):
    guest = bench.disk()
    guest.lba48(0x42, 0x1000, 0x300)
    assert guest.status() == READY
    guest.lba48(0x42, 0x3E00, 0x300)
    assert (guest.status(), guest.error()) == (ERR, IDNF)


@pytest.mark.parametrize("command", [0x00, 0x03, 0x08, 0x92, 0xA0, 0xA1, 0xB0, 0xF1, 0xFF])
def test_commands_that_abort(bench, command):
    guest = bench.disk()
    guest.lba28(command, 1, 1)
    assert guest.irq.rises == 1
    assert (guest.status(), guest.error()) == (ERR, ABRT)
    guest.lba28(0x40, 1, 1)
    assert (guest.status(), guest.error()) == (READY, 0)


@pytest.mark.parametrize("command", [0xE5, 0x98])
def test_the_drive_is_always_awake(bench, command):
    guest = bench.disk()
    guest.lba28(command, 0, 0)
    assert guest.registers()[0] == 0xFF


def test_native_max(bench):
    guest = bench.disk(mib=8)
    guest.lba28(0xF8, 0, 0)
    assert guest.registers()[1:] == (0xFF, 0x3F, 0, 0xE0)
    guest.lba48(0x27, 0, 0)
    assert guest.registers()[1:4] == (0xFF, 0x3F, 0)


@pytest.mark.parametrize(
    ("features", "count", "good"),
    [
        (0x03, 0x22, True),
        (0x03, 0x45, True),
        (0x03, 0x0C, True),
        (0x03, 0x47, False),
        (0x03, 0x13, False),
        (0x66, 0, True),
        (0xAA, 0, True),
        (0x05, 1, False),
        (0x42, 0, False),
    ],
)
def test_set_features(bench, features, count, good):
    guest = bench.disk()
    guest.out(1, features)
    guest.out(2, count)
    guest.out(7, 0xEF)
    assert guest.status() == (READY if good else ERR)


@pytest.mark.parametrize(("mode", "word", "bits"), [(0x22, 63, 0x0407), (0x42, 88, 0x043F)])
def test_identify_shows_the_mode_in_use(bench, mode, word, bits):
    guest = bench.disk()
    guest.out(1, 3)
    guest.out(2, mode)
    guest.out(7, 0xEF)
    guest.out(7, 0xEC)
    assert words(guest.read_words(256))[word] == bits


def test_transfer_modes():
    assert [mode for mode in range(256) if is_transfer_mode(mode)] == [
        0,
        1,
        *range(0x08, 0x0D),
        0x20,
        0x21,
        0x22,
        *range(0x40, 0x46),
    ]


def test_impossible_translations_abort(bench):
    guest = bench.disk(mib=1)
    guest.out(6, 0xAF)
    guest.out(2, 0)
    guest.out(7, 0x91)
    assert guest.error() == ABRT
    guest.out(2, 255)
    guest.out(7, 0x91)
    assert guest.error() == ABRT


def test_an_aborted_transfer_leaves_no_data_behind(bench, content):
    guest = bench.disk()
    guest.lba28(0x20, 0, 2)
    guest.read_words(10)
    guest.lba28(0x20, 50, 1)
    assert guest.read_words(256) == content(50)
    assert guest.status() == READY


@pytest.mark.parametrize("command", [0x20, 0x30])
def test_a_restored_drive_submits_again(bench, content, command):
    guest = bench.disk()
    guest.disk.later = True
    guest.lba28(command, 3, 1)
    if command == 0x30:
        guest.write_words(b"R" * 512)
    assert guest.status() == BSY
    other = bench.file("other.img", content(0, 16384))
    twin = bench.twin(guest, (AtaDisk(other), None))
    assert other.log == []
    twin.channel.resume()
    assert twin.irq.level
    if command == 0x20:
        assert twin.read_words(256) == content(3)
    else:
        assert other.path.read_bytes()[1536:2048] == b"R" * 512
    assert twin.status() == READY
