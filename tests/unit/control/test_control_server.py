"""engine.control.server over a real Unix socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.control import server
from engine.control.protocol import NESTING_LIMIT, REQUEST_LIMIT, Request
from engine.control.server import EVENT_BACKLOG, ControlServer
from engine.error import EngineError

DEADLINE_S = 60


OPEN: list[asyncio.StreamWriter] = []
"""Connections of the test that runs, to be closed at its end."""


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        OPEN.append(writer)

    @classmethod
    async def connect(cls, path: Path) -> Client:
        return cls(*await asyncio.open_unix_connection(path, limit=1 << 24))

    async def read(self) -> Any:
        line = await asyncio.wait_for(self.reader.readline(), DEADLINE_S)
        return json.loads(line) if line else None

    async def ask(self, line: bytes) -> Any:
        self.writer.write(line)
        return await self.read()

    async def negotiate(self) -> Client:
        assert "QMP" in await self.read()
        assert await self.ask(b'{"execute": "qmp_capabilities"}\n') == {"return": {}}
        return self


async def execute(request: Request) -> object:
    if request.execute == "fail":
        raise EngineError("It failed.", "Try again.")
    return {"did": request.execute, "with": request.arguments}


@asynccontextmanager
async def serving(path: Path) -> AsyncIterator[ControlServer]:
    server = ControlServer("1.2.3")
    server.execute = execute
    await server.open(path)
    try:
        yield server
    finally:
        await server.close()
        for writer in OPEN:
            writer.transport.abort()
        OPEN.clear()
        await asyncio.sleep(0)  # What was aborted is closed when the loop comes round.


def serve(tmp_path: Path, talk: Callable[[ControlServer, Path], Awaitable[None]]) -> None:
    async def main() -> None:
        async with serving(tmp_path / "s") as server:
            await talk(server, tmp_path / "s")

    asyncio.run(main())


def test_commands_and_failures(tmp_path: Path) -> None:
    async def talk(_server: ControlServer, path: Path) -> None:
        client = await (await Client.connect(path)).negotiate()
        assert await client.ask(b'{"execute": "x", "arguments": {"a": 1}, "id": 9}') == {
            "return": {"did": "x", "with": {"a": 1}},
            "id": 9,
        }
        answer = await client.ask(b'{"execute": "fail", "id": 2}')
        assert answer["id"] == 2 and answer["error"]["desc"] == "It failed. Try again."

    serve(tmp_path, talk)


def test_negotiation_comes_first(tmp_path: Path) -> None:
    async def talk(_server: ControlServer, path: Path) -> None:
        client = await Client.connect(path)
        await client.read()
        assert (await client.ask(b'{"execute": "x"}'))["error"]["class"] == "CommandNotFound"

    serve(tmp_path, talk)


def test_garbage_gets_an_error_and_the_connection_survives(tmp_path: Path) -> None:
    async def talk(_server: ControlServer, path: Path) -> None:
        client = await (await Client.connect(path)).negotiate()
        for garbage in (b"GET / HTTP/1.0\n", b"\x00\xff\xfe\n", b'{"a": tru}\n', b"[[]]\n", b'{"execute": ["x"]}\n'):
            assert "error" in await client.ask(garbage), garbage
        assert "error" in await client.ask(b'{"execute": "\xff"}\n')
        assert "return" in await client.ask(b'{"execute": "x"}\n')

    serve(tmp_path, talk)


def test_a_request_over_a_megabyte_ends_only_its_own_connection(tmp_path: Path) -> None:
    async def talk(_server: ControlServer, path: Path) -> None:
        other = await (await Client.connect(path)).negotiate()
        client = await (await Client.connect(path)).negotiate()
        client.writer.write(b'{"execute": "' + b"x" * (REQUEST_LIMIT + 1))
        answer = await client.read()
        assert "longer than" in answer["error"]["desc"]
        try:
            assert await client.read() is None
        except ConnectionResetError:
            pass  # Our own bytes were still on their way.
        assert "return" in await other.ask(b'{"execute": "x"}\n')

    serve(tmp_path, talk)


def test_a_request_nested_without_end_ends_only_its_own_connection(tmp_path: Path) -> None:
    async def talk(_server: ControlServer, path: Path) -> None:
        other = await (await Client.connect(path)).negotiate()
        client = await (await Client.connect(path)).negotiate()
        deep = b"[" * (NESTING_LIMIT - 1) + b"]" * (NESTING_LIMIT - 1)
        assert len((await client.ask(b'{"execute": "x", "id": %b}' % deep))["id"]) == 1
        client.writer.write(b'{"execute": "x", "id": ' + b"[" * 100_000)
        assert "nested" in (await client.read())["error"]["desc"]
        assert "return" in await other.ask(b'{"execute": "x"}\n')

    serve(tmp_path, talk)


def test_more_clients_than_there_are_programs_are_hung_up_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "CLIENTS", 1)

    async def talk(_server: ControlServer, path: Path) -> None:
        client = await (await Client.connect(path)).negotiate()
        try:
            assert await (await Client.connect(path)).read() is None
        except ConnectionResetError:
            pass
        assert "return" in await client.ask(b'{"execute": "x"}\n')

    serve(tmp_path, talk)


def test_events_go_to_all_who_negotiated(tmp_path: Path) -> None:
    async def talk(server: ControlServer, path: Path) -> None:
        first, second = [await (await Client.connect(path)).negotiate() for _ in range(2)]
        stranger = await Client.connect(path)
        await stranger.read()
        server.announce("STOP", {"n": 1})
        assert [(await client.read())["event"] for client in (first, second)] == ["STOP", "STOP"]
        assert "error" in await stranger.ask(b'{"execute": "x"}\n')  # And no event before it.

    serve(tmp_path, talk)


def test_a_client_that_does_not_read_events_is_hung_up_on(tmp_path: Path) -> None:
    async def talk(server: ControlServer, path: Path) -> None:
        # An unread stream of ours stops reading at twice its limit; the rest piles up in the server.
        lazy = Client(*await asyncio.open_unix_connection(path, limit=1 << 12))
        await lazy.negotiate()
        alert = await (await Client.connect(path)).negotiate()
        big = "x" * (1 << 16)
        for _ in range(3 * EVENT_BACKLOG >> 16):
            server.announce("NOISE", {"big": big})
            assert (await alert.read())["event"] == "NOISE"
        async with asyncio.timeout(DEADLINE_S):
            while len(server._clients) > 1:
                server.announce("NOISE", {"big": big})
                await alert.read()
        assert "return" in await alert.ask(b'{"execute": "x"}\n')

    serve(tmp_path, talk)


def test_close_hangs_up(tmp_path: Path) -> None:
    async def main() -> None:
        async with serving(tmp_path / "s") as server:
            client = await (await Client.connect(tmp_path / "s")).negotiate()
            await server.close()
            assert await client.read() is None

    asyncio.run(main())
