"""The description of a machine: what is in machine.toml. Values only; nothing here touches a file."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from engine import feature
from engine.error import ConfigError

SCHEMA = 1
MEMORY_MIB = range(1, 1 << 20)
VCPUS = range(1, 17)
BOOT_MENU_S = range(61)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._+-]{0,63}")

AccelName = Literal["auto", "kvm", "soft"]
FirmwareName = Literal["auto", "builtin", "seabios"]
VgaName = Literal["std", "isa"]
WatchdogAction = Literal["none", "reset", "poweroff", "pause"]
DiskFormat = Literal["raw", "qcow2"]
DiskBus = Literal["ide", "virtio", "virtio-mmio"]
SerialTarget = Literal["console", "file", "socket", "pty", "none"]
NetworkBackend = Literal["user", "tap", "loopback", "none"]
MAC = re.compile(r"[0-9a-f][02468ace](:[0-9a-f]{2}){5}", re.IGNORECASE)
FORWARD = re.compile(r"(?:(tcp|udp):)?(\d{1,5}):(\d{1,5})")
INTERFACE = re.compile(r"[^\s/:]{0,15}")
NETWORKS = 8


# Every table of machine.toml is immutable, and a key we do not know is an error.


class Disk(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A hard disk. ``path`` is absolute, or relative to the machine's own directory. Of those on ``bus``
    "virtio-mmio" ACPI alone tells: a kernel finds them without PCI, and no firmware boots from them."""

    path: str
    format: DiskFormat = "raw"
    bus: DiskBus = "ide"
    readonly: bool = False


class Kernel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A kernel started without firmware. Each of ``modules`` is ``PATH`` or ``PATH TEXT``: a file that is put beside
    a Multiboot kernel, and what the kernel is told about it behind the file's name."""

    path: str
    initrd: str | None = None
    append: str = ""
    modules: tuple[str, ...] = ()


