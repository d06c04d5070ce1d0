"""What cannot be started: one clear sentence each, and nothing left behind."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import image
import pytest
from conftest import WELCOME, Make

from engine.config import Disk, Kernel
from engine.error import ConfigError, EngineError
from engine.host import total_memory_mib
from engine.presence import running_pid
from engine.store import Store
from tests.support.vm import Vm

ROOT = Path(__file__).parents[2]


def open_files() -> int:
    """How many descriptors this process has."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def refused(machine: Vm, pattern: str) -> EngineError:
    """Starting fails with words that match, fast; nothing is left; and the end is on record. The error."""
    before = open_files()
    with pytest.raises(EngineError, match=pattern) as caught:
        machine.start()
    error = caught.value
    assert "Traceback" not in str(error)
    assert re.fullmatch(r"\S.*\.", error.what), f"not a sentence: {error.what}"
    assert open_files() == before
    assert running_pid(machine.runtime.pid) is None
    assert not machine.runtime.path.exists()
    record = machine.how_it_ended()
    assert (record.kind, record.reason) == ("failed", error.what)
    return error


def test_missing_image(make: Make) -> None:
    error = refused(make(disks=(Disk(path="/no/such/disk.img"),)), "/no/such/disk.img does not exist")
    assert error.remedy


def test_missing_cd(make: Make) -> None:
    refused(make(cdrom="no-such.iso"), "no-such.iso does not exist")


def test_empty_image(make: Make, home: Path) -> None:
    (home / "empty.img").touch()
    assert refused(make(disks=(Disk(path=str(home / "empty.img")),)), "is empty").remedy


def test_directory_as_image(make: Make, home: Path) -> None:
    refused(make(disks=(Disk(path=str(home)),)), "is a directory")
    refused(make(cdrom=str(home)), "is a directory")


def test_device_that_is_no_disk(make: Make) -> None:
    refused(make(disks=(Disk(path="/dev/zero"),)), "neither a file nor a block device")


def test_unreadable_image(make: Make, home: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    image_file = home / "secret.img"
    image_file.write_bytes(bytes(512))
    image_file.chmod(0)
    assert "permissions" in refused(make(disks=(Disk(path=str(image_file)),)), "Permission denied").remedy


def test_truncated_image_runs_and_says_so(make: Make, home: Path) -> None:
    """A disk may end in the middle of a sector: its end reads as zeros, and the log has a word about it."""
    short = home / "short.img"
    short.write_bytes(WELCOME.read_bytes()[:8000])
    machine = make(disks=(Disk(path=str(short)),)).start()
    machine.wait_screen("The disk could not be read.")
    assert "cut off" in machine.directory.log.read_text()


def test_more_memory_than_the_host_has(make: Make) -> None:
    wanted = total_memory_mib() + 1
    error = refused(make(memory_mib=wanted), f"wants {wanted} MiB")
    assert "memory_mib" in error.remedy


def test_the_software_cpu_is_one(make: Make) -> None:
    refused(make(accel="soft", vcpus=2), "is one CPU")


def test_kernel_of_no_bytes(make: Make, home: Path) -> None:
    (home / "vmlinuz").touch()
    refused(make(kernel=Kernel(path=str(home / "vmlinuz"))), "vmlinuz|kernel")


def test_missing_kernel(make: Make) -> None:
    refused(make(kernel=Kernel(path="/no/such/vmlinuz")), "/no/such/vmlinuz|kernel")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("colour = 3", "unknown key colour"),
        ('vcpus = "two"', "vcpus"),
        ("memory_mib = 0", "memory_mib is 0"),
        ("= nonsense", "not TOML"),
    ],
)
def test_wrong_line_in_machine_toml(make: Make, line: str, words: str) -> None:
    machine = make()
    text = "".join(
        kept for kept in machine.directory.config.read_text().splitlines(True) if kept.split()[0] != line.split()[0]
    )
    machine.directory.config.write_text(f"{text}{line}\n")
    number = text.count("\n") + 1
    refused(machine, words)
    stored = Store(machine.directory.path.parent).stored(machine.config.uuid)
    assert isinstance(stored.error, ConfigError)
    assert stored.error.line == number
    with pytest.raises(EngineError, match=f"line {number}"):
        Store(machine.directory.path.parent).load(machine.config.uuid)


def test_no_machine_toml(make: Make) -> None:
    machine = make()
    machine.directory.config.unlink()
    refused(machine, "machine.toml")


