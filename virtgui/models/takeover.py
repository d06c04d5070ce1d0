"""How a machine that runs is told of its changed description: the commands for each key that it takes over. Pure."""

from __future__ import annotations

from engine.config import MachineConfig

TOLD = ("boot", "cpu_pinning", "serial")
"""The keys of which a running machine says what holds: where it differs, it has not been taken over."""

Order = tuple[str, dict[str, object]]
"""A command and its arguments."""


def orders(running: MachineConfig, wanted: MachineConfig) -> list[Order]:
    """What makes ``running`` be as ``wanted`` in the keys TOLD, as far as that is possible before the next start."""
    found: list[Order] = []
    if wanted.boot != running.boot:
        found.append(("x-virtgui-boot", {"order": wanted.boot}))
    pinning = wanted.cpu_pinning
    if pinning != running.cpu_pinning and len(pinning) in (0, running.vcpus):
        found.append(("x-virtgui-pin", {"cpus": list(pinning)}))
    for number, (before, port) in enumerate(zip(running.serial, wanted.serial, strict=False)):
        if port != before and "none" not in (port.target, before.target):
            found.append(("x-virtgui-serial", {"port": number, "target": port.target, "path": port.path}))
    return found
