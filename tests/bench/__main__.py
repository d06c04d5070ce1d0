"""``python -m tests.bench [--only NAME...] [--quick]``: measure, print a table, write build/bench.json."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator

from tests.bench import boot, flood, idle, linux, manager, pause, repaint, soft, window
from tests.bench.figure import Figure, save, table
from tests.bench.scene import ROOT, Scene, scene

GROUPS: dict[str, Callable[[Scene], Iterator[Figure]]] = {
    "boot": boot.measure,
    "soft": soft.measure,
    "idle": idle.measure,
    "pause": pause.measure,
    "window": window.measure,
    "repaint": repaint.measure,
    "flood": flood.measure,
    "linux": linux.measure,
    "manager": manager.measure,
}


def main() -> int:
    """Exit status 1 when something could not be measured; a missed aim is in the table only."""
    parser = argparse.ArgumentParser(
        prog="bench", description="Measure VirtGUI, side by side with QEMU and virt-manager."
    )
    parser.add_argument("--only", nargs="+", choices=GROUPS, metavar="NAME", help=f"of {', '.join(GROUPS)}")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions: a look, not a figure")
    options = parser.parse_args()
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        _say("/dev/kvm cannot be used here: there is nothing to measure. Run: vgctl doctor\n")
        return 1
    figures: list[Figure] = []
    failed = False
    with scene(options.quick) as place:
        for name in options.only or GROUPS:
            began = time.monotonic()
            _say(f"{name} ... ")
            try:
                figures += GROUPS[name](place)
            except (AssertionError, OSError, RuntimeError) as error:
                failed = True
                _say(f"could not be measured: {error}\n")
            else:
                _say(f"{time.monotonic() - began:.0f} s\n")
    _say(f"\n{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}\n{table(figures)}\n")
    save(figures, ROOT / "build" / "bench.json")
    return int(failed)


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
