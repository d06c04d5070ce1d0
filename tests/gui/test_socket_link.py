"""The link to a serial port's socket: both directions, slow peers, lost and found again."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.bench import Bench
from virtgui.models.socket_link import CHUNK, OUTPUT_LIMIT, SocketLink

pytest_plugins = ("tests.support.bench_fixture",)


class Peer:
    """What a VM process is to the link."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen()
        self.end: socket.socket | None = None

    def accept(self) -> socket.socket:
        self.end, _ = self.listener.accept()
        self.end.settimeout(10)
        return self.end

    def close(self) -> None:
        self.listener.close()
        if self.end is not None:
            self.end.close()


@pytest.fixture
def path(home: Path) -> Path:
    return home / "serial0.sock"


@pytest.fixture
def link(bench: Bench) -> Iterator[SocketLink]:
    made = SocketLink()
    yield made
    made.close()


def gather(link: SocketLink) -> bytearray:
    """What comes in, as it comes."""
    received = bytearray()
    link.data.connect(lambda data: received.extend(bytes(data)))
    return received


def test_both_directions(link: SocketLink, path: Path, bench: Bench) -> None:
    peer = Peer(path)
    received = gather(link)
    link.open(path)
    assert link.is_connected
    end = peer.accept()
    end.sendall(b"hello\xff\0")
    bench.until(lambda: received == b"hello\xff\0", "data")
    assert link.send(b"ls\r") == 3
    assert end.recv(10) == b"ls\r"
    peer.close()


def test_waits_for_a_machine_that_starts_later_and_comes_back(link: SocketLink, path: Path, bench: Bench) -> None:
    seen: list[str] = []
    link.connected.connect(lambda: seen.append("on"))
    link.disconnected.connect(lambda reason: seen.append("off"))
    link.open(path)
    assert not link.is_connected
    assert link.send(b"lost") == 0
    first = Peer(path)
    bench.until(lambda: seen == ["on"], "connection")
    first.accept().sendall(b"bye")
    received = gather(link)
    first.close()
    bench.until(lambda: seen == ["on", "off"], "end")
    assert received == b"bye"
    second = Peer(path)
    bench.until(lambda: seen == ["on", "off", "on"], "second connection")
    second.close()


def test_close_is_for_good(link: SocketLink, path: Path, bench: Bench) -> None:
    peer = Peer(path)
    link.open(path)
    end = peer.accept()
    link.close()
    assert end.recv(1) == b""
    assert not link.is_connected
    assert not select.select([peer.listener], (), (), 0.7)[0]
    peer.close()


def test_a_guest_that_does_not_read(link: SocketLink, path: Path, bench: Bench) -> None:
    peer = Peer(path)
    link.open(path)
    end = peer.accept()
    taken = sum(link.send(b"x" * CHUNK) for _ in range(64))
    assert OUTPUT_LIMIT <= taken < 64 * CHUNK
    end.setblocking(False)
    got = 0

    def drain() -> bool:
        nonlocal got
        try:
            got += len(end.recv(CHUNK))
        except BlockingIOError:
            pass
        return got == taken

    bench.until(drain, "all that was taken")
    peer.close()


def test_held_data_stays_with_the_machine(link: SocketLink, path: Path, bench: Bench) -> None:
    peer = Peer(path)
    link.open(path)
    end = peer.accept()
    received = gather(link)
    link.hold(True)
    end.setblocking(False)
    sent = 0
    while True:
        try:
            sent += end.send(b"y" * CHUNK)
        except BlockingIOError:
            break
    QApplication.processEvents()
    assert not received
    link.hold(False)
    bench.until(lambda: len(received) == sent, "data")
    peer.close()
