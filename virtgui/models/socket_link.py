"""A socket of a running machine, control or serial: bytes in both directions, never waiting for anything."""

from __future__ import annotations

import errno
import socket
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

CHUNK: Final = 1 << 16
RETRY_MS: Final = 500
OUTPUT_LIMIT: Final = 1 << 20
"""How many bytes may wait for somebody who does not read."""


class SocketLink(QObject):
    """``open`` a socket; it connects as soon as that is possible, and again when the connection is lost.

    ``connected`` comes before anything that the machine sends; of a serial port that is all since power-on, each
    time. ``disconnected(reason)`` when a connection is lost. ``hold`` stops the reading: the machine keeps what comes
    meanwhile.
    """

    data = Signal(bytes)
    connected = Signal()
    disconnected = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._socket: socket.socket | None = None
        self._reader: QSocketNotifier | None = None
        self._writer: QSocketNotifier | None = None
        self._output = bytearray()
        self._held = False
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self._connect)

    @property
    def is_connected(self) -> bool:
        """Whether bytes can flow."""
        return self._socket is not None

    @property
    def room(self) -> int:
        """How many bytes ``send`` would take now."""
        return max(0, OUTPUT_LIMIT - len(self._output)) if self._socket is not None else 0

    def open(self, path: Path) -> None:
        """Stay connected to the socket at ``path`` from now on."""
        if path == self._path and (self.is_connected or self._retry.isActive()):
            return
        self.close()
        self._path = path
        self._connect()

    def close(self) -> None:
        """Hang up, and stay so."""
        self._path = None
        self._retry.stop()
        self._drop()

    def hold(self, held: bool) -> None:
        """Read no more, or go on."""
        self._held = held
        if self._reader is not None:
            self._reader.setEnabled(not held)

    def send(self, data: bytes) -> int:
        """Send bytes; returns how many were taken: fewer if nobody has read for long."""
        taken = data[: self.room]
        if taken:
            self._output += taken
            self._write()
        return len(taken)

    # --- inside --------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        if self._path is None or self._socket is not None:
            return
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
        try:
            # A Unix socket connects at once, or not at all: with a full queue of others it fails with EAGAIN.
            link.connect(str(self._path))
        except OSError:
            link.close()
            self._retry.start()
            return
        self._socket = link
        self._reader = self._watch(QSocketNotifier.Type.Read)
        self._writer = self._watch(QSocketNotifier.Type.Write)
        self._reader.activated.connect(self._read)
        self._writer.activated.connect(self._write)
        self._writer.setEnabled(False)
        self._reader.setEnabled(not self._held)
        self.connected.emit()

    def _watch(self, kind: QSocketNotifier.Type) -> QSocketNotifier:
        assert self._socket is not None
        return QSocketNotifier(self._socket.fileno(), kind, self)

    def _read(self) -> None:
        if self._socket is None:
            return
        try:
            data = self._socket.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError as error:
            self._lost(error)
            return
        if data:
            self.data.emit(data)
        else:
            self._lost(None)

    def _write(self) -> None:
        if self._socket is None or self._writer is None:
            return
        try:
            while self._output:
                del self._output[: self._socket.send(self._output[:CHUNK])]
        except BlockingIOError:
            pass
        except OSError as error:
            if error.errno not in (errno.EPIPE, errno.ECONNRESET):
                self._lost(error)
                return
            self._output.clear()  # What came before the end is still to be read: reading notices the end.
        self._writer.setEnabled(bool(self._output))

    def _lost(self, error: OSError | None) -> None:
        self._drop()
        self.disconnected.emit("" if error is None else str(error.strerror or error))
        if self._path is not None:
            self._retry.start()

    def _drop(self) -> None:
        for notifier in (self._reader, self._writer):
            if notifier is not None:
                notifier.setEnabled(False)
                notifier.deleteLater()
        self._reader = self._writer = None
        self._output.clear()
        if self._socket is not None:
            self._socket.close()
            self._socket = None
