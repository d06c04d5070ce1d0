"""A machine as the vgctl command that makes it."""

from __future__ import annotations

import shlex
from pathlib import Path

from engine.config import MachineConfig, Network, Serial


def command(config: MachineConfig, directory: Path) -> str:
    """For a shell, an option a line. What is at its default is left out, but for memory and CPUs."""
    usual = MachineConfig(name="x", uuid="x")
    words = ["vgctl create", shlex.quote(config.name), f"--memory {config.memory_mib}", f"--vcpus {config.vcpus}"]
    for option in ("accel", "cpu", "firmware", "vga", "watchdog", "boot", "boot_menu"):
        value = getattr(config, option)
        if value != getattr(usual, option):
            words.append(f"--{option.replace('_', '-')} {shlex.quote(str(value))}")
    if config.cpu_pinning:
        words.append(f"--cpu-pinning {','.join(map(str, config.cpu_pinning))}")
    for disk in config.disks:
        options = [str(directory / disk.path).replace(",", ",,"), f"format={disk.format}", f"bus={disk.bus}"]
        options += ["readonly"] if disk.readonly else []
        words.append(f"--disk {shlex.quote(','.join(options))}")
    files = {"cdrom": config.cdrom, "floppy": config.floppy, "bios": config.bios, "parallel": config.parallel}
    kernel = config.kernel
    if kernel is not None:
        files |= {"kernel": kernel.path, "initrd": kernel.initrd}
    words += [f"--{option} {shlex.quote(str(directory / path))}" for option, path in files.items() if path]
    if kernel is not None:
        words += [f"--append {shlex.quote(kernel.append)}"] if kernel.append else []
        words += [f"--module {shlex.quote(str(directory / module))}" for module in kernel.modules]
    if config.serial != usual.serial:
        words += [f"--serial {shlex.quote(_serial(port, directory))}" for port in config.serial]
    words += [f"--channel {shlex.quote(f'{line.name}={directory / line.path}')}" for line in config.channels]
    words += [f"--net {shlex.quote(_network(card))}" for card in config.networks]
    switches = {
        "hpet": config.hpet,
        "no-tablet": not config.tablet,
        "no-balloon": not config.balloon,
        "autostart": config.autostart,
    }
    words += [f"--{switch}" for switch, on in switches.items() if on]
    return " \\\n    ".join(words) + "\n"


def _serial(port: Serial, directory: Path) -> str:
    return f"{port.target}={directory / port.path}" if port.path else port.target


def _network(card: Network) -> str:
    words = [f"tap={card.tap}" if card.backend == "tap" else card.backend]
    words += [f"mac={card.mac}"] if card.mac else []
    return ",".join([*words, *(f"forward={forward}" for forward in card.forward)])
