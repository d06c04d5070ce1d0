"""engine.control.serial_server: the log, and clients at their own pace."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.control import serial_server
from engine.control.serial_server import INPUT_LIMIT, SerialServer

DEADLINE_S = 60


class Place:
    def __init__(self, directory: Path) -> None:
        self.log = directory / "serial0.log"
        self.socket = directory / "s"
        self.server = SerialServer(self.log)
        self.server.open(self.socket)

    def client(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.connect(str(self.socket))
        connection.setblocking(False)
        return connection

    def guest(self, data: bytes) -> None:
        for at in range(len(data)):
            self.server.from_guest(data[at : at + 1])


async def receive(connection: socket.socket, count: int) -> bytes:
    loop, data = asyncio.get_running_loop(), b""
    async with asyncio.timeout(DEADLINE_S):
        while len(data) < count:
            piece = await loop.sock_recv(connection, count - len(data))
            if not piece:
                break
            data += piece
    return data


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not condition():
            await asyncio.sleep(0)


def serve(directory: Path, talk: Callable[[Place], Awaitable[None]]) -> None:
    async def main() -> None:
        place = Place(directory)
        try:
            await talk(place)
        finally:
            place.server.close()

    asyncio.run(main())


def test_what_was_sent_before_is_replayed(tmp_path: Path) -> None:
    async def talk(place: Place) -> None:
        place.guest(b"before ")
        await until(lambda: place.log.read_bytes() == b"before ")
        with place.client() as client:
            assert await receive(client, 7) == b"before "
            place.guest(b"after")
            assert await receive(client, 5) == b"after"
        assert place.server.sent == 12

    serve(tmp_path, talk)


def test_a_new_server_begins_a_new_log(tmp_path: Path) -> None:
    (tmp_path / "serial0.log").write_bytes(b"last time")

    async def talk(place: Place) -> None:
        place.guest(b"now")
        await until(lambda: place.log.read_bytes() == b"now")

    serve(tmp_path, talk)


def test_what_is_left_at_the_end_is_logged(tmp_path: Path) -> None:
    """The loop has had no time for the bytes."""

    async def talk(place: Place) -> None:
        place.server.from_guest(b"last words")

    serve(tmp_path, talk)
    assert (tmp_path / "serial0.log").read_bytes() == b"last words"


def test_replay_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serial_server, "REPLAY", 4)

    async def talk(place: Place) -> None:
        place.guest(b"0123456789")
        await until(lambda: place.server.sent == 10)
        with place.client() as client:
            assert await receive(client, 4) == b"6789"

    serve(tmp_path, talk)


def test_two_clients_get_everything_and_both_may_type(tmp_path: Path) -> None:
    async def talk(place: Place) -> None:
        typed = bytearray()
        place.server.to_guest = lambda data: typed.extend(data) or len(data)  # type: ignore[func-returns-value]  # it is None
        with place.client() as one, place.client() as two:
            place.guest(b"hello")
            assert await receive(one, 5) == await receive(two, 5) == b"hello"
            one.send(b"a")
            await until(lambda: typed == b"a")
            two.send(b"b")
            await until(lambda: typed == b"ab")
        assert place.server.received == 2

    serve(tmp_path, talk)


def test_a_slow_client_loses_nothing_and_holds_nobody_up(tmp_path: Path) -> None:
    async def talk(place: Place) -> None:
        total = 4 << 20
        with place.client() as slow, place.client() as fast:
            sent = bytes(range(256)) * (total // 256)
            place.server.from_guest(sent)
            assert await receive(fast, total) == sent
            place.guest(b"end")
            assert await receive(fast, 3) == b"end"
            assert await receive(slow, total + 3) == sent + b"end"

    serve(tmp_path, talk)


def test_rotation_keeps_the_log_before_and_clients_see_no_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serial_server, "LOG_LIMIT", 10)

    async def talk(place: Place) -> None:
        with place.client() as client:
            await until(lambda: len(place.server._clients) == 1)
            for text in (b"0123456789A", b"second", b"third-----"):
                count = place.server.sent
                place.guest(text)
                await until(lambda count=count, text=text: place.server.sent == count + len(text))
            assert await receive(client, 27) == b"0123456789Asecondthird-----"
        older = place.log.with_name("serial0.log.1")
        assert older.read_bytes() == b"secondthird-----"
        assert place.log.read_bytes() == b""

    serve(tmp_path, talk)


def test_output_comes_from_other_threads(tmp_path: Path) -> None:
    async def talk(place: Place) -> None:
        with place.client() as client:
            thread = threading.Thread(target=place.guest, args=(b"x" * 10_000,))
            thread.start()
            assert await receive(client, 10_000) == b"x" * 10_000
            thread.join()

    serve(tmp_path, talk)


def test_a_guest_that_sends_faster_than_the_log_is_written_is_held_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serial_server, "OUTPUT_LIMIT", 1000)
    monkeypatch.setattr(serial_server, "PATIENCE_S", DEADLINE_S)

    async def talk(place: Place) -> None:
        waiting = 0

        def send() -> None:
            nonlocal waiting
            for _ in range(200):
                place.server.from_guest(b"x" * 100)
                waiting = max(waiting, len(place.server._output))

        await asyncio.to_thread(send)
        assert waiting <= 1100
        await until(lambda: place.server.sent == 20_000)
        for _ in range(200):
            place.server.from_guest(
                b"y" * 100
            )  # By a timer of the guest's, on the loop itself: nobody else would make room.
            assert len(place.server._output) <= 1000
        await until(lambda: place.log.stat().st_size == 40_000)

    serve(tmp_path, talk)


def test_a_log_that_hangs_holds_the_guest_up_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serial_server, "OUTPUT_LIMIT", 10)
    monkeypatch.setattr(serial_server, "OUTPUT_MOST", 400)

    async def talk(place: Place) -> None:
        thread = threading.Thread(target=lambda: [place.server.from_guest(b"x" * 100) for _ in range(9)])
        thread.start()
        thread.join(DEADLINE_S)  # The loop stands: nothing is written meanwhile.
        assert not thread.is_alive()
        assert "some of it is lost" in place.server.lost
        await until(lambda: place.server.sent == 400)

    serve(tmp_path, talk)


def test_only_the_person_may_connect(tmp_path: Path) -> None:
    before = os.umask(0)
    try:

        async def talk(place: Place) -> None:
            assert place.socket.stat().st_mode & 0o777 == 0o600

        serve(tmp_path, talk)
    finally:
        os.umask(before)


def test_more_clients_than_there_are_people_are_hung_up_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serial_server, "CLIENTS", 2)

    async def talk(place: Place) -> None:
        with place.client() as one, place.client() as two, place.client() as three:
            assert await receive(three, 1) == b""
            place.guest(b"hello")
            assert await receive(one, 5) == await receive(two, 5) == b"hello"
            one.close()
            await until(lambda: len(place.server._clients) == 1)
            with place.client() as four:
                assert await receive(four, 5) == b"hello"

    serve(tmp_path, talk)


def test_input_waits_for_room_and_makes_clients_wait(tmp_path: Path) -> None:
    async def talk(place: Place) -> None:
        got, room = bytearray(), 0

        def to_guest(data: bytes) -> int:
            nonlocal room
            count = min(room, len(data))
            got.extend(data[:count])
            room -= count
            return count

        place.server.to_guest = to_guest
        text = bytes(range(256)) * (3 * INPUT_LIMIT // 256)
        with place.client() as client:
            loop = asyncio.get_running_loop()
            sending = asyncio.create_task(loop.sock_sendall(client, text))
            await until(lambda: len(place.server._input) >= INPUT_LIMIT)
            for _ in range(100):
                await asyncio.sleep(0)
            assert not sending.done() and not got
            assert len(place.server._input) < INPUT_LIMIT + serial_server.CHUNK
            async with asyncio.timeout(DEADLINE_S):
                while len(got) < len(text):
                    room = 100_000
                    place.server.guest_has_room()
                    await asyncio.sleep(0)
            await sending
            assert got == text
            assert place.server.received == len(text)

    serve(tmp_path, talk)


def test_close_sends_what_is_left_before_it_hangs_up(tmp_path: Path) -> None:
    async def main() -> tuple[Place, socket.socket]:
        place = Place(tmp_path)
        client = place.client()
        await until(lambda: len(place.server._clients) == 1)
        place.guest(b"last words")
        place.server.close()
        return place, client

    place, client = asyncio.run(main())
    client.setblocking(True)
    assert client.recv(100) == b"last words"
    assert client.recv(100) == b""
    client.close()
    assert place.log.read_bytes() == b"last words"


def test_a_client_that_leaves_is_forgotten(tmp_path: Path) -> None:
    async def talk(place: Place) -> None:
        client = place.client()
        await until(lambda: len(place.server._clients) == 1)
        client.close()
        await until(lambda: not place.server._clients)
        place.guest(b"nobody listens")
        await until(lambda: place.server.sent == 14)

    serve(tmp_path, talk)


def test_bytes_gather_longer_where_passing_on_takes_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the event loop leaves the vCPU threads most of the time."""

    async def talk(place: Place) -> None:
        loop = asyncio.get_running_loop()
        readings = iter((0.0, 0.010))
        monkeypatch.setattr(serial_server, "time", SimpleNamespace(monotonic=lambda: next(readings, 0.0)))
        with place.client() as client:
            place.guest(b"a")
            assert await receive(client, 1) == b"a"
            began = loop.time()
            place.guest(b"b")
            assert await receive(client, 1) == b"b"
        assert loop.time() - began >= serial_server.SHARE * 0.010

    serve(tmp_path, talk)
