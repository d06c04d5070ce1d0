"""Talking to running machines: one QMP command at a time, and waiting for their end."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from engine.ctl.standing import Standing, Target, at_rest
from engine.directory import RuntimeDirectory
from engine.error import EngineError
from engine.presence import running_pid
from engine.remote import Remote
from engine.store import Stored

ANSWER_S = 5.0


@asynccontextmanager
async def attached(name: str, runtime: RuntimeDirectory) -> AsyncIterator[Remote]:
    """A connection to a running machine. EngineError when it does not answer."""
    remote = Remote(name, runtime.control)
    try:
        await remote.connect()
        yield remote
    finally:
        await remote.close()


def ask(
    machine: Target, command: str, arguments: dict[str, object] | None = None, timeout_s: float = ANSWER_S
) -> Any:  # noqa: ANN401  # whatever the command answers
    """One QMP command and its answer. EngineError says why there is none."""

    async def talk() -> object:
        async with attached(machine.name, machine.runtime) as remote:
            return await remote.execute(command, arguments, timeout_s)

    return asyncio.run(talk())


def standings(machines: list[Stored]) -> list[Standing]:
    """How running machines stand, all asked at once."""

    async def talk() -> list[Standing]:
        return await asyncio.gather(*(_standing(stored) for stored in machines))

    return asyncio.run(talk())


async def _standing(stored: Stored) -> Standing:
    assert stored.config is not None
    runtime = RuntimeDirectory.of(stored.config.uuid)
    pid = running_pid(runtime.pid)
    try:
        async with attached(stored.name, runtime) as remote:
            info = await remote.execute("x-virtgui-info")
    except EngineError as error:
        # Either it ended while we asked, or it runs and does not answer.
        return at_rest(stored) or Standing("running", error.what, pid)
    return Standing(str(info["status"]), str(info["x-virtgui-reason"]), pid, info)


async def gone(pid: int) -> None:
    """Wait until a process has ended (pidfd_open(2))."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        await readable(descriptor)
    finally:
        os.close(descriptor)


async def readable(descriptor: int) -> None:
    """Wait until a descriptor can be read from. PermissionError for what can always be: a file."""
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()

    def notice() -> None:
        if not ready.done():
            ready.set_result(None)

    loop.add_reader(descriptor, notice)
    try:
        await ready
    finally:
        loop.remove_reader(descriptor)
