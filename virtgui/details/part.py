"""The hardware of a machine as a list: what there is, what can be added, and what is taken out. Pure."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Final

import msgspec
from PySide6.QtCore import QCoreApplication

from engine.config import CHANNELS, IDE_PLACES, MachineConfig
from virtgui.details.field import Field, field_of, word
from virtgui.details.tree import Tree, choices, config_of, get, has, put, tree_of


class Part(msgspec.Struct, frozen=True):
    """One line of the list. ``fields`` are (path, field); ``removable`` parts can be taken out."""

    key: str
    title: str
    summary: str
    icon: str
    fields: tuple[tuple[str, Field], ...]
    removable: bool = False


class Addition(msgspec.Struct, frozen=True):
    """Something that can be added; ``why_not`` says why it cannot be just now."""

    kind: str
    title: str
    icon: str
    why_not: str = ""


_FIXED: Final = {
    "overview": ("details", ("name", "group", "notes", "autostart")),
    "cpu": ("chip", ("vcpus", "accel", "cpu", "cpu_pinning", "hpet")),
    "memory": ("memory", ("memory_mib", "balloon")),
    "boot": ("run", ("boot", "boot_menu", "firmware", "bios", "on_triple_fault", "watchdog")),
    "screen": ("screen", ("vga",)),
    "input": ("keyboard", ("tablet",)),
    "printer": ("copy", ("parallel",)),
}
_DISK: Final = ("path", "bus", "readonly", "format")
_KERNEL: Final = ("path", "initrd", "append", "modules")
_NETWORK: Final = ("backend", "tap", "forward", "mac")
_SERIAL: Final = ("target", "path")
AGENT: Final = "org.qemu.guest_agent.0"
_CHANNEL: Final = ("name", "path")


def _tr(text: str) -> str:
    return QCoreApplication.translate("DetailsPart", text)


def parts(tree: Tree) -> list[Part]:
    """Everything in a machine, in the order of the list."""
    titles = {
        "overview": _tr("Overview and notes"),
        "cpu": _tr("CPU"),
        "memory": _tr("Memory"),
        "boot": _tr("Starting"),
        "screen": _tr("Screen"),
        "input": _tr("Pointer"),
        "printer": _tr("Printer port"),
    }
    found = [
        _part(key, titles[key], _summary(tree, key), *_FIXED[key], tree) for key in ("overview", "cpu", "memory")
    ]
    found.append(_part("boot", titles["boot"], _summary(tree, "boot"), *_FIXED["boot"], tree))
    if tree.get("kernel") is not None:
        found.append(_below("kernel", _tr("Kernel"), _name(get(tree, "kernel.path")), "kernel", _KERNEL, tree))
    for number, disk in enumerate(tree["disks"]):
        title = _tr("Disk {0}").format(number + 1)
        found.append(
            _below(f"disks.{number}", title, f"{_name(disk['path'])}, {word(disk['bus'])}", "disk", _DISK, tree)
        )
    if tree["cdrom"] is not None:
        found.append(
            _part("cdrom", _tr("CD drive"), _name(tree["cdrom"]) or _tr("empty"), "cdrom", ("cdrom",), tree, True)
        )
    if tree["floppy"] is not None:
        found.append(
            _part(
                "floppy",
                _tr("Floppy drive"),
                _name(tree["floppy"]) or _tr("empty"),
                "floppy",
                ("floppy",),
                tree,
                True,
            )
        )
    for number, network in enumerate(tree.get("networks") or ()):
        title = _tr("Network card {0}").format(number + 1)
        found.append(_below(f"networks.{number}", title, word(network["backend"]), "serial", _NETWORK, tree))
    for number, port in enumerate(tree.get("serial") or ()):
        title = _tr("Serial port COM{0}").format(number + 1)
        found.append(_below(f"serial.{number}", title, word(port["target"]), "serial", _SERIAL, tree))
    for number, channel in enumerate(tree.get("channels") or ()):
        title = _tr("Channel {0}").format(number + 1)
        found.append(_below(f"channels.{number}", title, channel["name"], "serial", _CHANNEL, tree))
    others = [
        _part(key, titles[key], _summary(tree, key), *_FIXED[key], tree) for key in ("screen", "input", "printer")
    ]
    return [part for part in (*found, *others) if part.fields]


def additions(tree: Tree) -> list[Addition]:
    """What can be added."""
    ide = sum(disk["bus"] == "ide" for disk in tree["disks"]) + (tree["cdrom"] is not None)
    full = "" if ide < IDE_PLACES else _tr("IDE has places for {0} drives, and all are taken.").format(IDE_PLACES)
    there = _tr("The machine has one already.")
    found = [
        Addition("disk", _tr("Hard disk"), "disk"),
        Addition("cdrom", _tr("CD drive"), "cdrom", full if tree["cdrom"] is None else there),
        Addition("floppy", _tr("Floppy drive"), "floppy", "" if tree["floppy"] is None else there),
        Addition("kernel", _tr("Kernel to start directly"), "kernel", "" if tree["kernel"] is None else there),
    ]
    if "networks" in tree:
        found.append(Addition("network", _tr("Network card"), "serial"))
    if "serial" in tree:
        four = _tr("A PC has four serial ports.")
        found.append(Addition("serial", _tr("Serial port"), "serial", "" if len(tree["serial"]) < 4 else four))
    if "channels" in tree:
        full = "" if len(tree["channels"]) < CHANNELS else _tr("A machine has {0} channels at most.").format(CHANNELS)
        found.append(Addition("channel", _tr("Channel to the guest"), "serial", full))
    return found


def add(tree: Tree, kind: str) -> tuple[Tree, str]:
    """``tree`` with one more of ``kind``, and the key of the new part. What it needs is still to be filled in."""
    if kind == "cdrom":
        return put(tree, "cdrom", ""), "cdrom"
    if kind == "floppy":
        return put(tree, "floppy", ""), "floppy"
    if kind == "kernel":
        return put(tree, "kernel", _missing("kernel") | {"path": ""}), "kernel"
    key = {"disk": "disks", "network": "networks", "serial": "serial", "channel": "channels"}[kind]
    ide = sum(disk["bus"] == "ide" for disk in tree["disks"]) + (tree["cdrom"] is not None)
    fresh: dict[str, Any] = {
        "disks": {"path": free_disk(tree), "format": "raw", "bus": "ide" if ide < IDE_PLACES else "virtio"},
        "networks": {"backend": "user"},
        "serial": {},
        "channels": _free_channel(tree),
    }[key]
    return put(tree, key, [*tree[key], _missing(key) | fresh]), f"{key}.{len(tree[key])}"


def remove(tree: Tree, part: str) -> Tree:
    """``tree`` without a part. Its files stay."""
    key, _, number = part.partition(".")
    if not number:
        return put(tree, key, None)
    return put(tree, key, [one for index, one in enumerate(tree[key]) if index != int(number)])


def free_disk(tree: Tree) -> str:
    """A file name that no disk of the machine has."""
    taken = {PurePath(disk["path"]).name for disk in tree["disks"]}
    number = 1
    while (name := f"disk-{number}.img" if number > 1 else "disk.img") in taken:
        number += 1
    return name


def _free_channel(tree: Tree) -> dict[str, str]:
    """QEMU's guest agent's, or the next free name."""
    taken = {channel["name"] for channel in tree["channels"]}
    names = (AGENT, *(f"channel.{number}" for number in range(1, CHANNELS + 1)))
    name = next(name for name in names if name not in taken)
    return {"name": name, "path": "agent.sock" if name == AGENT else f"{name}.sock"}


def _missing(key: str) -> dict[str, Any]:
    """The defaults of a part's keys."""
    example: dict[str, Any] = {
        "disks": [{"path": "x"}],
        "kernel": {"path": "x"},
        "networks": [{"backend": "user"}],
        "serial": [{}],
        "channels": [{"name": "x", "path": "x"}],
    }
    bare = tree_of(MachineConfig(name="x", uuid="x"))
    filled = tree_of(config_of(bare | {key: example[key]}))[key]
    return dict(filled if isinstance(filled, dict) else filled[0])


