"""A machine with real KVM inside one that has none: QEMU's TCG emulates an AMD CPU with SVM and nested paging,
Debian's kernel boots on it with kvm_amd, and a command runs there, on this machine's own files.

It is slow, but it is right: a guest in it meets the CPU that KVM promises, and not KVM's instruction emulator.
"""

from __future__ import annotations

import compileall
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tests.support import debian, initramfs

ROOT = Path(__file__).parents[2]
COMPILED = ("engine", "tests")
QEMU = "qemu-system-x86_64"
MEMORY_MIB = 3072
CPUS = 2
INSIDE = "VIRTGUI_LAB"
"""Set for what runs in the laboratory: the directory through which it talks to the host."""
OUT = "/media/out"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SILENT_S = 120
"""A laboratory without a pulse for so long stands still."""
PANIC = "Kernel panic"
POLL_S = 0.5
KERNEL_LINE = "console=ttyS0 quiet mitigations=off nokaslr panic=-1"


class Unavailable(Exception):  # noqa: N818 - the name says what happened; nothing went wrong in our code
    """The laboratory cannot be set up here, and why."""


class KernelFailed(RuntimeError):  # noqa: N818 - as above
    """The laboratory's kernel stands still or has panicked, and has to be booted again. That is a fault of QEMU's
    emulation (decision 12), none of the command's."""


def inside() -> bool:
    """Whether this process runs in the laboratory."""
    return INSIDE in os.environ


class Laboratory:
    """One run of a command in the laboratory. A context manager that leaves no QEMU behind.

    ``out`` is a directory that both sides see; it gets ``log``, the command's output, ``status``, its exit status,
    and ``console``, what the laboratory's kernel said; ``alive`` is written every second.
    """

    def __init__(self, out: Path, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        """Boot it. Unavailable says what is missing."""
        if shutil.which(QEMU) is None:
            raise Unavailable(f"{QEMU} is not installed: apt install qemu-system-x86")
        try:
            kernel = debian.kernel(debian.PLAIN)
            modules = kernel.modules(*debian.VIRTIO, *debian.NINEP, *debian.KVM[:-1])
            root = initramfs.busybox_root((Path(__file__).parent / "init").read_text(), modules)
        except (debian.NoKernel, initramfs.NoBusybox) as missing:
            raise Unavailable(str(missing)) from None
        self.out = out
        self._began = time.time()
        # In there nothing can be kept of what Python compiles, and each start would do it again, slowly.
        for package in COMPILED:
            compileall.compile_dir(ROOT / package, quiet=2)
        for left in ("alive", "status"):  # By one that failed.
            (out / left).unlink(missing_ok=True)
        for said in ("log", "console"):
            (out / said).write_bytes(b"")
        (out / "initrd").write_bytes(root)
        (out / "command").write_text(_script(command, environment or {}))
        self._process = subprocess.Popen(
            _qemu(kernel.vmlinuz, out), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )

    def __enter__(self) -> Laboratory:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.communicate()

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    @property
    def failure(self) -> str:
        """What its kernel has done that it should not; empty while all is well."""
        if self.runs:
            return "stands still" if self.silent_s > SILENT_S else ""
        return "has panicked" if PANIC in self._said("console") else ""

    @property
    def silent_s(self) -> float:
        """For how long there has been no pulse of it."""
        try:
            last = (self.out / "alive").stat().st_mtime
        except FileNotFoundError:
            last = self._began
        return max(0.0, time.time() - last)

    def wait(self, timeout_s: float) -> int:
        """Until the command has ended: its exit status. TimeoutError when it takes longer, RuntimeError when the
        laboratory ended without it, KernelFailed where it is to be booted again."""
        end = time.monotonic() + timeout_s
        while self.runs:
            if time.monotonic() > end:
                raise TimeoutError(f"The laboratory did not end within {timeout_s:g} s.\n{self.story()}")
            self._check()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(POLL_S)
        try:
            return int((self.out / "status").read_text())
        except (OSError, ValueError):
            self._check()
            raise RuntimeError(f"The laboratory ended before its command did.\n{self.story()}") from None

    def _check(self) -> None:
        if failure := self.failure:
            raise KernelFailed(f"The laboratory's kernel {failure}.\n{self.story()}")

    def story(self) -> str:
        """What is known of it, for people: the ends of the command's output and of the kernel's."""
        return "\n".join(f"Laboratory's {name}:\n{self._said(name)[-4000:]}" for name in ("log", "console"))

    def _said(self, name: str) -> str:
        try:
            return (self.out / name).read_text("utf-8", "replace")
        except OSError:
            return "(nothing)"


def _script(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """What the laboratory's shell runs, from this directory. The cache of media is the host's, read only."""
    own = {
        "HOME": "/media/home",
        "TMPDIR": "/media/tmp",
        "XDG_RUNTIME_DIR": "/media/tmp",
        "XDG_CACHE_HOME": str(debian.cache().parent),
        "PATH": PATH,
        "PYTHONDONTWRITEBYTECODE": "1",
        INSIDE: OUT,
    }
    words = [f"{name}={value}" for name, value in (own | dict(environment)).items()]
    return f"cd {shlex.quote(str(Path.cwd()))}\nexec env {shlex.join([*words, *command])}\n"


def _qemu(vmlinuz: Path, out: Path) -> list[str | Path]:
    return [
        QEMU,
        *("-accel", "tcg,thread=multi,tb-size=512", "-cpu", "max,+svm,+npt"),
        *("-m", str(MEMORY_MIB), "-smp", str(CPUS)),
        *("-kernel", vmlinuz, "-initrd", out / "initrd", "-append", KERNEL_LINE),
        *("-display", "none", "-vga", "none", "-net", "none", "-monitor", "none", "-no-reboot"),
        *("-serial", f"file:{out / 'console'}"),
        *("-virtfs", "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap"),
        *("-virtfs", f"local,path={out},mount_tag=out,security_model=none"),
    ]


def python(*arguments: str) -> list[str]:
    """A command line for this Python."""
    return [sys.executable, *arguments]
