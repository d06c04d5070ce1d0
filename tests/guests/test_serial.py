"""COM1: interrupts, floods, and clients that do not keep up."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Make

from engine.config import Serial
from engine.display.link import DisplayLink
from engine.resource import resource_path
from engine.stats import VcpuCount

Guest = Callable[[str], Path]
FLOOD_S = 110
"""A mebibyte on COM1."""
outside = pytest.mark.outside
"""The laboratory's QEMU stands still in a flood (docs/decisions/0012)."""


def test_sends_and_receives_by_interrupts(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("uartirq")).start()
    machine.wait_serial(b"PASS\r\n")
    machine.send(b"xyz")
    machine.wait_serial(b"PASS\r\nxyz")
    text = bytes(range(32, 127)) * 20
    machine.send(text)
    machine.wait_serial(text)


@outside
def test_flood_arrives_whole_while_another_client_does_not_read(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("serialflood")).start(paused=True)
    deaf = socket.socket(socket.AF_UNIX)
    deaf.connect(str(machine.runtime.serial(0)))
    assert machine.serial is not None
    machine.qmp.execute("cont")
    machine.wait_serial(b"END\r\n", FLOOD_S)
    row = bytes(range(ord("0"), ord("0") + 62)) + b"\r\n"
    expected = b"BEGIN\r\n" + row * 16384 + b"END\r\n"
    assert machine.received.partition(b"BEGIN")[1:] == (b"BEGIN", expected[5:])
    assert machine.directory.serial_log(0).read_bytes() == machine.received
    machine.qmp.execute("query-status")
    deaf.settimeout(10)
    late = b""
    while len(late) < len(machine.received):
        late += deaf.recv(1 << 20)
    assert late == machine.received, "who reads late loses nothing"
    deaf.close()


@outside
@pytest.mark.kvm_only
def test_a_flood_costs_far_less_than_an_exit_a_character(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("serialflood")).start(paused=True)
    machine.qmp.execute("cont")
    machine.wait_serial(b"END\r\n", FLOOD_S)
    assert machine.received.count(bytes(range(ord("0"), ord("0") + 62)) + b"\r\n") == 16384
    link = DisplayLink(machine.runtime.display)
    try:
        assert link.stats.vcpu(0)[VcpuCount.PORT_OUT] < 1 << 18, "half a mebibyte was sent by single OUTs"
    finally:
        link.close()


def test_the_format_that_the_guest_sets_is_told(make: Make) -> None:
    machine = make(disk=resource_path("guests", "welcome.img"), firmware="builtin").start(paused=True)
    assert machine.qmp.execute("x-virtgui-info")["serial"] == ["", ""]
    machine.qmp.execute("cont")

    def told() -> bool:
        return any(event["serial"][0] == "115200 8N1" for event in machine.qmp.seen("X_VIRTGUI_LINE"))

    machine.wait(told, "the event about COM1")
    info = machine.qmp.execute("x-virtgui-info")
    assert (info["serial"][0], info["mouse"], info["firmware"]) == ("115200 8N1", False, "builtin")


def test_a_port_on_a_pseudo_terminal(make: Make, guest: Guest, home: Path) -> None:
    link = home / "com1"
    machine = make(disk=guest("uartirq"), serial=(Serial(target="pty", path=str(link)),)).start()
    machine.wait_serial(b"PASS\r\n")  # The console is there all the same.
    terminal = os.open(link, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    seen = bytearray()

    def read(text: bytes) -> bool:
        try:
            seen.extend(os.read(terminal, 4096))
        except BlockingIOError:
            pass
        return text in seen

    machine.wait(lambda: read(b"PASS\r\n"), "what was sent before")
    os.write(terminal, b"xyz")
    machine.wait(lambda: read(b"xyz"), "the echo on the pseudo terminal")
    os.close(terminal)
    assert machine.qmp.execute("x-virtgui-serial", {"port": 0, "target": "console"}) == {"place": ""}
    assert not link.is_symlink()


def test_four_ports_and_one_that_is_missing(make: Make, guest: Guest, home: Path) -> None:
    ports = (Serial(), Serial(target="none"), Serial(), Serial(target="file", path=str(home / "com4.txt")))
    machine = make(disk=guest("comports"), serial=ports).start()
    machine.wait_serial(b"1 PORTS\r\n")
    machine.wait(lambda: machine.directory.serial_log(2).read_bytes() == b"3", "COM3's log")
    machine.wait(lambda: (home / "com4.txt").read_bytes() == b"4", "COM4's file")
    assert not machine.runtime.serial(1).exists()
    assert machine.qmp.execute("x-virtgui-info")["serial"][1] == ""
