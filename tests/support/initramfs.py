"""An initial RAM disk in memory: a cpio archive in the "newc" format, and one with busybox that starts a script.

(Linux: Documentation/driver-api/early-userspace/buffer-format.rst)
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

DIRECTORY = 0o040755
PROGRAM = 0o100755
BUSYBOX = "/bin/busybox"
FOLDERS = ("bin", "dev", "proc", "sys", "modules", "tmp")


class NoBusybox(Exception):  # noqa: N818 - the name says what is missing
    """busybox-static is not installed."""

    def __init__(self) -> None:
        super().__init__("busybox is not installed: apt install busybox-static")


def archive(folders: Sequence[str], files: Mapping[str, bytes]) -> bytes:
    """A cpio archive of folders and executable files, by path without a leading slash."""
    parts: list[bytes] = []
    entries = [(name, DIRECTORY, b"") for name in folders] + [(name, PROGRAM, data) for name, data in files.items()]
    for number, (name, mode, data) in enumerate([*entries, ("TRAILER!!!", 0, b"")], 1):
        path = name.encode() + b"\0"
        fields = (number, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(path), 0)
        header = b"070701" + b"".join(b"%08X" % field for field in fields)
        parts += [_padded(header + path), _padded(data)]
    return b"".join(parts)


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def busybox_root(
    init: str, modules: Sequence[Path] = (), files: Mapping[str, bytes] | None = None, program: Path | None = None
) -> bytes:
    """A root with busybox in /bin, kernel modules in /modules, numbered in the order in which they load, and
    ``init``, a script. ``program`` is another busybox than this system's. NoBusybox where there is none."""
    busybox = program or shutil.which("busybox") or BUSYBOX
    try:
        binary = Path(busybox).read_bytes()
    except OSError:
        raise NoBusybox from None
    if b"/ld-linux" in binary:
        raise NoBusybox  # It would want its libraries.
    content = {"bin/busybox": binary, "init": init.encode()} | dict(files or {})
    content |= {f"modules/{number:02}-{path.name}": path.read_bytes() for number, path in enumerate(modules)}
    return archive(FOLDERS, content)
