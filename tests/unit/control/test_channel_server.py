from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from engine.control.channel_server import OUTPUT_LIMIT, ChannelServer
from engine.error import EngineError

DEADLINE_S = 60


class Guest:
    """The other end: what it got, how much it takes, and whether it was told of a client."""

    def __init__(self, server: ChannelServer) -> None:
        self.got = bytearray()
        self.room = 1 << 20
        self.told: list[bool] = []
        self.let_go = 0
        server.to_guest, server.connected, server.drained = self.take, self.told.append, self.drained

    def drained(self) -> None:
        self.let_go += 1

    def take(self, data: bytes) -> int:
        taken = data[: self.room]
        self.got += taken
        self.room -= len(taken)
        return len(taken)


def serve(path: Path, talk: Callable[[ChannelServer, Guest], Awaitable[None]]) -> None:
    async def main() -> None:
        server = ChannelServer(path)
        try:
            async with asyncio.timeout(DEADLINE_S):
                await talk(server, Guest(server))
        finally:
            server.close()
        assert not path.exists()

    asyncio.run(main())


def client(path: Path) -> socket.socket:
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    made.connect(str(path))
    made.setblocking(False)
    return made


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0)


async def receive(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = await asyncio.get_running_loop().sock_recv(connection, count - len(data))
        if not piece:
            break
        data += piece
    return data


def test_both_ways_and_the_guest_knows_who_is_there(tmp_path: Path):
    async def talk(server: ChannelServer, guest: Guest) -> None:
        server.from_guest(b"nobody hears this")
        await asyncio.sleep(0)
        with client(tmp_path / "s") as agent:
            await until(lambda: guest.told == [True])
            agent.send(b"ping")
            await until(lambda: guest.got == b"ping")
            server.from_guest(b"po")
            server.from_guest(b"ng")
            assert await receive(agent, 4) == b"pong"
        await until(lambda: guest.told == [True, False])

    serve(tmp_path / "s", talk)


def test_a_guest_that_reads_slowly_holds_the_client_up_and_loses_nothing(tmp_path: Path):
    async def talk(server: ChannelServer, guest: Guest) -> None:
        guest.room = 3
        with client(tmp_path / "s") as agent:
            agent.send(b"0123456789")
            await until(lambda: guest.got == b"012")
            agent.send(b"abc")
            guest.room = 100
            server.guest_has_room()
            await until(lambda: guest.got == b"0123456789abc")

    serve(tmp_path / "s", talk)


def test_one_client_at_a_time(tmp_path: Path):
    async def talk(_server: ChannelServer, guest: Guest) -> None:
        first = client(tmp_path / "s")
        await until(lambda: guest.told == [True])
        with client(tmp_path / "s") as second:
            assert await receive(second, 1) == b""
        first.close()
        await until(lambda: guest.told == [True, False])
        with client(tmp_path / "s"):
            await until(lambda: guest.told == [True, False, True])

    serve(tmp_path / "s", talk)


def test_a_client_that_does_not_read_holds_up_what_the_guest_writes_and_loses_nothing(tmp_path: Path):
    async def talk(server: ChannelServer, guest: Guest) -> None:
        with client(tmp_path / "s") as agent:
            await until(lambda: guest.told == [True])
            sent = 0
            while not server.full():
                server.from_guest(bytes(1 << 16))
                sent += 1 << 16
                await asyncio.sleep(0)
            assert sent >= OUTPUT_LIMIT and guest.let_go == 0
            assert len(await receive(agent, sent)) == sent
            assert guest.let_go == 1 and not server.full()
            server.from_guest(b"more")
            assert await receive(agent, 4) == b"more"

    serve(tmp_path / "s", talk)


def test_a_guest_that_is_held_up_writes_on_when_the_client_goes(tmp_path: Path):
    async def talk(server: ChannelServer, guest: Guest) -> None:
        with client(tmp_path / "s"):
            await until(lambda: guest.told == [True])
            while not server.full():
                server.from_guest(bytes(1 << 16))
                await asyncio.sleep(0)
        await until(lambda: guest.told == [True, False])
        assert guest.let_go == 1 and not server.full()

    serve(tmp_path / "s", talk)


def test_a_guest_that_pours_out_while_the_loop_stands_is_held_up(tmp_path: Path):
    async def talk(server: ChannelServer, guest: Guest) -> None:
        with client(tmp_path / "s") as agent:
            await until(lambda: guest.told == [True])
            sent = 0
            while not server.full():
                server.from_guest(bytes(1 << 16))
                sent += 1 << 16
            assert sent == OUTPUT_LIMIT
            assert len(await receive(agent, sent)) == sent

    serve(tmp_path / "s", talk)


def test_a_socket_that_was_left_is_replaced_and_a_file_is_not(tmp_path: Path):
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(tmp_path / "s"))
    left.close()

    async def talk(_server: ChannelServer, guest: Guest) -> None:
        with client(tmp_path / "s"):
            await until(lambda: guest.told == [True])

    serve(tmp_path / "s", talk)
    (tmp_path / "f").write_text("precious")

    async def refuse() -> None:
        with pytest.raises(EngineError, match="something else of that name"):
            ChannelServer(tmp_path / "f")

    asyncio.run(refuse())
    assert (tmp_path / "f").read_text() == "precious"
