"""The snapshots that a machine has: ``snapshots/NAME/`` in its directory, as a tree.

Each has ``snapshot.json`` (Record), ``machine.toml`` as it was, and whole copies of the disks that the guest could
write to: none needs another to be there. ``snapshots/.head`` has the name of the one that the machine's disks descend
from. What else begins with a dot is under way, or left by somebody who was killed: the next look clears it away.
"""

from __future__ import annotations

import fcntl
import os
import shlex
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from engine import atomic, toml
from engine.config import NAME, MachineConfig
from engine.directory import MachineDirectory
from engine.error import EngineError
from engine.snapshot import journal

SCHEMA: Final = 1
RECORD: Final = "snapshot.json"
DESCRIPTION: Final = "machine.toml"
LOCK: Final = ".lock"
HEAD: Final = ".head"
JOURNAL: Final = ".revert"
NEW, OLD = ".new-", ".old-"
PATIENCE_S: Final = 1.0
"""Longer than a look takes, which holds the lock, too."""


class Copy(msgspec.Struct, frozen=True):
    """A disk: ``path`` as the description has it, ``file`` its copy in the snapshot's directory."""

    path: str
    file: str


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a snapshot. ``when`` is in seconds since 1970; ``parent`` the snapshot that it was made after,
    "" for a first one; ``live``: the machine ran, so its guest will find its disks as after a power cut."""

    schema: int = SCHEMA
    when: float
    note: str = ""
    parent: str = ""
    live: bool = False
    copies: tuple[Copy, ...] = ()


_DECODER = msgspec.json.Decoder(Record)


class Snapshot(msgspec.Struct, frozen=True):
    """One of a machine. ``bytes`` is what its files occupy, with what they share with others. ``head``: the machine's
    disks descend from it. ``error`` says what is wrong with one that cannot be used; it can be deleted."""

    name: str
    path: Path
    record: Record
    bytes: int
    head: bool = False
    error: str = ""

    def config(self) -> MachineConfig:
        """The machine as it was. EngineError when that cannot be read."""
        if self.error:
            raise EngineError(f"The snapshot {self.name!r} cannot be used: {self.error}", "Delete it.")
        try:
            return toml.decode((self.path / DESCRIPTION).read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise EngineError(f"The snapshot {self.name!r} cannot be read: {error}.", "Delete it.") from None


def listed(directory: MachineDirectory) -> list[Snapshot]:
    """A machine's snapshots, oldest first. What somebody left half done is cleared away before."""
    tidy(directory)
    head = head_of(directory)
    try:
        names = [entry.name for entry in directory.snapshots.iterdir() if not entry.name.startswith(".")]
    except OSError:
        return []  # It has none, or they cannot be read.
    found = [_read(directory.snapshots / name, name == head) for name in names]
    return sorted((one for one in found if one is not None), key=lambda one: (one.record.when, one.name))


def count(directory: MachineDirectory) -> int:
    """How many there are, without a look into them."""
    try:
        return sum(not name.startswith(".") for name in os.listdir(directory.snapshots))  # noqa: PTH208  # the quickest
    except OSError:
        return 0


def find(directory: MachineDirectory, name: str) -> Snapshot:
    """One by its name. EngineError when there is none."""
    if NAME.fullmatch(name):
        found = _read(directory.snapshots / name, name == head_of(directory))
        if found is not None:
            return found
    machine = directory.path.name
    raise EngineError(
        f"{machine!r} has no snapshot called {name!r}.", f"See: vgctl snapshot {shlex.quote(machine)} list"
    )


def check_new(directory: MachineDirectory, name: str) -> None:
    """EngineError says why a snapshot cannot get this name."""
    if not NAME.fullmatch(name) or name.endswith((" ", ".")):
        raise EngineError(
            f"{name!r} cannot be a snapshot's name.",
            "Use up to 64 letters, digits, spaces and . _ + -, and begin with a letter or digit.",
        )
    if (directory.snapshots / name).exists():
        raise EngineError(f"There is a snapshot called {name!r} already.", "Choose another name, or delete that one.")


def free_name(taken: list[str]) -> str:
    """A name that none has."""
    number = len(taken) + 1
    while f"snapshot-{number}" in taken:
        number += 1
    return f"snapshot-{number}"


