"""The boot media are what image.py says: each boots in QEMU (TCG) and shows its text.

This proves the media, not our engine: a guest that fails on the engine and passes here has found a bug there.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import image
import pytest

pytestmark = pytest.mark.outside  # On QEMU's own CPU, to show that the guests are right.

WELCOME = Path(__file__).parents[2] / "resources" / "guests" / "welcome.img"
DEADLINE = 40.0  # seconds; a busy machine may be ten times slower than the second this takes


class Qemu:
    """One QEMU without a window: its text screen through the monitor, COM1 through a socket."""

    def __init__(self, *options: str) -> None:
        self._monitor, monitor = socket.socketpair()
        self._serial, serial = socket.socketpair()
        with monitor, serial:
            chardevs = [f"socket,id=qmp,fd={monitor.fileno()}", f"socket,id=com1,fd={serial.fileno()}"]
            machine = ["-accel", "tcg", "-m", "32", "-display", "none", "-nodefaults", "-vga", "std"]
            machine += ["-chardev", chardevs[0], "-mon", "chardev=qmp,mode=control"]
            machine += ["-chardev", chardevs[1], "-serial", "chardev:com1"]
            machine += ["-device", "isa-debug-exit,iobase=0xf4,iosize=1"]
            self.process = subprocess.Popen(
                ["qemu-system-x86_64", *machine, *options], pass_fds=[monitor.fileno(), serial.fileno()]
            )
        self._monitor.settimeout(DEADLINE)
        self._serial.settimeout(0.05)
        self._replies = self._monitor.makefile("r")
        self.received = b""
        if not self._replies.readline():
            self.close()
            pytest.fail(f"QEMU did not start; it ended with {self.process.returncode}")
        self._execute("qmp_capabilities")

    def _execute(self, command: str, **arguments: Any) -> Any:
        self._monitor.sendall(json.dumps({"execute": command, "arguments": arguments}).encode())
        while True:
            reply = json.loads(self._replies.readline())
            if "return" in reply:
                return reply["return"]
            assert "event" in reply, reply

    def _human(self, line: str) -> str:
        return str(self._execute("human-monitor-command", **{"command-line": line}))

    def screen(self) -> str:
        """The 80x25 text screen, rows joined by newlines."""
        dump = self._human("xp /4000xb 0xb8000")
        cells = bytes(int(value, 16) for row in dump.splitlines() for value in row.split(":")[1].split())
        return "\n".join(cells[row : row + 160 : 2].decode("cp437").rstrip() for row in range(0, 4000, 160))

    def key(self, *names: str) -> None:
        """Presses and releases each key; QEMU queues them, and holds each for 20 ms."""
        for name in names:
            self._human(f"sendkey {name} 20")
            self.wait_for(lambda: True)

    def send(self, data: bytes) -> None:
        self._serial.sendall(data)

    def wait_screen(self, text: str) -> None:
        if not self.wait_for(lambda: text in self.screen()):
            pytest.fail(f"no {text!r} on the screen:\n{self.screen()}\nserial: {self.received[-1000:]!r}")

    def wait_serial(self, text: bytes) -> None:
        if not self.wait_for(lambda: text in self.received):
            pytest.fail(f"no {text!r} on COM1: {self.received[-1000:]!r}\nscreen:\n{self.screen()}")

    def wait_exit(self) -> int:
        return self.process.wait(DEADLINE)

    def wait_for(self, condition: Callable[[], bool]) -> bool:
        """Whether `condition` came true before the deadline. Collects what COM1 sends meanwhile."""
        end = time.monotonic() + DEADLINE
        while True:
            try:
                arrived = self._serial.recv(1 << 20)
            except TimeoutError:
                arrived = None  # nothing within the socket's 50 ms, which pace this loop
            except ConnectionResetError:
                arrived = b""
            if arrived == b"":
                return condition()  # QEMU has ended
            self.received += arrived or b""
            if condition():
                return True
            if time.monotonic() > end:
                return False

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._replies.close()
        self._monitor.close()
        self._serial.close()


Boot = Callable[..., Qemu]


@pytest.fixture
def boot() -> Iterator[Boot]:
    if shutil.which("qemu-system-x86_64") is None:
        pytest.skip("QEMU is not installed (Debian package qemu-system-x86)")
    started: list[Qemu] = []

    def start(medium: Path, attach: str = "media=disk", *options: str) -> Qemu:
        machine = Qemu("-drive", f"format=raw,snapshot=on,file={medium},{attach}", *options)
        started.append(machine)
        return machine

    yield start
    for machine in started:
        machine.close()


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


def made(build: Callable[..., Path], *arguments: Any) -> Path:
    try:
        return build(*arguments)
    except image.MissingTool as missing:
        pytest.skip(str(missing))


# What image.py does.


def test_medium_is_built_once_per_content(tmp_path: Path) -> None:
    first = made(image.boot_sector, tmp_path, "hello")
    stamp = first.stat().st_mtime_ns
    assert image.boot_sector(tmp_path, "hello") == first
    assert first.stat().st_mtime_ns == stamp
    assert image.boot_sector(tmp_path, "hello", 64 * image.KIB) != first
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".img", ".img"], "no scratch is left"


def test_changed_source_builds_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = made(image.boot_sector, tmp_path / "cache", "hello")
    shutil.copytree(image.ASM, tmp_path / "asm")
    source = tmp_path / "asm" / "hello.asm"
    source.write_text(source.read_text().replace("Hello", "Hallo"))
    monkeypatch.setattr(image, "ASM", tmp_path / "asm")
    after = image.boot_sector(tmp_path / "cache", "hello")
    assert after != before
    assert b"Hallo" in after.read_bytes()
    assert b"Hello" in before.read_bytes()


def test_missing_program_names_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_args, **_named: None)
    with pytest.raises(image.MissingTool, match="apt install mbr") as caught:
        image.mbr_prompt_image(tmp_path)
    assert (caught.value.tool, caught.value.package) == ("install-mbr", "mbr")


def test_missing_file_names_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "GRUB_LEGACY", tmp_path)
    with pytest.raises(image.MissingTool, match="apt install grub-legacy"):
        image.grub_legacy_disk(tmp_path)


def test_broken_source_fails_with_the_tools_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wrong.asm").write_text("nonsense here\n")
    monkeypatch.setattr(image, "ASM", tmp_path)
    if shutil.which("nasm") is None:
        pytest.skip("nasm is not installed (Debian package nasm)")
    with pytest.raises(subprocess.CalledProcessError) as caught:
        image.boot_sector(tmp_path / "cache", "wrong")
    assert "wrong.asm:1" in caught.value.__notes__[0]
    assert list((tmp_path / "cache").iterdir()) == []


LARGEST = 0x8000
"""The room of the largest guest, intsvc; most are one sector."""


@pytest.mark.parametrize("name", image.GUESTS)
def test_guest_is_a_boot_sector(cache: Path, name: str) -> None:
    sector = made(image.boot_sector, cache, name).read_bytes()
    assert len(sector) == image.MIB
    assert sector[510:512] == b"\x55\xaa"
    assert not any(sector[LARGEST:])


# What the media do.


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hello", "Hello from the boot sector"),
        ("haltforever", "Halting for ever"),
        ("badinsn", "INT 20h in protected mode"),
        ("spin", "Spinning"),
        ("resetloop", "boot 4: all passed"),
        ("diskwrite", "PASS"),
        ("rtcirq", "PASS"),
        ("pitirq", "PASS"),
        ("uartirq", "PASS"),
    ],
)
def test_guest_says(cache: Path, boot: Boot, name: str, text: str) -> None:
    machine = boot(made(image.boot_sector, cache, name))
    machine.wait_screen(text)
    machine.wait_serial(text.encode())


def test_badinsn_goes_on_where_the_instruction_works(cache: Path, boot: Boot) -> None:
    boot(made(image.boot_sector, cache, "badinsn")).wait_serial(b"mode\r\nOK")


def test_spin_counts_on(cache: Path, boot: Boot) -> None:
    machine = boot(made(image.boot_sector, cache, "spin"))
    machine.wait_screen("Spinning")
    first = machine.screen()[:8]
    assert machine.wait_for(lambda: machine.screen()[:8] > first)


def test_debugexit_ends_with_33(cache: Path, boot: Boot) -> None:
    assert boot(made(image.boot_sector, cache, "debugexit")).wait_exit() == 33


def test_triplefault_resets(cache: Path, boot: Boot) -> None:
    machine = boot(made(image.boot_sector, cache, "triplefault"), "media=disk", "-no-reboot")
    assert machine.wait_exit() == 0


def test_resetloop_goes_all_three_ways(cache: Path, boot: Boot) -> None:
    machine = boot(made(image.boot_sector, cache, "resetloop"))
    machine.wait_serial(b"all passed\r\n")
    assert machine.received.split(b"\r\n") == [
        b"boot 1: reset by port 92h",
        b"boot 2: reset by port CF9h",
        b"boot 3: reset by the 8042",
        b"boot 4: all passed",
        b"",
    ]


def test_serialflood_sends_a_mebibyte(cache: Path, boot: Boot) -> None:
    machine = boot(made(image.boot_sector, cache, "serialflood"))
    machine.wait_serial(b"END\r\n")
    row = bytes(range(ord("0"), ord("0") + 62)) + b"\r\n"
    assert machine.received == b"BEGIN\r\n" + row * 16384 + b"END\r\n"


def test_keyecho_echoes(cache: Path, boot: Boot) -> None:
    machine = boot(made(image.boot_sector, cache, "keyecho"))
    machine.wait_screen("keyecho>")
    machine.key("a", "shift-b", "f1", "ret", "c")
    machine.wait_screen("keyecho> aB<3B>\nkeyecho> c")
    machine.wait_serial(b"keyecho> aB<3B>\r\nkeyecho> c")


def test_uartirq_returns_what_it_gets(cache: Path, boot: Boot) -> None:
    machine = boot(made(image.boot_sector, cache, "uartirq"))
    machine.wait_serial(b"PASS\r\n")
    machine.send(b"xyz")
    machine.wait_serial(b"PASS\r\nxyz")


def test_vgamodes_walks_through_six_modes(cache: Path, boot: Boot) -> None:
    machine = boot(made(image.boot_sector, cache, "vgamodes"))
    for name in ("40x25", "80x25", "80x28", "80x43", "80x50", "mode 13h"):
        machine.wait_serial(f"{name}\r\n".encode())
        machine.key("spc")
    machine.wait_serial(b"mode 13h\r\n40x25\r\n")


def test_fillscreen_stores_what_it_is_told(cache: Path, boot: Boot) -> None:
    machine = boot(made(image.boot_sector, cache, "fillscreen"))
    machine.wait_serial(b"fillscreen\r\n")
    machine.wait_screen("fillscreen")
    machine.send(b"Z")
    machine.wait_serial(b"fillscreen\r\nZ")
    assert machine.screen().startswith("Zillscreen")
    machine.send(b"F")
    machine.wait_screen("F\x01\x01\x01")


def test_mbr_prompt(cache: Path, boot: Boot) -> None:
    machine = boot(made(image.mbr_prompt_image, cache))
    machine.wait_screen("MBR")
    machine.wait_screen("MBR 1FA:")
    machine.key("a")
    machine.wait_screen("MBR 1234F:")


def test_syslinux_mbr(cache: Path, boot: Boot) -> None:
    boot(made(image.syslinux_mbr_image, cache)).wait_screen("Missing operating system.")


def test_grub_legacy_disk(cache: Path, boot: Boot) -> None:
    machine = boot(made(image.grub_legacy_disk, cache))
    machine.wait_screen("GNU GRUB  version 0.97")
    machine.wait_screen("grub>")
    machine.key(*"help", "ret")
    machine.wait_screen("displaymem")


def test_grub_legacy_floppy(cache: Path, boot: Boot) -> None:
    machine = boot(made(image.grub_legacy_floppy, cache), "if=floppy")
    machine.wait_screen("GNU GRUB  version 0.97")
    machine.wait_screen("grub>")


@pytest.mark.parametrize(
    ("build", "attach"),
    [
        (image.grub2_iso, "media=cdrom,readonly=on"),
        (image.grub2_iso, "media=disk"),
        (image.grub2_disk, "media=disk"),
    ],
    ids=["iso as CD", "iso as disk", "disk"],
)
def test_grub2(cache: Path, boot: Boot, build: Callable[[Path], Path], attach: str) -> None:
    machine = boot(made(build, cache), attach)
    machine.wait_screen("GNU GRUB  version 2.")
    machine.wait_screen("*First entry")
    machine.wait_serial(b"GNU GRUB  version 2.")
    machine.wait_serial(b"Second entry")
    machine.send(b"\x1b[B\r")
    machine.wait_screen("The second entry runs")
    machine.wait_serial(b"The second entry runs")


# Welcome.


@pytest.fixture
def welcome(tmp_path: Path) -> Path:
    """A copy, for whoever else runs Welcome may have locked the original."""
    return Path(shutil.copy(WELCOME, tmp_path))


def test_welcome_on_screen_and_serial(welcome: Path, boot: Boot) -> None:
    machine = boot(welcome)
    machine.wait_screen("What is this?")
    machine.wait_serial(b"welcome> ")
    assert b"Welcome to VirtGUI" in machine.received
    machine.key("h", "shift-i", "spc", "2", "up")
    machine.wait_screen("Typed  hI 2")
    machine.wait_screen("E0 48 E0 C8")
    machine.wait_screen("Up arrow released")
    machine.key("f1")
    machine.wait_screen("What happens inside")
    machine.key("f2", "esc")
    machine.wait_screen("This machine")


def test_welcome_serial_menu(welcome: Path, boot: Boot) -> None:
    machine = boot(welcome)
    machine.wait_serial(b"welcome> ")
    machine.send(b"1")
    machine.wait_serial(b"0000000000000000 - 000000000009FBFF  usable")
    machine.wait_serial(b"KiB usable\r\n")
    machine.send(b"2")
    machine.wait_serial(b"hypervisor  TCGTCGTCGTCG")
    machine.send(b"3")
    machine.wait_serial(b"Ctrl-C ends it.\r\n")
    machine.send(b"1?5\x03")
    machine.wait_serial(b"ends it.\r\n1?5\r\nwelcome> ")
    machine.send(b"4")
    machine.wait_serial(b"Reset.\r\n")
    assert machine.wait_for(lambda: b"welcome> " in machine.received.partition(b"Reset.")[2])
    machine.send(b"5")
    assert machine.wait_exit() == 0


def test_welcome_f10_powers_off(welcome: Path, boot: Boot) -> None:
    machine = boot(welcome)
    machine.wait_screen("What is this?")
    machine.key("f10")
    assert machine.wait_exit() == 0


def test_welcome_boots_from_a_floppy_too(tmp_path: Path, boot: Boot) -> None:
    """A BIOS has no LBA for floppies, so this is the boot sector's CHS way."""
    floppy = tmp_path / "floppy.img"
    floppy.write_bytes(WELCOME.read_bytes().ljust(image.FLOPPY, b"\0"))
    boot(floppy, "if=floppy").wait_screen("What is this?")


def test_welcome_cut_short_says_so(tmp_path: Path, boot: Boot) -> None:
    short = tmp_path / "short.img"
    short.write_bytes(WELCOME.read_bytes()[:8192])
    boot(short).wait_screen("The disk could not be read.")
