"""``vgctl run``: a throw-away machine in the foreground, its first serial port on standard input and output."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import signal
import tempfile
from pathlib import Path

import msgspec

from engine import launch, toml
from engine.config import Disk, MachineConfig
from engine.ctl.fault import TimedOutError, UsageError
from engine.ctl.guard import Guard
from engine.ctl.option import checked, make_disks
from engine.ctl.output import hint
from engine.ctl.relay import Relay, connect, raw, write
from engine.ctl.standing import FAULTED, Target
from engine.directory import MachineDirectory, RuntimeDirectory
from engine.error import EngineError
from engine.resource import resource_path
from engine.store import new_uuid

QUIT_S = 5.0
DRAIN_S = 2.0
"""How long a reader that stands still may keep us after the time is up."""
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Verdict(msgspec.Struct, frozen=True):
    """Why the machine is to end before its guest ends it."""

    status: int
    error: EngineError | None = None


def run(options: argparse.Namespace) -> int:
    """``vgctl run ...``: the exit status is the guest's debug-exit status, 0 after a clean power-off."""
    config = _config(options)
    place = Path(tempfile.mkdtemp(prefix="virtgui-run-"))
    machine = Target(config, MachineDirectory(place), RuntimeDirectory.of(config.uuid))
    guard = Guard(place, machine.runtime)
    try:
        machine.directory.config.write_text(toml.encode(config), "utf-8")
        with raw(0) as terminal:
            if terminal:
                hint("The machine's serial port. Ctrl-A x cuts its power.\r")
            return asyncio.run(_Session(machine, options.timeout).live())
    finally:
        shutil.rmtree(place, ignore_errors=True)
        shutil.rmtree(machine.runtime.path, ignore_errors=True)
        guard.close()


def _config(options: argparse.Namespace) -> MachineConfig:
    media = options.disk or options.cdrom or options.floppy or options.kernel
    welcome = options.welcome or (options.name.casefold() == "welcome" and not media)
    if options.welcome and media:
        raise UsageError("--welcome brings its own disk: give it, or media")
    config, missing = checked(options, options.name or "run", new_uuid())
    make_disks(missing)
    if not welcome:
        return config
    disk = Disk(path=str(resource_path("guests", "welcome.img")), readonly=True)
    return msgspec.structs.replace(config, disks=(disk,), welcome=True)


