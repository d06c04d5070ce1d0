"""engine.memory.block: host memory for guests."""

from __future__ import annotations

import ctypes
import os

import pytest

from engine.memory.block import HUGE_PAGE, PAGE, Block


def test_is_zeroed_and_lies_where_it_says() -> None:
    block = Block(2 * PAGE)
    assert bytes(block.view) == bytes(2 * PAGE)
    assert block.address % PAGE == 0
    block.view[5] = 0xAB
    assert ctypes.string_at(block.address + 5, 1) == b"\xab"


@pytest.mark.parametrize("length", [HUGE_PAGE, 3 * HUGE_PAGE + PAGE])
def test_memory_of_huge_pages(length: int) -> None:
    block = Block(length, huge=True)
    assert block.address % HUGE_PAGE == 0
    assert block.view.nbytes == block.length == length
    block.view[0], block.view[-1] = 1, 2
    assert ctypes.string_at(block.address, 1) == b"\1"
    assert ctypes.string_at(block.address + length - 1, 1) == b"\2"
    block.release(block.view[PAGE:])
    block.release(block.view[PAGE:])
    assert (block.view[0], block.view[PAGE], block.view[-1]) == (1, 0, 0)


@pytest.mark.parametrize("length", [0, -PAGE, 1, PAGE + 1])
def test_lengths_that_cannot_be(length: int) -> None:
    with pytest.raises(ValueError, match="whole pages"):
        Block(length)


def test_an_image_is_rounded_up() -> None:
    block = Block.holding(b"\x55\xaa" * 3000)
    assert block.length == 2 * PAGE
    assert bytes(block.view[:6001]) == b"\x55\xaa" * 3000 + b"\0"


def test_a_file_is_shared_with_who_else_maps_it() -> None:
    fd = os.memfd_create("test")
    os.ftruncate(fd, PAGE)
    ours, theirs = Block(PAGE, fd), Block(PAGE, fd)
    os.close(fd)
    ours.view[:3] = b"abc"
    assert bytes(theirs.view[:3]) == b"abc"


@pytest.mark.parametrize("shared", [False, True])
def test_pages_given_back_read_as_zeros(shared: bool) -> None:
    fd = -1
    if shared:
        fd = os.memfd_create("test")
        os.ftruncate(fd, 4 * PAGE)
    block, other = Block(4 * PAGE, fd), Block(4 * PAGE)
    for each in (block, other):
        each.view[:] = b"x" * (4 * PAGE)
    block.release(block.view[PAGE - 1 : 3 * PAGE - 1])
    assert bytes(block.view) == b"x" * PAGE + bytes(PAGE) + b"x" * (2 * PAGE)
    block.release(block.view[3 * PAGE :])
    block.release(block.view[5 : PAGE - 1])  # No whole page: nothing goes.
    block.release(other.view[:])
    assert bytes(block.view) == b"x" * PAGE + bytes(PAGE) + b"x" * PAGE + bytes(PAGE)
    assert bytes(other.view) == b"x" * (4 * PAGE)
    if shared:
        assert os.pread(fd, PAGE, PAGE) == bytes(PAGE)
        os.close(fd)
