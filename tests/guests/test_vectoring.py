"""Guests on a software CPU that is made to do without native vectoring, as with a Unicorn that is not known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import image
import pytest
from conftest import WELCOME, Make
from shell import Shell

from engine.cpu.soft.selftest import VARIABLE
from tests.support.vm import Vm

Medium = Callable[..., Path]
UNPACKING_S = 100.0


@pytest.fixture(autouse=True)
def public(monkeypatch: pytest.MonkeyPatch, accel: str) -> None:
    if accel != "soft":
        pytest.skip("it is about the software CPU")
    monkeypatch.setenv(VARIABLE, "public")


def says_so(machine: Vm) -> bool:
    """In its log."""
    return "through the public API of unicorn" in machine.directory.log.read_text()


@pytest.mark.parametrize("firmware", ["builtin", "seabios"])
def test_welcome(make: Make, firmware: str) -> None:
    machine = make(disk=WELCOME, firmware=firmware).start()
    machine.wait_serial(b"welcome> ")
    assert says_so(machine)


def test_mbr_prompt_answers_a_key(make: Make, medium: Medium) -> None:
    machine = make(disk=medium(image.mbr_prompt_image)).start()
    machine.wait_screen("MBR 1FA:")
    machine.key("a")
    machine.wait_screen("MBR 1234F:")


def test_grub2(make: Make, medium: Medium) -> None:
    machine = make(cd=medium(image.grub2_iso)).start()
    machine.wait_serial(b"Second entry", UNPACKING_S)
    assert says_so(machine)


@pytest.mark.timeout(400)
def test_linux(linux: Callable[..., Shell]) -> None:
    """Exceptions, system calls, interrupts and page faults of a system with users."""
    shell = linux()
    assert says_so(shell.machine)
    assert shell.run("seq 1 200 | md5sum").startswith("304f7b95")
    assert "oops" not in shell.run("dmesg").lower()
