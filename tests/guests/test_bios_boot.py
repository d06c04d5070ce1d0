"""Real boot loaders through the builtin BIOS on KVM: the same media as under SeaBIOS, and what only it shows."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import image
import pytest
from conftest import WELCOME, Make

from engine.boot.firmware import SEABIOS_DIRECTORIES
from engine.config import Disk
from engine.stats import VcpuCount
from tests.support.vm import Vm

Medium = Callable[..., Path]
UNPACKING_S = 100.0


@pytest.fixture
def builtin(make: Make) -> Make:
    """``make`` with the builtin BIOS."""

    def made(**fields):
        machine = make(**fields)
        machine.reconfigure(firmware="builtin")
        return machine

    return made


def test_welcome_from_disk(builtin: Make) -> None:
    machine = builtin(disk=WELCOME).start()
    machine.wait_serial(b"welcome> ")
    assert "Welcome to VirtGUI" in machine.wait_screen("What is this?")[1]
    mode = machine.link.screen.mode
    assert (mode.kind, mode.columns, mode.rows) == ("text", 80, 25)


def test_mbr_prompt_answers_a_key(builtin: Make, medium: Medium) -> None:
    """It counts ticks, and its polling leaves the timer no room but inside the services."""
    machine = builtin(disk=medium(image.mbr_prompt_image)).start()
    machine.wait_screen("MBR 1FA:")
    machine.key("a")
    machine.wait_screen("MBR 1234F:")


def test_a_loader_that_gives_up_leaves_its_words_on_the_screen(builtin: Make, medium: Medium) -> None:
    machine = builtin(disk=medium(image.syslinux_mbr_image)).start()
    machine.wait_screen("Press any key to try again")
    screen = machine.screen()
    assert any("Missing operating system." in row for row in screen)
    assert any("INT 18h" in row for row in screen)


@pytest.mark.parametrize("kind", ["disk", "floppy"])
def test_grub_legacy_answers_a_command(builtin: Make, medium: Medium, kind: str) -> None:
    if kind == "disk":
        machine = builtin(disk=medium(image.grub_legacy_disk))
    else:
        machine = builtin()
        machine.reconfigure(floppy=str(medium(image.grub_legacy_floppy)), boot="a")
    machine.start()
    machine.wait_screen("GNU GRUB  version 0.97")
    machine.wait_screen("grub>")
    machine.type("help\n")
    machine.wait_screen("displaymem")


def test_grub2_iso_from_cd_and_from_disk(builtin: Make, medium: Medium) -> None:
    iso = medium(image.grub2_iso)
    for machine in (builtin(cd=iso).start(), builtin(disk=iso).start()):
        machine.wait_serial(b"GNU GRUB  version 2.", UNPACKING_S)
        machine.wait_screen("*First entry")
        machine.key("down")
        machine.wait_screen("*Second entry")


def test_nothing_to_boot_says_what_was_tried_and_tries_again(builtin: Make, tmp_path: Path) -> None:
    (tmp_path / "empty.img").write_bytes(bytes(1 << 20))
    (tmp_path / "data.iso").write_bytes(bytes(1 << 20))
    machine = builtin()
    machine.reconfigure(disks=(Disk(path=str(tmp_path / "empty.img")),), cdrom=str(tmp_path / "data.iso"), boot="dcn")
    machine.start()
    rows = [row.strip() for row in machine.wait_screen("Press any key to try again")]
    reasons = ["it is not a bootable CD (no El Torito boot record)", "it is empty"]
    reasons.append("this BIOS cannot start from a network")
    assert [row for row in rows if row in reasons] == reasons
    record = bytearray(512)
    record[:6] = b"\xb8\x58\x0e\xcd\x10\xf4"  # mov ax, 0E58h; int 10h; hlt
    record[510:] = b"\x55\xaa"
    with (tmp_path / "empty.img").open("r+b") as file:
        file.write(record)
    machine.key("ret")
    machine.wait(lambda: any(row.startswith("X") or row.endswith("X") for row in machine.screen()), "the X")


def test_boot_menu_on_esc(builtin: Make, medium: Medium, tmp_path: Path) -> None:
    (tmp_path / "empty.img").write_bytes(bytes(1 << 20))
    machine = builtin()
    disks = (Disk(path=str(tmp_path / "empty.img")), Disk(path=str(medium(image.syslinux_mbr_image))))
    machine.reconfigure(disks=disks, boot="c")
    machine.start(paused=True)
    machine.qmp.execute("cont")
    machine.wait_screen("Press any key to try again")
    machine.key("esc")
    machine.wait_screen("Boot menu")
    machine.type("2")
    machine.wait_screen("Missing operating system.")


@pytest.mark.parametrize("firmware", ["builtin", "seabios"])
def test_boot_menu_for_some_seconds(make: Make, medium: Medium, firmware: str) -> None:
    machine = make(disk=medium(image.syslinux_mbr_image))
    machine.reconfigure(firmware=firmware, boot_menu=1)
    machine.start()
    machine.wait_screen({"builtin": "Booting as usual in 1 s", "seabios": "Press ESC for boot menu"}[firmware])
    machine.wait_screen("Missing operating system.")


def test_power_on_to_boot_sector_costs_few_exits(builtin: Make, guest: Callable[[str], Path]) -> None:
    machine = builtin(disk=guest("hello"))
    begun = time.monotonic()
    machine.start()
    machine.wait_screen("Hello from the boot sector")
    counts = machine.link.stats.vcpu(0)
    # Reset, set-up and boot are one exit each; every character of the message is another, and ticks have two, 18
    # times a second for as long as we took to look.
    assert counts[VcpuCount.EXITS] < 200 + 40 * (time.monotonic() - begun), counts


SEABIOS_DIFFERS = {
    "1D 6845 of 80 columns": "its VGA BIOS has no CGA, and no table of one",
    "10/12 BL=31 keeps colours": "its VGA BIOS loads the palette whatever was asked for",
    "17/02 no printer times out": "it leaves AH alone",
    "1C has DS 40h": "IBM's listing has it; nobody documents it",
    "10/4F09 set": "its VGA BIOS has no VBE palette",
    "10/4F09 red, green, blue": "likewise",
    "13/18 a kind that can be formatted": "it has no such function",
}
"""Checks that SeaBIOS fails, and why ours is right."""


@pytest.fixture(params=["builtin", "seabios"])
def firmware(request: pytest.FixtureRequest) -> str:
    if request.param == "seabios" and not SEABIOS_DIRECTORIES[0].exists():
        pytest.skip("SeaBIOS is not installed")
    return str(request.param)


def judged(machine: Vm, firmware: str) -> int:
    """Wait for the guest's end. How many checks passed; none may have failed."""
    lines = machine.wait_serial(b"PASS DONE").decode("latin-1").split("\r\n")
    failed = {line.removeprefix("FAIL ") for line in lines if line.startswith("FAIL")}
    assert failed - (SEABIOS_DIFFERS.keys() if firmware == "seabios" else set()) == set()
    return sum("PASS" in line for line in lines)  # one follows a character that INT 14h has sent


