"""The desktop's trash (freedesktop.org, Trash specification 1.0): files go there, and come back."""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import msgspec
import platformdirs

from engine.error import EngineError


class Trashed(msgspec.Struct, frozen=True):
    """Something in the trash: where it came from, where it is, and the file that says so."""

    origin: Path
    place: Path
    info: Path


def trash(paths: Sequence[Path]) -> list[Trashed]:
    """Move files and directories to the trash of their filesystem: all, or none (EngineError says why)."""
    done: list[Trashed] = []
    try:
        for path in paths:
            done.append(_one(path))
    except OSError as error:
        restore(done)
        raise EngineError(
            f"{paths[len(done)]} cannot be moved to the trash: {error.strerror}.",
            "Nothing was deleted. Delete it for good instead, or make room for the trash on its filesystem.",
        ) from None
    return done


def restore(trashed: Sequence[Trashed]) -> None:
    """Put back what ``trash`` took. EngineError names what could not be: its place is taken, or it has gone."""
    failures = []
    for one in reversed(trashed):
        try:
            one.origin.parent.mkdir(parents=True, exist_ok=True)
            if one.origin.exists():
                raise FileExistsError(0, "there is another file now")
            one.place.rename(one.origin)
            one.info.unlink(missing_ok=True)
        except OSError as error:
            failures.append(f"{one.origin} ({error.strerror})")
    if failures:
        raise EngineError(
            f"Not everything could be put back: {', '.join(failures)}.", "Look into the desktop's trash."
        )


def _one(path: Path) -> Trashed:
    path = path.parent.resolve() / path.name
    top, base = _trash_of(path)
    for part in ("files", "info"):
        (base / part).mkdir(mode=0o700, parents=True, exist_ok=True)
    # In the trash of another filesystem, paths are relative to its top directory.
    origin = path if top is None else path.relative_to(top)
    text = f"[Trash Info]\nPath={quote(str(origin))}\nDeletionDate={time.strftime('%Y-%m-%dT%H:%M:%S')}\n"
    number = 1
    while True:
        name = path.name if number == 1 else f"{path.stem}.{number}{path.suffix}"
        info, place = base / "info" / f"{name}.trashinfo", base / "files" / name
        try:
            # The info file comes first: whoever makes it has the name.
            with info.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            number += 1
            continue
        try:
            if place.exists():
                raise FileExistsError(0, "taken")
            path.rename(place)
        except FileExistsError:
            info.unlink()
            number += 1
            continue
        except OSError:
            info.unlink()
            raise
        return Trashed(path, place, info)


def _trash_of(path: Path) -> tuple[Path | None, Path]:
    """The filesystem's top directory (None for the home trash) and the trash directory there."""
    home = platformdirs.user_data_path(appname=None, appauthor=False) / "Trash"
    home.parent.mkdir(parents=True, exist_ok=True)
    device = path.lstat().st_dev
    if home.parent.stat().st_dev == device:
        return None, home
    top = path.parent
    while top != top.parent and top.parent.stat().st_dev == device:
        top = top.parent
    shared = top / ".Trash"
    try:
        state = shared.lstat()
        if stat.S_ISDIR(state.st_mode) and state.st_mode & stat.S_ISVTX:
            return top, shared / str(os.getuid())
    except OSError:
        pass  # Most filesystems have none.
    return top, top / f".Trash-{os.getuid()}"


def delete_for_good(paths: Sequence[Path]) -> None:
    """Remove files and directories. EngineError names those that stayed."""
    failures = []
    for path in paths:
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            failures.append(f"{path} ({error.strerror})")
    if failures:
        raise EngineError(f"These could not be deleted: {', '.join(failures)}.", "Delete them by hand.")
