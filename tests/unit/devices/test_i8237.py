"""The DMA controllers, programmed as a driver does, with a device pulling at the other end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.devices.i8237 import DmaChannel, IsaDma
from tests.support.memory import FlatMemory

TO_MEMORY = 0x44  # single mode, write transfer
FROM_MEMORY = 0x48
VERIFY = 0x40
AUTOINIT = 0x10
DECREMENT = 0x20


class Bench:
    def __init__(self) -> None:
        self.memory = FlatMemory(0x40_0000)
        self.dma = IsaDma(self.memory)

    def program(self, number: int, address: int, count: int, mode: int) -> DmaChannel:
        """``address`` and ``count`` as the registers take them (bytes, or words for 5 to 7), ``count`` units."""
        write = self.dma.low_write if number < 4 else self.dma.high_write
        step = 1 if number < 4 else 2
        channel = number & 3
        write(10 * step, 1, 4 | channel)
        write(12 * step, 1, 0)
        write(11 * step, 1, mode | channel)
        for register, value in ((2 * channel, address), (2 * channel + 1, count - 1)):
            write(register * step, 1, value & 0xFF)
            write(register * step, 1, value >> 8 & 0xFF)
        write(10 * step, 1, channel)
        return self.dma.channel(number)

    def page(self, port: int, value: int) -> None:
        self.dma.page_write(port - 0x81, 1, value)

    def read_pair(self, register: int) -> int:
        self.dma.low_write(12, 1, 0)
        return self.dma.low_read(register, 1) | self.dma.low_read(register, 1) << 8


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_bytes_go_to_memory_and_the_block_ends(bench):
    bench.page(0x81, 0x12)
    channel = bench.program(2, 0x3400, 512, TO_MEMORY)
    assert channel.transfer_to_memory(b"A" * 300) == 300
    assert not channel.terminal_count
    assert bench.read_pair(4) == 0x3400 + 300
    assert bench.read_pair(5) == 511 - 300
    assert channel.transfer_to_memory(b"B" * 300) == 212
    assert channel.terminal_count
    assert bench.memory.data[0x123400:0x123600] == b"A" * 300 + b"B" * 212
    assert bench.read_pair(5) == 0xFFFF
    assert bench.dma.low_read(8, 1) == 0x04, "TC of channel 2"
    assert bench.dma.low_read(8, 1) == 0, "cleared by reading"
    assert channel.transfer_to_memory(b"C") == 0, "masked at the end"


def test_bytes_come_from_memory(bench):
    bench.memory.data[0x8000:0x8004] = b"wxyz"
    channel = bench.program(1, 0x8000, 4, FROM_MEMORY)
    assert channel.transfer_from_memory(3) == b"wxy"
    assert channel.transfer_from_memory(3) == b"z"
    assert channel.terminal_count


def test_autoinit_begins_again(bench):
    channel = bench.program(2, 0x1000, 4, TO_MEMORY | AUTOINIT)
    assert channel.transfer_to_memory(b"abcdef") == 4
    assert channel.terminal_count
    assert channel.transfer_to_memory(b"XY") == 2
    assert bench.memory.data[0x1000:0x1004] == b"XYcd"


def test_address_wraps_inside_the_page(bench):
    bench.page(0x81, 1)
    channel = bench.program(2, 0xFFFE, 4, TO_MEMORY)
    assert channel.transfer_to_memory(b"abcd") == 4
    assert bench.memory.data[0x1FFFE:0x20000] == b"ab"
    assert bench.memory.data[0x10000:0x10002] == b"cd"
    assert bench.memory.data[0x20000:0x20002] == b"\0\0"


def test_decrement(bench):
    channel = bench.program(2, 1, 4, TO_MEMORY | DECREMENT)
    assert channel.transfer_to_memory(b"abcd") == 4
    assert bench.memory.data[0:2] == b"ba"
    assert bench.memory.data[0xFFFE:0x10000] == b"dc"
    channel = bench.program(2, 1, 4, FROM_MEMORY | DECREMENT)
    assert channel.transfer_from_memory(9) == b"abcd"


def test_words_on_the_second_controller(bench):
    bench.page(0x8B, 0x13)  # bit 0 is not wired
    channel = bench.program(5, 0x8000, 3, TO_MEMORY)
    assert channel.transfer_to_memory(b"abcdefgh") == 6
    assert channel.terminal_count
    assert bench.memory.data[0x130000:0x130006] == b"abcdef"
    assert bench.dma.high_read(16, 1) == 0x02
    channel = bench.program(5, 0x8002, 3, FROM_MEMORY | DECREMENT)
    assert channel.transfer_from_memory(6) == b"efcdab"


def test_verify_counts_without_touching_memory(bench):
    channel = bench.program(2, 0x1000, 4, VERIFY)
    bench.memory.touched.clear()
    assert channel.transfer_to_memory(b"ab") == 2
    assert channel.transfer_from_memory(2) == b"\xff\xff"
    assert channel.terminal_count
    assert bench.memory.touched == []


def test_refusals(bench):
    channel = bench.program(2, 0, 4, FROM_MEMORY)
    assert channel.transfer_to_memory(b"ab") == 0
    channel = bench.program(2, 0, 4, TO_MEMORY)
    bench.dma.low_write(8, 1, 0x04)
    assert channel.transfer_to_memory(b"ab") == 0
    bench.dma.low_write(8, 1, 0)
    bench.dma.low_write(11, 1, 0xC2)
    assert channel.transfer_to_memory(b"ab") == 0
    channel = bench.program(2, 0, 4, TO_MEMORY)
    bench.dma.low_write(15, 1, 0x04)
    assert channel.transfer_to_memory(b"ab") == 0
    bench.dma.low_write(14, 1, 0)
    assert channel.transfer_to_memory(b"ab") == 2


def test_requests_show_in_status(bench):
    channel = bench.dma.channel(2)
    channel.set_request(True)
    assert bench.dma.low_read(8, 1) == 0x40
    channel.set_request(False)
    assert bench.dma.low_read(8, 1) == 0


def test_master_clear_and_reset_mask_all(bench):
    channel = bench.program(2, 0, 4, TO_MEMORY)
    bench.dma.low_write(13, 1, 0)
    assert channel.transfer_to_memory(b"ab") == 0
    bench.dma.low_write(14, 1, 0)
    bench.page(0x81, 7)
    bench.dma.reset()
    assert bench.dma.low_read(15, 1) == 0xFF
    assert bench.dma.page_read(0, 1) == 0


def test_page_registers_remember(bench):
    for offset in range(15):
        bench.dma.page_write(offset, 1, 0xA0 + offset)
    assert [bench.dma.page_read(offset, 1) for offset in range(15)] == list(range(0xA0, 0xAF))


def test_channel_4_is_no_device_channel(bench):
    for number in (4, 8, -1):
        with pytest.raises(ValueError, match="DMA channel"):
            bench.dma.channel(number)


def test_restored_controller_goes_on(bench):
    channel = bench.program(2, 0x1000, 4, TO_MEMORY)
    channel.transfer_to_memory(b"ab")
    again = IsaDma(bench.memory, bench.dma.state).channel(2)
    assert again.transfer_to_memory(b"cdef") == 2
    assert bench.memory.data[0x1000:0x1004] == b"abcd"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 31), st.integers(0, 255)), max_size=200))
def test_garbage(steps):
    bench = Bench()
    for kind, offset, value in steps:
        match kind:
            case 0:
                bench.dma.low_write(offset & 15, 1, value)
                assert 0 <= bench.dma.low_read(offset & 15, 1) <= 0xFF
            case 1:
                bench.dma.high_write(offset, 1, value)
                assert 0 <= bench.dma.high_read(offset, 1) <= 0xFF
            case 2:
                bench.dma.page_write(offset % 15, 1, value)
            case _:
                for number in (2, 5):
                    data = bytes(value * 600)
                    taken = bench.dma.channel(number).transfer_to_memory(data)
                    assert taken <= len(data)
                    assert len(bench.dma.channel(number).transfer_from_memory(value * 600)) <= value * 600
