"""Disks on virtio, through SeaBIOS's own driver."""

from __future__ import annotations

import image
import msgspec
from conftest import WELCOME


def on_virtio(make, disk, **fields):
    machine = make(disk=disk, firmware="seabios", **fields)
    machine.reconfigure(disks=tuple(msgspec.structs.replace(each, bus="virtio") for each in machine.config.disks))
    return machine


def test_welcome(make):
    """SeaBIOS gives a virtio disk of less than 1,008 sectors no cylinder at all: the image is made longer."""
    machine = on_virtio(make, WELCOME)
    with (machine.directory.path / "disk.img").open("r+b") as disk:
        disk.truncate(1 << 20)
    machine.start().wait_serial(b"welcome> ")


def test_grub_legacy(make, medium):
    machine = on_virtio(make, medium(image.grub_legacy_disk)).start()
    machine.wait_screen("grub>")
    machine.type("help\n")
    machine.wait_screen("displaymem")


def test_disk_writes(make, guest):
    machine = on_virtio(make, guest("diskwrite")).start()
    machine.wait_serial(b"PASS", 60)
