"""What the control socket can be asked about snapshots: x-virtgui-snapshot and x-virtgui-snapshot-cancel."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from engine import phrase, toml
from engine.board import Board
from engine.config import MachineConfig
from engine.control.command import Empty, Handler, replaced, shaped
from engine.control.protocol import RequestError
from engine.control.typist import Announce
from engine.directory import MachineDirectory
from engine.drive import Drive, FloppyDrive
from engine.error import EngineError
from engine.machine import Machine
from engine.progress import CancelledError, Progress
from engine.storage.raw import RawDisk

if TYPE_CHECKING:
    from engine.snapshot.take import Taking

EVENT: Final = "X_VIRTGUI_SNAPSHOT"
"""``{"name", "state", "what", "done", "total"}`` five times a second and at the end; state is copying, done,
cancelled or failed. At the end also "stood-ms", how long the guest stood still; of one that failed "error", "remedy".
"""
PROGRESS_S: Final = 0.2


class Take(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """x-virtgui-snapshot: answered when it has begun; EVENT tells the rest."""

    name: str
    note: str = ""


def commands(
    machine: Machine, board: Board, facts: Mapping[str, object], directory: MachineDirectory, announce: Announce
) -> dict[str, Handler]:
    """The commands by name. ``facts["config"]`` is the machine's description as it holds (see adjust.commands)."""
    taker = _Taker(machine, board, facts, directory, announce)
    return {"x-virtgui-snapshot": taker.take, "x-virtgui-snapshot-cancel": taker.cancel}


class _Taker:
    """One snapshot at a time. The guest stands while its disks are copied, by a thread of their own."""

    def __init__(
        self,
        machine: Machine,
        board: Board,
        facts: Mapping[str, object],
        directory: MachineDirectory,
        announce: Announce,
    ) -> None:
        self._machine, self._board, self._facts = machine, board, facts
        self._directory, self._announce = directory, announce
        self._progress = Progress()
        self._task: asyncio.Task[None] | None = None

    async def take(self, arguments: dict[str, Any]) -> object:
        """Begin. EngineError for a name that cannot be."""
        wanted = shaped(arguments, Take)
        try:
            # Imported here: most runs see no snapshot taken, and every start would wait for it.
            from engine.snapshot.shelf import check_new
            from engine.snapshot.take import Taking
        except (ImportError, SyntaxError, OSError) as error:
            raise replaced(error) from None
        await asyncio.to_thread(check_new, self._directory, wanted.name)
        if self._task is not None:
            raise RequestError("A snapshot is being taken; cancel it with x-virtgui-snapshot-cancel, or wait")
        self._progress = progress = Progress()
        taking = Taking(self._directory, self._describe, wanted.name, progress)
        self._task = asyncio.create_task(self._take(wanted, taking, progress))
        self._task.add_done_callback(self._ended)
        return None

    async def cancel(self, arguments: dict[str, Any]) -> object:
        """Give up the one that is being taken: nothing is left of it, and the guest goes on."""
        shaped(arguments, Empty)
        self._progress.cancel()
        return None

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if not task.cancelled():
            task.result()  # What was not foreseen goes to the log.

    async def _take(self, wanted: Take, taking: Taking, progress: Progress) -> None:
        outcome: dict[str, object] = {"state": "failed", "error": "The VM process failed.", "remedy": "See its log."}
        teller = asyncio.create_task(self._tell(wanted.name, progress))
        stood_s = 0.0
        try:
            await asyncio.to_thread(taking.__enter__)
            try:
                await asyncio.to_thread(taking.flush)  # While the guest runs: it will have the less to wait for.
                async with self._machine.standing(phrase.SNAPSHOT, progress.cancel):
                    begun = time.monotonic()
                    await asyncio.to_thread(self._copy, taking, progress)
                    stood_s = time.monotonic() - begun
                await asyncio.to_thread(taking.keep, wanted.note, live=True)
            finally:
                await asyncio.to_thread(taking.__exit__)
            outcome = {"state": "done"}
        except CancelledError:
            outcome = {"state": "cancelled"}
        except EngineError as error:
            outcome = {"state": "failed", "error": error.what, "remedy": error.remedy}
        finally:
            teller.cancel()
            stood = {"stood-ms": round(stood_s * 1000)}
            self._announce(EVENT, _report(wanted.name, progress) | outcome | stood)

    def _describe(self) -> MachineConfig:
        return present(toml.decode(str(self._facts["config"])), self._board.all_drives(), self._directory.path)

    def _copy(self, taking: Taking, progress: Progress) -> None:
        """Blocks: for a thread of its own, while the vCPUs stand."""
        progress.what = "Waiting for the disks"
        try:
            for drive in self._board.drives:
                backend = drive.queue.backend
                if isinstance(backend, RawDisk) and not backend.readonly:
                    backend.check_place()
                    drive.queue.settle(progress.check)
        except OSError as error:
            raise EngineError(f"A disk cannot be flushed: {error.strerror}.", "See the host's log.") from None
        taking.copy()

    async def _tell(self, name: str, progress: Progress) -> None:
        while True:
            await asyncio.sleep(PROGRESS_S)
            self._announce(EVENT, _report(name, progress) | {"state": "copying"})


def _report(name: str, progress: Progress) -> dict[str, object]:
    return {"name": name, "what": progress.what, "done": progress.done, "total": progress.total}


def present(config: MachineConfig, drives: list[Drive | FloppyDrive], directory: Path) -> MachineConfig:
    """The description of a machine that runs, with what is in its drives now."""
    for drive in drives:
        path = Path(drive.path)
        inside = drive.path and path.is_relative_to(directory)
        text = str(path.relative_to(directory)) if inside else drive.path
        if isinstance(drive, FloppyDrive):
            config = msgspec.structs.replace(config, floppy=text)
        elif drive.removable:
            config = msgspec.structs.replace(config, cdrom=text)
    return config
