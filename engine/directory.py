"""Where things live: machines in the user's data directory, sockets in the runtime directory."""

from __future__ import annotations

import os
import re
from pathlib import Path

import msgspec

from engine.error import EngineError

SOCKET_PATH_LIMIT = 107
"""unix(7): sun_path has 108 bytes, the last of them zero."""
BOOKKEEPING = re.compile(
    r"machine\.toml|machine\.log|ended\.json|thumbnail\.png|serial\d\.log(\.1)?|\.(machine\.toml|ended\.json)\..*"
)
"""Names in a machine's directory of what VirtGUI itself writes there, and of files about to be one of them."""


def machines_directory() -> Path:
    """``$XDG_DATA_HOME/virtgui/machines``. It need not exist."""
    import platformdirs  # Late: a VM process is told its directory.

    return platformdirs.user_data_path("virtgui", appauthor=False) / "machines"


def runtime_root() -> Path:
    """The directory of running machines, mode 0700 and ours: made if need be.

    ``$XDG_RUNTIME_DIR/virtgui``, or a directory under /tmp with our user id in its name. EngineError when
    somebody else owns that one.
    """
    base = os.environ.get("XDG_RUNTIME_DIR")
    if base and os.access(base, os.W_OK | os.X_OK):
        root = Path(base) / "virtgui"
    else:
        import tempfile  # Late: slow to import, and most hosts have the other.

        root = Path(tempfile.gettempdir()) / f"virtgui-{os.getuid()}"
    root.mkdir(mode=0o700, exist_ok=True)
    state = root.lstat()
    if not root.is_dir() or root.is_symlink() or state.st_uid != os.getuid():
        raise EngineError(
            f"{root} belongs to somebody else, so running machines cannot be kept there.",
            "Remove it, or set XDG_RUNTIME_DIR to a directory of your own.",
        )
    if state.st_mode & 0o077:
        root.chmod(0o700)
    return root


class RuntimeDirectory(msgspec.Struct, frozen=True):
    """The files of one running machine."""

    path: Path

    @classmethod
    def of(cls, uuid: str) -> RuntimeDirectory:
        """The place of the machine with this uuid, whose files are its own: whatever is in it may be swept away.
        EngineError when no socket can be made there, and for a uuid that would lead elsewhere."""
        if not uuid or "/" in uuid or uuid.startswith("."):
            raise EngineError(f"{uuid!r} is no machine's uuid.", "Correct it in machine.toml.")
        path = runtime_root() / uuid
        if len(os.fsencode(path / "control.sock")) > SOCKET_PATH_LIMIT:
            raise EngineError(
                f"The path {path} is too long for sockets, which may have {SOCKET_PATH_LIMIT} bytes.",
                "Set XDG_RUNTIME_DIR to a directory with a shorter name.",
            )
        return cls(path)

    @property
    def pid(self) -> Path:
        """Holds the VM process's id, and is locked by it for as long as it lives."""
        return self.path / "pid"

    @property
    def control(self) -> Path:
        return self.path / "control.sock"

    @property
    def display(self) -> Path:
        return self.path / "display.sock"

    def serial(self, port: int) -> Path:
        return self.path / f"serial{port}.sock"


class MachineDirectory(msgspec.Struct, frozen=True):
    """The files of one machine, running or not."""

    path: Path

    @property
    def config(self) -> Path:
        return self.path / "machine.toml"

    @property
    def log(self) -> Path:
        """What the VM process had to say, since its last start."""
        return self.path / "machine.log"

    @property
    def ended(self) -> Path:
        """How its last run ended."""
        return self.path / "ended.json"

    @property
    def thumbnail(self) -> Path:
        """The last picture on its screen."""
        return self.path / "thumbnail.png"

    @property
    def snapshots(self) -> Path:
        """Its snapshots, a directory each. It need not exist."""
        return self.path / "snapshots"

    def serial_log(self, port: int) -> Path:
        return self.path / f"serial{port}.log"

    def keeps(self, path: Path) -> bool:
        """Whether a file is bookkeeping of VirtGUI's, not the person's data."""
        return path.parent == self.path and BOOKKEEPING.fullmatch(path.name) is not None
