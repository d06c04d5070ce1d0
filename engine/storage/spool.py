"""A file that a printer port prints to: bytes come one by one from the guest, and go to the file in pieces."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from engine.error import EngineError

PIECE = 4096


class Spool:
    """Appends to the file at ``path``; made if it is not there. EngineError if it cannot be opened.

    ``put`` may be called from any thread. Whoever owns it calls ``flush`` now and then. ``lost`` says, once, why what
    was printed is not in the file; whoever tells people empties it.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = path.open("ab", buffering=0)
        except OSError as error:
            raise EngineError(
                f"The printer port's file {path} cannot be written: {error.strerror}.", "Choose another place."
            ) from None
        self.path = path
        self.lost = ""
        self._told = False
        self._waiting = bytearray()
        self._lock = Lock()

    def put(self, byte: int) -> None:
        """One byte from the guest."""
        with self._lock:
            self._waiting.append(byte)
            if len(self._waiting) >= PIECE:
                self._write()

    def flush(self) -> None:
        """Everything so far to the file."""
        with self._lock:
            self._write()

    def close(self) -> None:
        """Flush, and let go of the file."""
        self.flush()
        self._file.close()

    def _write(self) -> None:
        piece, self._waiting = bytes(self._waiting), bytearray()
        try:
            while piece:
                piece = piece[self._file.write(piece) :]
        except OSError as error:
            if not self._told:
                self._told = True
                self.lost = f"What the guest prints is lost: {self.path} cannot be written ({error.strerror})."
