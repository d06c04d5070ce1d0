"""The floppy controller with a real DMA controller and an image in memory, driven as a driver does it."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.devices.floppydisk import DriveType
from engine.devices.i8237 import IsaDma
from engine.devices.i82077 import COMMAND_TIME_NS, I82077, I82077State
from tests.support.clock import ManualClock
from tests.support.irq import RecordingIrq
from tests.support.memory import FlatMemory

BUFFER = 0x1_0000
IMAGE = Random(1).randbytes(1_474_560)


class Image:
    """A disk image as the wiring supplies it."""

    def __init__(self, data: bytes = IMAGE, readonly: bool = False) -> None:
        self.data = bytearray(data)
        self.readonly = readonly
        self.broken = False

    @property
    def size(self) -> int:
        return len(self.data)

    def read(self, offset: int, length: int) -> bytes:
        if self.broken:
            raise OSError("bad block")
        return bytes(self.data[offset : offset + length])

    def write(self, offset: int, data: bytes) -> None:
        assert not self.readonly
        if self.broken:
            raise OSError("no space")
        self.data.extend(bytes(max(0, offset + len(data) - len(self.data))))
        self.data[offset : offset + len(data)] = data


class Bench:
    """Controller, DMA and drive A; after ``start`` as a BIOS leaves them for 1.44 MB."""

    def __init__(self, image: Image | None = None, state: I82077State | None = None, size: int = 0) -> None:
        self.clock = ManualClock()
        self.irq = RecordingIrq()
        self.memory = FlatMemory(0x10_0000)
        self.dma = IsaDma(self.memory)
        types = (DriveType.D1440K, DriveType.NONE)
        self.fdc = I82077(self.irq.line, self.dma.channel(2), self.clock, types, state)
        if image is not None:
            self.fdc.insert(0, image, changed=state is None)

    def out(self, offset: int, value: int) -> None:
        self.fdc.write(offset, 1, value)

    @property
    def status(self) -> int:
        return self.fdc.read(4, 1)

    def wait(self) -> None:
        self.clock.advance(COMMAND_TIME_NS)

    def send(self, *values: int) -> None:
        for value in values:
            assert self.status & 0xC0 == 0x80, f"not ready for {value:#x}: {self.status:#x}"
            self.out(5, value)

    def result(self) -> list[int]:
        values = []
        while self.status & 0xD0 == 0xD0:
            values.append(self.fdc.read(5, 1))
        return values

    def ask(self, *values: int) -> list[int]:
        """A command, its time, its result."""
        self.send(*values)
        self.wait()
        return self.result()

    def start(self, specify: int = 0x02) -> Bench:
        self.out(2, 0x00)
        self.out(2, 0x1C)
        self.wait()
        for unit in range(4):
            assert self.ask(0x08) == [0xC0 | unit, 0]
        self.fdc.dir_write(0, 1, 0)
        self.ask(0x03, 0xAF, specify)
        assert self.ask(0x07, 0) == []
        assert self.ask(0x08) == [0x20, 0]
        self.irq.clear()
        return self

    def seek(self, cylinder: int) -> None:
        assert self.ask(0x0F, 0, cylinder) == []
        assert self.ask(0x08) == [0x20, cylinder]

    def program(self, mode: int, count: int) -> None:
        write = self.dma.low_write
        write(10, 1, 6)
        write(12, 1, 0)
        write(11, 1, mode)
        for register, value in ((4, BUFFER & 0xFFFF), (5, count - 1)):
            write(register, 1, value & 0xFF)
            write(register, 1, value >> 8)
        self.dma.page_write(0, 1, BUFFER >> 16)
        write(10, 1, 2)

    def fetch(self, count: int) -> bytes:
        return bytes(self.memory.data[BUFFER : BUFFER + count])


@pytest.fixture
def bench() -> Bench:
    return Bench(Image()).start()


def at(cylinder: int, head: int, sector: int) -> int:
    return ((cylinder * 2 + head) * 18 + sector - 1) * 512


def test_held_in_reset_it_is_silent():
    bench = Bench(Image())
    assert bench.status == 0
    bench.out(5, 0x10)
    assert bench.status == 0


def test_reset_interrupts_and_reports_four_drives():
    bench = Bench(Image())
    bench.out(2, 0x0C)
    assert bench.status == 0
    assert not bench.irq.level
    bench.wait()
    assert bench.irq.level
    assert bench.status == 0x80
    assert [bench.ask(0x08) for _ in range(4)] == [[0xC0, 0], [0xC1, 0], [0xC2, 0], [0xC3, 0]]
    assert not bench.irq.level
    assert bench.ask(0x08) == [0x80]


def test_reset_by_dsr_and_the_dma_gate(bench):
    bench.out(2, 0x14)
    bench.out(4, 0x80)
    bench.wait()
    assert not bench.irq.level, "DMAGATE off: INT is not driven"
    bench.out(2, 0x1C)
    assert bench.irq.level


def test_polling_can_be_off(bench):
    bench.ask(0x13, 0, 0x10, 0)
    bench.ask(0x94)
    bench.out(4, 0x80)
    bench.wait()
    assert not bench.irq.level
    assert bench.ask(0x08) == [0x80]


def test_identification(bench):
    assert bench.ask(0x10) == [0x90]
    assert bench.ask(0x18) == [0x80], "no PART ID: not an 82078"
    assert bench.ask(0x1F) == [0x80]
    assert bench.fdc.cmos_type() == 0x40
    assert bench.fdc.read(0, 1) == 0xFF
    assert bench.fdc.read(2, 1) == 0x1C


def test_lock_protects_the_configuration(bench):
    bench.ask(0x13, 0, 0x57, 0x22)
    assert bench.ask(0x0E)[8:] == [0x57, 0x22]
    assert bench.ask(0x94) == [0x10]
    bench.out(4, 0x80)
    bench.wait()
    assert bench.ask(0x0E)[7:] == [0x80, 0x57, 0x22]
    assert bench.ask(0x14) == [0x00]
    bench.out(4, 0x80)
    bench.wait()
    assert bench.ask(0x0E)[7:] == [0x00, 0x20, 0x00]


def test_dumpreg(bench):
    bench.seek(5)
    assert bench.ask(0x12, 0x87) == []
    assert bench.ask(0x0E) == [5, 0, 0, 0, 0xAF, 0x02, 0, 0x07, 0x20, 0]


def test_sense_drive_status(bench):
    assert bench.ask(0x04, 0x04) == [0x3C]
    bench.seek(3)
    assert bench.ask(0x04, 0) == [0x28]
    bench.fdc.insert(0, Image(readonly=True))
    assert bench.ask(0x04, 0) == [0x68]
    assert bench.ask(0x04, 1) == [0x29]


def test_seek_takes_time_and_shows_it(bench):
    bench.send(0x0F, 4, 10)
    assert bench.status == 0x81
    assert not bench.irq.level
    bench.wait()
    assert bench.irq.level
    assert bench.status == 0x80
    assert bench.ask(0x08) == [0x20, 10], "without the head"
    assert not bench.irq.level


def test_relative_seek(bench):
    bench.seek(10)
    bench.ask(0xCF, 0, 5)
    assert bench.ask(0x08) == [0x20, 15]
    bench.ask(0x8F, 0, 20)
    assert bench.ask(0x08) == [0x20, 0]


def test_recalibrate_without_a_drive(bench):
    bench.ask(0x07, 1)
    assert bench.ask(0x08) == [0x71, 0]


def test_disk_change_line():
    bench = Bench(Image()).start()
    assert bench.fdc.dir_read(0, 1) == 0x80
    bench.seek(1)
    assert bench.fdc.dir_read(0, 1) == 0
    bench.fdc.insert(0, None)
    bench.seek(0)
    assert bench.fdc.dir_read(0, 1) == 0x80, "no step helps without a disk"
    bench.fdc.insert(0, Image())
    assert bench.fdc.dir_read(0, 1) == 0x80
    bench.seek(1)
    assert bench.fdc.dir_read(0, 1) == 0


def test_read_one_sector_by_dma(bench):
    bench.program(0x46, 512)
    bench.send(0xE6, 0, 0, 0, 1, 2, 18, 0x1B, 0xFF)
    assert bench.status == 0x10
    assert not bench.irq.level
    bench.wait()
    assert bench.irq.rises == 1
    assert bench.status == 0xD0
    assert bench.result() == [0, 0, 0, 0, 0, 2, 2]
    assert not bench.irq.level
    assert bench.status == 0x80
    assert bench.fetch(512) == IMAGE[:512]


def test_multi_track_read_goes_over_to_the_other_head(bench):
    bench.seek(7)
    bench.program(0x46, 36 * 512)
    assert bench.ask(0xE6, 0, 7, 0, 1, 2, 18, 0x1B, 0xFF) == [0, 0, 0, 8, 0, 1, 2]
    assert bench.fetch(36 * 512) == IMAGE[at(7, 0, 1) : at(8, 0, 1)]
    bench.program(0x46, 20 * 512)
    assert bench.ask(0xE6, 0, 7, 0, 17, 2, 18, 0x1B, 0xFF) == [0, 0, 0, 8, 0, 1, 2]
    assert bench.fetch(20 * 512) == IMAGE[at(7, 0, 17) : at(8, 0, 1)]


@pytest.mark.parametrize(
    ("command", "head", "sector", "names"),
    [
        (0x46, 0, 5, [3, 0, 6]),
        (0x46, 0, 18, [4, 0, 1]),
        (0x46, 1, 18, [4, 1, 1]),
        (0xC6, 0, 18, [3, 1, 1]),
        (0xC6, 1, 5, [3, 1, 6]),
        (0xC6, 1, 18, [4, 0, 1]),
    ],
)
def test_result_names_the_next_sector(bench, command, head, sector, names):
    """READ DATA, "Result Phase"."""
    bench.seek(3)
    bench.program(0x46, 512)
    assert bench.ask(command, head << 2, 3, head, sector, 2, 18, 0x1B, 0xFF)[3:6] == names
    assert bench.fetch(512) == IMAGE[at(3, head, sector) :][:512]


def test_end_of_cylinder_without_terminal_count(bench):
    bench.program(0x46, 1024)
    assert bench.ask(0x46, 0, 0, 0, 18, 2, 18, 0x1B, 0xFF)[:3] == [0x40, 0x80, 0]
    assert bench.fetch(512) == IMAGE[at(0, 0, 18) :][:512]


def test_dma_not_ready_is_an_overrun(bench):
    assert bench.ask(0x46, 0, 0, 0, 1, 2, 18, 0x1B, 0xFF)[:3] == [0x40, 0x10, 0]
    bench.program(0x46, 512)
    bench.out(2, 0x14)
    assert bench.ask(0x46, 0, 0, 0, 1, 2, 18, 0x1B, 0xFF)[:3] == [0x40, 0x10, 0]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ((0, 0, 0, 19, 2, 19), [0x40, 0x04, 0]),
        ((0, 0, 0, 0, 2, 18), [0x40, 0x04, 0]),
        ((0, 5, 0, 1, 2, 18), [0x40, 0x04, 0x10]),
        ((0, 0, 7, 1, 2, 18), [0x44, 0x04, 0]),
        ((0, 0, 0, 1, 3, 18), [0x40, 0x04, 0]),
        ((1, 0, 0, 1, 2, 18), [0x41, 0x01, 0]),
    ],
)
def test_sectors_that_are_not_there(bench, parameters, expected):
    bench.program(0x46, 512)
    assert bench.ask(0x46, *parameters, 0x1B, 0xFF)[:3] == expected
    assert bench.irq.rises == 1


def test_data_rate_must_fit(bench):
    bench.program(0x46, 512)
    bench.fdc.dir_write(0, 1, 2)
    assert bench.ask(0x4A, 0)[:3] == [0x40, 0x01, 0]
    bench.out(4, 0)
    assert bench.ask(0x4A, 0)[:3] == [0, 0, 0]


def test_read_id_sees_sector_after_sector(bench):
    bench.seek(2)
    assert [bench.ask(0x4A, 4)[3:] for _ in range(19)] == [[2, 1, r, 2] for r in (*range(1, 19), 1)]


def test_implied_seek(bench):
    bench.ask(0x13, 0, 0x60, 0)
    bench.program(0x46, 512)
    assert bench.ask(0x46, 0, 9, 0, 1, 2, 18, 0x1B, 0xFF) == [0x20, 0, 0, 9, 0, 2, 2]
    assert bench.fetch(512) == IMAGE[at(9, 0, 1) :][:512]


def test_write(bench):
    image = Image()
    bench.fdc.insert(0, image)
    bench.memory.data[BUFFER : BUFFER + 1024] = b"ab" * 512
    bench.program(0x4A, 1024)
    assert bench.ask(0xC5, 0, 0, 0, 18, 2, 18, 0x1B, 0xFF) == [0x04, 0, 0, 0, 1, 2, 2]
    assert image.data[at(0, 0, 18) :][:1024] == b"ab" * 512
    assert image.data[at(0, 1, 2) :] == IMAGE[at(0, 1, 2) :]
    bench.program(0x4A, 100)
    assert bench.ask(0x45, 0, 0, 0, 1, 2, 18, 0x1B, 0xFF)[:3] == [0, 0, 0]
    assert image.data[:512] == b"ab" * 50 + bytes(412), "the rest of a cut sector is zero"


def test_write_protect(bench):
    bench.fdc.insert(0, Image(readonly=True))
    bench.program(0x4A, 512)
    assert bench.ask(0x45, 0, 0, 0, 1, 2, 18, 0x1B, 0xFF)[:3] == [0x40, 0x02, 0]
    assert bench.ask(0x4D, 0, 2, 18, 0x1B, 0xF6)[:3] == [0x40, 0x02, 0]


def test_short_image_is_padded_and_grows():
    image = Image(b"boot" * 128)
    bench = Bench(image).start()
    bench.program(0x46, 1024)
    bench.ask(0x46, 0, 0, 0, 1, 2, 18, 0x1B, 0xFF)
    assert bench.fetch(1024) == b"boot" * 128 + bytes(512)
    bench.program(0x4A, 512)
    bench.ask(0x45, 0, 0, 0, 3, 2, 18, 0x1B, 0xFF)
    assert image.size == 3 * 512


def test_format_track(bench):
    image = Image()
    bench.fdc.insert(0, image)
    bench.seek(4)
    ids = b"".join(bytes((4, 1, sector, 2)) for sector in range(1, 19))
    bench.memory.data[BUFFER : BUFFER + len(ids)] = ids
    bench.program(0x4A, len(ids))
    assert bench.ask(0x4D, 4, 2, 18, 0x1B, 0xF6)[:3] == [0x04, 0, 0]
    assert image.data[at(4, 1, 1) : at(5, 0, 1)] == b"\xf6" * 18 * 512
    assert image.data[: at(4, 1, 1)] == IMAGE[: at(4, 1, 1)]
    assert image.data[at(5, 0, 1) :] == IMAGE[at(5, 0, 1) :]


def test_verify(bench):
    assert bench.ask(0x56, 0, 0, 0, 1, 2, 18, 0x1B, 0xFF)[:3] == [0, 0, 0]
    assert bench.ask(0xD6, 0x80, 0, 0, 1, 2, 18, 0x1B, 36) == [0x00, 0, 0, 1, 0, 1, 2]
    assert bench.ask(0x56, 0, 0, 0, 1, 2, 19, 0x1B, 0xFF)[:3] == [0x40, 0x04, 0]


def test_read_track_starts_at_sector_1(bench):
    bench.program(0x46, 18 * 512)
    assert bench.ask(0x42, 0, 0, 0, 9, 2, 18, 0x1B, 0xFF)[:3] == [0, 0, 0]
    assert bench.fetch(18 * 512) == IMAGE[: 18 * 512]


def test_read_deleted_finds_none_marked(bench):
    bench.program(0x46, 1024)
    assert bench.ask(0x4C, 0, 0, 0, 1, 2, 18, 0x1B, 0xFF)[:3] == [0, 0, 0x40]


def test_no_disk_ends_at_once():
    bench = Bench().start()
    bench.program(0x46, 512)
    assert bench.ask(0x46, 0, 0, 0, 1, 2, 18, 0x1B, 0xFF)[:3] == [0x40, 0x01, 0]
    assert bench.ask(0x4A, 0)[:3] == [0x40, 0x01, 0]


def test_bad_image_is_a_data_error(bench):
    image = Image()
    image.broken = True
    bench.fdc.insert(0, image)
    bench.program(0x46, 512)
    assert bench.ask(0x46, 0, 0, 0, 1, 2, 18, 0x1B, 0xFF)[:3] == [0x40, 0x20, 0x20]
    bench.program(0x4A, 512)
    assert bench.ask(0x45, 0, 0, 0, 1, 2, 18, 0x1B, 0xFF)[:3] == [0x40, 0x20, 0x20]


def test_read_without_dma():
    bench = Bench(Image()).start(specify=0x03)
    bench.send(0x46, 0, 0, 0, 17, 2, 18, 0x1B, 0xFF)
    bench.wait()
    got = bytearray()
    while bench.status & 0xF0 == 0xF0:
        assert bench.irq.level
        got.append(bench.fdc.read(5, 1))
    assert got == IMAGE[at(0, 0, 17) : at(0, 1, 1)]
    assert bench.irq.rises == 1024 + 1
    assert bench.result() == [0, 0, 0, 1, 0, 1, 2]


def test_read_without_dma_with_fifo_interrupts_by_threshold():
    bench = Bench(Image()).start(specify=0x03)
    bench.ask(0x13, 0, 0x0F, 0)
    bench.send(0x46, 0, 0, 0, 18, 2, 18, 0x1B, 0xFF)
    bench.wait()
    while bench.status & 0x20:
        bench.fdc.read(5, 1)
    assert bench.irq.rises == 512 // 16 + 1


def test_write_and_format_without_dma():
    image = Image()
    bench = Bench(image).start(specify=0x03)
    bench.send(0x45, 0, 0, 0, 18, 2, 18, 0x1B, 0xFF)
    bench.wait()
    sent = 0
    while bench.status & 0xF0 == 0xB0:
        bench.out(5, sent & 0xFF)
        sent += 1
    assert bench.result()[:3] == [0, 0, 0]
    assert image.data[at(0, 0, 18) :][:512] == bytes(range(256)) * 2
    bench.send(0x4D, 0, 2, 2, 0x1B, 0x11)
    bench.wait()
    bench.send(0, 0, 1, 2, 0, 0, 2, 2)
    assert bench.result()[:3] == [0, 0, 0]
    assert image.data[:1024] == b"\x11" * 1024
    bench.send(0x4D, 0, 2, 0, 0x1B, 0x11)
    bench.wait()
    assert bench.result()[:3] == [0, 0, 0]


def test_disk_taken_out_while_bytes_pass():
    bench = Bench(Image()).start(specify=0x03)
    bench.send(0x46, 0, 0, 0, 1, 2, 18, 0x1B, 0xFF)
    bench.wait()
    bench.fdc.insert(0, None)
    for _ in range(512):
        bench.fdc.read(5, 1)
    assert bench.result()[:3] == [0x40, 0x01, 0]


def test_there_is_no_drive_b(bench):
    for drive in (1, 4, -1):
        with pytest.raises(ValueError, match="floppy drive"):
            bench.fdc.insert(drive, Image())


def test_motor(bench):
    assert bench.fdc.motor(0)
    assert not bench.fdc.motor(1)


def test_restored_controller_goes_on(bench):
    bench.send(0x46, 0, 0, 0, 1, 2, 18, 0x1B, 0xFF)
    again = Bench(Image(), bench.fdc.state)
    again.program(0x46, 512)
    again.clock.advance(10 * COMMAND_TIME_NS)
    assert again.irq.level
    assert again.result() == [0, 0, 0, 0, 0, 2, 2]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 1 << 32), st.booleans())
def test_garbage(seed, polled):
    random = Random(seed)
    bench = Bench(Image(b"x" * 5000)).start(specify=0x02 | polled)
    commands = (0x06, 0x46, 0xE6, 0x45, 0xC5, 0x4D, 0x0F, 0x07, 0x08, 0x56, 0x42, 0x4A, 0x13, 0x03)
    for _ in range(400):
        match random.randrange(10):
            case 0:
                bench.out(random.randrange(6), random.randrange(256))
            case 1:
                bench.fdc.dir_write(0, 1, random.choice((0, 0, 0, 3)))
                bench.program(random.choice((0x46, 0x4A, 0x5A)), random.randrange(1, 5000))
            case 2:
                bench.wait()
            case 3:
                bench.out(2, random.choice((0x1C, 0x1C, 0x0C, 0x08)))
            case 4:
                bench.out(5, random.choice(commands))
            case 5 | 6 | 7:
                bench.out(5, random.choice((0, 0, 1, 2, 3, 18, random.randrange(256))))
            case _:
                assert 0 <= bench.fdc.read(random.randrange(6), 1) <= 0xFF
        state = bench.fdc.state
        assert len(state.command) <= 9
        assert len(state.result) <= 10
        assert len(state.buffer) <= 1024