@pytest.mark.parametrize(("name", "checks"), [("intsvc", 181), ("intmore", 88), ("vbesvc", 33)])
def test_every_service_does_what_ibm_says(
    make: Make, guest: Callable[[str], Path], firmware: str, name: str, checks: int
) -> None:
    """The guests know nothing of whose BIOS they call: that SeaBIOS passes shows that the tests are right."""
    machine = make(disk=guest(name), firmware=firmware).start()
    assert judged(machine, firmware) >= checks - (len(SEABIOS_DIFFERS) if firmware == "seabios" else 0)


def test_what_dos_and_games_do(make: Make, guest: Callable[[str], Path], firmware: str) -> None:
    machine = make(disk=guest("doslike"), firmware=firmware).start()
    machine.wait_serial(b"key")
    machine.key("a")
    assert judged(machine, firmware) >= 28


@pytest.mark.parametrize("kib", [160, 180, 320, 360, 640, 720, 1200, 1440, 1680, 2880])
def test_diskettes_of_every_kind(make: Make, medium: Medium, tmp_path: Path, kib: int) -> None:
    """SeaBIOS reads 1.44 MB by the controller, which a test elsewhere does."""
    diskette = tmp_path / "a.img"
    diskette.write_bytes(medium(image.boot_sector, "intfloppy", kib << 10).read_bytes())
    assert judged(make(floppy=str(diskette), boot="a", firmware="builtin").start(), "builtin") >= 27


def test_a_diskette(make: Make, medium: Medium, tmp_path: Path, firmware: str) -> None:
    diskette = tmp_path / "a.img"
    diskette.write_bytes(medium(image.boot_sector, "intfloppy", image.FLOPPY).read_bytes())
    machine = make(floppy=str(diskette), boot="a", firmware=firmware).start()
    assert judged(machine, firmware) >= 25
    assert diskette.read_bytes() != medium(image.boot_sector, "intfloppy", image.FLOPPY).read_bytes()


@pytest.mark.parametrize(("emulation", "checks"), [("none", 14), ("floppy", 7), ("disk", 7)])
def test_boot_images_of_cds(make: Make, medium: Medium, firmware: str, emulation: str, checks: int) -> None:
    machine = make(cd=medium(image.el_torito, "intcd", emulation), firmware=firmware).start()
    assert judged(machine, firmware) >= checks
