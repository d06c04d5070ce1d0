"""Frames on a stream, and passt itself, which answers a guest that asks for an address."""

from __future__ import annotations

import select
import shutil
import socket
import struct

import pytest

from engine.error import EngineError
from engine.net.port import MAX_FRAME
from engine.net.user import MAX_SENT, Stream, UserNetwork

DEADLINE_MS = 60_000
MAC = bytes.fromhex("525400123456")


@pytest.fixture
def ends():
    ours, far = socket.socketpair()
    stream = Stream(ours)
    yield stream, far
    stream.close()
    far.close()


def test_frames_are_found_however_the_stream_is_cut(ends):
    stream, far = ends
    sent = b"\0\0\0\3one" + b"\0\0\0\0" + b"\0\0\1\0" + b"x" * 256
    found = []
    for byte in sent:
        far.sendall(bytes((byte,)))
        found += stream.receive()
    assert found == [b"one", b"", b"x" * 256]
    far.sendall(sent)
    assert stream.receive() == [b"one", b"", b"x" * 256]
    assert stream.receive() == []


def test_a_frame_of_absurd_length_ends_it(ends):
    stream, far = ends
    far.sendall((MAX_FRAME + 1).to_bytes(4, "big"))
    with pytest.raises(EOFError, match="65537"):
        stream.receive()


def test_whole_frames_or_none_go_out(ends):
    stream, far = ends
    frame = bytes(MAX_SENT)
    for _ in range(1000):
        stream.send([memoryview(frame[:100]), memoryview(frame[100:])])  # Nobody reads: most are lost.
    stream.send([memoryview(bytes(MAX_SENT + 1))])
    far.setblocking(False)
    received = bytearray()
    while select.select([far], [], [], 0)[0]:
        received += far.recv(1 << 20)
    count, rest = divmod(len(received), MAX_SENT + 4)
    assert 0 < count < 1000 and rest == 0
    assert received[: MAX_SENT + 4] == MAX_SENT.to_bytes(4, "big") + frame


def test_without_passt_it_says_what_to_install():
    with pytest.raises(EngineError, match="passt") as error:
        UserNetwork(program="no-such-program")
    assert "Install" in error.value.remedy


def test_a_helper_that_ends_says_why(tmp_path):
    helper = tmp_path / "helper"
    helper.write_text("#!/bin/sh\necho 'Failed to send 3 bytes to syslog' >&2\necho 'No ports left.' >&2\n")
    helper.chmod(0o755)
    network = UserNetwork(program=str(helper))
    assert select.select([network.fd], [], [], DEADLINE_MS / 1000)[0]
    with pytest.raises(EOFError, match="passt ended: No ports left"):
        network.receive()
    network.close()


def checksum(data):
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def dhcp_discover():
    bootp = struct.pack(">BBBBIHH16x16s64x128x", 1, 1, 6, 0, 0x1234, 0, 0, MAC) + b"\x63\x82\x53\x63\x35\x01\x01\xff"
    udp = struct.pack(">HHHH", 68, 67, 8 + len(bootp), 0) + bootp
    header = struct.pack(">BBHHHBBH4x4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, b"\xff" * 4)
    header = header[:10] + checksum(header).to_bytes(2, "big") + header[12:]
    return b"\xff" * 6 + MAC + b"\x08\x00" + header + udp


@pytest.mark.skipif(shutil.which("passt") is None, reason="passt is not installed")
def test_passt_gives_an_address():
    network = UserNetwork(["22022:22", "udp:22053:53"])
    try:
        network.send([memoryview(dhcp_discover())])
        frames = []
        poll = select.poll()
        poll.register(network.fd, select.POLLIN)
        while not any(frame[12:14] == b"\x08\x00" for frame in frames):
            assert poll.poll(DEADLINE_MS)
            frames += network.receive()
        offer = next(frame for frame in frames if frame[12:14] == b"\x08\x00")
        assert offer[:6] == MAC and offer[34:38] == b"\x00\x43\x00\x44"  # From port 67 to 68.
        with socket.create_connection(("127.0.0.1", 22022), timeout=20):
            pass
    except EOFError as ended:
        if "namespace" not in str(ended):
            raise
        pytest.skip(f"{ended}: this is a container that allows no namespace of its own")
    finally:
        network.close()
