"""Debian's kernels as the packages hold them, fetched once by apt into a cache of the user's; nothing is installed.

A kernel package is fetched with ``apt-get download`` and unpacked without its scripts: only the kernel itself and the
modules named here are kept.
"""

from __future__ import annotations

import lzma
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO

PLAIN = "linux-image-amd64"
CLOUD = "linux-image-cloud-amd64"
I386 = "linux-image-686:i386"
BUSYBOX_I386 = "busybox-static:i386"
"""Of 32 bits; the architecture behind a colon need not be one of this system's."""
APT_S = 600

# Each list in the order in which its modules load. One that a kernel has built in is not there, and not missed.
VIRTIO = ("virtio_ring", "virtio", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci")
NINEP = ("netfs", "fscache", "9pnet", "9pnet_virtio", "9p")
KVM = ("irqbypass", "ccp", "kvm", "kvm-amd", "kvm-intel")
GUEST = (
    "virtio_blk",
    "rng-core",
    "virtio-rng",
    "virtio_balloon",
    "virtio_console",
    "evdev",
    "button",
    "failover",
    "net_failover",
    "virtio_net",
    "virtio_input",
    "virtio_mmio",
)
DISPLAY = ("cdrom", "libata", "ata_piix", "sr_mod", "i8042", "serio", "atkbd", "psmouse", "evdev")
DRIVERS = (
    *("scsi_common", "scsi_mod", "cdrom", "libata", "ata_piix", "sr_mod", "isofs"),
    *("drm", "drm_kms_helper", "ttm", "drm_ttm_helper", "drm_vram_helper", "bochs"),
    *("pvpanic", "pvpanic-mmio", "watchdog", "i6300esb", "parport", "parport_pc", "lp"),
)
"""Of hardware that Debian's plain kernel drives."""
KEPT = frozenset((*DRIVERS, *VIRTIO, *NINEP, *KVM, *GUEST, *DISPLAY, "locktorture", "torture"))


class NoKernel(Exception):  # noqa: N818 - the name says what is missing
    """A kernel package could not be had."""


@dataclass(frozen=True, slots=True)
class DebianKernel:
    """An unpacked kernel: ``vmlinuz``, and ``modules``, a flat directory of uncompressed ones."""

    directory: Path

    @property
    def vmlinuz(self) -> Path:
        return self.directory / "vmlinuz"

    def modules(self, *names: str) -> list[Path]:
        """Those of the named modules that are there, in that order."""
        paths = [self.directory / "modules" / f"{name}.ko" for name in names]
        return [path for path in paths if path.exists()]


def cache() -> Path:
    """Where kernels are kept: XDG's cache directory of the user."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "virtgui-lab"


def kernel(meta: str) -> DebianKernel:
    """The kernel that the package ``meta`` depends on; from the cache, once it has been fetched. NoKernel says why
    it cannot be had."""
    place = cache() / meta.replace(":", "-")
    kept = place / "kept"
    if not kept.exists() or KEPT - set(kept.read_text().split()):
        if shutil.which("apt-get") is None:
            raise NoKernel(f"{meta} comes from Debian's archive, and there is no apt-get here")
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent) as scratch:
            package = _download(meta, Path(scratch))
            unpacked = Path(scratch) / "unpacked"
            _unpack(package, unpacked)
            (unpacked / "kept").write_text("\n".join(sorted(KEPT)))
            shutil.rmtree(place, ignore_errors=True)
            unpacked.rename(place)
    return DebianKernel(place)


def package_files(name: str, wanted: tuple[str, ...]) -> list[Path]:
    """Files of another package by the ends of their paths, in the cache. NoKernel says why they cannot be had."""
    place = cache() / name.replace(":", "-")
    paths = [place / PurePath(path).name for path in wanted]
    if not all(path.exists() for path in paths):
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent) as scratch:
            for member, content in _members(_fetched(name, Path(scratch))):
                for path, end in zip(paths, wanted, strict=True):
                    if member.endswith(end) and not path.exists():
                        path.with_suffix(".part").write_bytes(content.read())
                        path.with_suffix(".part").rename(path)
    return paths


def _download(meta: str, place: Path) -> Path:
    name, _, architecture = meta.partition(":")
    for _ in range(2):
        try:
            shown = _apt("apt-cache", "depends", "--important", name, cwd=place, architecture=architecture)
        except NoKernel:
            shown = ""
        needed = [line.split()[-1] for line in shown.splitlines() if "Depends:" in line and "linux-image-" in line]
        if needed:
            return _fetched(f"{needed[0]}:{architecture}".rstrip(":"), place)
        _refresh(place, architecture)
    raise NoKernel(f"apt knows no package {meta}: run apt-get update")


def _fetched(package: str, place: Path) -> Path:
    name, _, architecture = package.partition(":")
    try:
        _apt("apt-get", "-q", "download", name, cwd=place, architecture=architecture)
    except NoKernel:
        _refresh(place, architecture)
        _apt("apt-get", "-q", "download", name, cwd=place, architecture=architecture)
    return next(place.glob("*.deb"))


def _refresh(place: Path, architecture: str) -> None:
    """The lists of what the archive holds may be missing or old; only root can fetch those of the system. Of several
    lists one may not be there just now: whether it was needed shows then."""
    if architecture or os.geteuid() == 0:
        with suppress(NoKernel):
            _apt("apt-get", "-q", "update", cwd=place, architecture=architecture)


def _foreign(architecture: str) -> dict[str, str]:
    """The environment in which apt is one of another architecture, with lists of its own."""
    place = cache() / f"apt-{architecture}"
    (place / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (place / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    options = place / "apt.conf"
    options.write_text(
        f'APT::Architecture "{architecture}";\nAPT::Architectures {{ "{architecture}"; }};\n'
        f'Dir::State::lists "{place}/lists";\nDir::Cache "{place}";\nAcquire::Languages "none";\n'
    )
    return os.environ | {"APT_CONFIG": str(options)}


def _apt(*command: str, cwd: Path, architecture: str = "") -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=_foreign(architecture) if architecture else None,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=APT_S,
        check=False,
    )
    if done.returncode:
        raise NoKernel(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def _members(package: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """The files of a package with their contents, one after the other."""
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE) as dpkg:
        assert dpkg.stdout is not None
        with tarfile.open(fileobj=dpkg.stdout, mode="r|") as files:
            for member in files:
                content = files.extractfile(member) if member.isfile() else None
                if content is not None:
                    yield member.name, content


def _unpack(package: Path, place: Path) -> None:
    (place / "modules").mkdir(parents=True)
    for name, content in _members(package):
        path = PurePath(name)
        stem = path.name.partition(".ko")[0]
        if path.parent.name == "boot" and path.name.startswith("vmlinuz"):
            (place / "vmlinuz").write_bytes(content.read())
        elif ".ko" in path.name and stem in KEPT:
            data = content.read()
            (place / "modules" / f"{stem}.ko").write_bytes(lzma.decompress(data) if path.suffix == ".xz" else data)
