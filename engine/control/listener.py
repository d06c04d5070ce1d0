"""A Unix socket that takes connections, for this user alone."""

from __future__ import annotations

import os
import socket
from pathlib import Path

BACKLOG = 16


def listen(path: Path) -> socket.socket:
    """Listen for streams at ``path``, without ever waiting. OSError when nothing can listen there."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
    try:
        os.fchmod(listener.fileno(), 0o600)  # What is bound has this mode at once, whatever the umask.
        listener.bind(str(path))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener
