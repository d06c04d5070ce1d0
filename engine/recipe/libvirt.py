"""A machine as a libvirt domain (https://libvirt.org/formatdomain.html)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from engine.config import Disk, MachineConfig, Network

_BOOT: Final = {"c": "hd", "d": "cdrom", "a": "fd", "n": "network"}


def domain(config: MachineConfig, directory: Path) -> str:
    """As XML, for ``virsh define``. Modules of a Multiboot kernel have no element."""
    kind = "qemu" if config.accel == "soft" else "kvm"
    notes = [f"  <description>{escape(config.notes)}</description>"] if config.notes else []
    lines = [
        f"<domain type='{kind}'>",
        f"  <name>{escape(config.name)}</name>",
        f"  <uuid>{escape(config.uuid)}</uuid>",
        *notes,
        f"  <memory unit='MiB'>{config.memory_mib}</memory>",
        f"  <vcpu>{config.vcpus}</vcpu>",
        *_processor(config),
        "  <os>",
        "    <type arch='x86_64' machine='pc'>hvm</type>",
        *_start(config, directory),
        "  </os>",
        "  <features><acpi/><apic/></features>",
        f"  <clock offset='utc'><timer name='hpet' present='{'yes' if config.hpet else 'no'}'/></clock>",
        "  <devices>",
        *_drives(config, directory),
        *_lines(config, directory),
        *(line for card in config.networks for line in _network(card)),
        *_others(config),
        "  </devices>",
        "</domain>",
    ]
    return "\n".join(lines) + "\n"


def _processor(config: MachineConfig) -> Iterator[str]:
    if config.accel != "soft":
        yield "  <cpu mode='host-passthrough'>"
        for feature in config.cpu.split(",")[1:]:
            policy = "disable" if feature.startswith("-") else "force"
            yield f"    <feature policy='{policy}' name={quoteattr(feature.lstrip('+-'))}/>"
        yield "  </cpu>"
    if config.cpu_pinning:
        yield "  <cputune>"
        for number, cpu in enumerate(config.cpu_pinning):
            yield f"    <vcpupin vcpu='{number}' cpuset='{cpu}'/>"
        yield "  </cputune>"


def _start(config: MachineConfig, directory: Path) -> Iterator[str]:
    if config.bios:
        yield f"    <loader type='rom'>{escape(str(directory / config.bios))}</loader>"
    kernel = config.kernel
    if kernel is None:
        yield from (f"    <boot dev='{_BOOT[letter]}'/>" for letter in config.boot)
        if config.boot_menu:
            yield f"    <bootmenu enable='yes' timeout='{config.boot_menu * 1000}'/>"
        return
    yield f"    <kernel>{escape(str(directory / kernel.path))}</kernel>"
    if kernel.initrd:
        yield f"    <initrd>{escape(str(directory / kernel.initrd))}</initrd>"
    if kernel.append:
        yield f"    <cmdline>{escape(kernel.append)}</cmdline>"


def _drives(config: MachineConfig, directory: Path) -> Iterator[str]:
    names = {"ide": iter("abcdefgh"), "virtio": iter("abcdefghijklmnopqrstuvwxyz")}
    for disk in config.disks:
        bus = "ide" if disk.bus == "ide" else "virtio"  # A PC of theirs has no virtio but on PCI.
        target = ("hd" if bus == "ide" else "vd") + next(names[bus])
        yield from _drive("disk", directory / disk.path, target, bus, disk)
    if config.cdrom is not None:
        path = directory / config.cdrom if config.cdrom else None
        yield from _drive("cdrom", path, f"hd{next(names['ide'])}", "ide", None)
    if config.floppy is not None:
        yield from _drive("floppy", directory / config.floppy if config.floppy else None, "fda", "fdc", None)


def _drive(device: str, path: Path | None, target: str, bus: str, disk: Disk | None) -> Iterator[str]:
    yield f"    <disk type='file' device='{device}'>"
    yield f"      <driver name='qemu' type='{disk.format if disk is not None else 'raw'}'/>"
    if path is not None:
        yield f"      <source file={quoteattr(str(path))}/>"
    yield f"      <target dev='{target}' bus='{bus}'/>"
    if device == "cdrom" or (disk is not None and disk.readonly):
        yield "      <readonly/>"
    yield "    </disk>"


def _lines(config: MachineConfig, directory: Path) -> Iterator[str]:
    for number, port in enumerate(config.serial):
        path = quoteattr(str(directory / port.path))
        target = f"<target port='{number}'/>"
        if port.target in ("console", "pty"):
            yield f"    <serial type='pty'>{target}</serial>"
        elif port.target == "file":
            yield f"    <serial type='file'><source path={path}/>{target}</serial>"
        elif port.target == "socket":
            yield f"    <serial type='unix'><source mode='bind' path={path}/>{target}</serial>"
    for channel in config.channels:
        path = quoteattr(str(directory / channel.path))
        target = f"<target type='virtio' name={quoteattr(channel.name)}/>"
        yield f"    <channel type='unix'><source mode='bind' path={path}/>{target}</channel>"
    if config.parallel:
        path = quoteattr(str(directory / config.parallel))
        yield f"    <parallel type='file'><source path={path}/><target port='0'/></parallel>"


def _network(card: Network) -> Iterator[str]:
    kind = {"user": "user", "tap": "ethernet"}.get(card.backend)
    if kind is None:
        yield f"    <!-- a card that leads to {card.backend}: libvirt has no such thing -->"
        return
    yield f"    <interface type='{kind}'>"
    if card.mac:
        yield f"      <mac address='{card.mac}'/>"
    if card.tap:
        yield f"      <target dev={quoteattr(card.tap)} managed='no'/>"
    yield "      <model type='virtio'/>"
    if card.forward:
        yield "      <backend type='passt'/>"
    for forward in card.forward:
        *protocol, host, guest = forward.split(":")
        name = protocol[0] if protocol else "tcp"
        yield f"      <portForward proto='{name}'><range start='{host}' to='{guest}'/></portForward>"
    yield "    </interface>"


def _others(config: MachineConfig) -> Iterator[str]:
    if config.tablet:
        yield "    <input type='tablet' bus='virtio'/>"
    yield "    <input type='mouse' bus='ps2'/>"
    yield "    <input type='keyboard' bus='ps2'/>"
    yield "    <graphics type='vnc' port='-1'/>"
    yield "    <video><model type='vga'/></video>"
    yield f"    <memballoon model='{'virtio' if config.balloon else 'none'}'/>"
    if config.watchdog != "none":
        yield f"    <watchdog model='i6300esb' action='{config.watchdog}'/>"
    yield "    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"
