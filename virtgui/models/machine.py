"""One machine of the list: its description, its state, and everything that can be done with it.

No method blocks. What goes wrong later comes as ``failed(what, remedy)``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec
from PySide6.QtCore import QObject

from engine.config import MachineConfig
from engine.directory import MachineDirectory
from engine.error import EngineError
from engine.presence import EndRecord
from engine.store import Store
from virtgui.bridge import Bridge
from virtgui.models import amend, removal, takeover
from virtgui.models import process as vm
from virtgui.models.scan import Found
from virtgui.models.snapshot import Keeper
from virtgui.models.state import MachineState

if TYPE_CHECKING:
    from engine.trash import Trashed

QUIT_TIMEOUT_S = 2.0
MEDIUM_TIMEOUT_S = 15.0
"""Longer than the machine waits for a disc that is busy."""

Drive = Literal["cdrom", "floppy"]
"""A drive whose medium can be changed, as machine.toml calls it."""
DRIVES: Final[tuple[Drive, ...]] = ("cdrom", "floppy")

__all__ = ["DRIVES", "Drive", "Machine", "MachineState"]


class Machine(Keeper):
    """A machine of the store, and everything that can be done with it."""

    def __init__(self, found: Found, store: Store, bridge: Bridge, parent: QObject | None = None) -> None:
        self._writes: deque[Callable[[], None]] = deque()
        self.refused_media: set[Drive] = set()
        """Drives of the machine that runs in which is not what the description says: it refused to change it."""
        super().__init__(found, store, bridge, parent)

    def start(self, paused: bool = False) -> None:
        """Power on."""
        if self._refused("start") or self.config is None:
            return
        directory, uuid = self.directory, self.config.uuid
        self._cut_off, self._start_error = False, None
        self.history.clear()
        self._become(MachineState.STARTING)
        self._bridge.blocking(
            lambda: vm.launch(directory, uuid, paused), self._attach, self._start_failed, vm.Process.let_go
        )

    def pause(self) -> None:
        """Stop the CPUs."""
        if not self._refused("pause"):
            self.execute("stop")

    def resume(self) -> None:
        """Let the CPUs go on."""
        if not self._refused("resume"):
            self.execute("cont")

    def stop(self) -> None:
        """Press the power button. The guest decides what to do about it."""
        if not self._refused("stop"):
            self.execute("system_powerdown", done=lambda _: self._power_button_pressed())

    def reset(self) -> None:
        """Press the reset button."""
        if not self._refused("reset"):
            self.execute("system_reset")

    def kill(self) -> None:
        """Cut the power. A process that does not answer is ended by force."""
        process = self._process
        if self._refused("kill") or process is None:
            return
        self._cut_off = True
        self._become(MachineState.STOPPING)
        if self.hung:
            process.terminate()
        else:
            self.execute("quit", failed=lambda _: process.terminate(), timeout_s=QUIT_TIMEOUT_S)

    def survey(self, done: Callable[[list[removal.Item]], None]) -> None:
        """Find out which files a deletion is about: see removal.survey."""
        directory, config = self.directory, self.config
        self._bridge.blocking(lambda: removal.survey(directory, config), done, self._tell)

    def delete(
        self,
        files: Sequence[Path] = (),
        done: Callable[[list[Trashed]], None] | None = None,
        for_good: bool = False,
    ) -> None:
        """Remove the machine from the store, and of its disks only ``files``. The rest stay where they are.

        ``done`` gets what is in the trash now; nothing is when they were deleted ``for_good``.
        """
        if self._refused("delete"):
            return
        store, name, wanted = self._store, self.name, tuple(files)
        self._bridge.blocking(lambda: removal.delete(store, name, wanted, for_good), done, self._tell)

    def regroup(self, group: str) -> None:
        """List it under another heading; "" for none."""
        if self.config is not None and self.config.group != group:
            self.save(lambda config: msgspec.structs.replace(config, group=group))

    def save(
        self,
        amendment: amend.Amendment,
        done: Callable[[], None] | None = None,
        failed: Callable[[EngineError], None] | None = None,
        fresh: Sequence[tuple[str, int]] = (),
    ) -> None:
        """Replace the description: by another, or by what ``amendment`` makes, on a worker thread, of the present one
        as it is in its file by then. Another name renames the machine, which must be off for that.

        A machine that runs has it from its next start. ``fresh`` are disk images to make (path, bytes). ``failed``
        comes instead of the signal of that name, if given.
        """
        self._writes.append(partial(self._write, amendment, done, failed or self._tell, tuple(fresh)))
        if len(self._writes) == 1:
            self._writes[0]()

    def _write(
        self,
        amendment: amend.Amendment,
        done: Callable[[], None] | None,
        failed: Callable[[EngineError], None],
        images: tuple[tuple[str, int], ...],
    ) -> None:
        """One at a time: what the next one amends is there then."""
        store, name, no_rename = self._store, self.name, self.can("rename")
        if why := self.can("save"):
            self._next_write()
            failed(EngineError(why))
            return

        def work() -> MachineConfig:
            return amend.write(store, name, amendment, images, no_rename)

        def saved(config: MachineConfig) -> None:
            self.name, self.config = config.name, config
            self.directory = MachineDirectory(store.root / config.name)
            if self.state is MachineState.BROKEN:
                self.error = None
                self._settle(self.end)
            self._next_write()
            self.changed.emit()
            if done is not None:
                done()

        def failure(error: EngineError) -> None:
            self._next_write()
            failed(error)

        self._bridge.blocking(work, saved, failure)

    def _next_write(self) -> None:
        self._writes.popleft()
        if self._writes:
            self._writes[0]()

    def insert(self, path: Path, done: Callable[[Drive], None], failed: Callable[[EngineError], None]) -> None:
        """Put an image into the drive that suits it, by put_medium; ``done`` gets the drive."""

        def look() -> Drive:
            from engine.storage.image import identify

            image = identify(path)
            drive = next((drive for drive in DRIVES if drive in image.attach_as), None)
            if drive is None:
                raise EngineError(
                    f"{path.name}: {image.description}.", image.remedy or self.tr("It fits into no drive.")
                )
            return drive

        def put(drive: Drive) -> None:
            self.put_medium(drive, str(path), lambda: done(drive), failed)

        self._bridge.blocking(look, put, failed)

    def put_medium(
        self,
        drive: Drive,
        path: str,
        done: Callable[[], None],
        failed: Callable[[EngineError], None],
        force: bool = False,
    ) -> None:
        """Put an image into a drive, or take out what is in it (""): at once where the machine runs, and in its
        description. ``force``: even if the guest has locked the drive; otherwise that is an error, and all stays."""
        if self.config is None:
            return
        fields: dict[str, str] = {drive: path}

        def changed() -> None:
            self.save(lambda config: msgspec.structs.replace(config, **fields), done, failed)

        if self.state.alive:
            self._change(drive, path, changed, failed, force)
        else:
            changed()

    def change_medium(self, drive: Drive, failed: Callable[[EngineError], None]) -> None:
        """Put the medium of the description into the drive of the machine that runs, or take it out."""
        wanted = getattr(self.config, drive) if self.config is not None else None

        def refused(error: EngineError) -> None:
            self.refused_media.add(drive)
            failed(error)

        if wanted is not None:
            self._change(drive, wanted, None, refused)

    def _change(
        self,
        drive: Drive,
        wanted: str,
        done: Callable[[], None] | None,
        failed: Callable[[EngineError], None],
        force: bool = False,
    ) -> None:
        def finish(_: object = None) -> None:
            self.refused_media.discard(drive)
            if done is not None:
                done()

        if self.running_config is None or not takeover.drive_follows(getattr(self.running_config, drive), wanted):
            finish()
            return

        def listed(blocks: list[dict[str, object]]) -> None:
            fits = (block for block in blocks if block["removable"] and block["type"] == drive)
            arguments: dict[str, object] = {"device": next((str(block["device"]) for block in fits), "")}
            if force:
                arguments["force"] = True
            if wanted:
                arguments["filename"] = str(self.directory.path / wanted)
                self.execute("blockdev-change-medium", arguments, finish, failed, MEDIUM_TIMEOUT_S)
            else:
                self.execute("eject", arguments, finish, failed, MEDIUM_TIMEOUT_S)

        self.execute("query-block", done=listed, failed=failed)

    def take_over(self, failed: Callable[[EngineError], None], done: Callable[[], None]) -> None:
        """Have the machine that runs do as its description says by now, in what takeover.TOLD lists. ``failed`` says
        of each command why not; ``done`` comes at the end in any case, when ``running_config`` is up to date."""
        if self.config is None or self.running_config is None:
            done()
            return
        left = takeover.orders(self.running_config, self.config)

        def next_one(_: object = None) -> None:
            if left:
                command, arguments = left.pop(0)
                self.execute(command, arguments, next_one, refused)
            else:
                self.execute("x-virtgui-info", None, told, lambda _: done())

        def refused(error: EngineError) -> None:
            failed(error)
            next_one()

        def told(facts: dict[str, Any]) -> None:
            self._take_facts(facts)
            done()

        next_one()

    def _settle(self, record: EndRecord | None) -> None:
        super()._settle(record)
        self.refused_media.clear()

    def key(self, qcode: str, down: bool) -> None:
        """Press or release a key, by QEMU's name for it ("a", "ret", "ctrl" ...)."""
        self._input.key(qcode, down)

    def chord(self, qcodes: Sequence[str]) -> None:
        """Press keys together and release them, such as ["ctrl", "alt", "delete"]."""
        if not self._refused("type"):
            self.execute("send-key", {"keys": [{"type": "qcode", "data": code} for code in qcodes]})

    def type_text(self, text: str, rate: int = 0) -> None:
        """Type text as on a US keyboard, ``rate`` characters a second (0: as fast as the guest reads); ``typed``
        tells the progress."""
        if not self._refused("type"):
            pace: dict[str, object] = {"rate": rate} if rate else {}
            self.execute("x-virtgui-type", {"text": text, "wait": False, **pace})

    def stop_typing(self) -> None:
        """Leave the rest of the text untyped."""
        if not self._refused("type"):
            self.execute("x-virtgui-type-cancel")

    def mouse_move(self, dx: int, dy: int, dz: int = 0) -> None:
        """Move the mouse, or turn its wheel (dz, down positive)."""
        self._input.move(dx, dy, dz)

    def point(self, x: int, y: int) -> None:
        """Put the tablet's pointer to (x, y), each from 0 to 0x7FFF."""
        self._input.point(x, y)

    def mouse_button(self, name: str, down: bool) -> None:
        """Press or release "left", "middle" or "right"."""
        self._input.button(name, down)

    def screenshot(self, path: Path, done: Callable[[], None] | None = None) -> None:
        """Write the picture on its screen to a PNG file."""
        if not self._refused("screenshot"):
            finish = (lambda _: done()) if done is not None else None
            self.execute("screendump", {"filename": str(path), "format": "png"}, finish)
