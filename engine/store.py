"""The machines a person has: directories with a machine.toml in each."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec

from engine import atomic, toml
from engine.config import MachineConfig
from engine.directory import MachineDirectory, machines_directory
from engine.error import ConfigError, EngineError


class Stored(msgspec.Struct, frozen=True):
    """A machine in the store. ``config`` is None, and ``error`` says why, when its description is broken."""

    name: str
    directory: MachineDirectory
    config: MachineConfig | None
    error: ConfigError | None = None


class Store:
    """The machines under ``root`` (the user's own, unless given)."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or machines_directory()

    def scan(self) -> list[Stored]:
        """Every machine, broken ones too, by name."""
        if not self.root.is_dir():
            return []
        directories = (entry for entry in self.root.iterdir() if (entry / "machine.toml").exists())
        return [self.stored(entry.name) for entry in sorted(directories, key=lambda entry: entry.name.casefold())]

    def stored(self, name: str) -> Stored:
        """One machine, as it stands in its file. EngineError when there is none of this name."""
        directory = self._directory(name)
        try:
            text = directory.config.read_text("utf-8")
        except FileNotFoundError:
            raise EngineError(f"There is no machine called {name!r}.", "See: vgctl list") from None
        except (OSError, UnicodeDecodeError) as error:
            return Stored(name, directory, None, ConfigError(f"{directory.config} cannot be read: {error}."))
        try:
            config = toml.decode(text)
            if config.name != name:
                raise ConfigError(f"machine.toml says name = {config.name!r}, but its directory is {name!r}.")
        except ConfigError as error:
            return Stored(name, directory, None, error)
        return Stored(name, directory, config)

    def load(self, name: str) -> MachineConfig:
        """The description of a machine. EngineError when there is none, or it is broken."""
        stored = self.stored(name)
        if stored.config is None:
            assert stored.error is not None
            where = f" (line {stored.error.line} of {stored.directory.config})" if stored.error.line else ""
            raise EngineError(f"{name!r} is broken: {stored.error.what}{where}", stored.error.remedy)
        return stored.config

    def create(self, config: MachineConfig) -> MachineDirectory:
        """Add a machine. EngineError when the name is taken or the directory cannot be made."""
        directory = self._directory(config.name)
        if directory.config.exists():
            raise EngineError(f"There is a machine called {config.name!r} already.", "Choose another name.")
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            directory.path.mkdir(mode=0o700, exist_ok=True)  # It stays behind a deleted machine with disks in it.
        except OSError as error:
            raise EngineError(f"{directory.path} cannot be made: {error.strerror}.", "Check the disk.") from None
        self.save(config)
        return directory

    def save(self, config: MachineConfig) -> None:
        """Write a machine's description. What was there stays if that fails (EngineError)."""
        path = self._directory(config.name).config
        try:
            atomic.write(path, toml.encode(config).encode())
        except OSError as error:
            raise _not_written(path, error) from None

    def delete(self, name: str) -> list[Path]:
        """Remove a machine, without the disk images in its directory: those are returned, and stay.

        A directory in which nothing stays goes too.
        """
        stored = self.stored(name)
        kept = [path for path in stored.directory.path.iterdir() if not stored.directory.keeps(path)]
        for path in stored.directory.path.iterdir():
            if path not in kept:
                path.unlink()
        if not kept:
            shutil.rmtree(stored.directory.path)
        return kept

    def rename(self, name: str, new: str) -> None:
        """Give a machine another name. EngineError when that cannot be; nothing is changed then."""
        config = msgspec.structs.replace(self.load(name), name=new)
        target = self._directory(new)
        if target.path.exists():
            raise EngineError(f"There is a machine called {new!r} already.", "Choose another name.")
        old = self._directory(name)
        # Written before: who looks between the two renamings below sees a description that is not its directory's.
        try:
            draft = atomic.draft(old.config, toml.encode(config).encode())
        except OSError as error:
            raise _not_written(old.config, error) from None
        try:
            os.rename(old.path, target.path)  # noqa: PTH104  # fails on an existing target
        except OSError as error:
            draft.unlink()
            raise EngineError(f"{old.path} cannot be renamed: {error.strerror}.", "Choose another name.") from None
        try:
            (target.path / draft.name).replace(target.config)
        except OSError as error:
            os.rename(target.path, old.path)  # noqa: PTH104  # as above; where it came from there is nothing
            draft.unlink()
            raise _not_written(old.config, error) from None

    def _directory(self, name: str) -> MachineDirectory:
        if not name or "/" in name or name.startswith("."):
            raise EngineError(f"{name!r} cannot be a machine's name.", "See: vgctl list")
        return MachineDirectory(self.root / name)


def _not_written(path: Path, error: OSError) -> EngineError:
    return EngineError(f"{path} cannot be written: {error.strerror}.", "Free some space and try again.")


def new_uuid() -> str:
    """A fresh identity for a machine."""
    import uuid  # Late: the manager's first window needs none.

    return str(uuid.uuid4())
