"""The CD drive's commands and packets, by its ports."""

from __future__ import annotations

import errno
import struct

import pytest

from engine.devices.ide.atapi import AtapiCd

READY, DRQ, CHECK = 0x50, 0x58, 0x51
COMMAND_OUT, DATA_IN, DONE = 0x01, 0x02, 0x03
CAPACITY, TOC, READ10, READ12, READ_CD, START_STOP, PREVENT, EVENT = 0x25, 0x43, 0x28, 0xA8, 0xBE, 0x1B, 0x1E, 0x4A


def read10(block, count):
    return (READ10, 0, *block.to_bytes(4, "big"), 0, *count.to_bytes(2, "big"))


def test_the_signature_after_reset_and_after_identify(bench):
    guest = bench.cd()
    for action in (lambda: None, guest.reset, lambda: guest.out(7, 0x08), lambda: guest.out(7, 0x90)):
        action()
        assert guest.registers() == (1, 1, 0x14, 0xEB, 0)
        assert guest.error() == 1
        assert guest.status() == 0
    guest.out(4, 0)
    guest.out(7, 0xEC)
    assert guest.status() == CHECK
    assert guest.error() == 0x04
    assert guest.registers()[:4] == (1, 1, 0x14, 0xEB)


def test_identify_packet_device(bench):
    guest = bench.cd()
    guest.out(7, 0xA1)
    assert guest.irq.level
    assert guest.status() == DRQ
    found = struct.unpack("<256H", guest.read_words(256))
    assert guest.status() == READY
    assert found[0] == 0x85C0
    assert struct.pack(">20H", *found[27:47]).rstrip() == b"VirtGUI CD-ROM"
    assert found[49] & 0x0300 == 0x0300


def test_a_packet_read_step_by_step(bench, content):
    guest = bench.cd()
    guest.out(6, 0xA0)
    guest.out(1, 0)
    guest.out(4, 0x00)
    guest.out(5, 0x08)
    guest.out(7, 0xA0)
    assert guest.irq.changes == []
    assert guest.status() == DRQ
    assert guest.inb(2) == COMMAND_OUT
    guest.write_words(bytes(read10(17, 3)).ljust(12, b"\0"))
    data = b""
    for block in range(3):
        assert guest.irq.rises == block + 1
        assert guest.status() == DRQ
        assert not guest.irq.level
        assert guest.inb(2) == DATA_IN
        assert guest.inb(4) | guest.inb(5) << 8 == 2048
        data += guest.bus.read_block(0x1F0, 4, 512)
    assert guest.irq.rises == 4
    assert guest.status() == READY
    assert guest.inb(2) == DONE
    assert data == content(17, 3, 2048)
    assert guest.disk.log == [("read", 17 * 2048, 3 * 2048)]


@pytest.mark.parametrize(
    ("limit", "blocks"),
    [
        (2048, [2048, 2048]),
        (0xFFFE, [4096]),
        (0xFFFF, [4096]),
        (0, [4096]),
        (3001, [3000, 1096]),
        (1, [2] * 2048),
        (4096, [4096]),
    ],
)
def test_the_byte_count_limit(bench, content, limit, blocks):
    guest = bench.cd()
    guest.packet(*read10(1, 2), limit=limit)
    data, lengths = guest.reply()
    assert data == content(1, 2, 2048)
    assert lengths == blocks


def test_read_12_and_a_long_read(bench, content):
    guest = bench.cd(blocks=300)
    data = guest.ask(READ12, 0, 0, 0, 0, 100, 0, 0, 0, 150)
    assert data == content(100, 150, 2048)
    assert [length for _, _, length in guest.disk.log] == [64 * 2048, 64 * 2048, 22 * 2048]
    assert guest.ask(*read10(0, 0)) == b""
    assert guest.status() == READY


def test_read_cd_user_data(bench, content):
    guest = bench.cd()
    assert guest.ask(READ_CD, 0, 0, 0, 0, 5, 0, 0, 2, 0x10) == content(5, 2, 2048)
    assert guest.ask(READ_CD, 0, 0, 0, 0, 5, 0, 0, 2, 0x00) == b""
    guest.packet(READ_CD, 0, 0, 0, 0, 5, 0, 0, 2, 0xF8)
    assert guest.sense() == (5, 0x24, 0)


def test_reads_beyond_the_end(bench):
    guest = bench.cd(blocks=200)
    assert guest.packet(*read10(199, 1)) == DRQ
    guest.reply()
    assert guest.packet(*read10(199, 2)) == CHECK
    assert guest.error() == 0x54
    assert guest.sense() == (5, 0x21, 0)
    assert guest.sense() == (0, 0, 0)


