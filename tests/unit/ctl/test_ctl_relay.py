"""engine.ctl.relay: bytes between a socket and two descriptors."""

from __future__ import annotations

import asyncio
import os
import pty
import socket
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.ctl.relay import Escape, Relay, connect, raw, write
from engine.error import EngineError

DEADLINE_S = 60


class TestEscape:
    @pytest.mark.parametrize(
        ("typed", "out", "left"),
        [
            (b"hello", b"hello", False),
            (b"a\x01xb", b"a", True),
            (b"\x01\x01", b"\x01", False),
            (b"\x01a", b"\x01", False),
            (b"\x01c", b"\x01c", False),
            (b"x\x01", b"x", False),
        ],
    )
    def test_at_once_and_byte_by_byte(self, typed: bytes, out: bytes, left: bool) -> None:
        whole, pieces = Escape(), Escape()
        assert (whole.feed(typed), whole.left) == (out, left)
        got = b""
        for byte in typed:
            if not pieces.left:
                got += pieces.feed(bytes((byte,)))
        assert (got, pieces.left) == (out, left)


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with ours, theirs:
        yield ours, theirs


def test_output_until_the_machine_hangs_up(ends: tuple[socket.socket, socket.socket], tmp_path: Path) -> None:
    ours, theirs = ends
    theirs.sendall(b"x" * 100_000)
    theirs.close()
    with (tmp_path / "out").open("wb") as file:
        relay = Relay(ours, 0, file.fileno())
        asyncio.run(relay.output())
    assert relay.received == 100_000
    assert (tmp_path / "out").read_bytes() == b"x" * 100_000


def test_a_reader_that_stands_still_does_not_block_the_loop() -> None:
    reader, writer = os.pipe()
    data = bytes(range(256)) * 2048

    async def main() -> bytes:
        writing = asyncio.create_task(write(writer, data))
        for _ in range(50):
            await asyncio.sleep(0)
        assert not writing.done()
        got = b""
        async with asyncio.timeout(DEADLINE_S):
            while len(got) < len(data):
                got += os.read(reader, 10_000)
                await asyncio.sleep(0)
            await writing
        return got

    assert asyncio.run(main()) == data
    os.close(reader)
    with pytest.raises(BrokenPipeError):
        asyncio.run(write(writer, b"x"))
    os.close(writer)


@pytest.mark.parametrize("kind", ["pipe", "file", "closed"])
def test_input(ends: tuple[socket.socket, socket.socket], tmp_path: Path, kind: str) -> None:
    ours, theirs = ends
    if kind == "pipe":
        stdin, other = os.pipe()
        os.write(other, b"typed")
        os.close(other)
    else:
        (tmp_path / "in").write_bytes(b"typed")
        stdin = os.open(tmp_path / "in", os.O_RDONLY)
        if kind == "closed":
            os.close(stdin)
    assert asyncio.run(Relay(ours, stdin).input()) is False
    if kind != "closed":
        os.close(stdin)
        assert theirs.recv(100) == b"typed"


def test_a_terminal_is_raw_inside_and_restored_after(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    master, slave = pty.openpty()
    before = termios.tcgetattr(slave)
    with raw(slave) as terminal:
        assert terminal
        assert not termios.tcgetattr(slave)[3] & (termios.ICANON | termios.ECHO | termios.ISIG)
        os.write(master, b"\x03hi\x01x")
        assert asyncio.run(Relay(ours, slave).input()) is True
    assert theirs.recv(100) == b"\x03hi"
    assert termios.tcgetattr(slave) == before
    os.close(master)
    os.close(slave)


def test_what_is_no_terminal_is_left_alone(tmp_path: Path) -> None:
    with (tmp_path / "f").open("wb") as file, raw(file.fileno()) as terminal:
        assert not terminal


def test_a_machine_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="serial port does not answer"):
        connect(tmp_path / "none")