def head_of(directory: MachineDirectory) -> str:
    """The snapshot that the machine's disks descend from; "" for none."""
    try:
        return (directory.snapshots / HEAD).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def delete(directory: MachineDirectory, name: str) -> None:
    """Remove a snapshot; those that were made after it stay, as ones made after its parent. EngineError."""
    with working(directory):
        going = find(directory, name)
        parent = going.record.parent
        try:
            for other in listed_inside(directory):
                if other.record.parent == name and not other.error:
                    moved = msgspec.structs.replace(other.record, parent=parent)
                    atomic.write(other.path / RECORD, msgspec.json.encode(moved))
            if going.head:
                atomic.write(directory.snapshots / HEAD, parent.encode())
            grave = Path(tempfile.mkdtemp(dir=directory.snapshots, prefix=OLD))
            going.path.rename(grave)
            journal.sync(directory.snapshots)
        except OSError as error:
            raise EngineError(
                f"The snapshot {name!r} cannot be deleted: {error.strerror}.", "Check its permissions."
            ) from None
    shutil.rmtree(grave, ignore_errors=True)


def listed_inside(directory: MachineDirectory) -> list[Snapshot]:
    """As ``listed``, for whoever holds ``working``."""
    found = [_read(entry, False) for entry in directory.snapshots.iterdir() if not entry.name.startswith(".")]
    return [one for one in found if one is not None]


@contextmanager
def working(directory: MachineDirectory, *, shared: bool = False, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Nobody else changes the machine's snapshots, nor reverts it; ``shared``: others may read them as well.
    EngineError while somebody else is at it."""
    place = directory.snapshots
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(place / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise EngineError(f"{place} cannot be written: {error.strerror}.", "Check its permissions.") from None
    try:
        deadline = time.monotonic() + patience_s
        while not _locked(descriptor, shared):
            if time.monotonic() >= deadline:
                raise EngineError(
                    f"Something else is being done with the snapshots of {directory.path.name!r}.",
                    "Wait until it is done.",
                )
            time.sleep(0.01)  # The lock has no timed wait.
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int, shared: bool) -> bool:
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # A filesystem without locks.
    return True


def tidy(directory: MachineDirectory) -> None:
    """Finish or take back what somebody left half done, unless somebody is at it."""
    if not directory.snapshots.is_dir():
        return
    try:
        with working(directory, patience_s=0):
            sweep(directory)
    except (EngineError, OSError):
        pass  # The next look may.


def admit(directory: MachineDirectory) -> None:
    """Before a machine starts: its disks are whole, and nobody copies or replaces them. EngineError otherwise."""
    if not directory.snapshots.is_dir():
        return
    half_done = (directory.snapshots / JOURNAL).exists()
    with working(directory, shared=not half_done):
        if half_done:
            try:
                sweep(directory)
            except OSError as error:
                raise EngineError(
                    f"A revert of {directory.path.name!r} was interrupted and cannot be finished: {error}.",
                    "Free some space, check permissions, and start it again.",
                ) from None


def sweep(directory: MachineDirectory) -> None:
    """The same as tidy, for whoever holds ``working``. OSError."""
    journal.recover(directory.snapshots / JOURNAL, directory.path)
    for entry in directory.snapshots.iterdir():
        if entry.name.startswith(".") and entry.name not in (LOCK, HEAD):
            if entry.is_dir():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink()


def _read(path: Path, head: bool) -> Snapshot | None:
    """A snapshot; None if there is no such directory."""
    if not path.is_dir():
        return None
    error = ""
    try:
        record = _DECODER.decode((path / RECORD).read_bytes())
        if record.schema != SCHEMA:
            error = "it was made by a newer VirtGUI."
    except (OSError, msgspec.DecodeError) as failure:
        record, error = Record(when=path.stat().st_mtime), f"{RECORD} is missing or damaged ({failure})."
    return Snapshot(path.name, path, record, _occupied(path), head, error)


def _occupied(path: Path) -> int:
    try:
        return sum(entry.stat(follow_symlinks=False).st_blocks * 512 for entry in os.scandir(path))
    except OSError:
        return 0  # Just being deleted.
