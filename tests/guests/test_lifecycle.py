"""The VM process: killed, hung, left alone, shouted at, started twice."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Make

from engine import launch
from engine.display.link import CONNECT_TIMEOUT_S, DisplayLink
from engine.error import EngineError
from engine.presence import running_pid
from engine.remote import Remote
from tests.support.stopwatch import undisturbed_s
from tests.support.vm import Qmp, Vm

Guest = Callable[[str], Path]
HELLO = b"Hello from the boot sector"
ROOT = Path(__file__).parents[2]


def ended(process: int) -> bool:
    """Whether the process of this descriptor, nobody's child here, ends in time: until then it uses its directory."""
    return bool(select.select([process], (), (), 20)[0])


def test_killed_process_is_a_crash_and_can_be_started_again(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("hello")).start()
    machine.wait_screen(HELLO.decode())
    link = machine.link
    os.kill(machine.pid, signal.SIGKILL)
    assert machine.wait_exit() == -signal.SIGKILL
    with pytest.raises(ConnectionError):
        machine.wait(lambda: link.take_notices(), "the end of the display socket")
    assert any("Hello" in row for row in link.screen.text()), "the last picture can still be read"
    assert running_pid(machine.runtime.pid) is None
    record = machine.how_it_ended()
    assert record.kind == "crashed"
    assert "killed" in record.reason
    assert not machine.runtime.path.exists()
    assert machine.how_it_ended().kind == "crashed", "asked again it says the same"

    machine.start().wait_serial(HELLO)
    machine.quit()
    assert machine.how_it_ended().kind == "quit"


def test_killed_process_can_be_started_without_anybody_looking(make: Make) -> None:
    machine = make().start(paused=True)
    os.kill(machine.pid, signal.SIGKILL)
    machine.wait_exit()
    machine.start(paused=True)
    assert machine.status() in ("prelaunch", "paused")


def test_a_bug_in_a_disks_thread_ends_the_machine_with_it(make: Make, guest: Guest) -> None:
    """Else the guest would wait for its disk for ever, and nobody would know why."""
    machine = make(disk=guest("hello"))
    code = (
        "import gc, sys, threading; from engine import process; from engine.storage.raw import RawDisk\n"
        "met = threading.Event()\n"
        "RawDisk.try_read_into = lambda *arguments: False\n"
        "RawDisk.read_into = lambda *arguments: met.set() or 1 // 0\n"
        "gc.freeze = lambda: met.wait(30)\n"  # The guest is quicker than the rest of the start.
        "process.main(sys.argv[1:])"
    )
    command = [sys.executable, "-W", "ignore", "-c", code, str(machine.directory.path)]
    bare = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert bare.returncode == 1
    assert "The thread ide0-hd0 has ended by a bug" in bare.stdout and "ZeroDivisionError" in bare.stderr
    record = machine.how_it_ended()
    assert record.kind == "crashed" and "ZeroDivisionError" in record.reason, record


def test_told_to_end(make: Make) -> None:
    machine = make().start(paused=True)
    os.kill(machine.pid, signal.SIGTERM)
    assert machine.wait_exit() == 0
    record = machine.how_it_ended()
    assert record.kind == "quit"
    assert "SIGTERM" in record.reason


def test_started_twice(make: Make) -> None:
    machine = make().start(paused=True)
    first = machine.started
    with pytest.raises(EngineError, match="running already"):
        machine.start()
    machine.started = first
    assert machine.status() in ("prelaunch", "paused"), "the first one goes on"


def test_started_twice_at_once(make: Make) -> None:
    """Two front ends press Run in the same instant: one wins, the other is told, nothing breaks."""
    machine = make()
    code = (
        "import sys; from pathlib import Path; from engine import launch; from engine.directory import *;"
        "from engine.error import EngineError\n"
        "try: print('started', launch.start(MachineDirectory(Path(sys.argv[1])), sys.argv[2], paused=True).pid)\n"
        "except EngineError as error: print('refused', error)"
    )
    command = [sys.executable, "-W", "ignore", "-c", code, str(machine.directory.path), machine.config.uuid]
    front_ends = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) for _ in range(4)]
    said = sorted(front_end.communicate(timeout=60)[0].strip() for front_end in front_ends)
    assert [line.split()[0] for line in said] == ["refused"] * 3 + ["started"], said
    assert all("running already" in line for line in said[:3]), said
    pid = running_pid(machine.runtime.pid)
    assert pid == int(said[3].split()[1])
    process = os.pidfd_open(pid)
    qmp = Qmp(machine.runtime.control)
    qmp.execute("quit")
    qmp.close()
    assert ended(process)
    os.close(process)
    assert machine.how_it_ended().kind == "quit"


