"""Real boot loaders, through SeaBIOS: what they show, and that they answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import image
import pytest
from conftest import WELCOME, Make

from engine.boot.firmware import SEABIOS_DIRECTORIES

Medium = Callable[..., Path]
UNPACKING_S = 100.0


@pytest.fixture
def make(make: Make) -> Make:
    """The ``make`` of all guest tests, but with SeaBIOS."""
    if not SEABIOS_DIRECTORIES[0].exists():
        pytest.skip("SeaBIOS is not installed")

    def made(**fields):
        return make(firmware="seabios", **fields)

    return made


@pytest.mark.each_cpu
def test_welcome_from_disk(make: Make) -> None:
    machine = make(disk=WELCOME).start()
    machine.wait_serial(b"welcome> ")
    screen = machine.wait_screen("What is this?")
    assert "Welcome to VirtGUI" in screen[1]
    mode = machine.link.screen.mode
    assert (mode.kind, mode.columns, mode.rows) == ("text", 80, 25)


def test_hello_says_the_same_on_screen_and_serial(make: Make, guest: Callable[[str], Path]) -> None:
    machine = make(disk=guest("hello")).start()
    machine.wait_serial(b"Hello from the boot sector")
    machine.wait_screen("Hello from the boot sector")


def test_mbr_prompt_answers_a_key(make: Make, medium: Medium) -> None:
    machine = make(disk=medium(image.mbr_prompt_image)).start()
    machine.wait_screen("MBR 1FA:")
    machine.key("a")
    machine.wait_screen("MBR 1234F:")


def test_syslinux_mbr(make: Make, medium: Medium) -> None:
    make(disk=medium(image.syslinux_mbr_image)).start().wait_screen("Missing operating system.")


@pytest.mark.each_cpu
def test_grub_legacy_answers_a_command(make: Make, medium: Medium) -> None:
    machine = make(disk=medium(image.grub_legacy_disk)).start()
    machine.wait_screen("GNU GRUB  version 0.97")
    machine.wait_screen("grub>")
    machine.type("help\n")
    machine.wait_screen("displaymem")


@pytest.mark.timeout(300)
def test_grub2_iso_from_cd_and_from_disk(make: Make, medium: Medium) -> None:
    """Both at once, because an emulated KVM takes half a minute to unpack GRUB.

    GRUB is typed to over COM1, which it polls; its window for keyboard interrupts is a few instructions wide.
    """
    iso = medium(image.grub2_iso)
    for machine in (make(cd=iso).start(), make(disk=iso).start()):
        machine.wait_serial(b"GNU GRUB  version 2.", UNPACKING_S)
        machine.wait_serial(b"Second entry")
        machine.wait_screen("GNU GRUB  version 2.")
        machine.wait_screen("*First entry")
        machine.send(b"\x1b[B")
        machine.wait_screen("*Second entry")
        machine.send(b"c")
        machine.wait_screen("grub>")
        machine.send(b"echo the command line answers\r")
        machine.wait_serial(b"\n\rthe command line answers")
        machine.wait_screen("the command line answers")