def test_disk_in_use_by_another_machine(make: Make, home: Path) -> None:
    disk = home / "shared.img"
    disk.write_bytes(bytes(image.MIB))
    first = make(disks=(Disk(path=str(disk)),)).start(paused=True)
    second = make(disks=(Disk(path=str(disk)),), name="other")
    error = refused(second, "in use by another VM")
    assert str(first.pid) in error.what
    refused(make(disks=(Disk(path=str(disk), readonly=True),)), "in use by another VM")
    first.quit()
    second.start(paused=True)


def test_disk_twice_in_one_machine(make: Make, home: Path) -> None:
    (home / "one.img").write_bytes(bytes(image.MIB))
    refused(make(disks=(Disk(path=str(home / "one.img")),) * 2), "in use")


def test_read_only_disk_is_shared(make: Make, home: Path) -> None:
    disk = home / "shared.img"
    disk.write_bytes(bytes(image.MIB))
    for _ in range(2):
        make(disks=(Disk(path=str(disk), readonly=True),)).start(paused=True)


def changed_engine(machine: Vm, change: str) -> dict[str, object]:
    """Run the VM process by hand with something of its host replaced. What it says through its ready pipe."""
    imports = "import sys; from pathlib import Path; from engine import process, service"
    code = f"{imports}\n{change}\nsys.exit(process.main())"
    ours, theirs = os.pipe()
    command = [sys.executable, "-c", code, str(machine.directory.path), "--ready-fd", str(theirs)]
    run = subprocess.run(command, cwd=ROOT, pass_fds=[theirs], capture_output=True, timeout=60, check=False)
    os.close(theirs)
    with os.fdopen(ours) as pipe:
        said: dict[str, object] = json.loads(pipe.read())
    assert run.returncode == 1
    assert "Traceback" not in run.stderr.decode(), run.stderr.decode()
    assert not machine.runtime.path.exists()
    assert machine.how_it_ended().kind == "failed"
    return said


@pytest.mark.kvm_only
def test_no_kvm(make: Make) -> None:
    said = changed_engine(make(), "service.KVM_DEVICE = Path('/no/such/kvm')")
    assert said["ok"] is False
    assert "/no/such/kvm" in str(said["what"])
    assert "modprobe" in str(said["remedy"]) or "BIOS" in str(said["remedy"])


@pytest.mark.kvm_only
def test_device_that_is_not_kvm(make: Make) -> None:
    said = changed_engine(make(), "service.KVM_DEVICE = Path('/dev/null')")
    assert said["ok"] is False
    assert "KVM" in str(said["what"])


@pytest.mark.kvm_only
def test_no_permission_for_kvm(make: Make, home: Path) -> None:
    """As another user, with a device node that only root may open."""
    if os.geteuid() != 0:
        pytest.skip("becoming another user needs root")
    node = home / "kvm"
    os.mknod(node, stat.S_IFCHR | 0o600, Path("/dev/kvm").stat().st_rdev)
    home.chmod(0o711)
    change = f"""
import os
from engine.cpu import kvm
opened = kvm.KvmAccel
service.KVM_DEVICE = Path("{node}")
def as_nobody(*given):
    os.seteuid(65534)
    try:
        return opened(*given)
    finally:
        os.seteuid(0)
kvm.KvmAccel = as_nobody
"""
    said = changed_engine(make(), change)
    assert said["ok"] is False
    assert "this user may not use it" in str(said["what"])
    assert "usermod -aG kvm" in str(said["remedy"])


def test_no_seabios(make: Make, home: Path) -> None:
    change = (
        "from engine.boot import firmware; real = firmware.load;"
        f"firmware.load = lambda name, vga: real(name, (Path('{home}'),), vga)"
    )
    machine = make()
    machine.reconfigure(firmware="seabios")
    said = changed_engine(machine, change)
    assert "SeaBIOS is not installed" in str(said["what"])
    assert "apt-get install seabios" in str(said["remedy"])


def test_runtime_path_too_long_for_a_socket(make: Make, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = home / ("x" * 90)
    deep.mkdir()
    machine = make()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    with pytest.raises(EngineError, match="too long") as caught:
        machine.start()
    assert "XDG_RUNTIME_DIR" in caught.value.remedy


def test_machine_directory_that_cannot_be_written(make: Make) -> None:
    machine = make()
    machine.directory.log.mkdir()
    with pytest.raises(EngineError, match=r"machine\.log"):
        machine.start()


def test_refusals_are_fast_and_leave_no_process(make: Make) -> None:
    machine = make(disks=(Disk(path="/no/such/disk.img"),))
    children: Callable[[], str] = Path(f"/proc/self/task/{os.getpid()}/children").read_text
    before = children().split()
    for _ in range(5):
        refused(machine, "does not exist")
    assert children().split() == before
