"""The same machine for other programs: a vgctl command, a QEMU command, a libvirt domain. Pure.

QEMU: qemu(1), "-machine pc". libvirt: https://libvirt.org/formatdomain.html.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Final, Literal
from xml.sax.saxutils import escape, quoteattr

from engine import feature
from engine.boot.kernel import module_parts
from engine.config import Disk, Kernel, MachineConfig

Program = Literal["vgctl", "qemu", "libvirt"]
PROGRAMS: Final[tuple[Program, ...]] = ("vgctl", "qemu", "libvirt")
_PEER_NAME: Final = {
    "sse4_1": "sse4.1",
    "sse4_2": "sse4.2",
    "tsc_deadline_timer": "tsc-deadline",
    "nonstop_tsc": "invtsc",
    "lahf_lm": "lahf_lm",
}
_LIBVIRT_BOOT: Final = {"c": "hd", "d": "cdrom", "a": "fd", "n": "network"}


def recipe(config: MachineConfig, directory: Path, program: Program) -> str:
    """The machine for one of PROGRAMS; relative paths start at ``directory``."""
    return {"vgctl": _vgctl, "qemu": _qemu, "libvirt": _libvirt}[program](config, directory)


def _vgctl(config: MachineConfig, directory: Path) -> str:
    words = ["vgctl create", shlex.quote(config.name), f"--memory {config.memory_mib}", f"--vcpus {config.vcpus}"]
    words += [f"--cpu {shlex.quote(config.cpu)}"] if config.cpu != "host" else []
    words += [f"--cpu-pinning {','.join(map(str, config.cpu_pinning))}"] if config.cpu_pinning else []
    words += [f"--accel {config.accel}"] if config.accel != "auto" else []
    words += [f"--firmware {config.firmware}"] if config.firmware != "auto" else []
    words += [f"--bios {_path(directory, config.bios)}"] if config.bios else []
    for disk in config.disks:
        options = [str(directory / disk.path).replace(",", ",,"), f"format={disk.format}", f"bus={disk.bus}"]
        options += ["readonly"] if disk.readonly else []
        words.append(f"--disk {shlex.quote(','.join(options))}")
    for option, path in (("cdrom", config.cdrom), ("floppy", config.floppy)):
        words += [f"--{option} {_path(directory, path)}"] if path else []
    if config.kernel is not None:
        words.append(f"--kernel {_path(directory, config.kernel.path)}")
        words += [f"--initrd {_path(directory, config.kernel.initrd)}"] if config.kernel.initrd else []
        words += [f"--append {shlex.quote(config.kernel.append)}"] if config.kernel.append else []
        words += [f"--module {shlex.quote(module)}" for module in _modules(config.kernel, directory)]
    else:
        words.append(f"--boot {config.boot}")
    return _lines(words)


def _qemu(config: MachineConfig, directory: Path) -> str:
    words = ["qemu-system-x86_64", f"-name {shlex.quote(config.name)}", f"-uuid {config.uuid}"]
    words += ["-machine pc", "-accel tcg" if config.accel == "soft" else "-accel kvm"]
    words += [f"-m {config.memory_mib}", f"-smp {config.vcpus}", "-vga std"]
    words += [f"-bios {_path(directory, config.bios)}"] if config.bios else []
    if config.cpu != "host":
        words.append(f"-cpu {shlex.quote(','.join(['host', *(sign + name for sign, name in _switches(config))]))}")
    if config.kernel is None:
        words.append(f"-boot order={config.boot}")
    for disk in config.disks:
        interface = "virtio" if disk.bus == "virtio" else "ide"
        options = [f"file={directory / disk.path}".replace(",", ",,"), f"format={disk.format}", f"if={interface}"]
        options += ["readonly=on"] if disk.readonly else []
        words.append(f"-drive {shlex.quote(','.join(options))}")
    words += [f"-cdrom {_path(directory, config.cdrom)}"] if config.cdrom else []
    if config.floppy:
        floppy = f"file={directory / config.floppy}".replace(",", ",,")
        words.append(f"-drive {shlex.quote(f'{floppy},format=raw,if=floppy')}")
    if config.kernel is not None:
        words.append(f"-kernel {_path(directory, config.kernel.path)}")
        words += [f"-initrd {_path(directory, config.kernel.initrd)}"] if config.kernel.initrd else []
        words += [f"-append {shlex.quote(config.kernel.append)}"] if config.kernel.append else []
        modules = [module.replace(",", ",,") for module in _modules(config.kernel, directory)]
        words += [f"-initrd {shlex.quote(','.join(modules))}"] if modules else []
    words += ["-serial mon:stdio", "-device virtio-rng-pci", "-device isa-debug-exit,iobase=0xf4,iosize=1"]
    words += ["-action shutdown=pause"] if config.on_triple_fault == "pause" else []
    return _lines(words)


def _modules(kernel: Kernel, directory: Path) -> list[str]:
    """Modules with their paths made absolute."""
    parts = (module_parts(line, directory) for line in kernel.modules)
    return [f"{directory / path} {text}".rstrip() for path, text in parts]


def _libvirt(config: MachineConfig, directory: Path) -> str:
    kind = "qemu" if config.accel == "soft" else "kvm"
    lines = [
        f"<domain type='{kind}'>",
        f"  <name>{escape(config.name)}</name>",
        f"  <uuid>{escape(config.uuid)}</uuid>",
        f"  <memory unit='MiB'>{config.memory_mib}</memory>",
        f"  <vcpu>{config.vcpus}</vcpu>",
        "  <os>",
        "    <type arch='x86_64' machine='pc'>hvm</type>",
        *_libvirt_start(config, directory),
        "  </os>",
        "  <features><acpi/><apic/></features>",
        *_libvirt_cpu(config),
        "  <devices>",
        *_libvirt_drives(config, directory),
        "    <serial type='pty'><target port='0'/></serial>",
        "    <input type='mouse' bus='ps2'/>",
        "    <input type='keyboard' bus='ps2'/>",
        "    <graphics type='vnc' port='-1'/>",
        "    <video><model type='vga'/></video>",
        "    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>",
        "  </devices>",
        "</domain>",
    ]
    if config.notes:
        lines.insert(3, f"  <description>{escape(config.notes)}</description>")
    return "\n".join(lines) + "\n"


def _switches(config: MachineConfig) -> list[tuple[str, str]]:
    """The features switched off and on, by the names that QEMU and libvirt have for them."""
    model = feature.parse(config.cpu)
    marked = [("-", name) for name in sorted(model.minus)] + [("+", name) for name in sorted(model.plus)]
    return [(sign, _PEER_NAME.get(name, name.replace("_", "-"))) for sign, name in marked]


def _libvirt_cpu(config: MachineConfig) -> list[str]:
    if config.cpu == "host":
        return []
    policy = {"-": "disable", "+": "require"}
    features = [f"    <feature policy='{policy[sign]}' name='{name}'/>" for sign, name in _switches(config)]
    return ["  <cpu mode='host-passthrough'>", *features, "  </cpu>"]


def _libvirt_start(config: MachineConfig, directory: Path) -> list[str]:
    kernel = config.kernel
    if kernel is None:
        loader = [f"    <loader type='rom'>{escape(str(directory / config.bios))}</loader>"] if config.bios else []
        return loader + [f"    <boot dev='{_LIBVIRT_BOOT[letter]}'/>" for letter in config.boot]
    lines = [f"    <kernel>{escape(str(directory / kernel.path))}</kernel>"]
    lines += [f"    <initrd>{escape(str(directory / kernel.initrd))}</initrd>"] if kernel.initrd else []
    return lines + ([f"    <cmdline>{escape(kernel.append)}</cmdline>"] if kernel.append else [])


def _libvirt_drives(config: MachineConfig, directory: Path) -> list[str]:
    lines: list[str] = []
    names = {"ide": iter("abcdefgh"), "virtio": iter("abcdefghijklmnop")}
    for disk in config.disks:
        target = ("hd" if disk.bus == "ide" else "vd") + next(names[disk.bus])
        lines += _drive("disk", directory / disk.path, target, disk.bus, disk)
    if config.cdrom:
        lines += _drive("cdrom", directory / config.cdrom, f"hd{next(names['ide'])}", "ide", None)
    if config.floppy:
        lines += _drive("floppy", directory / config.floppy, "fda", "fdc", None)
    return lines


def _drive(device: str, path: Path, target: str, bus: str, disk: Disk | None) -> list[str]:
    read_only = device == "cdrom" or (disk is not None and disk.readonly)
    lines = [
        f"    <disk type='file' device='{device}'>",
        f"      <driver name='qemu' type='{disk.format if disk is not None else 'raw'}'/>",
        f"      <source file={quoteattr(str(path))}/>",
        f"      <target dev='{target}' bus='{bus}'/>",
    ]
    return lines + (["      <readonly/>"] if read_only else []) + ["    </disk>"]


def _path(directory: Path, path: str) -> str:
    return shlex.quote(str(directory / path))


def _lines(words: list[str]) -> str:
    """One option a line, for a shell."""
    return " \\\n    ".join(words) + "\n"
