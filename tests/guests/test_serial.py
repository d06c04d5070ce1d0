"""COM1: interrupts, floods, and clients that do not keep up."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

from conftest import Make

from engine.resource import resource_path

Guest = Callable[[str], Path]


def test_sends_and_receives_by_interrupts(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("uartirq")).start()
    machine.wait_serial(b"PASS\r\n")
    machine.send(b"xyz")
    machine.wait_serial(b"PASS\r\nxyz")
    text = bytes(range(32, 127)) * 20
    machine.send(text)
    machine.wait_serial(text)


def test_flood_arrives_whole_while_another_client_does_not_read(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("serialflood")).start(paused=True)
    deaf = socket.socket(socket.AF_UNIX)
    deaf.connect(str(machine.runtime.serial(0)))
    assert machine.serial is not None
    machine.qmp.execute("cont")
    machine.wait_serial(b"END\r\n", 110)
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


def test_the_format_that_the_guest_sets_is_told(make: Make) -> None:
    machine = make(disk=resource_path("guests", "welcome.img"), firmware="builtin").start(paused=True)
    assert machine.qmp.execute("x-virtgui-info")["serial"] == ["", ""]
    machine.qmp.execute("cont")

    def told() -> bool:
        return any(event["serial"][0] == "115200 8N1" for event in machine.qmp.seen("X_VIRTGUI_LINE"))

    machine.wait(told, "the event about COM1")
    info = machine.qmp.execute("x-virtgui-info")
    assert (info["serial"][0], info["mouse"], info["firmware"]) == ("115200 8N1", False, "builtin")
