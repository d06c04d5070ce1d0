"""engine.boot.firmware: finding what a PC starts with."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.boot.firmware import BLOCK, LARGEST, SEABIOS_DIRECTORIES, load, read
from engine.error import EngineError


def install(directory: Path, **files: bytes) -> Path:
    directory.mkdir(exist_ok=True)
    for name, content in files.items():
        (directory / name.replace("_", "-").replace("-bin", ".bin")).write_bytes(content)
    return directory


def test_the_small_bios_is_preferred_and_directories_are_searched_in_order(tmp_path: Path) -> None:
    one = install(tmp_path / "one", bios_256k_bin=b"L" * 4 * BLOCK)
    two = install(tmp_path / "two", bios_bin=b"S" * 2 * BLOCK, vgabios_stdvga_bin=b"V")
    found = load("seabios", (tmp_path / "none", one, two))
    assert (found.kind, found.bios[:1], found.vgabios) == ("seabios", b"L", b"V")
    install(one, bios_bin=b"s" * 2 * BLOCK, vgabios_isavga_bin=b"I")
    assert load("seabios", (one, two), "isa").vgabios == b"I"
    assert load("seabios", (one, two)).bios[:1] == b"s"


def test_a_host_without_it_is_told_the_package(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"not installed.*apt-get install seabios"):
        load("seabios", (tmp_path,))
    install(tmp_path, bios_bin=b"S" * BLOCK)
    with pytest.raises(EngineError, match="not installed"):
        load("seabios", (tmp_path,))


def test_the_builtin_bios_unless_told_otherwise(tmp_path: Path) -> None:
    found = load("builtin")
    assert (found.kind, len(found.bios), found.vgabios) == ("builtin", 2 * BLOCK, b"")
    assert found.bios[-16] == 0xEA and set(found.bios[:BLOCK]) == {0xFF}
    assert load("auto", (tmp_path,)) == load("auto") == found


@pytest.mark.parametrize("size", [0, 100, BLOCK + 1])
def test_a_file_that_is_no_bios(tmp_path: Path, size: int) -> None:
    install(tmp_path, bios_bin=b"S" * size, vgabios_stdvga_bin=b"V")
    with pytest.raises(EngineError, match="not a BIOS image"):
        load("seabios", (tmp_path,))


@pytest.mark.skipif(not SEABIOS_DIRECTORIES[0].exists(), reason="SeaBIOS is not installed")
def test_debians() -> None:
    found = load("seabios")
    assert found.bios[-16] == 0xEA  # A far jump at the reset vector.
    assert found.vgabios[:2] == b"\x55\xaa"


def test_an_image_that_a_person_brings(tmp_path: Path) -> None:
    install(tmp_path, u_boot_bin=b"U" * BLOCK, vgabios_stdvga_bin=b"V")
    found = read(tmp_path / "u-boot.bin", (tmp_path,))
    assert (found.kind, found.name, found.vgabios) == ("own", "u-boot.bin", b"V")
    assert found.bios == b"\xff" * BLOCK + b"U" * BLOCK, "the board maps twice that below 1 MiB"
    assert read(tmp_path / "u-boot.bin", ()).vgabios == b""
    (tmp_path / "builtin").write_bytes(b"U" * 3 * BLOCK)
    found = read(tmp_path / "builtin", ())
    assert (found.kind, found.bios) == ("own", b"U" * 3 * BLOCK)


@pytest.mark.parametrize("content", [b"", b"x" * 1000, b"x" * (LARGEST + BLOCK)])
def test_what_cannot_be_a_firmware_image(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "rom").write_bytes(content)
    with pytest.raises(EngineError, match=f"it has {len(content)} bytes"):
        read(tmp_path / "rom")
    with pytest.raises(EngineError, match="cannot be read"):
        read(tmp_path / "none")
    with pytest.raises(EngineError, match="cannot be read"):
        read(tmp_path)