def _part(
    key: str, title: str, summary: str, icon: str, paths: tuple[str, ...], tree: Tree, removable: bool = False
) -> Part:
    found = tuple((path, field) for path in paths if has(tree, path) and (field := field_of(path)) is not None)
    return Part(key, title, summary, icon, found, removable)


def _below(key: str, title: str, summary: str, icon: str, names: tuple[str, ...], tree: Tree) -> Part:
    return _part(key, title, summary, icon, tuple(f"{key}.{name}" for name in names), tree, True)


def _name(path: str | None) -> str:
    return PurePath(path or "").name


def _summary(tree: Tree, key: str) -> str:
    if key == "overview":
        return str(tree["name"])
    if key == "cpu":
        return _tr("one") if tree["vcpus"] == 1 else str(tree["vcpus"])
    if key == "memory":
        return _tr("{0} MiB").format(f"{tree['memory_mib']:,}")
    if key == "boot":
        return _tr("kernel, directly") if tree["kernel"] is not None else boot_words(tree["boot"])
    value = tree.get({"screen": "vga", "input": "tablet", "printer": "parallel"}[key])
    if isinstance(value, bool) or value is None:
        return _tr("on") if value else _tr("off")
    return word(value) if choices({"screen": "vga"}.get(key, "")) else _name(value)


def boot_words(order: str) -> str:
    """A boot order for people."""
    words = {"c": _tr("disk"), "d": _tr("CD"), "a": _tr("floppy"), "n": _tr("network")}
    return ", ".join(words.get(letter, letter) for letter in order)
