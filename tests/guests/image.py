"""Boot media for tests, built on demand from real boot loaders and from the sources in asm/.

Each function takes a cache directory and returns the path of one finished medium in it. The file name carries a
digest of all that went into the medium, so a changed source or tool builds anew and an unchanged one costs a stat.
A medium in the cache is shared: a test that lets its guest write makes a copy first.

A missing tool raises MissingTool, which names the Debian package that has it; whether that skips a test or fails
it is the caller's choice. A tool that fails raises subprocess.CalledProcessError with its output.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import struct
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

ASM = Path(__file__).parent / "asm"
GUESTS = sorted(path.stem for path in ASM.glob("*.asm"))
"""The names that boot_sector takes."""

KIB = 1024
MIB = 1024 * KIB
FLOPPY = 1440 * KIB

SYSLINUX_MBR = Path("/usr/lib/syslinux/mbr/mbr.bin")
GRUB_LEGACY = Path("/usr/lib/grub/x86_64-pc")
GRUB2 = Path("/usr/lib/grub/i386-pc")

GRUB2_MODULES = "biosdisk iso9660 normal serial terminal terminfo echo read sleep halt reboot test"

GRUB2_CONFIG = """\
serial --unit=0 --speed=115200
terminal_input console serial
terminal_output console serial
set timeout=600
set default=0
menuentry "First entry" {
    echo "The first entry runs"
    echo "Press Enter"
    read answer
}
menuentry "Second entry" {
    echo "The second entry runs"
    echo "Press Enter"
    read answer
}
menuentry "Reboot" {
    reboot
}
"""


Emulation = Literal["none", "floppy", "disk"]
EL_TORITO_SECTORS = 16
"""What is loaded of a boot image without emulation, in sectors of 512 bytes."""


class MissingTool(Exception):  # noqa: N818 - the name says what happened; nothing went wrong in our code
    """A program or data file is not installed. `package` is the Debian package that has it."""

    def __init__(self, tool: str, package: str) -> None:
        super().__init__(f"{tool} is not installed: apt install {package}")
        self.tool = tool
        self.package = package


def boot_sector(cache: Path, name: str, size: int = MIB) -> Path:
    """A hard disk of `size` bytes that starts with asm/`name`.asm (see GUESTS; what each prints is in its head).

    diskwrite needs 96 KiB at least.
    """
    nasm = _program("nasm", "nasm")
    source = ASM / f"{name}.asm"
    inputs = [nasm, source, *sorted(ASM.glob("*.inc"))]

    def build(target: Path) -> None:
        _run(nasm, "-f", "bin", "-o", target, source.name, cwd=ASM)
        _pad(target, size)

    return cached(cache, name, ".img", inputs, str(size), build)


def kernel(cache: Path, name: str) -> Path:
    """A kernel file assembled from asm/kernel/`name`.asm; what it says is in its head."""
    nasm = _program("nasm", "nasm")
    source = ASM / "kernel" / f"{name}.asm"
    return cached(cache, name, "", [nasm, source], "", lambda target: _run(nasm, "-f", "bin", "-o", target, source))


def firmware(cache: Path, name: str) -> Path:
    """A ROM of 64 KiB assembled from asm/firmware/`name`.asm; what it says is in its head."""
    nasm = _program("nasm", "nasm")
    source = ASM / "firmware" / f"{name}.asm"

    def build(target: Path) -> None:
        _run(nasm, "-f", "bin", "-o", target, source)

    return cached(cache, name, ".rom", [nasm, source], "", build)


def el_torito(cache: Path, name: str, emulation: Emulation) -> Path:
    """A CD that starts asm/`name`.asm as its boot image: as it is, as a 1.44 MB diskette, or as a hard disk of 1 MiB
    with one partition."""
    program = boot_sector(cache, name)
    xorriso = _program("xorriso", "xorriso")
    options = {
        "none": ["-no-emul-boot", "-boot-load-size", str(EL_TORITO_SECTORS)],
        "floppy": [],
        "disk": ["-hard-disk-boot"],
    }[emulation]

    def build(target: Path) -> None:
        with tempfile.TemporaryDirectory(dir=target.parent) as tree:
            content = bytearray(program.read_bytes().ljust(FLOPPY, b"\0"))
            if emulation == "disk":
                # Active, from head 1 of cylinder 0 to the end, FAT16; 2 heads of 18 sectors.
                content[446:462] = struct.pack("<B3sB3sII", 0x80, b"\x01\x01\0", 6, b"\x01\x12\x4f", 18, 2862)
            (Path(tree) / "boot.img").write_bytes(content)
            _run(xorriso, "-as", "mkisofs", "-o", target, "-b", "boot.img", "-c", "boot.cat", *options, tree)

    return cached(cache, f"{name}-{emulation}", ".iso", [program, xorriso], emulation, build)


def mbr_prompt_image(cache: Path) -> Path:
    """A 4 MiB hard disk with the Debian package mbr's boot record and an empty partition table.

    Shows "MBR " at once and, when Shift is pressed or after 5 s (90 ticks), completes it to "MBR 1FA:": the keys it
    takes (partition 1, floppy, advanced). A turns the row into "MBR 1234F:". 1 to 4 answer with a new row
    "MBR " and, after another 5 s, "MBR 1FA:", for there is nothing to boot.
    """
    install_mbr = _program("install-mbr", "mbr")

    def build(target: Path) -> None:
        target.write_bytes(bytes(510) + b"\x55\xaa")  # install-mbr wants to see a signature
        _pad(target, 4 * MIB)
        _run(install_mbr, "-e", "1", "-e", "F", "-e", "A", "-i", "s", "-p", "D", "-t", "90", target)

    return cached(cache, "mbr-prompt", ".img", [install_mbr], "", build)


def syslinux_mbr_image(cache: Path) -> Path:
    """A 4 MiB hard disk with syslinux's boot record and an empty partition table.

    Shows "Missing operating system." and calls INT 18h, upon which SeaBIOS tries the next device.
    """
    record = _data(SYSLINUX_MBR, "syslinux-common")

    def build(target: Path) -> None:
        target.write_bytes(record.read_bytes().ljust(510, b"\0") + b"\x55\xaa")
        _pad(target, 4 * MIB)

    return cached(cache, "syslinux-mbr", ".img", [record], "", build)


def grub_legacy_disk(cache: Path) -> Path:
    """A 4 MiB hard disk with GRUB 0.97's stage1 and stage2, one after the other.

    Shows "GNU GRUB  version 0.97" (two blanks) and the prompt "grub> ", where commands can be typed.
    """
    return _grub_legacy(cache, "grub-legacy-disk", 4 * MIB)


def grub_legacy_floppy(cache: Path) -> Path:
    """The same as a 1.44 MB floppy."""
    return _grub_legacy(cache, "grub-legacy-floppy", FLOPPY)


def _grub_legacy(cache: Path, name: str, size: int) -> Path:
    stages = [_data(GRUB_LEGACY / stage, "grub-legacy") for stage in ("stage1", "stage2")]

    def build(target: Path) -> None:
        target.write_bytes(b"".join(stage.read_bytes() for stage in stages))
        _pad(target, size)

    return cached(cache, name, ".img", stages, str(size), build)


def grub2_iso(cache: Path) -> Path:
    """An El Torito CD by grub-mkrescue with GRUB2_CONFIG; it also boots as a hard disk.

    Shows "GNU GRUB  version 2.06" (two blanks; Debian 12's) and the menu "First entry", "Second entry", "Reboot",
    on the screen and on COM1 (115200 8N1). Enter on the first prints "The first entry runs"; c opens "grub> ".
    """
    mkrescue = _program("grub-mkrescue", "grub-common")
    _program("xorriso", "xorriso")
    _program("mformat", "mtools")
    kernel = _data(GRUB2 / "kernel.img", "grub-pc-bin")

    def build(target: Path) -> None:
        with tempfile.TemporaryDirectory(dir=target.parent) as tree:
            config = Path(tree) / "boot" / "grub" / "grub.cfg"
            config.parent.mkdir(parents=True)
            config.write_text(GRUB2_CONFIG)
            options: list[str | Path] = ["--directory", GRUB2, "--install-modules", GRUB2_MODULES]
            _run(mkrescue, *options, "--locales=", "--fonts=", "--themes=", "-o", target, tree)

    return cached(cache, "grub2", ".iso", [mkrescue, kernel], GRUB2_MODULES + GRUB2_CONFIG, build)


def grub2_disk(cache: Path) -> Path:
    """A 4 MiB hard disk with GRUB 2 as its boot record and right behind it, GRUB2_CONFIG in a memory disk.

    Shows what grub2_iso shows.
    """
    mkimage = _program("grub-mkimage", "grub-common")
    record = _data(GRUB2 / "boot.img", "grub-pc-bin")
    modules = [*GRUB2_MODULES.split(), "memdisk", "tar"]

    def build(target: Path) -> None:
        with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
            memdisk, core = Path(scratch) / "memdisk.tar", Path(scratch) / "core.img"
            with tarfile.open(memdisk, "w") as archive:
                entry = tarfile.TarInfo("boot/grub/grub.cfg")
                entry.size = len(GRUB2_CONFIG)
                archive.addfile(entry, io.BytesIO(GRUB2_CONFIG.encode()))
            options: list[str | Path] = ["-O", "i386-pc", "-d", GRUB2, "-m", memdisk, "-p", "(memdisk)/boot/grub"]
            _run(mkimage, *options, "-o", core, *modules)
            target.write_bytes(record.read_bytes() + core.read_bytes())
        _pad(target, 4 * MIB)

    return cached(cache, "grub2-disk", ".img", [mkimage, record], " ".join(modules) + GRUB2_CONFIG, build)


def _program(name: str, package: str) -> Path:
    # install-mbr lives where only root's PATH looks.
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
    if found is None:
        raise MissingTool(name, package)
    return Path(found)


def _data(path: Path, package: str) -> Path:
    if not path.is_file():
        raise MissingTool(str(path), package)
    return path


def _run(*command: str | Path, cwd: Path | None = None) -> None:
    words = [str(word) for word in command]
    try:
        subprocess.run(words, cwd=cwd, check=True, capture_output=True, timeout=120)
    except subprocess.CalledProcessError as error:
        error.add_note(error.stderr.decode(errors="replace"))
        raise


def _pad(path: Path, size: int) -> None:
    if path.stat().st_size > size:
        raise ValueError(f"{path.name} is larger than {size} bytes")
    os.truncate(path, size)


def cached(
    cache: Path, name: str, suffix: str, inputs: list[Path], parameter: str, build: Callable[[Path], None]
) -> Path:
    """The medium made by `build` of the contents of `inputs` and `parameter`; built at most once per content.

    Building goes to a scratch directory and is renamed, so that two tests at once do not see each other's halves.
    """
    digest = hashlib.sha256(parameter.encode())
    for source in inputs:
        digest.update(hashlib.sha256(source.read_bytes()).digest())
    final = cache / f"{name}-{digest.hexdigest()[:16]}{suffix}"
    if not final.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            target = Path(scratch) / final.name
            build(target)
            target.replace(final)
    return final