class _Session:
    """One run, from power-on to the last byte of output."""

    def __init__(self, machine: Target, timeout_s: float | None) -> None:
        self._machine = machine
        self._timeout_s = timeout_s
        self._verdict: asyncio.Future[Verdict | None]

    async def live(self) -> int:
        """The exit status. EngineError when the guest, or the machine, failed."""
        loop = asyncio.get_running_loop()
        self._verdict = loop.create_future()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._decide, Verdict(128 + number))
        if self._timeout_s is not None:
            loop.call_later(self._timeout_s, self._decide, self._late())
        started = await asyncio.to_thread(launch.start, self._machine.directory, self._machine.config.uuid)
        jobs: list[asyncio.Task[None]] = []
        try:
            return await self._attend(started.pid, jobs)
        finally:
            await _end(started.pid)
            started.child.wait()
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)

    async def _attend(self, pid: int, jobs: list[asyncio.Task[None]]) -> int:
        relay = self._relay()
        output = asyncio.create_task(relay.output() if relay else _nothing())
        jobs += [output, asyncio.create_task(self._await_end(pid)), asyncio.create_task(self._watch())]
        if relay:
            jobs.append(asyncio.create_task(self._typing(relay)))
        output.add_done_callback(self._output_done)
        verdict = await self._verdict
        await _end(pid)
        await self._deliver(output, relay, verdict)
        if verdict is None:
            return self._status()
        if verdict.error is not None:
            raise verdict.error
        return verdict.status

    def _relay(self) -> Relay | None:
        """The serial port, or None when the guest was faster than us: then the log has all it sent."""
        try:
            return Relay(connect(self._machine.runtime.serial(0)))
        except EngineError:
            return None

    def _decide(self, verdict: Verdict | None) -> None:
        if not self._verdict.done():
            self._verdict.set_result(verdict)

    def _late(self) -> Verdict:
        return Verdict(
            0, TimedOutError(f"The guest was still running after {self._timeout_s:g} s.", "It was killed.")
        )

    def _output_done(self, output: asyncio.Task[None]) -> None:
        if not output.cancelled() and output.exception() is not None and not self._verdict.done():
            self._verdict.set_exception(output.exception() or RuntimeError("lost"))

    async def _await_end(self, pid: int) -> None:
        from engine.ctl.attach import gone

        await gone(pid)
        self._decide(None)

    async def _typing(self, relay: Relay) -> None:
        if await relay.input():
            self._decide(Verdict(0))

    async def _watch(self) -> None:
        """Notice a guest that cannot go on: nobody could help it here."""
        from engine.ctl.attach import attached

        try:
            async with attached(self._machine.name, self._machine.runtime) as remote:
                events = aiter(remote.events())
                while True:
                    status = await remote.execute("query-status")
                    if status["status"] in (*FAULTED, "io-error"):
                        fault = (await remote.execute("x-virtgui-fault"))["fault"]
                        self._decide(
                            Verdict(1, EngineError(f"The guest stopped: {status['x-virtgui-reason']}", _at(fault)))
                        )
                        return
                    name, data = await anext(events)
                    if name == "X_VIRTGUI_NOTE":
                        hint(f"vgctl: note: {data.get('reason', '')}\r")
        except (EngineError, StopAsyncIteration):
            return  # It ended; somebody else notices that.

    async def _deliver(self, output: asyncio.Task[None], relay: Relay | None, verdict: Verdict | None) -> None:
        """All that the guest sent before it ended."""
        if verdict is not None:
            await asyncio.wait({output}, timeout=DRAIN_S)
            return
        await output
        log = self._machine.directory.serial_log(0)
        had = relay.received if relay else 0
        # The VM process does not wait for ever for a slow reader; what it kept back is in the log.
        if not log.with_name(log.name + ".1").exists() and log.stat().st_size > had:
            with log.open("rb") as file:
                file.seek(had)
                while data := file.read(1 << 20):
                    await write(1, data)

    def _status(self) -> int:
        end = launch.how_it_ended(self._machine.directory, self._machine.runtime)
        if end is None:
            raise EngineError("The VM process ended without a word.", "Try again.")
        if end.kind == "debug-exit":
            return end.status & 0xFF
        if end.kind != "shutdown":
            raise EngineError(end.reason, "")
        return 0


async def _nothing() -> None:
    """No port to read from."""


def _at(fault: dict[str, object] | None) -> str:
    """Where a guest faulted, in one line."""
    if not fault:
        return ""
    if fault["forgotten"]:
        return "Where is not known: AMD-V forgets it."
    registers = msgspec.convert(fault["registers"], dict[str, object])
    general = msgspec.convert(registers["general"], dict[str, int])
    segments = msgspec.convert(registers["segments"], dict[str, dict[str, int]])
    at = f"CPU {fault['cpu']} at {segments['cs']['selector']:04x}:{general['rip']:x}"
    what = f" ({fault['disassembly']})" if fault.get("disassembly") else ""
    return f"{at}, instruction bytes {fault['instruction'] or 'not known'}{what}."


async def _end(pid: int) -> None:
    """End our VM process: politely first, so that it flushes its disks to the host. It is our child and not yet
    waited for, so its id is still its own."""
    from engine.ctl.attach import gone

    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            await asyncio.wait_for(gone(pid), 0.001)
            return
        except TimeoutError:
            os.kill(pid, number)
        try:
            await asyncio.wait_for(gone(pid), QUIT_S)
            return
        except TimeoutError:
            continue
