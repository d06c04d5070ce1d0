"""Media that the census boots: files of Debian packages, and CDs made of them."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import image

from tests.support import debian

ISOLINUX_CONFIG = """\
serial 0 115200
default menu.c32
prompt 0
timeout 0
menu title Census of guests
label hdt
  menu label Hardware report
  kernel hdt.c32
"""
INSTALLER_CONFIG = """\
default install
prompt 0
label install
  kernel linux
  append initrd=initrd.gz {}
"""
GRUB_MODULES = f"{image.GRUB2_MODULES} multiboot multiboot2 linux16 linux boot gzio"
SYSLINUX = tuple(
    f"modules/bios/{name}.c32" for name in ("hdt", "menu", "ldlinux", "libutil", "libcom32", "libmenu", "libgpl")
)


def packaged(package: str, end: str) -> Callable[[Path], Path]:
    """A file of a package, by the end of its path."""
    return lambda _cache: debian.package_files(package, (end,))[0]


def isolinux_cd(cache: Path) -> Path:
    """A CD with ISOLINUX, its text menu, and the hardware detection tool."""
    return _isolinux(cache, "isolinux", debian.package_files("syslinux-common", SYSLINUX), ISOLINUX_CONFIG)


def installer_cd(package: str, append: str) -> Callable[[Path], Path]:
    """A CD from which ISOLINUX starts Debian's installer at once."""

    def made(cache: Path) -> Path:
        files = debian.package_files(package, ("amd64/linux", "amd64/initrd.gz"))
        loader = debian.package_files("syslinux-common", ("modules/bios/ldlinux.c32",))
        config = INSTALLER_CONFIG.format(append)
        return _isolinux(cache, "installer", [*loader, *files], config)

    return made


def _isolinux(cache: Path, name: str, beside: Sequence[Path], config: str) -> Path:
    files = [*debian.package_files("isolinux", ("isolinux.bin",)), *beside]

    def build(target: Path) -> None:
        with tempfile.TemporaryDirectory() as tree:
            folder = Path(tree) / "isolinux"
            folder.mkdir()
            for path in files:
                (folder / path.name).write_bytes(path.read_bytes())
            (folder / "isolinux.cfg").write_text(config)
            command = ["xorriso", "-as", "mkisofs", "-quiet", "-o", str(target), "-b", "isolinux/isolinux.bin"]
            command += ["-c", "isolinux/boot.cat", "-no-emul-boot", "-boot-load-size", "4", "-boot-info-table", tree]
            subprocess.run(command, check=True, capture_output=True)

    return image.cached(cache, name, ".iso", files, config, build)


def grub_cd(name: str, files: Mapping[str, Callable[[Path], Path]], commands: str) -> Callable[[Path], Path]:
    """A CD on which GRUB runs ``commands``; ``files`` lie in its root."""

    def made(cache: Path) -> Path:
        sources = {file: source(cache) for file, source in files.items()}

        def build(target: Path) -> None:
            with tempfile.TemporaryDirectory() as tree:
                folder = Path(tree) / "boot" / "grub"
                folder.mkdir(parents=True)
                (folder / "grub.cfg").write_text(commands)
                for file, source in sources.items():
                    (Path(tree) / file).write_bytes(source.read_bytes())
                command = ["grub-mkrescue", "--directory", str(image.GRUB2), "--install-modules", GRUB_MODULES]
                command += ["--locales=", "--fonts=", "--themes=", "-o", str(target), tree]
                subprocess.run(command, check=True, capture_output=True)

        return image.cached(cache, f"grub-{name}", ".iso", [*sources.values()], commands + GRUB_MODULES, build)

    return made
