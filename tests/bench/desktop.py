"""A desktop for the application to be measured on: a real X server without a screen, or Qt's offscreen platform."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tests.bench.scene import ROOT

DEADLINE_S = 120.0


@contextmanager
def desktop(pictures: Path | None = None) -> Iterator[str]:
    """Sets DISPLAY or QT_QPA_PLATFORM; yields what it is, in a word.

    ``pictures`` is a directory in which the X server keeps its screen, for tests.bench.framebuffer.
    """
    if shutil.which("Xvfb") is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        yield "offscreen"
        return
    ours, theirs = os.pipe()
    command = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    if pictures is not None:
        command += ["-fbdir", str(pictures)]
    server = subprocess.Popen(command, pass_fds=(theirs,), stderr=subprocess.DEVNULL)
    os.close(theirs)
    before = {name: os.environ.pop(name, None) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    try:
        with os.fdopen(ours) as pipe:
            os.environ["DISPLAY"] = f":{int(pipe.readline())}"
        yield "X11"
    finally:
        server.terminate()
        server.wait()
        os.environ.pop("DISPLAY", None)
        os.environ.update({name: value for name, value in before.items() if value is not None})


class Stage:
    """A process that runs a piece of tests.bench.stage and reports on its standard output. A context manager."""

    def __init__(self, *words: str) -> None:
        self.started_at = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.stage", *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self.pid = self._process.pid
        self._rest = b""

    def report(self, deadline_s: float = DEADLINE_S) -> dict[str, Any]:
        """The next report. RuntimeError when none comes."""
        output = self._output()
        end = time.monotonic() + deadline_s
        while b"\n" not in self._rest:
            ready = select.select([output], (), (), max(0.0, end - time.monotonic()))[0]
            piece = os.read(output.fileno(), 65536) if ready else b""
            if not piece:
                raise RuntimeError(f"the application {'ended' if ready else 'did not report'}")
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        found: dict[str, Any] = json.loads(line)
        return found

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._output().close()

    def _output(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout
