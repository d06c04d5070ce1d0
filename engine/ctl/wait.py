"""``vgctl wait``: until something has been seen on the screen, on the serial port, or in the machine's state."""

from __future__ import annotations

import argparse
import asyncio
import re
from collections.abc import Awaitable

from engine.ctl.attach import attached, gone, readable
from engine.ctl.console import unescape
from engine.ctl.fault import TimedOutError, UsageError
from engine.ctl.relay import CHUNK, connect
from engine.ctl.serial import older_and_current
from engine.ctl.standing import FAULTED, Target, at_rest, target
from engine.display.link import DisplayLink
from engine.error import EngineError
from engine.store import Store

FRAME_S = 0.05
"""How often we look at a screen that changes: more often than a person could."""
PARTING_S = 5.0
OFF_LOOK_S = 0.2
"""How often we look whether a machine that is off has been started: nothing would tell us."""
_CONTROL = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[ -/]+[0-~]|[0-Z\\-~])|\r")
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[ -/]*)\Z")


class Search:
    """Finds a text in a stream, as it is or with what steers a terminal (ECMA-48) left out."""

    def __init__(self, text: str) -> None:
        self._wanted = text.encode()
        self._raw = self._plain = self._held = b""

    def feed(self, data: bytes) -> bool:
        """Whether the text has come."""
        self._raw += data
        pending = self._held + data
        unfinished = _UNFINISHED.search(pending)
        cut = unfinished.start() if unfinished and len(unfinished[0]) < 64 else len(pending)
        self._held = pending[cut:]
        self._plain += _CONTROL.sub(b"", pending[:cut])
        found = self._wanted in self._raw or self._wanted in self._plain
        self._raw, self._plain = self._tail(self._raw), self._tail(self._plain)
        return found

    def _tail(self, part: bytes) -> bytes:
        """What may be the beginning of the text."""
        return part[max(0, len(part) - len(self._wanted) + 1) :]


def wait(options: argparse.Namespace) -> int:
    """``vgctl wait NAME ...``: TimedOutError names what did not come."""
    machine = target(options.name)
    wanted: dict[str, Awaitable[None]] = {}
    if options.screen:
        wanted[f"{options.screen!r} on the screen"] = _screen(machine, unescape(options.screen))
    if options.serial:
        wanted[f"{options.serial!r} on the serial port"] = _serial(machine, unescape(options.serial))
    if options.state:
        wanted[f"the state {options.state}"] = _state(machine, options.state)
    if not wanted:
        raise UsageError("what for? Give --screen, --serial or --state")
    asyncio.run(_all(machine, wanted, options.timeout))
    return 0


async def _all(machine: Target, wanted: dict[str, Awaitable[None]], timeout_s: float) -> None:
    tasks = {asyncio.ensure_future(job): what for what, job in wanted.items()}
    done, pending = await asyncio.wait(tasks, timeout=timeout_s, return_when=asyncio.FIRST_EXCEPTION)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    for task in done:
        task.result()
    if pending:
        missing = " and ".join(tasks[task] for task in pending)
        raise TimedOutError(
            f"{machine.name!r} did not show {missing} within {timeout_s:g} s.",
            "Look: vgctl screen, vgctl serial --log, vgctl info.",
        )


async def _over(machine: Target, what: str) -> EngineError:
    """What to say when a machine hung up. It does so a moment before its process ends, and knows why then."""
    pid = machine.pid
    if pid is not None:
        await asyncio.wait({asyncio.ensure_future(gone(pid))}, timeout=PARTING_S)
    rest = at_rest(Store().stored(machine.name))
    if rest is None:
        return EngineError(f"The connection to {machine.name!r} was lost.", "Try again.")
    why = f": {rest.reason}" if rest.reason else "."
    return EngineError(f"{machine.name!r} is {rest.state} and never showed {what!r}{why}", "Start it: vgctl start")


async def _screen(machine: Target, text: str) -> None:
    if machine.pid is None:
        raise await _over(machine, text)
    link = DisplayLink(machine.runtime.display)
    try:
        link.look(True)
        alive = True
        while True:
            link.screen.refresh()
            if text in "\n".join(link.screen.text()):
                return
            if not alive:
                raise await _over(machine, text)
            await readable(link.fileno())
            alive = _take(link)
            await asyncio.sleep(FRAME_S if alive else 0)
    except ConnectionError:
        raise await _over(machine, text) from None
    finally:
        link.close()


def _take(link: DisplayLink) -> bool:
    """Read the notices. Whether the machine is still there."""
    try:
        link.take_notices()
    except ConnectionError:
        return False
    return True


async def _serial(machine: Target, text: str) -> None:
    search = Search(text)
    if machine.pid is None:
        if not search.feed(older_and_current(machine.directory.serial_log(0))):
            raise await _over(machine, text)
        return
    loop = asyncio.get_running_loop()
    with connect(machine.runtime.serial(0)) as connection:
        while data := await loop.sock_recv(connection, CHUNK):
            if search.feed(data):
                return
    raise await _over(machine, text)


async def _state(machine: Target, wanted: str) -> None:
    while True:
        pid = machine.pid
        if pid is None:
            rest = at_rest(Store().stored(machine.name))
            if rest is not None and (rest.state == wanted or wanted == "off"):
                return
            await asyncio.sleep(OFF_LOOK_S)
        elif await _while_running(machine, pid, wanted):
            return


async def _while_running(machine: Target, pid: int, wanted: str) -> bool:
    """Whether a running machine came into the wanted state before it ended."""
    end = asyncio.ensure_future(gone(pid))
    try:
        async with attached(machine.name, machine.runtime) as remote:
            events = aiter(remote.events())
            while True:
                state = str((await remote.execute("query-status"))["status"])
                if state == wanted or (wanted == "faulted" and state in FAULTED):
                    return True
                event = asyncio.ensure_future(anext(events))
                done, _ = await asyncio.wait({end, event}, return_when=asyncio.FIRST_COMPLETED)
                if event not in done:
                    event.cancel()
                    return False
                event.result()
    except (EngineError, StopAsyncIteration):
        if machine.pid == pid:
            # It ends, or it is too busy to answer; its end would wake us.
            await asyncio.wait({end}, timeout=OFF_LOOK_S)
        return False
    finally:
        end.cancel()
