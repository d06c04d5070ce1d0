"""engine.control.display_server: descriptors, and notices to those who look."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from engine.control import display_server
from engine.control.display_server import DisplayServer
from engine.display.layout import AWAY, CHANGED, LOOK

DEADLINE_S = 60


class Place:
    """A server whose picture changes when the test says so."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "s"
        self.memory = os.memfd_create("test")
        os.write(self.memory, b"picture")
        self.frames = 0
        self.changed = False
        self.runs = True
        self.server = DisplayServer({"display": self.memory}, self.frame, lambda: self.runs)
        self.server.open(self.path)

    def frame(self) -> bool:
        self.frames += 1
        changed, self.changed = self.changed, False
        return changed

    async def client(self) -> socket.socket:
        client = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        client.setblocking(False)
        client.connect(str(self.path))
        await readable(client)
        hello, descriptors, _, _ = socket.recv_fds(client, 4096, 8)
        assert json.loads(hello) == {"version": 1, "fds": ["display"]}
        assert os.pread(descriptors[0], 7, 0) == b"picture"
        os.close(descriptors[0])
        return client


async def readable(client: socket.socket) -> None:
    ready = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(client, ready.set)
    try:
        await asyncio.wait_for(ready.wait(), DEADLINE_S)
    finally:
        loop.remove_reader(client)


def serve(directory: Path, talk: Callable[[Place], Awaitable[None]]) -> None:
    async def main() -> None:
        place = Place(directory)
        try:
            await talk(place)
        finally:
            place.server.close()
            os.close(place.memory)

    asyncio.run(main())


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not condition():
            await asyncio.sleep(0.001)


def quiet(client: socket.socket) -> bool:
    try:
        client.recv(16)
    except BlockingIOError:
        return True
    return False


def test_nothing_is_done_while_nobody_looks(tmp_path: Path) -> None:
    async def talk(place: Place) -> None:
        client = await place.client()
        place.changed = True
        assert place.server._tick is None, "it does not even look"
        assert place.frames == 0
        assert quiet(client)
        client.close()

    serve(tmp_path, talk)


def test_who_begins_to_look_is_told_at_once_and_then_of_changes(tmp_path: Path) -> None:
    async def talk(place: Place) -> None:
        client = await place.client()
        client.send(LOOK)
        await readable(client)
        assert client.recv(16) == CHANGED
        frames = place.frames
        await until(lambda: place.frames > frames + 2)
        assert quiet(client)
        place.changed = True
        await readable(client)
        assert client.recv(16) == CHANGED
        client.close()

    serve(tmp_path, talk)


def test_a_guest_that_stands_still_is_looked_at_seldom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display_server, "STANDING_S", 1000)

    async def talk(place: Place) -> None:
        place.runs = False
        client = await place.client()
        client.send(LOOK)
        loop = asyncio.get_running_loop()
        await until(lambda: place.server._tick is not None and place.server._tick.when() > loop.time() + 100)
        assert place.frames >= display_server.LAZY_AFTER
        client.close()

    serve(tmp_path, talk)


def test_looking_away_stops_the_ticks(tmp_path: Path) -> None:
    async def talk(place: Place) -> None:
        client = await place.client()
        client.send(LOOK)
        await readable(client)
        client.recv(16)
        client.send(AWAY)
        await until(lambda: place.server._tick is None)
        place.changed = True
        assert quiet(client)
        client.close()

    serve(tmp_path, talk)


def test_only_lookers_are_told_and_the_dead_are_dropped(tmp_path: Path) -> None:
    async def talk(place: Place) -> None:
        looker, other, dead = [await place.client() for _ in range(3)]
        for client in (looker, dead):
            client.send(LOOK)
            await readable(client)
            client.recv(16)
        dead.close()
        await until(lambda: len(place.server._clients) == 2)
        place.changed = True
        await readable(looker)
        assert looker.recv(16) == CHANGED
        assert quiet(other)
        looker.close()
        other.close()

    serve(tmp_path, talk)


def test_a_client_that_does_not_read_misses_notices_only(tmp_path: Path) -> None:
    async def talk(place: Place) -> None:
        client = await place.client()
        client.send(LOOK)
        await readable(client)
        for _ in range(2000):
            for looker in place.server._clients:
                place.server._notify(looker)
        assert len(place.server._clients) == 1
        client.setblocking(False)
        while not quiet(client):
            pass
        place.changed = True
        await readable(client)
        client.close()

    serve(tmp_path, talk)


def test_more_clients_than_there_are_screens_are_hung_up_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display_server, "CLIENTS", 1)

    async def talk(place: Place) -> None:
        client = await place.client()
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as another:
            another.setblocking(False)
            another.connect(str(place.path))
            await readable(another)
            assert another.recv(4096) == b""
        client.close()

    serve(tmp_path, talk)
