"""A file that is written off the GUI thread, piece by piece and in order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QCoreApplication

from engine.error import EngineError

if TYPE_CHECKING:
    from virtgui.bridge import Bridge


class Writer(Protocol):
    """What gives the pieces their form."""

    def close(self) -> None: ...


W = TypeVar("W", bound=Writer)


class Tape(Generic[W]):
    """``make(file)`` is called with the open file, on a worker as all that is ``put``. ``finished(path)`` after
    ``close``, when all is on disk; ``failed(error)`` at once when something cannot be written, and no more is."""

    def __init__(
        self,
        bridge: Bridge,
        path: Path,
        make: Callable[[IO[Any]], W],
        finished: Callable[[Path], None],
        failed: Callable[[EngineError], None],
        *,
        text: bool = False,
    ) -> None:
        self._bridge, self._path, self._make = bridge, path, make
        self._finished, self._failed = finished, failed
        self._text = text
        self._waiting: list[Callable[[W], None]] = []
        self._file: IO[Any] | None = None
        self._writer: W | None = None
        self._busy = self._closing = self._over = False

    @property
    def waiting(self) -> int:
        """How many pieces are not on their way yet."""
        return len(self._waiting)

    def put(self, piece: Callable[[W], None]) -> None:
        """Have ``piece`` called with the writer, after those before it."""
        if not self._over and not self._closing:
            self._waiting.append(piece)
            self._go_on()

    def close(self) -> None:
        """No more comes."""
        if not self._closing:
            self._closing = True
            self._go_on()

    def _go_on(self) -> None:
        if self._busy or self._over:
            return
        pieces, self._waiting = self._waiting, []
        last = self._closing
        self._busy = True
        self._bridge.blocking(lambda: self._write(pieces, last), self._written, self._broke)

    def _write(self, pieces: list[Callable[[W], None]], last: bool) -> bool:
        """On a worker; one at a time."""
        try:
            if self._writer is None:
                mode = {"mode": "w", "encoding": "utf-8"} if self._text else {"mode": "w+b"}
                self._file = self._path.open(**mode)  # type: ignore[call-overload]  # either of the two ways
                self._writer = self._make(self._file)
            for piece in pieces:
                piece(self._writer)
            if last and self._file is not None:
                self._writer.close()
                self._file.close()
        except OSError as error:
            raise EngineError(
                _tr("{0} cannot be written: {1}.").format(self._path, error.strerror),
                _tr("The recording has ended; choose another place."),
            ) from None
        return last

    def _written(self, last: bool) -> None:
        self._busy = False
        if last:
            self._over = True
            self._finished(self._path)
        elif self._waiting or self._closing:
            self._go_on()

    def _broke(self, error: EngineError) -> None:
        self._busy, self._over = False, True
        if self._file is not None:
            try:
                self._file.close()
            except OSError:
                pass  # It is what has just been reported.
        self._failed(error)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Tape", text)
