"""engine.control.serial_target: a port's line to a file, a socket, a pseudo terminal."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from engine.config import Serial
from engine.control.serial_server import SerialServer
from engine.control.serial_target import SerialTargets
from engine.error import EngineError

DEADLINE_S = 60


class Port:
    def __init__(self, base: Path) -> None:
        self.base = base
        self.server = SerialServer(base / "serial0.log")
        self.typed = bytearray()
        self.server.to_guest = self._to_guest

    def _to_guest(self, data: bytes) -> int:
        self.typed += data
        return len(data)

    def says(self, data: bytes) -> None:
        for at in range(len(data)):
            self.server.from_guest(data[at : at + 1])

    def lead(self, target: str, path: str = "") -> SerialTargets:
        return SerialTargets([self.server], [Serial(target=target, path=path)], self.base)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not condition():
            await asyncio.sleep(0)


async def read(descriptor: int, count: int) -> bytes:
    return await asyncio.wait_for(asyncio.to_thread(os.read, descriptor, count), DEADLINE_S)


def serve(directory: Path, body: Callable[[Port], Awaitable[None]]) -> None:
    async def main() -> None:
        port = Port(directory)
        try:
            await body(port)
        finally:
            port.server.close()

    asyncio.run(main())


def test_a_file_is_added_to(tmp_path: Path) -> None:
    async def body(port: Port) -> None:
        file = tmp_path / "out.txt"
        file.write_bytes(b"old ")
        targets = port.lead("file", "out.txt")
        assert targets.places() == [str(file)]
        port.says(b"new")
        await until(lambda: file.read_bytes() == b"old new")
        targets.close()
        port.says(b"unseen")
        await until(lambda: port.server.sent == 9)
        assert file.read_bytes() == b"old new"
        assert (tmp_path / "serial0.log").read_bytes() == b"newunseen"

    serve(tmp_path, body)


def test_a_pipe_that_nobody_empties_holds_nothing_up(tmp_path: Path) -> None:
    async def body(port: Port) -> None:
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(EngineError, match="COM1 cannot lead to"):
            port.lead("file", "pipe")  # Nobody reads.
        reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
        targets = port.lead("file", "pipe")
        port.says(b"x" * 200_000)
        await until(lambda: port.server.sent == 200_000)
        assert os.read(reader, 100) == b"x" * 100
        os.close(reader)
        port.says(b"y")
        await until(lambda: port.server.lost)
        assert "pipe cannot be written" in port.server.lost
        targets.close()

    serve(tmp_path, body)


def test_a_socket_sends_no_history(tmp_path: Path) -> None:
    async def body(port: Port) -> None:
        targets = port.lead("socket", "line")
        port.says(b"before")
        await until(lambda: port.server.sent == 6)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.connect(str(tmp_path / "line"))
            client.sendall(b"hello")
            await until(lambda: port.typed == b"hello")
            port.says(b"after")
            assert await asyncio.wait_for(asyncio.to_thread(client.recv, 100), DEADLINE_S) == b"after"
        targets.close()
        assert not (tmp_path / "line").exists()

    serve(tmp_path, body)


def test_what_stands_in_a_sockets_place(tmp_path: Path) -> None:
    async def body(port: Port) -> None:
        (tmp_path / "file").write_text("precious")
        with pytest.raises(EngineError, match="something else"):
            port.lead("socket", "file")
        assert (tmp_path / "file").read_text() == "precious"
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as other:
            other.bind(str(tmp_path / "taken"))
            other.listen(1)
            with pytest.raises(EngineError, match="another program"):
                port.lead("socket", "taken")
        port.lead("socket", "taken").close()  # It was left behind: nobody listens any more.

    serve(tmp_path, body)


def test_a_pseudo_terminal_has_all_since_power_on(tmp_path: Path) -> None:
    async def body(port: Port) -> None:
        link = tmp_path / "com1"
        targets = port.lead("pty", "com1")
        (place,) = targets.places()
        assert str(link.readlink()) == place
        port.says(b"boot\r\n")
        await until(lambda: port.server.sent == 6)
        terminal = os.open(link, os.O_RDWR | os.O_NOCTTY)
        assert await read(terminal, 100) == b"boot\r\n"
        os.write(terminal, b"root\n")
        await until(lambda: port.typed == b"root\n")
        os.close(terminal)
        port.says(b"z" * 100_000)  # Far more than it holds: nobody waits for the reader.
        await until(lambda: port.server.sent == 100_006)
        terminal = os.open(place, os.O_RDWR | os.O_NOCTTY)
        got = 0
        while got < 100_000:
            got += len(await read(terminal, 1 << 16))
        os.close(terminal)
        targets.close()
        assert not link.is_symlink()

    serve(tmp_path, body)


def test_a_port_is_led_elsewhere_while_it_runs(tmp_path: Path) -> None:
    async def body(port: Port) -> None:
        targets = port.lead("console")
        assert targets.places() == [""]
        assert targets.lead(0, Serial(target="file", path="a")) == str(tmp_path / "a")
        with pytest.raises(EngineError, match="COM1 cannot lead"):
            targets.lead(0, Serial(target="file", path="no/such"))
        assert targets.places() == [str(tmp_path / "a")]
        port.says(b"x")
        await until(lambda: (tmp_path / "a").read_bytes() == b"x")
        for number in (1, -1):
            with pytest.raises(EngineError, match="no port of the running machine"):
                targets.lead(number, Serial())
        targets.close()

    serve(tmp_path, body)


def test_one_that_cannot_be_had_leaves_none_open(tmp_path: Path) -> None:
    async def body(port: Port) -> None:
        other = SerialServer(tmp_path / "serial1.log")
        ports = [Serial(target="pty", path="link"), Serial(target="file", path="no/such")]
        with pytest.raises(EngineError, match="COM2"):
            SerialTargets([port.server, other], ports, tmp_path)
        assert not (tmp_path / "link").is_symlink()
        other.close()

    serve(tmp_path, body)
