"""Which machine is meant, and how it stands: on, off, paused, faulted, broken."""

from __future__ import annotations

import shlex

import msgspec

from engine.config import MachineConfig
from engine.directory import MachineDirectory, RuntimeDirectory
from engine.error import EngineError
from engine.presence import running_pid
from engine.store import Store, Stored

FAULTED = ("guest-panicked", "internal-error")


class Target(msgspec.Struct, frozen=True):
    """A machine of the store whose description can be read."""

    config: MachineConfig
    directory: MachineDirectory
    runtime: RuntimeDirectory

    @property
    def name(self) -> str:
        return self.config.name

    @property
    def pid(self) -> int | None:
        """Its VM process, while it lives."""
        return running_pid(self.runtime.pid)


class Standing(msgspec.Struct, frozen=True):
    """How a machine stands. ``state`` is a word of grammar.STATES, "failed" or "broken"; ``info`` is what a running
    machine says of itself (x-virtgui-info)."""

    state: str
    reason: str = ""
    pid: int | None = None
    info: dict[str, object] | None = None


def target(name: str) -> Target:
    """The machine called ``name``. EngineError when there is none, or it is broken."""
    store = Store()
    config = store.load(name)
    return Target(config, store.stored(name).directory, RuntimeDirectory.of(config.uuid))


def running(name: str) -> Target:
    """The machine called ``name``, which must be on."""
    found = target(name)
    if found.pid is None:
        raise EngineError(f"{name!r} is not running.", f"Start it: vgctl start {shlex.quote(name)}")
    return found


def at_rest(stored: Stored) -> Standing | None:
    """How a machine stands that does not run; None if it runs."""
    if stored.config is None:
        error = stored.error
        where = f"line {error.line}: " if error and error.line else ""
        return Standing("broken", f"{where}{error.what if error else ''}")
    runtime = RuntimeDirectory.of(stored.config.uuid)
    if running_pid(runtime.pid) is not None:
        return None
    from engine.launch import how_it_ended

    end = how_it_ended(stored.directory, runtime)
    if end is None:
        return Standing("off")
    return Standing(end.kind if end.kind in ("crashed", "failed") else "off", end.reason)
