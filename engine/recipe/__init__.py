"""The same machine for other programs: a vgctl command, a QEMU command, a libvirt domain. Pure."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from engine.config import MachineConfig
from engine.recipe import libvirt, qemu, vgctl

Program = Literal["vgctl", "qemu", "libvirt"]
PROGRAMS: Final[tuple[Program, ...]] = ("vgctl", "qemu", "libvirt")


def recipe(config: MachineConfig, directory: Path, program: Program) -> str:
    """The machine for one of PROGRAMS, as near as it can come; relative paths start at ``directory``."""
    return {"vgctl": vgctl.command, "qemu": qemu.command, "libvirt": libvirt.domain}[program](config, directory)
