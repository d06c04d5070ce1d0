"""A Debian kernel, as the package has it, with a shell of busybox on COM1: a guest that does what it is told."""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import Any

from tests.lab.laboratory import inside
from tests.support import debian, initramfs
from tests.support.vm import Vm

MEMORY_MIB = 256
BOOT_S = 240.0
MARK = 40
"""More than the mark has bytes by which the end of a command's answer is known."""
PROMPT = b"the shell is up"
MODULES = (*debian.VIRTIO, *debian.GUEST)
OF_THE_LABORATORY: dict[str, Any] = {"cpu": "host,-xsave"} if inside() else {}
"""TCG hides XSETBV from KVM: a guest in the laboratory would change which state the laboratory itself saves."""
APPEND = "console=ttyS0 quiet panic=-1"

INIT = f"""\
#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
for module in /modules/*; do insmod "$module"; done
# The power button, as acpid would have it: powers off at its first event.
for input in /sys/class/input/input*; do
    if [ "$(cat "$input/name")" = "Power Button" ]; then
        event=$(basename "$input"/event*)
        (dd if=/dev/input/$event of=/dev/null bs=24 count=1 2>/dev/null; poweroff -f) &
    fi
done
echo "{PROMPT.decode()}"
[ "$(cat /sys/class/tty/console/active)" = "ttyS0" ] || (
    (uname -a; free) >/dev/tty1
    while :; do setsid sh </dev/tty1 >/dev/tty1 2>&1; done
) &
while :; do setsid cttyhack sh; done
"""


def initrd(cache: Path, kernel: debian.DebianKernel, names: tuple[str, ...] = MODULES) -> Path:
    """An initial RAM disk for a kernel with modules of these names, made once for each."""
    path = cache / f"{kernel.directory.name}-{zlib.crc32(' '.join((*names, INIT)).encode()):08x}.cpio"
    if not path.exists():
        modules = kernel.modules(*names)
        # A kernel of 32 bits runs no program of 64.
        small = kernel.directory.name.endswith("-i386")
        program = debian.package_files(debian.BUSYBOX_I386, ("bin/busybox",))[0] if small else None
        path.write_bytes(initramfs.busybox_root(INIT, modules, program=program))
    return path


class Shell:
    """The shell of a machine that runs such a kernel.

    What goes on behind a command is started as ``(job &)``, so that it is no child of the shell: busybox's (1.35)
    leaves when a child ends while it has read half of a line, and that line is lost.
    """

    def __init__(self, machine: Vm) -> None:
        self.machine = machine
        self._asked = 0

    def wait(self, deadline_s: float = BOOT_S) -> None:
        """Until it takes commands."""
        self.machine.wait_serial(PROMPT, deadline_s)
        self.run("stty -echo")

    def run(self, command: str, deadline_s: float = BOOT_S) -> str:
        """What a command prints. AssertionError when it fails."""
        status, output = self.attempt(command, deadline_s)
        assert status == 0, f"{command!r} ended with {status}: {output}"
        return output

    def attempt(self, command: str, deadline_s: float = BOOT_S) -> tuple[int, str]:
        """A command's exit status and what it printed."""
        self._asked += 1
        machine, begin = self.machine, len(self.machine.received)
        machine.send(f"echo @BEGIN-$(({self._asked}))@; {command}; echo @END-{self._asked}-$?@\n".encode())
        ended = re.compile(rb"@END-%d-\d+@" % self._asked)
        seen = begin

        def over() -> bool:
            nonlocal seen
            since, seen = max(begin, seen - MARK), len(machine.received)  # A long answer is looked at once.
            return ended.search(machine.received, since) is not None

        machine.wait(over, f"end of {command!r}", deadline_s)
        answer = re.compile(rb"@BEGIN-%d@\r?\n(.*)@END-%d-(\d+)@" % (self._asked, self._asked), re.DOTALL)
        found = answer.search(machine.received, begin)
        assert found is not None
        return int(found[2]), found[1].decode(errors="replace").replace("\r\n", "\n").rstrip("\n")
