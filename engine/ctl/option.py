"""The options of ``vgctl create`` and ``vgctl run`` as a machine's description."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Literal, cast, get_args

import msgspec

from engine.config import (
    AccelName,
    Channel,
    Disk,
    DiskBus,
    DiskFormat,
    FirmwareName,
    Kernel,
    MachineConfig,
    Network,
    NetworkBackend,
    Serial,
    SerialTarget,
    VgaName,
    WatchdogAction,
)
from engine.ctl.fault import UsageError
from engine.error import ConfigError, EngineError
from engine.storage.image import ImageKind, identify
from engine.storage.raw import create_raw

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?", re.IGNORECASE)
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_SECTOR = 512


class DiskOption(msgspec.Struct, frozen=True):
    """A ``--disk``. ``size`` is in bytes, for an image to be made; ``format`` None if it was not said."""

    path: Path
    size: int | None = None
    format: DiskFormat | None = None
    bus: DiskBus = "ide"
    readonly: bool = False


def parse_size(text: str) -> int:
    """``10G``, ``512M``, ``1.5T`` or plain bytes, rounded up to whole sectors. UsageError otherwise."""
    found = _SIZE.fullmatch(text.strip())
    size = int(float(found[1]) * _UNITS[found[2].upper()]) if found else 0
    if size <= 0:
        raise UsageError(f"{text!r} is not a size; write 10G or 512M")
    return -(-size // _SECTOR) * _SECTOR


def parse_pinning(text: str | None) -> tuple[int, ...]:
    """``0,1``: host CPUs by number. UsageError otherwise."""
    try:
        return tuple(int(word) for word in text.split(",")) if text else ()
    except ValueError:
        raise UsageError(f"--cpu-pinning {text!r} is no list of host CPUs; write 0,1") from None


def parse_disk(text: str) -> DiskOption:
    """A ``--disk``: a path, then options. A comma that belongs to the path is written twice."""
    path, *words = (part.replace("\0", ",") for part in text.replace(",,", "\0").split(","))
    if not path:
        raise UsageError(f"--disk {text!r} names no file")
    option = DiskOption(Path(path).absolute())
    for word in words:
        key, has_value, value = word.partition("=")
        if word == "readonly":
            option = msgspec.structs.replace(option, readonly=True)
        elif has_value and key == "size":
            option = msgspec.structs.replace(option, size=parse_size(value))
        elif has_value and key == "format" and value in ("raw", "qcow2"):
            option = msgspec.structs.replace(option, format=value)
        elif has_value and key == "bus" and value in get_args(DiskBus):
            option = msgspec.structs.replace(option, bus=value)
        else:
            raise UsageError(
                f"--disk has no option {word!r}; it has size=, format=raw|qcow2, "
                "bus=ide|virtio|virtio-mmio and readonly"
            )
    return option


def parse_serial(text: str) -> Serial:
    """A ``--serial``: where a port leads. UsageError for nothing that is known."""
    target, has_path, path = text.partition("=")
    if target not in ("console", "file", "socket", "pty", "none") or (has_path and not path):
        raise UsageError(f"--serial {text!r} is none of console, file=PATH, socket=PATH, pty[=LINK] and none")
    return Serial(target=cast(SerialTarget, target), path=str(Path(path).absolute()) if path else "")


def parse_channel(text: str) -> Channel:
    """A ``--channel``: NAME=PATH. UsageError for anything else; the configuration checks the name."""
    name, _, path = text.partition("=")
    if not name or not path:
        raise UsageError(f"--channel {text!r} is not NAME=PATH, as org.qemu.guest_agent.0=agent.sock")
    return Channel(name=name, path=str(Path(path).absolute()))


def parse_network(text: str) -> Network:
    """A ``--net``: a backend, then options. The configuration checks their values."""
    backend, *words = text.split(",")
    kind, _, tap = backend.partition("=")
    if kind not in get_args(NetworkBackend) or (tap and kind != "tap"):
        raise UsageError(f"--net has no backend {backend!r}; it has user, tap=NAME, loopback and none")
    mac, forward = "", []
    for word in words:
        key, _, value = word.partition("=")
        if key == "mac" and value:
            mac = value
        elif key == "forward" and value:
            forward.append(value)
        else:
            raise UsageError(f"--net has no option {word!r}; it has mac=MAC and forward=[udp:]HOST:GUEST")
    return Network(backend=cast(NetworkBackend, kind), tap=tap, mac=mac, forward=tuple(forward))


def config_of(options: argparse.Namespace, name: str, uuid: str) -> tuple[MachineConfig, list[DiskOption]]:
    """A machine's description, and the disks that are still to be made (``make_disks``).

    UsageError for options that contradict each other, EngineError for files that cannot be used.
    """
    disks = [parse_disk(text) for text in options.disk]
    if not options.kernel and (options.initrd or options.append or options.module):
        raise UsageError("--initrd, --append and --module belong to a --kernel")
    missing = [disk for disk in disks if disk.size is not None and not disk.path.exists()]
    kernel = None
    if options.kernel:
        initrd = _readable(options.initrd) if options.initrd else None
        kernel = Kernel(
            path=usable(options.kernel, "kernel"),
            initrd=initrd,
            append=options.append or "",
            modules=tuple(map(_module, options.module)),
        )
    made = MachineConfig(
        name=name,
        uuid=uuid,
        memory_mib=options.memory,
        vcpus=options.vcpus,
        cpu=options.cpu,
        cpu_pinning=parse_pinning(options.cpu_pinning),
        accel=cast(AccelName, options.accel),
        firmware=cast(FirmwareName, options.firmware),
        bios=str(Path(options.bios).absolute()) if options.bios else None,
        vga=cast(VgaName, options.vga),
        watchdog=cast(WatchdogAction, options.watchdog),
        hpet=options.hpet,
        parallel=str(Path(options.parallel).absolute()) if options.parallel else None,
        disks=tuple(_disk(disk, disk in missing) for disk in disks),
        cdrom=usable(options.cdrom, "cdrom") if options.cdrom else None,
        floppy=usable(options.floppy, "floppy") if options.floppy else None,
        kernel=kernel,
        autostart=getattr(options, "autostart", False),  # "run" has no such option
        networks=tuple(parse_network(text) for text in options.net),
        channels=tuple(map(parse_channel, options.channel)),
        tablet=not options.no_tablet,
        balloon=not options.no_balloon,
        boot_menu=options.boot_menu,
    )
    if options.boot is not None:
        made = msgspec.structs.replace(made, boot=options.boot)
    if options.serial:
        made = msgspec.structs.replace(made, serial=tuple(map(parse_serial, options.serial)))
    return made, missing


def _disk(option: DiskOption, missing: bool) -> Disk:
    if missing:
        if option.format == "qcow2":
            raise EngineError("This version cannot make qcow2 images.", "Use format=raw: it takes no more space.")
        kind: DiskFormat = option.format or "raw"
    else:
        usable(str(option.path), "disk")
        found = identify(option.path).kind
        kind = option.format or ("qcow2" if found is ImageKind.QCOW2 else "raw")
        if kind == "qcow2" and found is not ImageKind.QCOW2:
            raise EngineError(f"{option.path} is not a qcow2 image.", "Leave format= away.")
    return Disk(path=str(option.path), format=kind, bus=option.bus, readonly=option.readonly)


def _module(text: str) -> str:
    """A ``--module``, its path made absolute."""
    if Path(text).is_file():
        return str(Path(text).absolute())
    path, blank, rest = text.partition(" ")
    return _readable(path) + blank + rest


def usable(path: str, role: Literal["disk", "cdrom", "floppy", "kernel"]) -> str:
    """The absolute path of an image; EngineError when it is missing or nothing that could do."""
    absolute = Path(path).absolute()
    if role == "disk" and not absolute.exists():
        raise EngineError(f"The disk image {absolute} does not exist.", "Add ,size=10G to make it.")
    image = identify(absolute)
    if image.kind is ImageKind.QCOW2 and role == "disk":
        return str(absolute)
    if not image.attach_as:
        raise EngineError(f"{absolute} cannot be used: {image.description}.", image.remedy)
    if role == "kernel" and "kernel" not in image.attach_as:
        raise EngineError(
            f"{absolute} is not a kernel: {image.description}.", f"Attach it as --{image.attach_as[0]}."
        )
    return str(absolute)


def _readable(path: str) -> str:
    """The absolute path of a file whose contents are the guest's business."""
    absolute = Path(path).absolute()
    if identify(absolute).kind in (ImageKind.DIRECTORY, ImageKind.EMPTY):
        raise EngineError(f"{absolute} is a directory or empty.", "Choose the initial RAM disk's file.")
    return str(absolute)


def make_disks(missing: list[DiskOption]) -> list[Path]:
    """Make the images that ``config_of`` found missing. If one fails (EngineError) none stay."""
    made: list[Path] = []
    try:
        for disk in missing:
            assert disk.size is not None
            create_raw(disk.path, disk.size)
            made.append(disk.path)
    except EngineError:
        for path in made:
            path.unlink(missing_ok=True)
        raise
    return made


def checked(options: argparse.Namespace, name: str, uuid: str) -> tuple[MachineConfig, list[DiskOption]]:
    """``config_of`` with a bad value as what it is on a command line: a usage error."""
    try:
        return config_of(options, name, uuid)
    except ConfigError as error:
        raise UsageError(f"{error.what} {error.remedy}".strip().rstrip(".")) from None
