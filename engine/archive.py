"""A machine as one file, to be carried elsewhere: a zip with its description, its disks' data, and checksums.

``machine.toml`` is the description, with paths relative to the machine's directory; ``manifest.json`` lists the files
(Manifest). A file's member holds the stretches that carry data, one after another; holes are not stored.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import IO, Final

import msgspec

from engine import toml
from engine.boot.kernel import module_parts
from engine.config import MachineConfig
from engine.directory import BOOKKEEPING, RuntimeDirectory
from engine.error import EngineError
from engine.presence import running_pid
from engine.progress import Progress
from engine.storage.sparse import extents
from engine.store import Store, new_uuid

SUFFIX: Final = ".virtgui"
CHUNK: Final = 1 << 20
TEXT_LIMIT: Final = 64 << 20
"""Bytes of a description or a manifest; no disk is in so many pieces that it needs more."""
LARGEST: Final = 1 << 60
COMPRESSIONS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED: Final = 1
"""A member's flag (PKWARE APPNOTE.TXT, 4.4.4)."""
LEVEL: Final = 1
"""zlib's quickest: four fifths of the gain in a third of the time."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file: its ``name`` in the machine's directory, its length, where its data lies, the SHA-256 of that data."""

    name: str
    size: int
    extents: tuple[tuple[int, int], ...]
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What is in an archive. ``version`` is raised when older readers would go wrong."""

    version: int
    files: tuple[Entry, ...]


_MANIFEST = msgspec.json.Decoder(Manifest)


def export(store: Store, name: str, target: Path, progress: Progress, with_cd: bool = False) -> None:
    """Write a machine that is off to ``target``, which must not exist. EngineError; nothing is left then.

    Disks, floppy, kernel and initrd go along; the CD only ``with_cd``, and otherwise the drive is empty. Snapshots
    stay behind.
    """
    config, directory = store.load(name), store.stored(name).directory.path
    if running_pid(RuntimeDirectory.of(config.uuid).pid) is not None:
        raise EngineError(f"{name!r} is running: its disks change while they are read.", "Power it off first.")
    packed, files = _packed(config, directory, with_cd)
    progress.total = sum(_data_bytes(path) for path in files.values())
    try:
        with target.open("xb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as bag:
            bag.writestr("machine.toml", toml.encode(packed))
            entries = tuple(_store(bag, inner, path, progress) for inner, path in files.items())
            bag.writestr("manifest.json", msgspec.json.encode(Manifest(1, entries)))
    except FileExistsError:
        raise EngineError(f"{target} exists already.", "Choose another name, or remove it.") from None
    except (EngineError, OSError) as error:
        target.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise EngineError(f"{target} cannot be written: {error.strerror}.", "Free some space.") from None
        raise


def unpack(store: Store, source: Path, progress: Progress, name: str = "") -> MachineConfig:
    """Make a machine of an archive, under its own name or ``name``, with an identity of its own.

    EngineError when that is not possible, or the archive is damaged; nothing is left then.
    """
    try:
        with zipfile.ZipFile(source) as bag:
            config, manifest = _read(bag, source)
            # It begins as a machine that nobody has started: what starts by itself is for a person to say.
            config = msgspec.structs.replace(config, name=name or config.name, uuid=new_uuid(), autostart=False)
            return _unpack(store, bag, config, manifest, progress)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, UnicodeDecodeError, NotImplementedError):
        raise EngineError(
            f"{source} is not a machine that VirtGUI has exported, or it is damaged.", "Copy it again."
        ) from None
    except OSError as error:
        raise EngineError(f"{source} cannot be read: {error.strerror}.", "Check its permissions.") from None


def _unpack(
    store: Store, bag: zipfile.ZipFile, config: MachineConfig, manifest: Manifest, progress: Progress
) -> MachineConfig:
    target = store.root / config.name
    if target.exists():
        raise EngineError(
            f"There is a machine or a directory called {config.name!r} already.", "Choose another name."
        )
    progress.total = sum(length for entry in manifest.files for _, length in entry.extents)
    target.mkdir(mode=0o700, parents=True)
    try:
        _check_space(target, progress.total)
        for entry in manifest.files:
            _restore(bag, entry, target / entry.name, progress)
        store.create(config)
    except BaseException:
        for entry in manifest.files:
            (target / entry.name).unlink(missing_ok=True)
        target.rmdir()
        raise
    return config


def _packed(config: MachineConfig, directory: Path, with_cd: bool) -> tuple[MachineConfig, dict[str, Path]]:
    """The description as it is in the archive, and its files by their names there."""
    files: dict[str, Path] = {}

    def inside(text: str | None) -> str | None:
        if not text:
            return text  # Nothing, or an empty drive.
        path = directory / text
        for name, known in files.items():
            if known == path:
                return name
        name, number = path.name, 2
        while name in files or BOOKKEEPING.fullmatch(name):
            name, number = f"{path.stem}-{number}{path.suffix}", number + 1
        files[name] = path
        return name

    def module(line: str) -> str:
        path, text = module_parts(line, directory)
        return f"{inside(path)} {text}".rstrip()

    kernel = config.kernel
    if kernel is not None:
        modules = tuple(module(line) for line in kernel.modules)
        kernel = msgspec.structs.replace(
            kernel, path=inside(kernel.path), initrd=inside(kernel.initrd), modules=modules
        )
    packed = msgspec.structs.replace(
        config,
        disks=tuple(msgspec.structs.replace(disk, path=inside(disk.path)) for disk in config.disks),
        cdrom=inside(config.cdrom) if with_cd or config.cdrom is None else "",
        floppy=inside(config.floppy),
        kernel=kernel,
        bios=inside(config.bios),
        serial=tuple(msgspec.structs.replace(port, path=PurePath(port.path).name) for port in config.serial),
        channels=tuple(msgspec.structs.replace(line, path=PurePath(line.path).name) for line in config.channels),
        parallel=None if config.parallel is None else PurePath(config.parallel).name,
        welcome=False,
    )
    return packed, files


def _store(bag: zipfile.ZipFile, name: str, path: Path, progress: Progress) -> Entry:
    progress.what = f"Packing {path.name}"
    digest = hashlib.sha256()
    with path.open("rb") as file, bag.open(f"files/{name}", "w", force_zip64=True) as member:
        size = file.seek(0, os.SEEK_END)
        stretches = tuple((start, end - start) for start, end in extents(file.fileno(), size))
        for start, length in stretches:
            file.seek(start)
            _pump(file, member, length, digest, progress)
    return Entry(name, size, stretches, digest.hexdigest())


def _restore(bag: zipfile.ZipFile, entry: Entry, target: Path, progress: Progress) -> None:
    progress.what = f"Unpacking {entry.name}"
    digest = hashlib.sha256()
    try:
        with bag.open(f"files/{entry.name}") as member, target.open("xb") as file:
            file.truncate(entry.size)
            for start, length in entry.extents:
                file.seek(start)
                _pump(member, file, length, digest, progress)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise EngineError(f"{target} cannot be written: {error.strerror}.", "Free some space.") from None
    if digest.hexdigest() != entry.sha256:
        raise EngineError(
            f"{entry.name} is damaged in the archive: its checksum is wrong.", "Copy the archive again."
        )


def _pump(source: IO[bytes], target: IO[bytes], length: int, digest: hashlib._Hash, progress: Progress) -> None:
    """Move ``length`` bytes, fewer if the source ends."""
    while length > 0:
        progress.check()
        data = source.read(min(CHUNK, length))
        if not data:
            return
        digest.update(data)
        target.write(data)
        length -= len(data)
        progress.done += len(data)


def _read(bag: zipfile.ZipFile, source: Path) -> tuple[MachineConfig, Manifest]:
    """Description and manifest, checked: what is in a file from elsewhere decides about no path outside."""
    if any(info.flag_bits & ENCRYPTED or info.compress_type not in COMPRESSIONS for info in bag.infolist()):
        raise zipfile.BadZipFile  # None of ours.
    config = toml.decode(_text(bag, "machine.toml").decode())
    try:
        manifest = _MANIFEST.decode(_text(bag, "manifest.json"))
    except msgspec.DecodeError as error:
        raise EngineError(f"{source} is damaged: {error}.", "Copy it again.") from None
    if manifest.version != 1:
        raise EngineError(f"{source} was made by a newer VirtGUI.", "Use that, or a newer one.")
    for entry in manifest.files:
        inside = all(0 <= start <= start + length <= entry.size for start, length in entry.extents)
        if not inside or not 0 <= entry.size < LARGEST or not _is_inside(entry.name):
            raise EngineError(f"{source} is damaged: it has a file {entry.name!r}.", "Do not trust it.")
    for path in _paths(config):
        if path and not _is_inside(path):
            raise EngineError(
                f"{source} holds a machine that would use {path!r}, which is not in its directory.",
                "Do not trust it.",
            )
    return config, manifest


def _text(bag: zipfile.ZipFile, name: str) -> bytes:
    """A member that is not a disk. A few bytes may unpack to more than this computer holds."""
    info = bag.getinfo(name)
    if info.file_size > TEXT_LIMIT:
        raise zipfile.BadZipFile
    return bag.read(info)


def _is_inside(name: str) -> bool:
    """Whether this is a file's name in a machine's directory, and none that means anything to VirtGUI: guests write
    to their disks and lines, but never to their own description."""
    plain = name not in ("", ".", "..") and "/" not in name and "\0" not in name
    return plain and not BOOKKEEPING.fullmatch(name)


def _paths(config: MachineConfig) -> Iterator[str | None]:
    """Every path in a description."""
    yield from (disk.path for disk in config.disks)
    yield from (port.path for port in config.serial)
    yield from (channel.path for channel in config.channels)
    yield from (config.cdrom, config.floppy, config.bios, config.parallel)
    if config.kernel is not None:
        yield from (config.kernel.path, config.kernel.initrd)
        yield from (line.partition(" ")[0] for line in config.kernel.modules)


def _check_space(directory: Path, needed: int) -> None:
    free = shutil.disk_usage(directory).free
    if needed > free:
        raise EngineError(
            f"The machine's disks hold {needed / (1 << 30):,.1f} GiB, and {directory.parent} has room for "
            f"{free / (1 << 30):,.1f} GiB.",
            "Free some space.",
        )


def _data_bytes(path: Path) -> int:
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            return sum(end - start for start, end in extents(file.fileno(), size))
    except OSError as error:
        raise EngineError(f"{path} cannot be read: {error.strerror}.", "Correct the machine's disks first.") from None
