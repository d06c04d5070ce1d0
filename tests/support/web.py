"""A web server of our own, which can be slow, break off and answer nonsense."""

from __future__ import annotations

import hashlib
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DATA = os.urandom(1 << 20)
SUM = hashlib.sha256(DATA).hexdigest()


class Web(ThreadingHTTPServer):
    """Serves DATA; ``cut`` says after how many bytes the connection breaks, ``astray`` where it says
    that a part begins. While ``gate`` is shut only a little comes."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.cut = len(DATA)
        self.astray: int | None = None
        self.gate = threading.Event()
        self.gate.set()
        self.ranges: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/isos/big.iso"


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        web = self.server
        assert isinstance(web, Web)
        if "local" in self.path:
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
            return
        if "babble" in self.path:
            self.wfile.write(b"What?\r\n\r\n")
            return
        if "missing" in self.path:
            self.send_error(404)
            return
        asked = self.headers.get("Range", "")
        web.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        if start >= len(DATA):
            self.send_error(416)
            return
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(DATA) - start))
        if asked and web.astray is not None:
            self.send_header("Content-Range", f"bytes {web.astray}-{len(DATA) - 1}/{len(DATA)}")
        self.end_headers()
        little = min(start + 1000, web.cut)
        self.wfile.write(DATA[start:little])
        web.gate.wait()
        self.wfile.write(DATA[little : web.cut])

    def log_message(self, *_: object) -> None:
        """Say nothing."""
