"""A second machine like the first: its own identity, and its own copies of what it writes to."""

from __future__ import annotations

from collections.abc import Container
from contextlib import ExitStack
from pathlib import Path, PurePath

import msgspec

from engine.boot.kernel import module_parts
from engine.config import Disk, MachineConfig
from engine.directory import RuntimeDirectory
from engine.error import EngineError
from engine.presence import running_pid
from engine.progress import Progress
from engine.snapshot.shelf import find, working
from engine.storage.sparse import Sharing, copy_sparse
from engine.store import Store, new_uuid


def clone(
    store: Store, name: str, new: str, progress: Progress, snapshot: str = "", share: Sharing = "try"
) -> MachineConfig:
    """Copy a machine that is off, or one of its snapshots: then it may run. EngineError says why not; then, or when
    cancelled, nothing is left of it.

    Disks it can write to, and files in its own directory, are copied, and share blocks with the originals by
    ``share``; read-only ones and CDs elsewhere are shared. What its serial ports and printer lead to is in its own
    directory, and its network cards have other addresses.
    """
    stored = store.stored(name)
    with ExitStack() as held:
        if snapshot or stored.directory.snapshots.is_dir():
            held.enter_context(working(stored.directory, shared=True))  # Nobody reverts the machine meanwhile.
        if snapshot:
            taken = find(stored.directory, snapshot)
            config = taken.config()
            then = {stored.directory.path / copy.path: taken.path / copy.file for copy in taken.record.copies}
        else:
            config, then = store.load(name), {}
            _check_off(config)
        renamed, files = _plan(config, stored.directory.path, new, then)
        copies = {then.get(path, path): file for path, file in files.items()}
        return _made(store, renamed, copies, progress, share)


def _check_off(config: MachineConfig) -> None:
    if running_pid(RuntimeDirectory.of(config.uuid).pid) is not None:
        raise EngineError(
            f"{config.name!r} is running: its disks change while they are copied.",
            "Power it off first, or clone a snapshot of it.",
        )


def _made(
    store: Store, config: MachineConfig, files: dict[Path, str], progress: Progress, share: Sharing
) -> MachineConfig:
    target = store.root / config.name
    if target.exists():
        raise EngineError(
            f"There is a machine or a directory called {config.name!r} already.", "Choose another name."
        )
    progress.total = sum(_size(path) for path in files)
    target.mkdir(mode=0o700)
    try:
        for path, copy in files.items():
            progress.what = f"Copying {path.name}"
            copy_sparse(path, target / copy, progress, share)
        progress.check()
        store.create(config)
    except BaseException:
        for copy in files.values():
            (target / copy).unlink(missing_ok=True)
        target.rmdir()
        raise
    return config


def _plan(
    config: MachineConfig, directory: Path, new: str, kept: Container[Path]
) -> tuple[MachineConfig, dict[Path, str]]:
    """The new description, and which file becomes which in its directory; those that are ``kept`` by a snapshot in
    any case. ConfigError for a name that cannot be."""
    files: dict[Path, str] = {}

    def own(text: str | None, writes: bool = False) -> str | None:
        """What the clone calls a file."""
        if not text:
            return text  # Nothing, or an empty drive.
        path = directory / text
        if not writes and path.parent != directory and path not in kept:
            return str(path)
        if path not in files:
            files[path] = _free(path.name, files)
        return files[path]

    def disk(one: Disk) -> Disk:
        return msgspec.structs.replace(one, path=own(one.path, not one.readonly))

    def module(line: str) -> str:
        path, text = module_parts(line, directory)
        return f"{own(path)} {text}".rstrip()

    kernel = config.kernel
    if kernel is not None:
        modules = tuple(module(line) for line in kernel.modules)
        kernel = msgspec.structs.replace(kernel, path=own(kernel.path), initrd=own(kernel.initrd), modules=modules)
    renamed = msgspec.structs.replace(
        config,
        name=new,
        uuid=new_uuid(),
        welcome=False,
        disks=tuple(disk(one) for one in config.disks),
        cdrom=own(config.cdrom),
        floppy=own(config.floppy),
        kernel=kernel,
        # What the first writes to or answers as, two machines cannot share.
        serial=tuple(msgspec.structs.replace(port, path=PurePath(port.path).name) for port in config.serial),
        channels=tuple(msgspec.structs.replace(line, path=PurePath(line.path).name) for line in config.channels),
        parallel=None if config.parallel is None else PurePath(config.parallel).name,
        networks=tuple(msgspec.structs.replace(card, mac="") for card in config.networks),
    )
    return renamed, files


def _free(name: str, files: dict[Path, str]) -> str:
    taken = set(files.values())
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{PurePath(name).stem}-{number}{PurePath(name).suffix}", number + 1
    return candidate


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise EngineError(
            f"{path} cannot be copied: {error.strerror}.", "Correct the machine's disks first."
        ) from None
