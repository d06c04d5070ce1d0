"""The draft of a machine: which source suits a file, names, boot orders, and the description it makes."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.config import NAME
from engine.storage.image import Image, ImageKind
from virtgui.wizard.draft import (
    DiskChoice,
    Draft,
    Source,
    attached,
    best_source,
    boot_orders,
    describe,
    files,
    free_file,
    name_problem,
    proposed_name,
    unique_name,
)

ISO = Image(ImageKind.ISO, "CD", ("cdrom",), True)
HYBRID = Image(ImageKind.ISO, "CD", ("cdrom", "disk"), True)
DISK = Image(ImageKind.DISK, "Disk", ("disk",), True)
SECTOR = Image(ImageKind.BOOT_SECTOR, "Boot sector", ("disk", "floppy"), True)
FLOPPY = Image(ImageKind.FLOPPY, "Floppy", ("floppy", "disk"), True)
KERNEL = Image(ImageKind.BZIMAGE, "Kernel", ("kernel",), True)
TEXT = Image(ImageKind.TEXT, "Text")
UUID = "00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("image", "preferred", "expected"),
    [
        (ISO, Source.CD, Source.CD),
        (ISO, Source.DISK, Source.CD),
        (ISO, Source.KERNEL, Source.CD),
        (HYBRID, Source.DISK, Source.DISK),
        (HYBRID, None, Source.CD),
        (DISK, Source.CD, Source.DISK),
        (DISK, Source.FLOPPY, Source.DISK),
        (SECTOR, Source.DISK, Source.DISK),
        (SECTOR, Source.CD, Source.FLOPPY),
        (SECTOR, None, Source.FLOPPY),
        (FLOPPY, Source.FLOPPY, Source.FLOPPY),
        (KERNEL, Source.DISK, Source.KERNEL),
        (TEXT, Source.DISK, None),
    ],
)
def test_best_source(image: Image, preferred: Source | None, expected: Source | None) -> None:
    assert best_source(image, preferred) is expected


def test_boot_orders_begin_with_the_sensible_one() -> None:
    installing = Draft(source=Source.CD, path="/a.iso", image=ISO, disk=DiskChoice.NEW)
    assert boot_orders(installing) == ["cd", "dc"]  # An empty disk is passed over, an installed one is not.
    assert boot_orders(replace(installing, disk=DiskChoice.EXISTING))[0] == "dc"
    assert boot_orders(replace(installing, disk=DiskChoice.NONE)) == ["d"]
    floppy = Draft(source=Source.FLOPPY, path="/a.img", image=FLOPPY, disk=DiskChoice.NEW)
    assert boot_orders(floppy) == ["ac", "ca"]
    assert boot_orders(Draft(source=Source.KERNEL, path="/k", image=KERNEL)) == []


@pytest.mark.parametrize(
    ("wish", "taken", "expected"),
    [
        ("Welcome", [], "Welcome"),
        ("Welcome", ["welcome", "Welcome 2"], "Welcome 3"),
        ("Größe/x", [], "Gr e x"),
        ("...", [], "Machine"),
        ("a" * 99, [], "a" * 58),
    ],
)
def test_unique_name(wish: str, taken: list[str], expected: str) -> None:
    name = unique_name(wish, taken)
    assert name == expected
    assert NAME.fullmatch(name)


def test_proposed_name_says_what_is_in_it() -> None:
    assert proposed_name(Draft(source=Source.CD, path="/x/debian-12.iso"), []) == "debian-12"
    assert proposed_name(Draft(), ["Welcome"]) == "Welcome 2"


def test_name_problem() -> None:
    assert not name_problem("Ok 1", ["other"], str)
    assert "already" in name_problem("ok", ["OK"], str)
    assert name_problem("", [], str)
    assert name_problem("a/b", [], str)
    assert name_problem("dot.", [], str)


def test_free_file() -> None:
    assert free_file("disk.img", []) == "disk.img"
    assert free_file("disk.img", ["disk.img", "disk-2.img"]) == "disk-3.img"


def test_welcome_with_a_second_disk() -> None:
    draft = Draft(name="W", disk=DiskChoice.NEW)
    named = files(draft, [])
    assert (named.welcome, named.copy, named.disk) == ("welcome.img", "", "disk.img")
    config = describe(draft, named, UUID)
    assert [disk.path for disk in config.disks] == ["welcome.img", "disk.img"]
    assert config.welcome


def test_describe_each_source() -> None:
    base = Draft(name="M", path="/a/file", disk=DiskChoice.NONE)
    disc = replace(base, source=Source.CD, image=ISO, boot="d")
    config = describe(disc, files(disc, []), UUID)
    assert (config.cdrom, config.disks, config.boot) == ("/a/file", (), "d")

    floppy = replace(base, source=Source.FLOPPY, image=FLOPPY, boot="a")
    assert describe(floppy, files(floppy, []), UUID).floppy == "/a/file"

    sector = replace(base, source=Source.FLOPPY, image=SECTOR)
    assert attached(sector) == "disk"  # The image's own preference counts.

    kernel = replace(base, source=Source.KERNEL, image=KERNEL, initrd="/i", append="quiet")
    found = describe(kernel, files(kernel, []), UUID).kernel
    assert found is not None
    assert (found.path, found.initrd, found.append, found.modules) == ("/a/file", "/i", "quiet", ())
    xen = describe(replace(kernel, modules="/dom0 console=hvc0, /initrd"), files(kernel, []), UUID).kernel
    assert xen is not None and xen.modules == ("/dom0 console=hvc0", "/initrd")


def test_a_copy_is_made_only_of_what_can_be_written() -> None:
    draft = Draft(source=Source.DISK, path="/a/file.img", image=DISK, copy=True)
    named = files(draft, ["file.img"])
    assert named.copy == "file-2.img"
    assert describe(draft, named, UUID).disks[0].path == "file-2.img"
    assert files(replace(draft, source=Source.CD, image=ISO), []).copy == ""


def test_existing_disk_keeps_its_place() -> None:
    draft = Draft(
        source=Source.CD, path="/a.iso", image=ISO, disk=DiskChoice.EXISTING, disk_path="/d.img", disk_image=DISK
    )
    assert describe(draft, files(draft, []), UUID).disks[0].path == str(Path("/d.img"))