def test_front_end_killed_leaves_the_guest_running(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("hello"))
    code = (
        "import sys, signal; from pathlib import Path; from engine import launch; from engine.directory import *\n"
        "started = launch.start(MachineDirectory(Path(sys.argv[1])), sys.argv[2])\n"
        "print(started.pid, flush=True); signal.pause()"
    )
    command = [sys.executable, "-c", code, str(machine.directory.path), machine.config.uuid]
    front_end = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, start_new_session=True)
    assert front_end.stdout is not None
    pid = int(front_end.stdout.readline())
    process = os.pidfd_open(pid)
    os.killpg(front_end.pid, signal.SIGKILL)
    front_end.wait()
    front_end.stdout.close()
    try:
        assert running_pid(machine.runtime.pid) == pid
        machine.wait_serial(HELLO)
        machine.wait_screen(HELLO.decode())
        machine.qmp.execute("quit")
        assert ended(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(process, signal.SIGKILL)
        assert ended(process)
        os.close(process)


def test_stopped_process_holds_nobody_up(make: Make) -> None:
    machine = make().start(paused=True)
    assert machine.status() in ("prelaunch", "paused")

    async def ask_while_it_hangs() -> float:
        remote = Remote("test", machine.runtime.control)
        await remote.connect()
        os.kill(machine.pid, signal.SIGSTOP)
        start = undisturbed_s()
        with pytest.raises(EngineError, match="did not answer"):
            await remote.execute("query-status", timeout_s=1.0)
        late = Remote("test", machine.runtime.control)
        with pytest.raises(EngineError, match="does not answer"):
            await late.connect()
        await late.close()
        taken = undisturbed_s() - start
        await remote.close()
        return taken

    try:
        assert asyncio.run(ask_while_it_hangs()) < 4 * CONNECT_TIMEOUT_S
        start = undisturbed_s()
        with pytest.raises(EngineError, match="does not answer"):
            DisplayLink(machine.runtime.display)
        assert undisturbed_s() - start < 4 * CONNECT_TIMEOUT_S
        assert running_pid(machine.runtime.pid) == machine.pid
        with pytest.raises(EngineError, match="running already"):
            Vm.start(machine)
    finally:
        os.kill(machine.pid, signal.SIGCONT)
    machine.hang_up()
    assert machine.status() in ("prelaunch", "paused")


# The control socket.

GARBAGE = [
    b"hello\n",
    b"\x00\xff\xfe\n",
    b"{]}\n",
    b'{"execute": 5}\n',
    b"[]\n",
    b'"text"\n42\n',
    b'{"execute": "query-status", "arguments": []}\n',
    b'{"execute": "query-status", "surprise": 1}\n',
    b'{"execute": "no-such-command"}\n',
    b'{"execute": "send-key", "arguments": {"keys": [{"type": "qcode", "data": "no-key"}]}}\n',
    b'{"execute": "x-virtgui-registers", "arguments": {"cpu": 99}}\n',
    b'{"execute": "input-send-event", "arguments": {"events": [{"type": "btn", "data": {}}]}}\n',
    b'{"execute": "screendump", "arguments": {"filename": "/no/such/place"}}\n',
    b'{"exec\n',
]


def test_garbage_on_the_control_socket_gets_an_error_and_the_connection_lives(make: Make) -> None:
    machine = make().start(paused=True)
    qmp = machine.qmp
    for garbage in GARBAGE:
        qmp.send(garbage + b'{"execute": "query-status", "id": 7}')
        answers = [qmp.answer()]
        while "id" not in answers[-1]:
            answers.append(qmp.answer())
        *errors, last = answers
        assert last["return"]["status"] in ("prelaunch", "paused"), garbage
        assert errors, garbage
        for answer in errors:
            assert set(answer["error"]) == {"class", "desc"}, (garbage, answer)
            assert answer["error"]["desc"], garbage


def test_a_mebibyte_without_an_end_is_hung_up_on(make: Make) -> None:
    machine = make().start(paused=True)
    other = Qmp(machine.runtime.control)
    try:
        other.send(b'{"execute": "' + b"x" * (1 << 20))
        other.send(b"x" * (1 << 16))
    except (BrokenPipeError, ConnectionResetError):
        pass  # It hung up before it had read all.
    with pytest.raises(ConnectionError):
        while True:
            other.answer()
    other.close()
    assert machine.status() in ("prelaunch", "paused"), "others are served on"


def test_clients_that_vanish_or_do_not_read(make: Make) -> None:
    machine = make().start(paused=True)
    for _ in range(50):
        half = socket.socket(socket.AF_UNIX)
        half.connect(str(machine.runtime.control))
        half.sendall(b'{"execute": "qmp_capab')
        half.close()
        link = DisplayLink(machine.runtime.display)
        link.look(True)
        link.close()
        serial = socket.socket(socket.AF_UNIX)
        serial.connect(str(machine.runtime.serial(0)))
        serial.close()
    deaf = socket.socket(socket.AF_UNIX)
    deaf.connect(str(machine.runtime.control))
    deaf.setblocking(False)
    try:
        deaf.send(b'{"execute": "qmp_capabilities"}')
        while True:
            deaf.send(b'{"execute": "query-commands"}' * 100)
    except BlockingIOError:
        pass  # Nobody takes any more: this client's answers wait to be read.
    assert machine.status() in ("prelaunch", "paused")
    deaf.close()
    directory = Path(f"/proc/{machine.pid}/fd")
    machine.wait(lambda: len(list(directory.iterdir())) < 60, "descriptors given back")


def test_one_that_does_not_say_that_it_runs_is_ended(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "START_TIMEOUT_S", 0.0)
    monkeypatch.setattr(launch, "DYING_S", 0.0)
    machine = make()
    with pytest.raises(EngineError, match=r"did not start within 0 s.*machine\.log"):
        machine.start()
    assert running_pid(machine.runtime.pid) is None