def test_read_errors(bench):
    guest = bench.cd()
    guest.disk.fails = errno.EIO
    guest.packet(*read10(0, 1))
    assert guest.alternate() == 0x80
    guest.disk.finish()
    assert guest.status() == CHECK
    assert guest.error() == 0x34
    assert guest.sense() == (3, 0x11, 0)


def test_inquiry_is_cut_to_the_allocation(bench):
    guest = bench.cd()
    data = guest.ask(0x12, 0, 0, 0, 36)
    assert len(data) == 36
    assert data[0] == 5
    assert data[1] == 0x80
    assert data[8:32] == b"VirtGUI CD-ROM          "
    assert guest.ask(0x12, 0, 0, 0, 5) == data[:5]
    assert guest.ask(0x12, 0, 0, 0, 0) == b""
    guest.packet(0x12, 1, 0, 0, 36)
    assert guest.sense() == (5, 0x24, 0)


def test_capacity_and_seek(bench):
    guest = bench.cd(blocks=200)
    assert struct.unpack(">II", guest.ask(CAPACITY)) == (199, 2048)
    assert guest.packet(0x2B, 0, 0, 0, 0, 199) == READY
    assert guest.packet(0x2B, 0, 0, 0, 0, 200) == CHECK


def test_table_of_contents(bench):
    guest = bench.cd(blocks=200)
    assert guest.ask(TOC, 0, 0, 0, 0, 0, 0, 0, 255) == bytes.fromhex("0012 0101 00140100 00000000 0014aa00 000000c8")
    assert guest.ask(TOC, 2, 0, 0, 0, 0, 0xAA, 0, 255)[8:] == bytes([0, 0, 4, 50])
    assert guest.ask(TOC, 0, 1, 0, 0, 0, 0, 0, 255) == bytes.fromhex("000a 0101 00140100 00000000")
    raw = guest.ask(TOC, 2, 2, 0, 0, 0, 0, 0, 255)
    assert [row[3] for row in zip(*[iter(raw[4:])] * 11, strict=True)] == [0xA0, 0xA1, 0xA2, 1]
    # The format in byte 9, as software older than MMC says it.
    assert guest.ask(TOC, 0, 0, 0, 0, 0, 0, 0, 12, 0x40) == bytes.fromhex("000a 0101 00140100 00000000")
    guest.packet(TOC, 0, 0, 0, 0, 0, 7, 0, 255)
    assert guest.sense() == (5, 0x24, 0)


def test_an_odd_reply_ends_with_a_pad_byte(bench):
    guest = bench.cd()
    guest.packet(0x12, 0, 0, 0, 7)
    assert guest.inb(4) == 7
    assert len(guest.read_words(4)) == 8
    assert guest.status() == READY


def test_an_empty_drive(bench):
    guest = bench.cd(blocks=None)
    for cdb in ((0,), (CAPACITY,), read10(0, 1), (TOC, 0, 0, 0, 0, 0, 0, 0, 12), (0x51,), (0x52,)):
        assert guest.packet(*cdb) == CHECK
        assert guest.error() == 0x24
        assert guest.sense() == (2, 0x3A, 0)
    assert guest.ask(EVENT, 1, 0, 0, 0x10, 0, 0, 0, 8) == bytes([0, 6, 4, 0x10, 0, 0, 0, 0])
    assert len(guest.ask(0x12, 0, 0, 0, 36)) == 36


def test_inserting_is_a_unit_attention_once(bench, content):
    guest = bench.cd(blocks=None)
    guest.drive.insert(bench.file("new.iso", content(0, 10, 2048)))
    assert guest.ask(EVENT, 1, 0, 0, 0x10, 0, 0, 0, 8)[4:6] == bytes([2, 2])
    assert guest.ask(EVENT, 1, 0, 0, 0x10, 0, 0, 0, 8)[4:6] == bytes([0, 2])
    assert len(guest.ask(0x12, 0, 0, 0, 36)) == 36
    assert guest.packet(0) == CHECK
    assert guest.error() == 0x64
    assert guest.sense() == (6, 0x28, 0)
    assert guest.packet(0) == READY
    assert guest.ask(*read10(3, 1)) == content(3, 1, 2048)
    guest.drive.insert(bench.file("third.iso", content(0, 5, 2048)))
    assert guest.sense() == (6, 0x28, 0)
    assert struct.unpack(">II", guest.ask(CAPACITY)) == (4, 2048)


