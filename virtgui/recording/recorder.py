"""Recording what a console shows, as it changes: the screen's picture, the screen's text, or a serial port."""

from __future__ import annotations

import codecs
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final, TextIO, cast

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter

from engine.error import EngineError
from virtgui.recording.apng import ApngWriter
from virtgui.recording.asciicast import CastWriter, repaint
from virtgui.recording.tape import Tape

if TYPE_CHECKING:
    from virtgui.bridge import Bridge

FRAME_MS: Final = 100
MOST_WAITING: Final = 20
"""Pictures that may wait to be written; while there are as many none is taken."""

Cells = Sequence[bytes]

_at_work: set[Recorder] = set()
"""Those that still write: the window that began a recording may be gone before its file is whole."""


class Recorder(QObject):
    """A recording under way. ``finished(path)`` after ``stop``; ``failed(what, remedy)``: it has ended too soon.

    ``changed`` says that there may be something new; it is looked at ten times a second at the most.
    """

    finished = Signal(str)
    failed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        _at_work.add(self)
        self.is_over = False
        self._began = time.monotonic()
        self._is_due = False
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    @property
    def seconds(self) -> float:
        """How long it has been going on."""
        return time.monotonic() - self._began

    def changed(self) -> None:
        """Look again, soon."""
        self._is_due = True

    def stop(self) -> None:
        """The end."""
        self._timer.stop()

    def _tick(self) -> None:
        if self._is_due:
            self._is_due = False
            self._take()

    def _take(self) -> None:
        """Record what there is now."""

    def _done(self, path: Path) -> None:
        self.is_over = True
        _at_work.discard(self)
        self.finished.emit(str(path))

    def _broke(self, error: EngineError) -> None:
        self.is_over = True
        _at_work.discard(self)
        self._timer.stop()
        self.failed.emit(error.what, error.remedy)


class PictureRecorder(Recorder):
    """The picture that ``grab()`` gives, to an animated PNG. The first one decides the size; others are fitted in."""

    def __init__(self, bridge: Bridge, path: Path, grab: Callable[[], QImage]) -> None:
        super().__init__()
        self._grab = grab
        first = grab()
        self._size = first.size()
        width, height = first.width(), first.height()
        self._tape: Tape[ApngWriter] = Tape(
            bridge, path, lambda file: ApngWriter(cast(BinaryIO, file), width, height), self._done, self._broke
        )
        self._last = rgb_bytes(first)
        self._since = time.monotonic()

    def stop(self) -> None:
        """The last picture stays as long as it was there."""
        super().stop()
        self._flush()
        self._tape.close()

    def _take(self) -> None:
        if self._tape.waiting >= MOST_WAITING:
            self._is_due = True
            return
        image = self._grab()
        if image.size() != self._size:
            image = self._fitted(image)
        pixels = rgb_bytes(image)
        if pixels != self._last:
            self._flush()
            self._last = pixels

    def _flush(self) -> None:
        now = time.monotonic()
        delay_ms, self._since = round((now - self._since) * 1000), now
        self._tape.put(partial(_add, pixels=self._last, delay_ms=delay_ms))

    def _fitted(self, image: QImage) -> QImage:
        fitted = QImage(self._size, QImage.Format.Format_RGB888)
        fitted.fill(Qt.GlobalColor.black)
        if not image.isNull():
            ratio = Qt.AspectRatioMode.KeepAspectRatio
            part = image.scaled(self._size, ratio, Qt.TransformationMode.SmoothTransformation)
            painter = QPainter(fitted)
            painter.drawImage((fitted.width() - part.width()) // 2, (fitted.height() - part.height()) // 2, part)
            painter.end()
        return fitted


def _add(writer: ApngWriter, pixels: bytes, delay_ms: int) -> None:
    writer.add(pixels, delay_ms)


def _cast(shape: tuple[int, int], title: str, file: IO[Any]) -> CastWriter:
    return CastWriter(cast(TextIO, file), *shape, title, time.time())


def rgb_bytes(image: QImage) -> bytes:
    """Its pixels, three bytes each, row after row."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    stride, width = plain.bytesPerLine(), plain.width() * 3
    data = bytes(plain.constBits())
    if stride == width:
        return data
    return b"".join(data[at : at + width] for at in range(0, stride * plain.height(), stride))


class TextRecorder(Recorder):
    """A text screen, to an asciicast. ``read()``: its rows of cells and the cursor's column and row; rows are
    empty in graphics, which are left out."""

    def __init__(
        self,
        bridge: Bridge,
        path: Path,
        title: str,
        read: Callable[[], tuple[Cells, tuple[int, int] | None]],
    ) -> None:
        super().__init__()
        self._read = read
        rows, cursor = read()
        self._shape = (len(rows[0]) // 2 if rows else 80, len(rows) or 25)
        shape = self._shape
        self._tape: Tape[CastWriter] = Tape(
            bridge,
            path,
            partial(_cast, shape, title),
            self._done,
            self._broke,
            text=True,
        )
        self._rows: Cells = []
        self._cursor: tuple[int, int] | None = None
        self._show(rows, cursor)

    def stop(self) -> None:
        """Take what there is once more."""
        super().stop()
        self._take()
        self._tape.close()

    def _take(self) -> None:
        self._show(*self._read())

    def _show(self, rows: Cells, cursor: tuple[int, int] | None) -> None:
        if not rows:
            return
        shape, at = (len(rows[0]) // 2, len(rows)), self.seconds
        if shape != self._shape:
            self._shape = shape
            self._tape.put(lambda writer: writer.resize(at, *shape))
        if (rows, cursor) == (self._rows, self._cursor):
            return
        text = repaint(self._rows, rows, cursor)
        self._rows, self._cursor = rows, cursor
        self._tape.put(lambda writer: writer.output(at, text))


class SerialRecorder(Recorder):
    """What a serial port sends, to an asciicast."""

    def __init__(
        self,
        bridge: Bridge,
        path: Path,
        title: str,
        shape: tuple[int, int],
        encoding: str,
    ) -> None:
        super().__init__()
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._tape: Tape[CastWriter] = Tape(
            bridge,
            path,
            partial(_cast, shape, title),
            self._done,
            self._broke,
            text=True,
        )

    def heard(self, data: bytes) -> None:
        """The port sent this."""
        text, at = self._decoder.decode(data), self.seconds
        self._tape.put(lambda writer: writer.output(at, text))

    def resized(self, columns: int, rows: int) -> None:
        """The terminal has another size."""
        at = self.seconds
        self._tape.put(lambda writer: writer.resize(at, columns, rows))

    def stop(self) -> None:
        """The end."""
        super().stop()
        self._tape.close()
