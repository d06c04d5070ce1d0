"""What a running machine takes over of a changed description: where serial ports lead, the boot order, and which CPUs
of the host its vCPUs keep to.

QMP has no commands for these, so they are ours. After each the machine's own description (``x-virtgui-info``) says
what holds, and X_VIRTGUI_CONFIG tells whoever listens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import msgspec

from engine import toml
from engine.config import MachineConfig, Serial, check, check_serial
from engine.control.command import Handler, shaped
from engine.control.typist import Announce


class LeadSerial(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """x-virtgui-serial: lead a port (0 is COM1) somewhere else; see config.Serial."""

    port: int
    target: Literal["console", "file", "socket", "pty"]
    path: str = ""


class BootFrom(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """x-virtgui-boot: where the firmware looks from its next reset on; see MachineConfig.boot."""

    order: str


class Pin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """x-virtgui-pin: the CPU of the host for each vCPU; none: the host's scheduler decides."""

    cpus: tuple[int, ...] = ()


class Means(msgspec.Struct, frozen=True):
    """How it is done. Each raises EngineError when it cannot be; then nothing has changed."""

    lead_serial: Callable[[int, Serial], str]
    boot_from: Callable[[str], None]
    pin: Callable[[Sequence[int]], None]


def commands(config: MachineConfig, facts: dict[str, object], means: Means, announce: Announce) -> dict[str, Handler]:
    """The commands by name. ``facts["config"]`` is kept true."""
    adjust = _Adjust(config, facts, means, announce)
    return {"x-virtgui-serial": adjust.serial, "x-virtgui-boot": adjust.boot, "x-virtgui-pin": adjust.pin}


class _Adjust:
    def __init__(self, config: MachineConfig, facts: dict[str, object], means: Means, announce: Announce) -> None:
        self._config = config
        self._facts = facts
        self._means = means
        self._announce = announce

    async def serial(self, arguments: dict[str, Any]) -> object:
        """Returns the place where the port is found besides the console."""
        wanted = shaped(arguments, LeadSerial)
        port = Serial(target=wanted.target, path=wanted.path)
        check_serial(port, wanted.port)
        place = self._means.lead_serial(wanted.port, port)
        ports = list(self._config.serial)
        ports[wanted.port] = port
        self._holds(msgspec.structs.replace(self._config, serial=tuple(ports)))
        return {"place": place}

    async def boot(self, arguments: dict[str, Any]) -> object:
        """ConfigError for an order that is none."""
        changed = msgspec.structs.replace(self._config, boot=shaped(arguments, BootFrom).order)
        check(changed)
        self._means.boot_from(changed.boot)
        self._holds(changed)
        return None

    async def pin(self, arguments: dict[str, Any]) -> object:
        """ConfigError for a list that does not fit the vCPUs."""
        changed = msgspec.structs.replace(self._config, cpu_pinning=shaped(arguments, Pin).cpus)
        check(changed)
        self._means.pin(changed.cpu_pinning)
        self._holds(changed)
        return None

    def _holds(self, config: MachineConfig) -> None:
        if config != self._config:
            self._config = config
            self._facts["config"] = toml.encode(config)
            self._announce("X_VIRTGUI_CONFIG", {})
