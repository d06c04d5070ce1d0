"""What can be set about a machine: every key with its name, and what it does to the guest."""

from __future__ import annotations

from typing import Literal

import msgspec
from PySide6.QtCore import QCoreApplication

from engine.config import BOOT_MENU_S

Kind = Literal["text", "notes", "number", "choice", "switch", "file", "boot", "list"]


class Field(msgspec.Struct, frozen=True):
    """A key of machine.toml as people see it. ``key`` is its path, "*" for the number of a disk and the like.

    ``help`` says what it does to the guest. ``now``: a change takes effect at once, also while the machine runs.
    ``first``: shown without asking for more. ``blank``: an empty text means that the key is left out; without
    ``blank`` a file is ``needed``, or the drive is empty. ``when``: it matters only while the key beside it of this
    name has one of these values.
    """

    key: str
    kind: Kind
    label: str
    help: str
    unit: str = ""
    least: int = 0
    most: int = 1 << 20
    now: bool = False
    first: bool = True
    blank: bool = True
    needed: bool = True
    when: tuple[str, tuple[str, ...]] | None = None


def _tr(text: str) -> str:
    return QCoreApplication.translate("DetailsField", text)


def fields() -> dict[str, Field]:
    """Every key, by its path."""
    return {field.key: field for field in (*_machine(), *_processor(), *_start(), *_drives(), *_others())}


def field_of(path: str) -> Field | None:
    """The field of a path such as "disks.0.bus"."""
    return fields().get(".".join("*" if step.isdigit() else step for step in path.split(".")))


def _machine() -> tuple[Field, ...]:
    return (
        Field(
            "name",
            "text",
            _tr("Name"),
            _tr("What the machine and its directory are called. The guest never sees it."),
            blank=False,
        ),
        Field(
            "group",
            "text",
            _tr("Group"),
            _tr("The heading under which the manager lists it; empty for none. The guest never sees it."),
            now=True,
            blank=False,
        ),
        Field(
            "notes",
            "notes",
            _tr("Notes"),
            _tr("Whatever you want to remember about it. The manager's search finds these words."),
            now=True,
            blank=False,
        ),
        Field(
            "autostart",
            "switch",
            _tr("Start it when VirtGUI starts"),
            _tr("The machine is powered on as soon as the manager opens, without a window."),
            now=True,
        ),
    )


def _processor() -> tuple[Field, ...]:
    return (
        Field(
            "memory_mib",
            "number",
            _tr("Memory"),
            _tr("What the guest believes its RAM to be. The host gives it page by page, as the guest touches it."),
            unit=_tr("MiB"),
            least=1,
        ),
        Field(
            "balloon",
            "switch",
            _tr("Memory balloon"),
            _tr("A virtio device through which a willing guest gives memory back while it runs."),
        ),
        Field(
            "vcpus",
            "number",
            _tr("CPUs"),
            _tr("How many processors the guest finds. Each is a thread of the host."),
            least=1,
            most=16,
        ),
        Field(
            "cpu",
            "text",
            _tr("CPU features"),
            _tr("What CPUID tells the guest: “host”, then features to add or hide, such as host,-avx2."),
            first=False,
        ),
        Field(
            "cpu_pinning",
            "list",
            _tr("Pinned to host CPUs"),
            _tr("The host CPU for each virtual one, such as 0, 1. Empty: the host's scheduler decides."),
            now=True,
            first=False,
        ),
        Field(
            "hpet",
            "switch",
            _tr("High precision event timer"),
            _tr(
                "A finer clock for systems that want one. Each look at it costs an exit, so others do better without."
            ),
            first=False,
        ),
        Field(
            "accel",
            "choice",
            _tr("Runs on"),
            _tr("The host's CPU by KVM, or a software CPU that needs no /dev/kvm. Automatic: the quicker one."),
            first=False,
        ),
    )


def _start() -> tuple[Field, ...]:
    return (
        Field(
            "boot",
            "boot",
            _tr("Boot order"),
            _tr(
                "Where the firmware looks for something to start, from the top; without a tick: not at all. "
                "While the machine runs, this holds from its next reset on."
            ),
            now=True,
        ),
        Field(
            "boot_menu",
            "number",
            _tr("Boot menu"),
            _tr("How long the firmware waits for Esc, by which whoever sits at the guest chooses what to start."),
            unit=_tr("s"),
            most=BOOT_MENU_S[-1],
        ),
        Field(
            "firmware",
            "choice",
            _tr("Firmware"),
            _tr("The BIOS that starts the guest: SeaBIOS, or VirtGUI's own, which starts within milliseconds."),
        ),
        Field(
            "bios",
            "file",
            _tr("Firmware image"),
            _tr("A ROM of your own, such as U-Boot or coreboot, in place of that."),
            first=False,
        ),
        Field(
            "on_triple_fault",
            "choice",
            _tr("When the CPU gives up"),
            _tr("A guest that faults while handling a fault resets a real PC. Pausing keeps the evidence."),
            first=False,
        ),
        Field(
            "watchdog",
            "choice",
            _tr("Watchdog"),
            _tr("A device the guest must pet; if it stops doing so, this happens to the machine."),
            first=False,
        ),
        Field(
            "kernel.path",
            "file",
            _tr("Kernel"),
            _tr("A Linux bzImage, or an ELF with a multiboot or PVH header; started without firmware."),
            blank=False,
        ),
        Field(
            "kernel.initrd",
            "file",
            _tr("Initial RAM disk"),
            _tr("Loaded beside the kernel: the first files that a Linux guest sees."),
        ),
        Field(
            "kernel.append",
            "text",
            _tr("Command line"),
            _tr("What the kernel is told, such as console=ttyS0 root=/dev/vda1."),
            blank=False,
        ),
        Field(
            "kernel.modules",
            "list",
            _tr("Modules"),
            _tr("Further files for a multiboot kernel, in their order, separated by commas."),
            first=False,
        ),
    )


