"""Changing a description: the draft, its undo, what differs from what is saved, and what is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from PySide6.QtCore import QCoreApplication

from engine.config import MachineConfig
from engine.error import ConfigError
from virtgui.details.field import field_of, word
from virtgui.details.part import boot_words, parts
from virtgui.details.tree import Tree, config_of, get, put, tree_of
from virtgui.models import takeover


class Change(msgspec.Struct, frozen=True):
    """One difference, for people. ``now``: it can take effect while the machine runs. ``path`` is the key's."""

    path: str
    label: str
    before: str
    after: str
    now: bool

    def text(self) -> str:
        """In a line."""
        return f"{self.label}: {self.before} → {self.after}"


class State(msgspec.Struct, frozen=True):
    """A draft, and the disk images (path, bytes) that are to be made for it."""

    tree: Tree
    fresh: tuple[tuple[str, int], ...] = ()


class Edit:
    """What a person makes of ``saved``. Nothing is written here."""

    def __init__(self, saved: MachineConfig) -> None:
        self.saved = saved
        self.running: Tree | None = None
        """What the machine runs with; None while it is off."""
        self.state = State(tree_of(saved))
        self._past: list[State] = []
        self._future: list[State] = []
        self._last = ""

    @property
    def tree(self) -> Tree:
        """The draft."""
        return self.state.tree

    @property
    def changed(self) -> bool:
        """Whether there is something to apply."""
        return self.tree != tree_of(self.saved)

    def set(self, path: str, value: object) -> None:
        """Set a key. Changes to the same key in a row are undone together."""
        self._become(State(put(self.tree, path, value), self.state.fresh), path)

    def replace(self, tree: Tree, why: str = "") -> None:
        """Take another draft whole. ``why``: in a row with the same, undone together."""
        self._become(State(tree, self.state.fresh), why)

    def make_disk(self, path: str, size: int) -> None:
        """Have an image made when the draft is applied; 0: not."""
        others = tuple(one for one in self.state.fresh if one[0] != path)
        self._become(State(self.tree, (*others, (path, size)) if size else others), f"size {path}")

    def size_of(self, path: str) -> int:
        """How large an image is to be made; 0: none is."""
        return dict(self.state.fresh).get(path, 0)

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether something was taken back."""
        return bool(self._future)

    def undo(self) -> None:
        """Take back the last change."""
        if self._past:
            self._future.append(self.state)
            self.state, self._last = self._past.pop(), ""

    def redo(self) -> None:
        """Do it again."""
        if self._future:
            self._past.append(self.state)
            self.state, self._last = self._future.pop(), ""

    def discard(self) -> None:
        """Back to what is saved; that can be undone, too."""
        self._become(State(tree_of(self.saved)), "")

    def rebase(self, saved: MachineConfig) -> None:
        """Something was saved, by us or by others: what the person changed stays changed."""
        fresh = self.state.fresh if self.changed else ()
        self.state, self.saved = State(self.amendment()(tree_of(saved)), fresh), saved

    def amendment(self) -> Callable[[Tree], Tree]:
        """What makes another description differ as the draft now does from what is saved."""
        saved, draft = tree_of(self.saved), self.tree
        keys = [key for key in draft if draft[key] != saved.get(key)]

        def amended(tree: Tree) -> Tree:
            for key in keys:
                tree = put(tree, key, draft[key])
            return tree

        return amended

    def problem(self) -> str:
        """Why the draft cannot be a machine; "" if it can."""
        for part in parts(self.tree):
            for path, field in part.fields:
                if field.kind == "file" and field.needed and not field.blank and not get(self.tree, path):
                    return _tr("{0}: choose a file for “{1}”.").format(part.title, field.label)
        try:
            config_of(self.tree)
        except ConfigError as error:
            return f"{error.what} {error.remedy}".strip()
        return ""

    def config(self) -> MachineConfig:
        """The draft as a description. ConfigError if it is none."""
        return config_of(self.tree)

    def changes(self) -> list[Change]:
        """What differs from what is saved."""
        return changes(tree_of(self.saved), self.tree, self.running)

    def _become(self, state: State, why: str) -> None:
        if state == self.state:
            return
        if not why or why != self._last:
            self._past.append(self.state)
        self._future.clear()
        self.state, self._last = state, why


def changes(old: Tree, new: Tree, running: Tree | None = None) -> list[Change]:
    """The differences of two descriptions, in words. ``running``: what the machine runs with, if that is not
    ``old``."""
    runs = running or old
    return [
        _change(path, before, after, at_once(path, runs, new)) for path, before, after in _differences("", old, new)
    ]


def at_once(path: str, running: Tree, new: Tree) -> bool:
    """Whether a machine that runs takes over this key of ``new`` before its next start."""
    field = field_of(path)
    key = path.split(".")[0]
    if field is None or not field.now:
        return False
    if key == "serial":
        port = path.rpartition(".")[0]
        return takeover.port_follows(get(running, f"{port}.target"), get(new, f"{port}.target"))
    if key == "cpu_pinning":
        return takeover.pinning_follows(running["vcpus"], new[key])
    return key not in ("cdrom", "floppy") or takeover.drive_follows(running[key], new[key])


def _differences(path: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401  # tree nodes
    if old == new:
        return
    inner = f"{path}." if path else ""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _differences(f"{inner}{key}", old.get(key), new.get(key))
    elif _listed(old) and _listed(new):
        for index in range(max(len(old), len(new))):
            before, after = (side[index] if index < len(side) else None for side in (old, new))
            yield from _differences(f"{inner}{index}", before, after)
    else:
        yield path, old, new


def _listed(value: Any) -> bool:  # noqa: ANN401  # a tree node
    """Whether it is a list of tables, such as the disks."""
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _change(path: str, before: Any, after: Any, now: bool) -> Change:  # noqa: ANN401  # tree nodes
    field = field_of(path)
    label = field.label if field is not None else ""
    words = " · ".join(word for word in (_owner(path), label) if word) or path
    return Change(path, words, _say(path, before), _say(path, after), now)


def _owner(path: str) -> str:
    """The part that a key belongs to, where the key's own name does not say it."""
    key, *rest = path.split(".")
    titles = {
        "disks": _tr("Disk {0}"),
        "networks": _tr("Network card {0}"),
        "serial": _tr("Serial port COM{0}"),
        "channels": _tr("Channel {0}"),
    }
    if key in titles and rest:
        return titles[key].format(int(rest[0]) + 1)
    return _tr("Kernel") if path == "kernel" else ""


def _say(path: str, value: Any) -> str:  # noqa: ANN401  # a tree node
    if value is None or value == "" or value == []:
        return _tr("none")
    if isinstance(value, bool):
        return _tr("on") if value else _tr("off")
    if isinstance(value, dict):
        return str(value.get("path") or value.get("backend") or value.get("target") or _tr("present"))
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if path == "boot":
        return boot_words(str(value))
    field = field_of(path)
    if field is not None and field.kind == "choice":
        return word(str(value))
    if field is not None and field.kind == "notes":
        line = str(value).splitlines()[0]
        return f"“{line[:40]}…”" if len(line) > 40 or "\n" in str(value) else f"“{line}”"
    unit = f" {field.unit}" if field is not None and field.unit else ""
    return f"{value:,}{unit}" if isinstance(value, int) else str(value)


def _tr(text: str) -> str:
    return QCoreApplication.translate("DetailsEdit", text)
