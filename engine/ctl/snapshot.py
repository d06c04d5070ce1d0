"""Snapshots: list, take, revert, delete."""

from __future__ import annotations

import argparse
import asyncio
import shlex
import time

from engine.control.snapshot import EVENT
from engine.ctl.attach import ANSWER_S, attached
from engine.ctl.fault import UsageError
from engine.ctl.output import amount, columns, hint, say, say_json
from engine.ctl.standing import Target, target
from engine.ctl.transfer import Shown, with_progress
from engine.error import EngineError
from engine.progress import CancelledError
from engine.snapshot.revert import revert
from engine.snapshot.shelf import Snapshot, delete, free_name, listed
from engine.snapshot.take import take
from engine.store import Store


def snapshot(options: argparse.Namespace) -> int:
    """``vgctl snapshot NAME list|take|revert|delete [SNAPSHOT]``."""
    machine, name = target(options.name), options.snapshot or ""
    if options.action == "list":
        return _list(machine, options.json)
    if options.action == "take":
        return _take(machine, name, options.note)
    if not name:
        raise UsageError(f"which snapshot is to be {_DONE[options.action]}")
    if options.action == "delete":
        delete(machine.directory, name)
        return 0
    if machine.pid is not None:
        raise EngineError(
            f"{options.name!r} is running: its disks cannot be exchanged under it.",
            f"Power it off first: vgctl kill {shlex.quote(options.name)}",
        )
    return with_progress(lambda progress: revert(Store(), options.name, name, progress))


_DONE = {"revert": "reverted to", "delete": "deleted"}


def _list(machine: Target, as_json: bool) -> int:
    found = listed(machine.directory)
    if as_json:
        say_json([_described(one) for one in found])
        return 0
    rows = [_row(one) for one in found]
    for line in columns([("", "NAME", "TAKEN", "SIZE", "AFTER", "NOTE"), *rows] if rows else []):
        say(line)
    if not rows:
        hint(f"{machine.name} has no snapshots yet. Take one: vgctl snapshot {shlex.quote(machine.name)} take")
    return 0


def _row(one: Snapshot) -> tuple[str, ...]:
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(one.record.when))
    note = f"cannot be used: {one.error}" if one.error else one.record.note
    return ("*" if one.head else "", one.name, when, amount(one.bytes), one.record.parent, " ".join(note.split()))


def _described(one: Snapshot) -> dict[str, object]:
    return {
        "name": one.name,
        "when": one.record.when,
        "note": one.record.note,
        "parent": one.record.parent or None,
        "current": one.head,
        "taken_running": one.record.live,
        "bytes": one.bytes,
        "directory": str(one.path),
        "error": one.error or None,
    }


def _take(machine: Target, name: str, note: str) -> int:
    name = name or free_name([one.name for one in listed(machine.directory)])

    def work(progress: Shown) -> None:
        if machine.pid is None:
            take(Store(), machine.name, name, note, progress)
        else:
            asyncio.run(_live(machine, name, note, progress))

    with_progress(work)
    say(name)
    return 0


async def _live(machine: Target, name: str, note: str, progress: Shown) -> None:
    """Let the machine do it, and follow. EngineError as it says."""
    async with attached(machine.name, machine.runtime) as remote:
        await remote.execute("x-virtgui-snapshot", {"name": name, "note": note})
        try:
            async for event, data in remote.events():
                if event != EVENT or data.get("name") != name:
                    continue
                progress.what = str(data["what"])
                progress.done, progress.total = _number(data["done"]), _number(data["total"])
                progress.show()
                if data["state"] == "cancelled":
                    raise CancelledError
                if data["state"] == "failed":
                    raise EngineError(str(data["error"]), str(data["remedy"]))
                if data["state"] == "done":
                    return
        except asyncio.CancelledError:
            await remote.execute("x-virtgui-snapshot-cancel", timeout_s=ANSWER_S)
            raise
    raise EngineError(f"{machine.name!r} ended before the snapshot was taken.", "Start it, or take one now.")


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
