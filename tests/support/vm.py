"""A real machine in a test: its VM process, screen, serial port and control socket, in one synchronous object."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from engine import launch, toml
from engine.config import Disk, MachineConfig
from engine.directory import MachineDirectory, RuntimeDirectory
from engine.display.link import DisplayLink
from engine.presence import EndRecord
from engine.store import new_uuid

DEADLINE_S = 240.0 if "VIRTGUI_LAB" in os.environ else 60.0
"""How long a wait may take on a host that is busy with other things; most take less than five seconds. The laboratory
(tests/lab) is a slow computer."""
launch.START_TIMEOUT_S = max(launch.START_TIMEOUT_S, DEADLINE_S / 2)
POLL_S = 0.05


def kvm_is_emulated() -> bool:
    """Whether this host's KVM has no hardware behind it: it interprets instructions, and not all of them."""
    return not {"vmx", "svm"} & set(Path("/proc/cpuinfo").read_text().split())


class QmpError(Exception):
    """The machine's answer to a command was an error."""


class Qmp:
    """A plain QMP client: one command at a time, events collected in ``events``."""

    def __init__(self, path: Path, timeout_s: float = DEADLINE_S) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(timeout_s)
        self.socket.connect(str(path))
        self._lines = self.socket.makefile("rb")
        self.events: list[dict[str, Any]] = []
        self.greeting = self.read()
        self.execute("qmp_capabilities")

    def read(self) -> dict[str, Any]:
        """The next message. ConnectionError when the machine hung up."""
        line = self._lines.readline()
        if not line:
            raise ConnectionResetError("the control socket is closed")
        message: dict[str, Any] = json.loads(line)
        return message

    def answer(self) -> dict[str, Any]:
        """The next message that is not an event."""
        while "event" in (message := self.read()):
            self.events.append(message)
        return message

    def send(self, data: bytes) -> None:
        """Bytes as they are."""
        self.socket.sendall(data)

    def execute(self, command: str, arguments: dict[str, Any] | None = None) -> Any:
        """A command's return value. QmpError with the machine's words when it fails."""
        self.send(json.dumps({"execute": command, "arguments": arguments or {}}).encode() + b"\n")
        message = self.answer()
        if "error" in message:
            raise QmpError(message["error"]["desc"])
        return message["return"]

    def seen(self, name: str) -> list[dict[str, Any]]:
        """The data of every event of this name so far, first to last."""
        self.execute("query-name")  # Events come in order, so all that happened before are in ``events`` now.
        return [event["data"] for event in self.events if event["event"] == name]

    def close(self) -> None:
        """Hang up."""
        self._lines.close()
        self.socket.close()


