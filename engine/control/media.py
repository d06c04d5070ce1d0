"""What the control socket can be asked about media: eject, and blockdev-change-medium.

(QEMU: qapi/block.json)
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from engine.control.command import FileName, Handler, shaped
from engine.control.protocol import RequestError
from engine.drive import Drive, FloppyDrive, TrayMoved


class Eject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """eject: a drive by its name, as query-block has it."""

    device: str | None = None
    id: str | None = None
    force: bool = False


class ChangeMedium(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """blockdev-change-medium: ``filename`` is a file of the VM process's host. Only raw images fit these drives."""

    filename: FileName
    device: str | None = None
    id: str | None = None
    format: Literal["raw"] | None = None
    force: bool = False
    read_only_mode: Literal["retain", "read-only", "read-write"] = "retain"


def commands(drives: Sequence[Drive | FloppyDrive], moved: TrayMoved) -> dict[str, Handler]:
    """The commands by name. ``moved(device, open)`` is told of trays that open and close, from any thread."""
    media = _Media(drives, moved)
    return {"eject": media.eject, "blockdev-change-medium": media.change}


class _Media:
    def __init__(self, drives: Sequence[Drive | FloppyDrive], moved: TrayMoved) -> None:
        self._drives = drives
        self._moved = moved
        self._busy = asyncio.Lock()  # One change at a time: they wait for the disc they take out.

    def _drive(self, name: str | None) -> Drive | FloppyDrive:
        if not name:
            raise RequestError("Parameter 'device' is missing")
        for drive in self._drives:
            if drive.name == name:
                return drive
        raise RequestError(f"Device '{name}' not found", "DeviceNotFound")

    async def eject(self, arguments: dict[str, Any]) -> object:
        """Take the medium out. EngineError if the guest holds it, or it cannot be taken out at all."""
        wanted = shaped(arguments, Eject)
        drive = self._drive(wanted.id or wanted.device)
        async with self._busy:
            await asyncio.to_thread(drive.eject, wanted.force, self._moved)
        return None

    async def change(self, arguments: dict[str, Any]) -> object:
        """Put another medium in. EngineError as for eject, or when the file cannot be used."""
        wanted = shaped(arguments, ChangeMedium)
        drive = self._drive(wanted.id or wanted.device)
        async with self._busy:
            await asyncio.to_thread(drive.insert, Path(wanted.filename), wanted.force, self._moved)
        return None
