"""The committed Welcome image is what its source says."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

GUESTS = Path(__file__).parents[2] / "resources" / "guests"
IMAGE = GUESTS / "welcome.img"


def test_image_is_what_the_source_builds(tmp_path: Path) -> None:
    if shutil.which("nasm") is None:
        pytest.skip("nasm is not installed (Debian package nasm)")
    built = tmp_path / "welcome.img"
    subprocess.run(
        ["nasm", "-f", "bin", "-o", str(built), "welcome.asm"],
        cwd=GUESTS,
        check=True,
        timeout=60,
    )
    assert built.read_bytes() == IMAGE.read_bytes(), "rebuild it: see the head of resources/guests/welcome.asm"


def test_image_is_a_small_bootable_disk() -> None:
    image = IMAGE.read_bytes()
    assert len(image) % 512 == 0
    assert len(image) <= 64 * 1024
    assert image[510:512] == b"\x55\xaa"
    assert image[446:510] == bytes(64), "the partition table is empty"


def test_last_word_proves_the_image_complete() -> None:
    """The boot sector checks it, so that a truncated image says so instead of running into nothing."""
    assert IMAGE.read_bytes()[-2:] == b"GV"


def test_image_says_what_other_tests_look_for() -> None:
    image = IMAGE.read_bytes()
    assert image[:512].count(b"Welcome to VirtGUI") == 1
    assert image[512:].count(b"Welcome to VirtGUI") == 2, "one for the screen, one for the serial port"
    assert b"\r\nwelcome> " in image
