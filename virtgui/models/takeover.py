"""What a machine that runs takes over of its changed description, and by which commands. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from engine.config import MachineConfig

TOLD = ("boot", "cpu_pinning", "serial")
"""The keys of which a running machine says what holds: where it differs, it has not been taken over."""

Order = tuple[str, dict[str, object]]
"""A command and its arguments."""


def drive_follows(running: str | None, wanted: str | None) -> bool:
    """Whether a drive takes another medium ("": none) now; one that comes or goes (None) waits for the next start."""
    return running is not None and wanted is not None


def port_follows(running: str | None, wanted: str | None) -> bool:
    """Whether a serial port leads to another target now; one that comes or goes ("none", or None) waits."""
    return all(target not in (None, "none") for target in (running, wanted))


def pinning_follows(vcpus: int, wanted: Sequence[int]) -> bool:
    """Whether the ``vcpus`` that run can be pinned so now; pinned for another number of them, they wait."""
    return len(wanted) in (0, vcpus)


def orders(running: MachineConfig, wanted: MachineConfig) -> list[Order]:
    """What makes ``running`` be as ``wanted`` in the keys TOLD, as far as that is possible before the next start."""
    found: list[Order] = []
    if wanted.boot != running.boot:
        found.append(("x-virtgui-boot", {"order": wanted.boot}))
    pinning = wanted.cpu_pinning
    if pinning != running.cpu_pinning and pinning_follows(running.vcpus, pinning):
        found.append(("x-virtgui-pin", {"cpus": list(pinning)}))
    for number, (before, port) in enumerate(zip(running.serial, wanted.serial, strict=False)):
        if port != before and port_follows(before.target, port.target):
            found.append(("x-virtgui-serial", {"port": number, "target": port.target, "path": port.path}))
    return found
