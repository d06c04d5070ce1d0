"""The VM process: one machine, from its description to the record of its end."""

from __future__ import annotations

import asyncio
import faulthandler
import os
import sys
from contextlib import ExitStack
from pathlib import Path

import msgspec

from engine import toml
from engine.config import MachineConfig
from engine.directory import MachineDirectory, RuntimeDirectory
from engine.error import EngineError
from engine.launch import Ready
from engine.log import log
from engine.presence import EndRecord, claim, clear, record_end
from engine.service import Service


def main(arguments: list[str] | None = None) -> int:
    """``python -m engine DIRECTORY --ready-fd N [--paused]``: what launch.start runs."""
    words = sys.argv[1:] if arguments is None else arguments
    place, *options = words
    ready_fd = int(options[options.index("--ready-fd") + 1]) if "--ready-fd" in options else -1
    faulthandler.enable()
    directory = MachineDirectory(Path(place).absolute())
    starter = _Starter(ready_fd)
    with ExitStack() as claimed:
        try:
            return asyncio.run(_run(directory, claimed, starter, "--paused" in options))
        except EngineError as error:
            print(error, file=sys.stderr)  # noqa: T201  # the log
            starter.say(Ready(ok=False, what=error.what, remedy=error.remedy))
            _record(directory.ended, EndRecord("failed", error.what))
            return 1
        except Exception as error:
            # A bug of ours: it goes to the log whole, and to the person as what it is.
            what = f"The VM process failed: {type(error).__name__}: {error}. Its log is {directory.log}."
            starter.say(Ready(ok=False, what=what))
            _record(directory.ended, EndRecord("crashed", what))
            raise


class _Starter:
    """Whoever started this process, and waits to hear once how that went."""

    def __init__(self, ready_fd: int) -> None:
        self._ready_fd = ready_fd

    def say(self, ready: Ready) -> None:
        """Say it, unless something was said before."""
        ready_fd, self._ready_fd = self._ready_fd, -1
        if ready_fd < 0:
            return
        try:
            os.write(ready_fd, msgspec.json.encode(ready))
        except BrokenPipeError:
            pass  # It has gone; the machine runs on without it.
        os.close(ready_fd)


async def _run(directory: MachineDirectory, claimed: ExitStack, starter: _Starter, paused: bool) -> int:
    """The machine's whole life. What stands in its runtime directory is left to ``claimed``: it goes after the end
    is on record, so that nobody finds a machine that neither runs nor has ended."""
    config = _config(directory)
    runtime = RuntimeDirectory.of(config.uuid)
    # The claim lasts until the process ends: the descriptor is never closed.
    claim(runtime.pid)
    claimed.callback(clear, runtime.path)
    if directory.snapshots.is_dir():
        from engine.snapshot.shelf import admit  # Imported here: most machines have no snapshots.

        admit(directory)
        config = _config(directory)  # Again: a revert may have been finished just now.
    for stale in runtime.path.glob("*.sock"):
        stale.unlink()
    service = Service.make(config, directory)
    try:
        ended = await service.live(runtime, lambda: starter.say(Ready(ok=True)), paused)
    finally:
        await service.close(directory)
    _record(directory.ended, EndRecord(ended.kind, ended.reason, ended.status))
    return ended.status


def _config(directory: MachineDirectory) -> MachineConfig:
    try:
        text = directory.config.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise EngineError(f"{directory.config} cannot be read: {why}.", "Restore the file.") from None
    return toml.decode(text)


def _record(path: Path, record: EndRecord) -> None:
    try:
        record_end(path, record)
    except OSError as error:
        log(f"How this run ended cannot be recorded ({error.strerror}): {record.kind}, {record.reason}")
        path.unlink(missing_ok=True)  # Better none than that of the run before.


if __name__ == "__main__":
    sys.exit(main())