class Serial(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A serial port, and what its line leads to besides the log and VirtGUI's own console: a file, a socket that
    listens at ``path``, or a pseudo terminal (``path``, if given, becomes a link to it). "none": there is no port.

    ``path`` is absolute, or relative to the machine's own directory.
    """

    target: SerialTarget = "console"
    path: str = ""


class Network(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A network card, and what its cable leads to: this host's own network ("user"), an interface of this host
    ("tap", by name), itself ("loopback") or nothing.

    ``mac`` is made from the machine's uuid if it is empty. ``forward`` are ports of this host that lead into the
    guest, as "2222:22" or "udp:5353:53"; "user" alone has them.
    """

    backend: NetworkBackend
    tap: str = ""
    mac: str = ""
    forward: tuple[str, ...] = ()


class Channel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A line between a program of this host and one in the guest, as a guest agent wants it: the guest finds it by
    its name, /dev/virtio-ports/NAME to Linux; here a socket listens at ``path``, absolute or relative to the
    machine's own directory."""

    name: str
    path: str


class MachineConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A whole machine. ``boot`` orders the boot sources: c hard disk, d CD, a floppy, n network; ``boot_menu`` is for
    how many seconds its firmware offers the choice. ``vga`` is a card on PCI (std), or one for systems that know ISA
    only. ``autostart``: the manager starts it when it opens. ``bios`` is the path of a firmware image to start with
    in place of ``firmware``. ``cpu`` is text for engine.feature; ``cpu_pinning`` has the host CPU that each vCPU's
    thread keeps to, or nothing. ``watchdog`` is what the watchdog card does when the guest no longer reloads it;
    none: there is no such card. ``parallel`` is the file that LPT1 prints to; None: there is no LPT1.
    ``hpet``: there is a high precision event timer, for systems that want one; every look at it leaves the guest."""

    schema: int = SCHEMA
    name: str
    uuid: str
    memory_mib: int = 256
    vcpus: int = 1
    cpu: str = "host"
    cpu_pinning: tuple[int, ...] = ()
    accel: AccelName = "auto"
    firmware: FirmwareName = "auto"
    bios: str | None = None
    vga: VgaName = "std"
    watchdog: WatchdogAction = "none"
    parallel: str | None = None
    hpet: bool = False
    boot: str = "cda"
    boot_menu: int = 0
    disks: tuple[Disk, ...] = ()
    cdrom: str | None = None
    floppy: str | None = None
    kernel: Kernel | None = None
    serial: tuple[Serial, ...] = (Serial(), Serial())
    networks: tuple[Network, ...] = ()
    channels: tuple[Channel, ...] = ()
    tablet: bool = True
    balloon: bool = True
    on_triple_fault: Literal["pause", "reset"] = "pause"
    autostart: bool = False
    group: str = ""
    notes: str = ""
    welcome: bool = False

    def __post_init__(self) -> None:
        check(self)


def check(config: MachineConfig) -> None:
    """Refuse what cannot be a machine, with ConfigError. Files are not looked at."""
    if config.schema != SCHEMA:
        raise ConfigError(
            f"schema is {config.schema}, but this VirtGUI knows schema {SCHEMA} only.",
            "Use the VirtGUI that wrote this machine, or a newer one.",
        )
    if not NAME.fullmatch(config.name) or config.name.endswith((" ", ".")):
        raise ConfigError(
            f"name {config.name!r} cannot be a machine's name.",
            "Use up to 64 letters, digits, spaces and . _ + -, and begin with a letter or digit.",
        )
    if config.memory_mib not in MEMORY_MIB:
        raise ConfigError(
            f"memory_mib is {config.memory_mib}; a machine has 1 MiB to 1 TiB of memory.", "Choose a size."
        )
    if config.bios is not None and config.kernel is not None:
        raise ConfigError("bios and kernel are both given, but a kernel is started without firmware.", "Remove one.")
    if config.vcpus not in VCPUS:
        raise ConfigError(f"vcpus is {config.vcpus}; a machine has 1 to {VCPUS[-1]} CPUs.", "Choose a number.")
    _check_cpu(config)
    if not config.boot or set(config.boot) - set("cdan") or len(set(config.boot)) != len(config.boot):
        raise ConfigError(
            f"boot is {config.boot!r}.",
            "Use each of c (disk), d (CD), a (floppy), n (network) at most once, in the order to try them.",
        )
    if config.boot_menu not in BOOT_MENU_S:
        raise ConfigError(
            f"boot_menu is {config.boot_menu}.", f"Use the seconds to show the boot menu, 0 to {BOOT_MENU_S[-1]}."
        )
    if sum(disk.bus == "ide" for disk in config.disks) + (config.cdrom is not None) > IDE_PLACES:
        raise ConfigError(
            f"There are more than {IDE_PLACES} IDE disks and CD drives; IDE has places for {IDE_PLACES}.",
            "Remove one.",
        )
    if len(config.serial) > SERIAL_PORTS:
        raise ConfigError(f"serial has {len(config.serial)} ports; a PC has {SERIAL_PORTS} at most.", "Remove some.")
    for number, port in enumerate(config.serial):
        check_serial(port, number)
    for bus, room in VIRTIO_DISKS.items():
        if sum(disk.bus == bus for disk in config.disks) > room:
            raise ConfigError(f"There are more than {room} disks on {bus}.", "Remove one, or put it on another bus.")
    if len(config.networks) > NETWORKS:
        raise ConfigError(
            f"networks has {len(config.networks)} cards; a machine has {NETWORKS} at most.", "Remove one."
        )
    for network in config.networks:
        _check_network(network)
    _check_channels(config.channels)
    _check_paths(config)


def _check_paths(config: MachineConfig) -> None:
    """No file of any host has a zero byte in its name."""
    kernel = config.kernel
    paths = {
        "channels": [channel.path for channel in config.channels],
        "disks": [disk.path for disk in config.disks],
        "kernel": [] if kernel is None else [kernel.path, kernel.initrd or "", *kernel.modules],
    } | {key: [getattr(config, key) or ""] for key in ("cdrom", "floppy", "bios", "parallel")}
    for key, texts in paths.items():
        for text in texts:
            if "\0" in text:
                raise ConfigError(f"{key} has the path {text!r}, which no file can have.", "Correct it.")


def _check_cpu(config: MachineConfig) -> None:
    feature.parse(config.cpu)
    pinning = config.cpu_pinning
    if len(pinning) not in (0, config.vcpus) or any(cpu < 0 for cpu in pinning):
        raise ConfigError(
            f"cpu_pinning is {list(pinning)}, for {config.vcpus} CPUs.",
            "Give the number of a host CPU for each, or leave it out.",
        )


def check_serial(port: Serial, number: int) -> None:
    """Refuse what cannot be a serial port, with ConfigError. ``number`` is 0 for COM1."""
    name = f"COM{number + 1}"
    if port.target in ("file", "socket") and not port.path:
        raise ConfigError(f"serial says {port.target!r} for {name}, but not where.", "Give it a path.")
    if "\0" in port.path:
        raise ConfigError(f"serial gives {name} the path {port.path!r}, which no file can have.", "Correct it.")
    if port.target in ("console", "none") and port.path:
        raise ConfigError(f"serial gives {name} a path, which {port.target!r} does not use.", "Remove it.")


def _check_network(network: Network) -> None:
    if network.mac and not MAC.fullmatch(network.mac):
        raise ConfigError(
            f"networks has the address {network.mac!r}, which no network card can have.",
            "Write six pairs of hexadecimal digits such as 52:54:00:12:34:56, the first even; or leave it out.",
        )
    if (network.backend == "tap") != bool(network.tap) or not INTERFACE.fullmatch(network.tap):
        raise ConfigError(
            f"networks has backend {network.backend!r} with tap = {network.tap!r}.",
            'Name the interface for backend "tap" (up to 15 characters, as "tap0"), and for no other.',
        )
    if network.forward and network.backend != "user":
        raise ConfigError('networks forwards ports, which only backend "user" does.', "Leave forward out.")
    for text in network.forward:
        found = FORWARD.fullmatch(text)
        if found is None or not all(0 < int(port) < 1 << 16 for port in found.groups()[1:]):
            raise ConfigError(
                f"networks has forward {text!r}.", 'Write "HOSTPORT:GUESTPORT", with "udp:" before it for UDP.'
            )


def _check_channels(channels: tuple[Channel, ...]) -> None:
    if len(channels) > CHANNELS:
        raise ConfigError(f"channels has {len(channels)}; a machine has {CHANNELS} at most.", "Remove some.")
    names = [channel.name for channel in channels]
    for channel in channels:
        if not CHANNEL.fullmatch(channel.name) or names.count(channel.name) > 1:
            raise ConfigError(
                f"channels has the name {channel.name!r}, wrong or twice.",
                "Give each another name of up to 64 letters, digits and . _ -, as org.qemu.guest_agent.0.",
            )
        if not channel.path:
            raise ConfigError(f"channels says nothing of where {channel.name!r} is.", "Give its socket a path.")


IDE_PLACES = 4
VIRTIO_DISKS = {"virtio": 16, "virtio-mmio": 8}
SERIAL_PORTS = 4
CHANNELS = 8
CHANNEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


# msgspec learns what a structure holds when it first meets it, and crashes if two threads do that at once (0.22).
# Here it is told, while the module is imported, which one thread does. So is every structure that is decoded.
msgspec.json.Decoder(MachineConfig)
