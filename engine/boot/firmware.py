"""The firmware a machine starts with: our own, or SeaBIOS of the host where that is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from engine.boot.bios import rom
from engine.config import FirmwareName, VgaName
from engine.error import EngineError

SEABIOS_DIRECTORIES = (Path("/usr/share/seabios"), Path("/usr/share/qemu"), Path("/usr/share/seabios/bios"))
BIOS_NAMES = ("bios.bin", "bios-256k.bin")
"""The small one first: its half of the code is what a machine without xHCI, TPM and the like needs, and it has
less of itself to copy and check at power-on."""
VGABIOS_NAMES: dict[VgaName, str] = {"std": "vgabios-stdvga.bin", "isa": "vgabios-isavga.bin"}
BLOCK = 0x10000
LARGEST = 16 << 20
"""What lies below 4 GiB before the local APICs' page is reached."""


class Firmware(msgspec.Struct, frozen=True):
    """``bios`` ends at 4 GiB; ``vgabios`` is the option ROM of the VGA card, empty when ``bios`` needs none. "own" is
    what a person brings, whatever it is; ``name`` is for people."""

    kind: Literal["builtin", "seabios", "own"]
    name: str
    bios: bytes
    vgabios: bytes


def load(wanted: FirmwareName, directories: tuple[Path, ...] = SEABIOS_DIRECTORIES, vga: VgaName = "std") -> Firmware:
    """Make or find the firmware. "auto" is our own: no device here has an option ROM that only another could run.
    EngineError names the package when SeaBIOS is wanted and missing."""
    if wanted != "seabios":
        return Firmware("builtin", "builtin", _below_1_mib(rom.build().image), b"")
    bios = _first(directories, BIOS_NAMES)
    vgabios = _first(directories, (VGABIOS_NAMES[vga],))
    if bios is None or vgabios is None:
        looked = ", ".join(str(directory) for directory in directories)
        raise EngineError(
            f"SeaBIOS is not installed (looked in {looked}).",
            "Install it: apt-get install seabios (Debian, Ubuntu), dnf install seabios-bin seavgabios-bin (Fedora); "
            'or set firmware = "builtin".',
        )
    content = bios.read_bytes()
    if not content or len(content) % BLOCK:
        raise EngineError(f"{bios} is not a BIOS image: its size is {len(content)} bytes.", "Install SeaBIOS again.")
    return Firmware("seabios", "seabios", content, vgabios.read_bytes())


def read(path: Path, directories: tuple[Path, ...] = SEABIOS_DIRECTORIES, vga: VgaName = "std") -> Firmware:
    """A firmware image that a person brings, which ends at 4 GiB; with SeaBIOS's VGA BIOS, should it ask for one.
    EngineError when it cannot be one."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EngineError(f"The firmware {path} cannot be read: {error.strerror}.", "Choose another file.") from None
    if not content or len(content) % BLOCK or len(content) > LARGEST:
        raise EngineError(
            f"{path} is not a firmware image: it has {len(content)} bytes.",
            f"A ROM of a PC has a multiple of {BLOCK >> 10} KiB, up to {LARGEST >> 20} MiB.",
        )
    vgabios = _first(directories, (VGABIOS_NAMES[vga],))
    return Firmware("own", path.name, _below_1_mib(content), vgabios.read_bytes() if vgabios else b"")


def _below_1_mib(bios: bytes) -> bytes:
    """The board maps 128 KiB below 1 MiB; with a smaller image the lower half is empty."""
    return bios.rjust(2 * BLOCK, bytes([rom.BLANK]))


def _first(directories: tuple[Path, ...], names: tuple[str, ...]) -> Path | None:
    candidates = (directory / name for directory in directories for name in names)
    return next((path for path in candidates if path.is_file()), None)
