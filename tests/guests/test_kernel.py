"""Kernels started directly, by each protocol."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import image
import pytest
from conftest import Make

from engine.config import Kernel

EXAMPLE = Path("/usr/lib/multiboot/examples/kernel")
INVADERS = Path("/boot/invaders.exec")
IPXE = Path("/usr/lib/ipxe/ipxe.lkrn")
MEMTEST = Path("/boot/memtest86+x64.bin")
Medium = Callable[..., Path]


def packaged(path: Path, package: str) -> str:
    if not path.exists():
        pytest.skip(f"{path} is not there: apt install {package}")
    return str(path)


@pytest.mark.each_cpu
def test_a_linux_kernel_is_entered_in_64_bits(make: Make, medium: Medium) -> None:
    kernel = Kernel(path=str(medium(image.kernel, "linux64")), append="console=ttyS0")
    machine = make(kernel=kernel).start()
    assert machine.wait_exit() == 1  # port F4h, value 0
    log = machine.directory.serial_log(0).read_bytes()
    assert log == b"64-bit entry\r\nconsole=ttyS0\r\nheader HdrS, root pointer RSD PTR \r\n"


def test_a_linux_kernel_that_knows_only_the_bios(make: Make, medium: Medium) -> None:
    kernel = Kernel(path=str(medium(image.kernel, "real16")), append="shell")
    machine = make(kernel=kernel).start()
    machine.wait_screen("16-bit entry: shell")
    machine.wait_screen("1 MiB holds: high")
    # It gave up, and there is no disk.
    machine.wait_screen("Kernel")
    machine.qmp.execute("system_reset")
    machine.wait_event("RESET")
    machine.wait_screen("1 MiB holds: high")


@pytest.mark.each_cpu
def test_a_pvh_kernel_and_power_off_by_acpi(make: Make, medium: Medium, tmp_path: Path) -> None:
    (tmp_path / "module").write_bytes(b"content\0")
    kernel = Kernel(
        path=str(medium(image.kernel, "pvh")), append="root=/dev/vda", modules=(str(tmp_path / "module"),)
    )
    machine = make(kernel=kernel).start()
    assert machine.wait_exit() == 0
    assert machine.how_it_ended().kind == "shutdown"
    log = machine.directory.serial_log(0).read_bytes()
    assert log == b"PVH entry: root=/dev/vda\r\nmodule: content\r\n"


def test_a_multiboot_kernel_with_a_module(make: Make, tmp_path: Path) -> None:
    (tmp_path / "module").write_bytes(b"content")
    kernel = Kernel(
        path=packaged(EXAMPLE, "multiboot"), append="first second", modules=(f"{tmp_path / 'module'} a b",)
    )
    machine = make(kernel=kernel).start()
    screen = "\n".join(machine.wait_screen("Halted."))
    # It draws a diagonal over its text: one column of each row is not as it was printed.
    assert "m_lower = 639KB, mem_upper = 31680KB" in screen
    assert "line = kernel first second" in screen
    assert "_count = 1" in screen and "cmdline = module a b" in screen
    assert "base_addr = 0x000100000, length = 0x001ef0000, type = 0x1" in screen
    machine.qmp.execute("system_reset")
    machine.wait_event("RESET")
    machine.wait_screen("Halted.")


def test_invaders(make: Make) -> None:
    machine = make(kernel=Kernel(path=packaged(INVADERS, "grub-invaders"))).start()
    first = machine.wait_screen("-*-")
    machine.wait(lambda: machine.screen() != first, "moving invaders")


def test_ipxe_as_a_kernel(make: Make) -> None:
    machine = make(kernel=Kernel(path=packaged(IPXE, "ipxe")), memory_mib=64).start()
    machine.wait_screen("initialising devices...ok")
    machine.wait_screen("Features:")


def test_memtest_as_a_kernel(make: Make) -> None:
    machine = make(kernel=Kernel(path=packaged(MEMTEST, "memtest86+")), memory_mib=64).start()
    machine.wait_screen("Memtest86+")
    machine.wait_screen("VirtGUI PC")  # It reads our SMBIOS tables, and tests.


def test_a_multiboot_2_kernel_gets_the_picture_it_wishes_for(make: Make, medium: Medium) -> None:
    machine = make(kernel=Kernel(path=str(medium(image.kernel, "picture")))).start()
    machine.wait_serial(b"0280x01E0")

    def green() -> bool:
        machine.screen()
        screen = machine.link.screen
        size = screen.mode.width, screen.mode.height
        return size == (640, 480) and bytes(screen.pixels[-4:-1]) == b"\x00\xff\x00"

    machine.wait(green, "a green picture")
