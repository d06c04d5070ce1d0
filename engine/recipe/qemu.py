"""A machine as a QEMU command.

qemu(1) has the options; "-machine pc" is the i440FX and PIIX3 that our machines are.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from engine.config import Channel, MachineConfig, Network, Serial


def command(config: MachineConfig, directory: Path) -> str:
    """For a shell, an option a line. Pinned CPUs have no option: see taskset(1)."""
    words = [
        "qemu-system-x86_64",
        f"-name {shlex.quote(config.name)}",
        f"-uuid {config.uuid}",
        f"-machine pc,hpet={'on' if config.hpet else 'off'}",
    ]
    words += ["-accel tcg"] if config.accel == "soft" else ["-accel kvm", f"-cpu {shlex.quote(config.cpu)}"]
    words += [f"-m {config.memory_mib}", f"-smp {config.vcpus}"]
    words += ["-vga std"] if config.vga == "std" else ["-vga none", "-device isa-vga"]
    words += [f"-bios {_path(directory, config.bios)}"] if config.bios else []
    words += [*_start(config, directory), *_drives(config, directory)]
    words += [f"-serial {shlex.quote(text)}" for text in _serials(config, directory)]
    words += [f"-parallel file:{_path(directory, config.parallel)}"] if config.parallel else ["-parallel none"]
    words += [word for number, card in enumerate(config.networks) for word in _network(number, card)]
    words += ["-nic none"] if not config.networks else []
    words += [word for number, channel in enumerate(config.channels) for word in _channel(number, channel, directory)]
    words += ["-device virtio-tablet-pci"] if config.tablet else []
    words += ["-device virtio-balloon-pci"] if config.balloon else []
    words += ["-device virtio-rng-pci", "-device isa-debug-exit,iobase=0xf4,iosize=1"]
    if config.watchdog != "none":
        words += ["-device i6300esb", f"-action watchdog={config.watchdog}"]
    words += ["-action shutdown=pause"] if config.on_triple_fault == "pause" else []
    return " \\\n    ".join(words) + "\n"


def _start(config: MachineConfig, directory: Path) -> Iterator[str]:
    kernel = config.kernel
    if kernel is None:
        menu = f",menu=on,splash-time={config.boot_menu * 1000}" if config.boot_menu else ""
        yield f"-boot order={config.boot}{menu}"
        return
    yield f"-kernel {_path(directory, kernel.path)}"
    # For a Multiboot kernel QEMU takes the modules from this option, with what they are told, comma-separated.
    beside = [str(directory / name) for name in ((kernel.initrd,) if kernel.initrd else kernel.modules) if name]
    if beside:
        yield f"-initrd {shlex.quote(','.join(beside))}"
    if kernel.append:
        yield f"-append {shlex.quote(kernel.append)}"


def _drives(config: MachineConfig, directory: Path) -> Iterator[str]:
    for disk in config.disks:
        options = [_file(directory, disk.path), f"format={disk.format}", f"if={disk.bus.removesuffix('-mmio')}"]
        options += ["readonly=on"] if disk.readonly else []
        yield f"-drive {shlex.quote(','.join(options))}"
    if config.cdrom is not None:
        medium = [_file(directory, config.cdrom)] if config.cdrom else []
        yield f"-drive {shlex.quote(','.join([*medium, 'media=cdrom', 'if=ide']))}"
    if config.floppy:
        yield f"-drive {shlex.quote(','.join([_file(directory, config.floppy), 'format=raw', 'if=floppy']))}"


def _serials(config: MachineConfig, directory: Path) -> Iterator[str]:
    stdio = "mon:stdio"
    for port in config.serial:
        if port.target == "console":
            yield stdio
            stdio = "vc"  # The terminal is one.
        else:
            yield _serial(port, directory)


def _serial(port: Serial, directory: Path) -> str:
    path = str(directory / port.path).replace(",", ",,")
    return {"file": f"file:{path}", "socket": f"unix:{path},server=on,wait=off", "pty": "pty", "none": "none"}[
        port.target
    ]


def _network(number: int, card: Network) -> Iterator[str]:
    name = f"net{number}"
    device = ["virtio-net-pci"]
    if card.backend != "none":
        options = {"user": ["user"], "tap": ["tap", f"ifname={card.tap}", "script=no", "downscript=no"]}
        words = options.get(card.backend, ["hubport", f"hubid={number}"])
        words.insert(1, f"id={name}")
        for forward in card.forward:
            *protocol, host, guest = forward.split(":")
            words.append(f"hostfwd={protocol[0] if protocol else 'tcp'}::{host}-:{guest}")
        yield f"-netdev {shlex.quote(','.join(words))}"
        device.append(f"netdev={name}")
    device += [f"mac={card.mac}"] if card.mac else []
    yield f"-device {','.join(device)}"


def _channel(number: int, channel: Channel, directory: Path) -> Iterator[str]:
    if not number:
        yield "-device virtio-serial-pci"
    path = str(directory / channel.path).replace(",", ",,")
    yield f"-chardev {shlex.quote(f'socket,id=channel{number},path={path},server=on,wait=off')}"
    yield f"-device virtserialport,chardev=channel{number},name={channel.name}"


def _file(directory: Path, path: str) -> str:
    """A comma in a path is written twice."""
    return f"file={directory / path}".replace(",", ",,")


def _path(directory: Path, path: str) -> str:
    return shlex.quote(str(directory / path))
