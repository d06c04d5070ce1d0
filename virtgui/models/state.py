"""Where a machine of the list is in its life, and what can be done with it there."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QCoreApplication


class MachineState(StrEnum):
    """What the list shows of a machine. Values are names for theme colours and settings, not for people."""

    OFF = "off"
    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    IO_ERROR = "io_error"
    FAULTED = "faulted"
    CRASHED = "crashed"
    BROKEN = "broken"
    STOPPING = "stopping"

    @property
    def alive(self) -> bool:
        """Whether there is a VM process, or will be in a moment."""
        return self not in (MachineState.OFF, MachineState.CRASHED, MachineState.BROKEN)


OF_QMP = {
    "prelaunch": MachineState.PAUSED,
    "running": MachineState.RUNNING,
    "paused": MachineState.PAUSED,
    "io-error": MachineState.IO_ERROR,
    "internal-error": MachineState.FAULTED,
    "guest-panicked": MachineState.FAULTED,
    "shutdown": MachineState.STOPPING,
}
"""QMP's RunState to ours."""


def title(state: MachineState) -> str:
    """The state in a word or two."""
    return {
        MachineState.OFF: _tr("Off"),
        MachineState.STARTING: _tr("Starting"),
        MachineState.RUNNING: _tr("Running"),
        MachineState.PAUSED: _tr("Paused"),
        MachineState.IO_ERROR: _tr("Paused: disk error"),
        MachineState.FAULTED: _tr("Stopped by a fault"),
        MachineState.CRASHED: _tr("Crashed"),
        MachineState.BROKEN: _tr("Broken"),
        MachineState.STOPPING: _tr("Shutting down"),
    }[state]


def why_not(action: str, state: MachineState) -> str:
    """Why an action cannot be done in this state, as a sentence; "" if it can. ValueError for no such action."""
    rule = _RULES.get(action)
    if rule is None:
        raise ValueError(f"{action!r} is not something to do with a machine")
    if state in rule:
        return ""
    if state is MachineState.BROKEN:
        return _tr("Its description is broken: correct machine.toml first.")
    if state is MachineState.STARTING:
        return _tr("It is still starting.")
    if not state.alive:
        return _tr("It is off.")
    return _refusal(action, state)


def _tr(text: str) -> str:
    return QCoreApplication.translate("MachineState", text)


def _refusal(action: str, state: MachineState) -> str:
    """Why a machine with a process refuses."""
    if action in ("delete", "rename", "clone", "export", "revert"):
        return _tr("It is running: power it off first.")
    if action == "start":
        return _tr("It is running already.")
    if action == "resume":
        return _tr("Its guest has stopped for good: reset it.") if state is MachineState.FAULTED else _tr("It runs.")
    if state is MachineState.FAULTED:
        return _tr("Its guest has stopped for good: reset it, or power it off.")
    if state is MachineState.PAUSED:
        return _tr("It is paused: resume it first.")
    if state is MachineState.IO_ERROR:
        return _tr("It waits because of a disk error: resume it first.")
    return _tr("It is shutting down.")


_S = MachineState
_DOWN = {_S.OFF, _S.CRASHED}
_UP = {_S.RUNNING, _S.PAUSED, _S.IO_ERROR, _S.FAULTED, _S.STOPPING}
_RULES: dict[str, set[MachineState]] = {
    "start": _DOWN,
    "pause": {_S.RUNNING, _S.STOPPING},
    "resume": {_S.PAUSED, _S.IO_ERROR},
    "stop": {_S.RUNNING, _S.STOPPING},
    "reset": _UP,
    "kill": _UP,
    "type": {_S.RUNNING, _S.STOPPING},
    "screenshot": _UP,
    "open": set(_S),
    "save": _DOWN | _UP | {_S.BROKEN},
    "rename": _DOWN,
    "clone": _DOWN,
    "export": _DOWN,
    "group": _DOWN | _UP,
    "snapshot": _DOWN | _UP,
    "revert": _DOWN,
    "delete": _DOWN | {_S.BROKEN},
}
