"""Fixtures for tests that run real machines."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import image
import pytest
import shell

from engine.config import Kernel
from tests.lab.laboratory import inside
from tests.support import debian, initramfs
from tests.support.leftover import end_machines
from tests.support.vm import Vm, kvm_is_emulated

WELCOME = Path(__file__).parents[2] / "resources" / "guests" / "welcome.img"

Make = Callable[..., Vm]


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where boot media are built, once for all tests."""
    return tmp_path_factory.mktemp("boot-media")


@pytest.fixture
def medium(media: Path) -> Callable[..., Path]:
    """``medium(image.grub2_iso)``: a finished boot medium; the test is skipped where its tools are missing."""

    def made(build: Callable[..., Path], *arguments: Any) -> Path:
        try:
            return build(media, *arguments)
        except image.MissingTool as missing:
            pytest.skip(str(missing))

    return made


@pytest.fixture
def guest(medium: Callable[..., Path]) -> Callable[[str], Path]:
    """``guest("hello")``: the disk image of a guest from asm/."""
    return lambda name: medium(image.boot_sector, name)


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory with XDG directories of its own. Its path is short: a Unix socket's may have 107 bytes."""
    directory = Path(tempfile.mkdtemp(prefix="vg-"))
    for name, variable in (("data", "XDG_DATA_HOME"), ("run", "XDG_RUNTIME_DIR"), ("config", "XDG_CONFIG_HOME")):
        (directory / name).mkdir(mode=0o700)
        monkeypatch.setenv(variable, str(directory / name))
    yield directory
    end_machines()
    shutil.rmtree(directory)


def pytest_configure(config: pytest.Config) -> None:
    """The markers of this folder."""
    config.addinivalue_line("markers", "each_cpu: run on an emulated KVM too, where that takes ten times as long")
    config.addinivalue_line("markers", "kvm_only: what KVM does, and no other CPU")
    config.addinivalue_line("markers", "soft_only: what the software CPU does, and no other; never in the laboratory")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that makes a machine runs on each CPU that the host offers. A KVM that is itself emulated is slow,
    so it runs only what is marked."""
    if "accel" not in metafunc.fixturenames:
        return
    if metafunc.definition.get_closest_marker("soft_only") is not None:
        metafunc.parametrize("accel", ["soft"])
        return
    # What needs KVM on real hardware runs in the laboratory, and there nothing runs in software inside software.
    sent = metafunc.config.getoption("--lab") and kvm_is_emulated()
    hardware = metafunc.definition.get_closest_marker("hardware") is not None or inside() or sent
    kvm_only = hardware or metafunc.definition.get_closest_marker("kvm_only") is not None
    each_cpu = metafunc.definition.get_closest_marker("each_cpu") is not None
    usable = hardware or os.access("/dev/kvm", os.R_OK | os.W_OK)
    wanted = [] if kvm_only else ["soft"]
    if usable and (kvm_only or each_cpu or not kvm_is_emulated()):
        wanted.append("kvm")
    skip = pytest.param("", marks=pytest.mark.skip(reason="/dev/kvm cannot be used here"))
    metafunc.parametrize("accel", wanted or [skip])


@pytest.fixture
def make(home: Path, accel: str) -> Iterator[Make]:
    """``make(disk=IMAGE)``, ``make(cd=IMAGE)``, ``make()``: a machine, not started; gone after the test."""
    made: list[Vm] = []

    def machine(*, disk: Path | None = None, cd: Path | None = None, **fields: Any) -> Vm:
        place = home / "data"
        fields.setdefault("accel", accel)
        if disk is not None:
            found = Vm.with_disk(place, disk, **fields)
        elif cd is not None:
            found = Vm.with_cd(place, cd, **fields)
        else:
            found = Vm(place, **fields)
        made.append(found)
        return found

    yield machine
    for machine_made in made:
        machine_made.close()


@pytest.fixture
def linux(make: Make, media: Path) -> Callable[..., shell.Shell]:
    """``linux()``, ``linux(debian.PLAIN, vcpus=2)``: a Debian kernel with a shell on COM1 that takes commands."""

    def booted(kernel: str = debian.CLOUD, append: str = "", **fields: Any) -> shell.Shell:
        try:
            found = debian.kernel(kernel)
            initrd = shell.initrd(media, found)
        except (debian.NoKernel, initramfs.NoBusybox) as missing:
            pytest.skip(str(missing))
        started = Kernel(path=str(found.vmlinuz), initrd=str(initrd), append=f"{shell.APPEND} {append}".strip())
        made = shell.Shell(
            make(kernel=started, **({"memory_mib": shell.MEMORY_MIB} | shell.OF_THE_LABORATORY | fields)).start()
        )
        made.wait()
        return made

    return booted
