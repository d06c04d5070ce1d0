"""Boot Debian's kernel to a busybox userspace on the software CPU, N times, and say how often that failed.

``python -m tests.soak [N] [--jobs J]``. Of a boot that failed, log and serial output are kept in build/soak/.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from engine.config import Kernel
from tests.support import debian, initramfs
from tests.support.vm import Vm

BOOTS = 200
DEADLINE_S = 120.0
KEPT = Path("build/soak")
DONE = b"userspace is up"
INIT = f"""\
#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc none /proc
i=0; while [ $i -lt 300 ]; do i=$((i+1)); done
seq 1 200 | md5sum > /tmp.sum
[ "$(cut -c1-8 /tmp.sum)" = "{{sum}}" ] && echo "{DONE.decode()} $i" || echo "wrong sum"
while :; do sleep 60; done
"""
SUM = "304f7b95"


@dataclass(frozen=True, slots=True)
class Boot:
    """How one went: seconds to userspace, and what was wrong, if anything."""

    seconds: float
    fault: str = ""


def boot(place: Path, kernel: Kernel, number: int) -> Boot:
    """One machine, until its userspace is up."""
    machine = Vm(place, memory_mib=256, accel="soft", kernel=kernel)
    before = time.monotonic()
    fault, seconds = "", 0.0
    try:
        machine.start()
        machine.wait_serial(DONE, DEADLINE_S)
        seconds = time.monotonic() - before
        machine.quit()
        ended = machine.how_it_ended()
        if ended.kind != "quit":
            fault = f"ended as {ended.kind}: {ended.reason}"
    except (AssertionError, OSError) as error:
        fault = f"{type(error).__name__}: {str(error)[:300]}"
    if fault:
        KEPT.mkdir(parents=True, exist_ok=True)
        for path in (machine.directory.log, machine.directory.serial_log(0)):
            if path.exists():
                shutil.copy(path, KEPT / f"{number:04}-{path.name}")
    machine.close()
    shutil.rmtree(machine.directory.path, ignore_errors=True)
    return Boot(seconds, fault)


def say(line: str) -> None:
    """At once, also into a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """The exit status is 1 when a boot failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("boots", type=int, nargs="?", default=BOOTS)
    parser.add_argument("--jobs", type=int, default=1, help="machines at a time")
    parser.add_argument("--kernel", default=debian.CLOUD, help="Debian's package")
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="vg-"))
    os.environ["XDG_RUNTIME_DIR"] = str(home)
    found = debian.kernel(options.kernel)
    initrd = home / "initrd"
    initrd.write_bytes(initramfs.busybox_root(INIT.replace("{sum}", SUM), []))
    kernel = Kernel(path=str(found.vmlinuz), initrd=str(initrd), append="console=ttyS0 panic=-1")
    boots: list[Boot] = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for made in pool.map(lambda number: boot(home, kernel, number), range(options.boots)):
            boots.append(made)
            bad = [each for each in boots if each.fault]
            say(f"{len(boots)}: {made.seconds:.1f} s {made.fault}  ({len(bad)} failed)")
    shutil.rmtree(home)
    good = [each.seconds for each in boots if not each.fault]
    say(f"{len(boots)} boots, {len(boots) - len(good)} failed, median {median(good) if good else 0:.1f} s")
    return int(len(good) != len(boots))


if __name__ == "__main__":
    sys.exit(main())
