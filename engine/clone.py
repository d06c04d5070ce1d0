"""A second machine like the first: its own identity, and its own copies of what it writes to."""

from __future__ import annotations

from pathlib import Path, PurePath

import msgspec

from engine.boot.kernel import module_parts
from engine.config import Disk, MachineConfig
from engine.directory import RuntimeDirectory
from engine.error import EngineError
from engine.presence import running_pid
from engine.progress import Progress
from engine.storage.sparse import copy_sparse
from engine.store import Store, new_uuid


def clone(store: Store, name: str, new: str, progress: Progress) -> MachineConfig:
    """Copy a machine that is off. EngineError says why not; then, or when cancelled, nothing is left of it.

    Disks it can write to, and files in its own directory, are copied; read-only ones and CDs elsewhere are shared.
    What its serial ports and printer lead to is in its own directory, and its network cards have other addresses.
    """
    config, source = store.load(name), store.stored(name).directory.path
    if running_pid(RuntimeDirectory.of(config.uuid).pid) is not None:
        raise EngineError(f"{name!r} is running: its disks change while they are copied.", "Power it off first.")
    target = store.root / new
    if target.exists():
        raise EngineError(f"There is a machine or a directory called {new!r} already.", "Choose another name.")
    renamed, files = _plan(config, source, new)
    progress.total = sum(_size(path) for path in files)
    target.mkdir(mode=0o700)
    try:
        for path, copy in files.items():
            progress.what = f"Copying {path.name}"
            copy_sparse(path, target / copy, progress)
        progress.check()
        store.create(renamed)
    except BaseException:
        for copy in files.values():
            (target / copy).unlink(missing_ok=True)
        target.rmdir()
        raise
    return renamed


def _plan(config: MachineConfig, directory: Path, new: str) -> tuple[MachineConfig, dict[Path, str]]:
    """The new description, and which file becomes which in its directory. ConfigError for a name that cannot be."""
    files: dict[Path, str] = {}

    def own(text: str | None, writes: bool = False) -> str | None:
        """What the clone calls a file."""
        if not text:
            return text  # Nothing, or an empty drive.
        path = directory / text
        if not writes and path.parent != directory:
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