def test_a_locked_tray_is_asked_for_and_forced(bench):
    guest = bench.cd()
    assert guest.packet(PREVENT, 0, 0, 0, 1) == READY
    assert guest.packet(START_STOP, 0, 0, 0, 2) == CHECK
    assert guest.sense() == (5, 0x53, 2)
    assert guest.drive.eject() is False
    assert guest.ask(EVENT, 1, 0, 0, 0x10, 0, 0, 0, 8)[4:6] == bytes([1, 2])
    assert guest.packet(0) == READY
    assert guest.drive.eject(force=True) is True
    assert guest.packet(0) == CHECK
    assert guest.sense() == (2, 0x3A, 2)
    assert guest.packet(START_STOP, 0, 0, 0, 3) == READY  # the guest closes the empty tray
    assert guest.packet(0) == CHECK
    assert guest.sense() == (2, 0x3A, 0)
    assert guest.packet(START_STOP, 0, 0, 0, 2) == READY


def test_the_guest_opens_and_closes_the_tray(bench):
    moved = []
    disk = bench.file("a.iso", bytes(4096))
    drive = AtapiCd(disk, tray_moved=moved.append)
    guest = type(bench.cd())((drive, None))
    assert guest.packet(START_STOP, 0, 0, 0, 2) == READY
    guest.packet(0)
    assert guest.sense() == (2, 0x3A, 2)
    assert guest.ask(0xBD, 0, 0, 0, 0, 0, 0, 0, 0, 8)[1] == 0x10
    assert guest.packet(START_STOP, 0, 0, 0, 3) == READY
    assert guest.packet(0) == CHECK
    assert guest.sense() == (6, 0x28, 0)
    assert guest.packet(0) == READY
    assert moved == [True, False]
    assert guest.packet(START_STOP, 0, 0, 0, 1) == READY
    assert moved == [True, False]


@pytest.mark.parametrize("when", ["fetch", "data"])
def test_a_disc_taken_out_in_the_middle_of_a_read(bench, when):
    guest = bench.cd()
    guest.disk.later = True
    guest.packet(*read10(0, 100), limit=2048)
    waiting = guest.disk.waiting[0]
    if when == "data":
        guest.disk.finish()
        guest.read_words(1024)
    assert guest.drive.eject(force=True)
    assert guest.status() == CHECK
    guest.disk.waiting = [waiting] if when == "fetch" else []
    if guest.disk.waiting:
        guest.disk.finish()
    assert guest.status() == CHECK
    assert guest.sense() == (3, 0x11, 0)


def test_mode_pages(bench):
    guest = bench.cd()
    page = guest.ask(0x5A, 0, 0x2A, 0, 0, 0, 0, 0, 255)
    assert page[8] == 0x2A
    assert len(page) == 8 + 2 + page[9]
    assert struct.unpack(">H", page[:2])[0] == len(page) - 2
    every = guest.ask(0x5A, 0, 0x3F, 0, 0, 0, 0, 1, 0)
    assert page[8:] in every
    six = guest.ask(0x1A, 0, 0x2A, 0, 255)
    assert six[0] == len(six) - 1
    assert six[4:] == page[8:]
    guest.packet(0x5A, 0, 0x05, 0, 0, 0, 0, 0, 255)
    assert guest.sense() == (5, 0x24, 0)
    guest.packet(PREVENT, 0, 0, 0, 1)
    assert guest.ask(0x5A, 0, 0x2A, 0, 0, 0, 0, 0, 255)[14] & 2


def test_configuration(bench):
    guest = bench.cd()
    data = guest.ask(0x46, 0, 0, 0, 0, 0, 0, 1, 0)
    length, _, profile = struct.unpack(">IHH", data[:8])
    assert length == len(data) - 4
    assert profile == 8
    only = guest.ask(0x46, 2, 0, 0x1E, 0, 0, 0, 1, 0)
    assert only[8:] == bytes([0, 0x1E, 9, 4, 0, 0, 0, 0])
    assert bench.cd(blocks=None, name="none").ask(0x46, 0, 0, 0, 0, 0, 0, 0, 8)[6:] == b"\0\0"


def test_disc_and_track_information(bench):
    guest = bench.cd(blocks=200)
    disc = guest.ask(0x51, 0, 0, 0, 0, 0, 0, 0, 255)
    assert struct.unpack(">H", disc[:2])[0] == len(disc) - 2
    track = guest.ask(0x52, 1, 0, 0, 0, 1, 0, 0, 255)
    assert struct.unpack(">H", track[:2])[0] == len(track) - 2
    assert int.from_bytes(track[24:28], "big") == 200


