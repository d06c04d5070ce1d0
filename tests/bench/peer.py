"""QEMU under the same KVM, with the hardware that a machine of ours has, and no more."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from tests.support.vm import Qmp

PROGRAM = "qemu-system-x86_64"
NAME = "QEMU"
DEADLINE_S = 120.0
# Without -nodefaults it would also start a network card with a boot ROM and a floppy controller, and be slower.
BOARD = ("-nodefaults", "-vga", "std", "-display", "none")
Kernel = tuple[Path, Path, str]
"""A kernel to start directly, its initial RAM disk, its command line."""


def installed() -> bool:
    """Whether there is a QEMU to compare with."""
    return shutil.which(PROGRAM) is not None


class Qemu:
    """A QEMU that runs a disk image or a kernel, its COM1 on a pipe. A context manager that leaves nothing."""

    def __init__(
        self,
        scratch: Path,
        image: Path | None,
        memory_mib: int,
        accel: Literal["kvm", "tcg"] = "kvm",
        paused: bool = False,
        kernel: Kernel | None = None,
        more: Sequence[str] = (),
    ) -> None:
        """``more``: further options, as for other hardware."""
        self._socket = scratch / "qemu.sock"
        control = f"unix:{self._socket},server=on,wait=off"
        options = ["-machine", f"pc,accel={accel}", "-m", str(memory_mib), "-serial", "stdio", "-qmp", control]
        if image is not None:
            options += ["-drive", f"file={image},format=raw,if=ide,snapshot=on"]
        if kernel is not None:
            options += ["-kernel", str(kernel[0]), "-initrd", str(kernel[1]), "-append", kernel[2]]
        if paused:
            options.append("-S")
        self.started_at = time.monotonic()
        self._log = (scratch / "qemu.log").open("w+b")
        self._process = subprocess.Popen(
            [PROGRAM, *BOARD, *options, *more],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            bufsize=0,
        )
        self.pid = self._process.pid
        self._qmp: Qmp | None = None
        self.received = b""

    @property
    def qmp(self) -> Qmp:
        """Its control socket; connected when first asked for."""
        if self._qmp is None:
            end = time.monotonic() + DEADLINE_S
            while not self._socket.exists() and time.monotonic() < end:
                time.sleep(0.005)  # It opens its socket before it runs anything.
            self._qmp = Qmp(self._socket)
        return self._qmp

    def send(self, data: bytes) -> None:
        """Send to COM1."""
        assert self._process.stdin is not None
        self._process.stdin.write(data)

    def wait_serial(self, data: bytes, deadline_s: float = DEADLINE_S) -> bytes:
        """Until ``data`` has come from COM1. All that came so far."""
        self.wait(lambda: data in self.received, repr(data), deadline_s)
        return self.received

    def wait(self, condition: Callable[[], bool], what: str, deadline_s: float = DEADLINE_S) -> None:
        """Until what has come from COM1 makes ``condition`` true; AssertionError when it does not."""
        assert self._process.stdout is not None
        output = self._process.stdout.fileno()
        end = time.monotonic() + deadline_s
        while not condition():
            if not select.select([output], (), (), max(0.0, end - time.monotonic()))[0]:
                raise AssertionError(f"QEMU: no {what} within {deadline_s:g} s: {self.received[-1000:]!r}")
            piece = os.read(output, 65536)
            if not piece:
                self._log.seek(0)
                raise AssertionError(f"QEMU ended: {self._log.read().decode(errors='replace').strip()}")
            self.received += piece

    def __enter__(self) -> Qemu:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._qmp is not None:
            self._qmp.close()
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        for end in (self._process.stdin, self._process.stdout, self._log):
            if end is not None:
                end.close()
        self._socket.unlink(missing_ok=True)
