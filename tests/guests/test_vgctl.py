"""vgctl as a shell runs it, with guests of a few bytes on KVM."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.command import VGCTL, environment, vgctl
from tests.support.vm import DEADLINE_S, kvm_is_emulated

pytestmark = pytest.mark.skipif(
    not os.access("/dev/kvm", os.R_OK | os.W_OK) or not Path("/usr/share/seabios").exists(),
    reason="needs /dev/kvm and SeaBIOS",
)

# At 7C00h: send the text behind the code to COM1, polling its line status register (port 3FDh).
#   cld; mov si, text; next: lodsb; test al, al; jz done; mov ah, al
#   ready: mov dx, 3FDh; in al, dx; test al, 20h; jz ready; mov al, ah; mov dx, 3F8h; out dx, al; jmp next; done:
PRINT = "fc be {text} ac 84c0 7412 88c4 bafd03 ec a820 74f8 88e0 baf803 ee ebe9"
DEBUG_EXIT_3 = "b003 e6f4 fa f4"
# The shutdown port takes a word, letter after letter.
POWER_OFF = "ba0089 " + " ".join(f"b0{letter:02x} ee" for letter in b"Shutdown") + " fa f4"
# lidt [zero]; mov eax, cr0; or al, 1; mov cr0, eax; int3: no handler can be found, nor one for that.
TRIPLE_FAULT = "fa 0f011e{zero} 0f20c0 0c01 0f22c0 0f0b"
IDLE = "fb f4 ebfc"
# echo: mov dx, 3FDh; in al, dx; test al, 1; jz echo; mov dx, 3F8h; in al, dx; out dx, al; cmp al, '!'; jne echo
ECHO = "bafd03 ec a801 74f8 baf803 ec ee 3c21 75ef " + DEBUG_EXIT_3


def sector(tail: str, text: bytes = b"") -> bytes:
    """A boot sector that prints ``text`` and goes on with ``tail``."""
    code = PRINT + tail
    length = len(bytes.fromhex(code.format(text="0000", zero="0000")))
    at = (0x7C00 + length).to_bytes(2, "little").hex()
    zero = (0x7C00 + length + len(text)).to_bytes(2, "little").hex()
    return (bytes.fromhex(code.format(text=at, zero=zero)) + text + bytes(8)).ljust(510, b"\0") + b"\x55\xaa"


@pytest.fixture
def place(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Temporary files go where the test can see what stays behind."""
    temporary = home / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    return temporary


@pytest.fixture
def disk(home: Path) -> Callable[..., Path]:
    def make(tail: str, text: bytes = b"") -> Path:
        path = home / "boot.img"
        path.write_bytes(sector(tail, text).ljust(1 << 20, b"\0"))
        return path

    return make


def forgets_faults() -> bool:
    """Whether this host's KVM knows no more of a triple fault than that there was one."""
    return not kvm_is_emulated() and b" svm" in Path("/proc/cpuinfo").read_bytes()


def popen(*words: object, **extra: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*VGCTL, *map(str, words)], env=environment(), **extra)  # type: ignore[call-overload]  # the test's options


def left_behind(home: Path) -> list[Path]:
    return [*(home / "tmp").iterdir(), *(home / "run").glob("virtgui/*")]


def until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < end, f"no {what}"
        select.select((), (), (), 0.02)


@pytest.fixture
def machine(place: Path, disk: Callable[..., Path]) -> Iterator[str]:
    """A machine that says hello and idles, created and started; killed after the test. Its words on the screen are
    SeaBIOS's."""
    hello = disk(IDLE, b"hello from the guest\r\n")
    vgctl("create", "box", "--disk", hello, "--memory", 32, "--firmware", "seabios")
    vgctl("start", "box")
    yield "box"
    vgctl("kill", "box", status=None)


class TestRun:
    def test_output_and_debug_exit_status(self, place: Path, home: Path, disk: Callable[..., Path]) -> None:
        text = b"0123456789abcdef" * 20 + b"the end"
        done = vgctl("run", "--memory", 16, "--disk", disk(DEBUG_EXIT_3, text), status=7)
        assert done.stdout == text
        assert done.stderr == b""
        assert left_behind(home) == []

    def test_clean_power_off_is_0(self, place: Path, home: Path, disk: Callable[..., Path]) -> None:
        assert vgctl("run", "--disk", disk(POWER_OFF, b"bye")).stdout == b"bye"
        assert left_behind(home) == []

    def test_timeout_is_124(self, place: Path, home: Path, disk: Callable[..., Path]) -> None:
        limit = int(DEADLINE_S) // 5
        began = time.monotonic()
        done = vgctl("run", "--disk", disk(IDLE, b"on and on"), "--timeout", limit, status=124)
        assert limit <= time.monotonic() - began < 3 * limit
        assert done.stdout == b"on and on"
        assert b"still running after %d s" % limit in done.stderr and done.stderr.count(b"\n") == 1
        assert left_behind(home) == []

    def test_a_fault_is_1_with_its_reason(self, place: Path, home: Path, disk: Callable[..., Path]) -> None:
        done = vgctl("run", "--disk", disk(TRIPLE_FAULT, b"oops"), status=1)
        assert done.stdout == b"oops"
        assert done.stderr.startswith(b"vgctl: The guest stopped: ") and done.stderr.count(b"\n") == 1
        assert (b"AMD-V forgets it" if forgets_faults() else b"instruction bytes 0f 0b") in done.stderr
        assert left_behind(home) == []

    @pytest.mark.parametrize("as_file", [False, True])
    def test_standard_input_goes_to_the_guest(
        self, place: Path, home: Path, disk: Callable[..., Path], as_file: bool
    ) -> None:
        image = disk(ECHO)
        if as_file:
            (home / "input").write_bytes(b"from a file!")
            with (home / "input").open("rb") as file:
                process = popen("run", "--disk", image, stdin=file, stdout=subprocess.PIPE)
                out, _ = process.communicate(timeout=DEADLINE_S)
            assert (out, process.returncode) == (b"from a file!", 7)
        else:
            assert vgctl("run", "--disk", image, status=7, stdin=b"echo this!").stdout == b"echo this!"

    def test_a_start_that_fails_is_one_sentence(self, place: Path, home: Path) -> None:
        done = vgctl("run", "--memory", 1 << 20, status=None)
        assert done.returncode in (1, 2) and done.stderr.count(b"\n") == 1
        assert left_behind(home) == []

    @pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
    def test_a_signal_kills_the_machine(
        self, place: Path, home: Path, disk: Callable[..., Path], number: int, status: int
    ) -> None:
        process = popen("run", "--disk", disk(IDLE, b"up"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        assert process.stdout is not None and process.stdout.read(2) == b"up"
        process.send_signal(number)
        assert process.wait(DEADLINE_S) == status
        process.stdout.close()
        assert left_behind(home) == []

    def test_nothing_is_left_after_kill_9(self, place: Path, home: Path, disk: Callable[..., Path]) -> None:
        process = popen("run", "--disk", disk(IDLE, b"up"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        assert process.stdout is not None and process.stdout.read(2) == b"up"
        machine = os.pidfd_open(int(next((home / "run").glob("virtgui/*/pid")).read_text()))
        process.kill()
        process.wait(DEADLINE_S)
        process.stdout.close()
        assert select.select([machine], (), (), DEADLINE_S)[0], "its machine runs on"
        os.close(machine)
        until(lambda: not left_behind(home), "cleaning up")

    def test_a_reader_that_leaves_ends_the_machine(self, place: Path, home: Path, disk: Callable[..., Path]) -> None:
        process = popen(
            "run",
            "--disk",
            disk(ECHO, b"first"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdin and process.stdout and process.stderr
        assert process.stdout.read(5) == b"first"
        process.stdout.close()
        process.stdin.write(b"more")
        process.stdin.close()
        assert process.wait(DEADLINE_S) == 1
        assert process.stderr.read() == b""
        process.stderr.close()
        assert left_behind(home) == []

    def test_ctrl_a_x_at_a_terminal(self, place: Path, home: Path, disk: Callable[..., Path]) -> None:
        master, slave = pty.openpty()
        process = popen("run", "--disk", disk(ECHO, b"ready"), stdin=slave, stdout=slave, stderr=slave)
        os.close(slave)
        seen = bytearray()

        def saw(text: bytes) -> bool:
            if select.select([master], [], [], 0)[0]:
                seen.extend(os.read(master, 4096))
            return text in seen

        until(lambda: saw(b"ready"), "guest")
        assert seen.count(b"Ctrl-A x") == 1
        os.write(master, b"\x03k\x01\x01")
        until(lambda: saw(b"\x03k\x01"), "echo of Ctrl-C, k and Ctrl-A")
        os.write(master, b"\x01x")
        assert process.wait(DEADLINE_S) == 0
        os.close(master)
        assert left_behind(home) == []


class TestMachine:
    def test_life(self, machine: str) -> None:
        vgctl("wait", machine, "--serial", "hello from", "--screen", "Booting from", "--timeout", 50)
        (summary,) = json.loads(vgctl("list", "--json").stdout)
        assert (summary["name"], summary["state"]) == (machine, "running")
        vgctl("pause", machine)
        vgctl("wait", machine, "--state", "paused", "--timeout", 50)
        assert json.loads(vgctl("qmp", machine, "query-status").stdout)["status"] == "paused"
        vgctl("resume", machine)
        vgctl("wait", machine, "--state", "running", "--timeout", 50)
        vgctl("reset", machine)
        until(lambda: vgctl("serial", machine, "--log").stdout.count(b"hello from the guest") == 2, "second hello")
        vgctl("kill", machine)
        assert json.loads(vgctl("info", machine, "--json").stdout)["state"] == "off"
        assert b"not running" in vgctl("pause", machine, status=1).stderr

    def test_watchers(self, machine: str) -> None:
        vgctl("wait", machine, "--serial", "guest\n", "--timeout", 50)
        assert any(b"Booting from" in row for row in vgctl("screen", machine).stdout.splitlines())
        assert vgctl("screen", machine, "--png", "-").stdout.startswith(b"\x89PNG")
        stats = json.loads(vgctl("stats", machine, "--json").stdout)
        assert stats["exits"]["port_out"] > 0 and stats["memory_bytes"] > 1 << 20
        assert b"exits" in vgctl("stats", machine).stdout
        vgctl("key", machine, "f12", "ctrl-alt-a")
        vgctl("type", machine, r"dir\n")
        assert b"There is no key" in vgctl("key", machine, "hyper-x", status=1).stderr

    def test_wait_times_out_and_notices_the_end(self, machine: str) -> None:
        done = vgctl("wait", machine, "--screen", "never shown", "--timeout", 0.5, status=124)
        assert b"'never shown' on the screen" in done.stderr
        waiting = popen("wait", machine, "--serial", "never sent", "--timeout", 50, stderr=subprocess.PIPE)
        off = popen("wait", machine, "--state", "off", "--timeout", 50)
        vgctl("wait", machine, "--serial", "hello", "--timeout", 50)
        vgctl("kill", machine)
        _, error = waiting.communicate(timeout=DEADLINE_S)
        status = off.wait(DEADLINE_S)
        assert waiting.returncode == 1 and b"is off and never showed 'never sent'" in error
        assert status == 0

    def test_serial_from_a_pipe(self, place: Path, disk: Callable[..., Path]) -> None:
        vgctl("create", "echo", "--disk", disk(ECHO, b"ready "))
        vgctl("start", "echo")
        assert vgctl("serial", "echo", stdin=b"typed!").stdout == b"ready typed!"
        vgctl("wait", "echo", "--state", "off", "--timeout", 50)
        assert vgctl("serial", "echo", "--log").stdout == b"ready typed!"

    def test_a_killed_vm_process_is_a_crash(self, machine: str) -> None:
        pid = json.loads(vgctl("info", machine, "--json").stdout)["pid"]
        os.kill(pid, signal.SIGKILL)
        vgctl("wait", machine, "--state", "crashed", "--timeout", 50)
        assert b"crashed" in vgctl("list").stdout
        vgctl("start", machine)

    def test_a_fault_is_shown_with_registers(self, place: Path, disk: Callable[..., Path]) -> None:
        vgctl("create", "bad", "--disk", disk(TRIPLE_FAULT))
        vgctl("start", "bad")
        vgctl("wait", "bad", "--state", "faulted", "--timeout", 50)
        text = vgctl("info", "bad").stdout.decode()
        assert ("AMD-V forgets" if forgets_faults() else "instruction bytes: 0f 0b") in text and "rip" in text
        assert b"cannot go on" in vgctl("resume", "bad", status=1).stderr
        vgctl("kill", "bad")

    def test_delete_refuses_a_running_machine_and_keeps_disks(self, machine: str, home: Path) -> None:
        assert b"is running" in vgctl("delete", machine, status=1).stderr
        vgctl("kill", machine)
        assert str(home / "boot.img") in vgctl("delete", machine).stdout.decode()
        assert (home / "boot.img").exists()
        assert json.loads(vgctl("list", "--json").stdout) == []

    def test_stop_says_that_the_guest_may_not_listen(self, machine: str) -> None:
        assert b"may ignore" in vgctl("stop", machine).stderr
        assert b"may ignore" in vgctl("stop", machine, "--wait", 0.2, status=124).stderr