def _drives() -> tuple[Field, ...]:
    return (
        Field(
            "disks.*.path",
            "file",
            _tr("Image"),
            _tr("The file that holds the disk's sectors. A relative path starts at the machine's directory."),
            blank=False,
        ),
        Field(
            "disks.*.bus",
            "choice",
            _tr("Attached to"),
            _tr("IDE works with every guest. Virtio is faster, but the guest needs a driver (Linux has it)."),
        ),
        Field(
            "disks.*.readonly",
            "switch",
            _tr("Read-only"),
            _tr("The guest's writes fail, and several machines may use the image at once."),
        ),
        Field(
            "disks.*.format",
            "choice",
            _tr("Format"),
            _tr("How the image stores sectors: raw is the disk byte for byte."),
            first=False,
        ),
        Field(
            "cdrom",
            "file",
            _tr("Disc"),
            _tr("The ISO image in the CD drive; empty: the drive is. It can be changed while the guest runs."),
            now=True,
            blank=False,
            needed=False,
        ),
        Field(
            "floppy",
            "file",
            _tr("Floppy disk"),
            _tr("The image in drive A:, of 160 KB to 2.88 MB; empty: the drive is. It can be changed while it runs."),
            now=True,
            blank=False,
            needed=False,
        ),
    )


def _others() -> tuple[Field, ...]:
    return (
        Field(
            "vga",
            "choice",
            _tr("Graphics card"),
            _tr("“std” is a PCI card with VBE modes up to 1920x1200; “isa” is a plain VGA, as in an old PC."),
        ),
        Field(
            "tablet",
            "switch",
            _tr("Tablet"),
            _tr("A virtio pointer that is where your mouse is: no capturing. The guest needs a driver."),
        ),
        Field(
            "networks.*.backend",
            "choice",
            _tr("Connected to"),
            _tr("Where the guest's packets go: to the host's own network, a tap interface, back, or nowhere."),
        ),
        Field(
            "networks.*.tap",
            "text",
            _tr("Tap interface"),
            _tr("The host's interface, such as tap0. It must exist, and be yours."),
            blank=False,
            when=("backend", ("tap",)),
        ),
        Field(
            "networks.*.forward",
            "list",
            _tr("Forwarded ports"),
            _tr("Ports of this host that lead into the guest, such as 2222:22 or udp:5353:53."),
            when=("backend", ("user",)),
        ),
        Field(
            "networks.*.mac",
            "text",
            _tr("MAC address"),
            _tr("The card's address, such as 52:54:00:12:34:56. Empty: one is made from the machine's identity."),
            first=False,
            blank=False,
        ),
        Field(
            "serial.*.target",
            "choice",
            _tr("Connected to"),
            _tr("Where the port's bytes go: the Serial page, a file, a socket, or a pseudo-terminal."),
            now=True,
        ),
        Field(
            "serial.*.path",
            "text",
            _tr("Path"),
            _tr("The file or socket. A relative path starts at the machine's directory."),
            now=True,
            blank=False,
            when=("target", ("file", "socket", "pty")),
        ),
        Field(
            "channels.*.name",
            "text",
            _tr("Name"),
            _tr("What the guest finds it by: /dev/virtio-ports/NAME in Linux. A guest agent looks for its own name."),
            blank=False,
        ),
        Field(
            "channels.*.path",
            "text",
            _tr("Socket"),
            _tr("A Unix socket for the program on this host. A relative path starts at the machine's directory."),
            blank=False,
        ),
        Field(
            "parallel",
            "text",
            _tr("Printer output"),
            _tr("A file that gets what the guest prints on LPT1. Empty: there is no printer port."),
        ),
    )


def word(value: str) -> str:
    """A value of a choice, for people."""
    return {
        "auto": _tr("Automatic"),
        "kvm": "KVM",
        "soft": _tr("Software CPU"),
        "builtin": _tr("VirtGUI's own BIOS"),
        "seabios": "SeaBIOS",
        "ide": "IDE",
        "virtio": "virtio",
        "virtio-mmio": _tr("virtio without PCI"),
        "raw": "raw",
        "pause": _tr("Pause the machine"),
        "reset": _tr("Reset the machine"),
        "poweroff": _tr("Power it off"),
        "none": _tr("Nothing"),
        "std": _tr("PCI with VBE (std)"),
        "isa": _tr("Plain VGA (isa)"),
        "user": _tr("This host's network"),
        "loopback": _tr("Itself (loopback)"),
        "tap": _tr("A tap interface"),
        "console": _tr("The Serial page"),
        "file": _tr("A file"),
        "socket": _tr("A Unix socket"),
        "pty": _tr("A pseudo-terminal"),
    }.get(value, value)