class Vm:
    """A machine under ``home``, made from a description but not started. A context manager that leaves nothing.

    The caller has pointed XDG_RUNTIME_DIR somewhere private (see tests/guests/conftest.py).
    """

    def __init__(self, home: Path, **fields: Any) -> None:
        fields = {"name": "guest", "uuid": new_uuid(), "memory_mib": 32} | fields
        self.config = MachineConfig(**fields)
        self.directory = MachineDirectory(home / self.config.uuid)
        self.directory.path.mkdir(parents=True)
        self.directory.config.write_text(toml.encode(self.config))
        self.runtime = RuntimeDirectory.of(self.config.uuid)
        self.started: launch.Started | None = None
        self.received = b""
        self._link: DisplayLink | None = None
        self._qmp: Qmp | None = None
        self._serial: socket.socket | None = None

    @classmethod
    def with_disk(cls, home: Path, image: Path, **fields: Any) -> Vm:
        """A machine that boots from a copy of ``image``."""
        machine = cls(home, **fields)
        shutil.copyfile(image, machine.directory.path / "disk.img")
        machine.reconfigure(disks=(Disk(path="disk.img"),))
        return machine

    @classmethod
    def with_cd(cls, home: Path, image: Path, **fields: Any) -> Vm:
        """A machine that boots from ``image`` in its CD drive."""
        return cls(home, cdrom=str(image), boot="d", **fields)

    def reconfigure(self, **fields: Any) -> None:
        """Change its description."""
        self.config = msgspec.structs.replace(self.config, **fields)
        self.directory.config.write_text(toml.encode(self.config))

    def start(self, *, paused: bool = False) -> Vm:
        """Start the VM process; EngineError says why it cannot."""
        self.hang_up()
        self.received = b""
        self.started = launch.start(self.directory, self.config.uuid, paused=paused)
        return self

    def __enter__(self) -> Vm:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    # Its ends.

    @property
    def pid(self) -> int:
        assert self.started is not None
        return self.started.pid

    @property
    def link(self) -> DisplayLink:
        """Its screen and counters; connected when first asked for."""
        if self._link is None:
            self._link = DisplayLink(self.runtime.display)
            self._link.look(True)
        return self._link

    @property
    def qmp(self) -> Qmp:
        """Its control socket; connected when first asked for."""
        if self._qmp is None:
            self._qmp = Qmp(self.runtime.control)
        return self._qmp

    @property
    def serial(self) -> socket.socket:
        """COM1; connected when first asked for."""
        if self._serial is None:
            self._serial = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._serial.settimeout(DEADLINE_S)
            self._serial.connect(str(self.runtime.serial(0)))
        return self._serial

    def log_count(self, data: bytes) -> int:
        """How often ``data`` is in the log of COM1."""
        return self.directory.serial_log(0).read_bytes().count(data)

    def hang_up(self) -> None:
        """Close every connection, as a front end that goes away does."""
        for end in (self._link, self._qmp, self._serial):
            if end is not None:
                end.close()
        self._link = self._qmp = self._serial = None

    # What it does.

    def screen(self) -> list[str]:
        """The rows of its text screen; [] in graphics."""
        self._take_notices()
        self.link.screen.refresh()
        return self.link.screen.text()

    def status(self) -> str:
        """QMP's status."""
        return str(self.qmp.execute("query-status")["status"])

    def reason(self) -> str:
        """Why it has that status."""
        return str(self.qmp.execute("query-status")["x-virtgui-reason"])

    def type(self, text: str) -> None:
        """Type on its keyboard; returns when the guest has fetched all of it."""
        self.qmp.execute("x-virtgui-type", {"text": text})

    def key(self, *names: str) -> None:
        """Press keys together and release them."""
        keys = [{"type": "qcode", "data": name} for name in names]
        self.qmp.execute("send-key", {"keys": keys, "hold-time": 10})

    def send(self, data: bytes) -> None:
        """Send to COM1."""
        self.serial.sendall(data)

    # Waiting.

    def wait(self, condition: Callable[[], bool], what: str, deadline_s: float = DEADLINE_S) -> None:
        """Until ``condition`` holds; AssertionError, with all that is known of the machine, when it does not."""
        end = time.monotonic() + deadline_s
        while not condition():
            if self.started is not None and self.started.child.poll() is not None:
                raise AssertionError(f"The VM process ended while waiting for {what}.\n{self._story()}")
            if time.monotonic() > end:
                raise AssertionError(f"No {what} within {deadline_s:g} s.\n{self._story()}")
            waited = [end for end in (self._link, self._serial) if end is not None]
            select.select(waited, (), (), POLL_S)
            self._receive()

    def holds(self, condition: Callable[[], bool], what: str, for_s: float = 0.5) -> None:
        """That ``condition`` holds all through ``for_s`` seconds; AssertionError as soon as it does not."""
        end = time.monotonic() + for_s
        while time.monotonic() < end:
            if not condition():
                raise AssertionError(f"It did not stay so: {what}.\n{self._story()}")
            waited = [end for end in (self._link, self._serial) if end is not None]
            select.select(waited, (), (), POLL_S)
            self._receive()

    def wait_event(self, name: str, times: int = 1) -> dict[str, Any]:
        """Until an event of this name has come ``times`` times. The data of the last of them."""
        self.wait(lambda: len(self.qmp.seen(name)) >= times, f"event {name} ({times})")
        return self.qmp.seen(name)[times - 1]

    def wait_screen(self, text: str, deadline_s: float = DEADLINE_S) -> list[str]:
        """Until some row of the screen holds ``text``. The screen."""
        self.wait(lambda: any(text in row for row in self.screen()), f"{text!r} on the screen", deadline_s)
        return self.screen()

    def wait_serial(self, data: bytes, deadline_s: float = DEADLINE_S) -> bytes:
        """Until ``data`` has come from COM1. All that came since the connection was made."""
        assert self.serial is not None
        self.wait(lambda: data in self.received, f"{data!r} on COM1", deadline_s)
        return self.received

    def wait_status(self, status: str, deadline_s: float = DEADLINE_S) -> None:
        """Until QMP's status is this one."""
        self.wait(lambda: self.status() == status, f"status {status}", deadline_s)

    def wait_exit(self, deadline_s: float = DEADLINE_S) -> int:
        """Until the VM process ends. Its exit status; negative for a signal."""
        assert self.started is not None
        return self.started.child.wait(deadline_s)

    def how_it_ended(self) -> EndRecord:
        """What is on record about its last run."""
        record = launch.how_it_ended(self.directory, self.runtime)
        assert record is not None, "its end is not on record"
        return record

    def quit(self) -> None:
        """Cut its power and wait for its process."""
        self.qmp.execute("quit")
        self.wait_exit()

    def close(self) -> None:
        """Kill it if it lives, hang up, and remove what it left."""
        if self.started is not None and self.started.child.poll() is None:
            self.started.child.kill()
            self.started.child.wait()
        self.hang_up()
        shutil.rmtree(self.runtime.path, ignore_errors=True)

    def _take_notices(self) -> None:
        try:
            self.link.take_notices()
        except ConnectionError:
            pass  # It has ended; the memory still shows the last picture.

    def _receive(self) -> None:
        while self._serial is not None and select.select([self._serial], (), (), 0)[0]:
            try:
                data = os.read(self._serial.fileno(), 1 << 16)
            except ConnectionError:
                data = b""
            self.received += data
            if not data:
                self._serial.close()
                self._serial = None
        if self._link is not None:
            self._take_notices()

    def _story(self) -> str:
        """All that is known of it. What its threads do is told by faulthandler: it does not live on."""
        if self.started is not None and self.started.child.poll() is None:
            self.started.child.send_signal(signal.SIGABRT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.started.child.wait(10)
        try:
            log = self.directory.log.read_text("utf-8", "replace")[-3000:]
        except OSError:
            log = ""
        rows = "\n".join(f"|{row}" for row in self.link.screen.text()) if self._link is not None else ""
        return f"COM1: {self.received[-1500:]!r}\nScreen:\n{rows}\nLog:\n{log}"