def test_events_of_other_classes_and_without_polling(bench):
    guest = bench.cd()
    assert guest.ask(EVENT, 1, 0, 0, 0x02, 0, 0, 0, 8) == bytes([0, 2, 0x80, 0x10])
    guest.packet(EVENT, 0, 0, 0, 0x10, 0, 0, 0, 8)
    assert guest.sense() == (5, 0x24, 0)


def test_unknown_packets_and_commands(bench):
    guest = bench.cd()
    assert guest.packet(0xD8) == CHECK
    assert guest.sense() == (5, 0x20, 0)
    for command in (0x20, 0xC8, 0x00):
        guest.out(7, command)
        assert guest.status() == CHECK
        assert guest.error() == 4
    for command in (0xE0, 0xE1, 0xE7):
        guest.out(7, command)
        assert guest.status() == READY
    guest.out(1, 3)
    guest.out(2, 0x22)
    guest.out(7, 0xEF)
    assert guest.status() == READY
    guest.out(1, 0x55)
    guest.out(7, 0xEF)
    assert guest.status() == CHECK


def test_device_reset_ends_a_busy_command(bench, content):
    guest = bench.cd()
    guest.disk.later = True
    guest.packet(*read10(0, 1))
    assert guest.alternate() == 0x80
    guest.out(7, 0x08)
    assert guest.alternate() == 0x80  # the disk has not let go of its buffers yet
    guest.disk.finish()
    assert guest.status() == 0
    assert guest.registers()[2:4] == (0x14, 0xEB)
    guest.disk.later = False
    assert guest.ask(*read10(1, 1)) == content(1, 1, 2048)


def test_replies_and_data_by_dma(bench, content):
    guest = bench.cd()
    guest.table((0x10000, 0x1001 & ~1), (0x20000, 0x1000))
    guest.packet(*read10(4, 4), dma=True)
    assert guest.alternate() & 8
    guest.start()
    assert guest.irq.rises == 1
    assert guest.status() == READY
    assert guest.master_status() == 4
    assert guest.memory.read(0x10000, 0x1000) + guest.memory.read(0x20000, 0x1000) == content(4, 4, 2048)
    guest.stop()
    guest.clear_master()
    guest.table((0x30000, 20), (0x40000, 16))
    guest.start()
    guest.packet(0x12, 0, 0, 0, 36, dma=True)
    assert guest.status() == READY
    data = guest.ask(0x12, 0, 0, 0, 36)
    assert guest.memory.read(0x30000, 20) + guest.memory.read(0x40000, 16) == data
    assert guest.memory.read(0x40010, 1) == b"\0"


def test_dma_failures(bench):
    guest = bench.cd()
    guest.table((0x7FFF_0000, 0x800))
    guest.start()
    guest.packet(*read10(4, 1), dma=True)
    assert guest.status() == CHECK
    assert guest.master_status() == 6
    assert guest.sense() == (0xB, 0, 0)
    guest.stop()
    guest.clear_master()
    guest.disk.fails = errno.EIO
    guest.table((0x10000, 0x800))
    guest.start()
    guest.packet(*read10(4, 1), dma=True)
    guest.disk.finish()
    assert guest.status() == CHECK
    assert guest.sense() == (3, 0x11, 0)


@pytest.mark.parametrize("dma", [False, True])
def test_a_restored_drive_submits_again(bench, content, dma):
    guest = bench.cd()
    guest.disk.later = True
    guest.table((0x10000, 0x800))
    guest.start()
    guest.packet(*read10(9, 1), dma=dma)
    other = bench.file("other.iso", content(0, 200, 2048))
    twin = bench.twin(guest, (AtapiCd(other), None))
    twin.channel.resume()
    if dma:
        assert twin.memory.read(0x10000, 2048) == content(9, 1, 2048)
    else:
        assert twin.reply()[0] == content(9, 1, 2048)
    assert twin.status() == READY


class Endless:
    """A disc of more blocks than a number of 32 bits counts: a sparse file can be one."""

    size, readonly = 1 << 45, True


@pytest.mark.parametrize("operation", [0x25, 0x43, 0x46, 0x52])
def test_a_disc_larger_than_any(bench, operation):
    guest = type(bench.cd())((AtapiCd(Endless()), None))
    guest.ask(0)  # The medium has changed.
    assert guest.ask(operation, 0, 0, 0, 0, 0, 0, 0, 64)
