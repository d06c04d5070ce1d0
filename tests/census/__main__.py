"""``make guests``: try every guest in every way, and write down what came of it."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "guests"))

from tests.census import report, trial
from tests.census.catalogue import GUESTS
from tests.census.trial import Case, Outcome
from tests.lab.laboratory import OUT, KernelFailed, Laboratory, python
from tests.support import debian
from tests.support.vm import kvm_is_emulated

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "docs" / "guests.json"
"""What is known, committed: a run of a few guests, in a fresh checkout, takes no row from the page."""
RESULTS = ROOT / "build" / "guests.json"
PAGE = ROOT / "docs" / "guests.md"
PICTURES = ROOT / "screenshots" / "guests"
FIRMWARES = ("builtin", "seabios")
ALONE = "none"
"""The firmware of a kernel that is started directly, and of a guest that is one."""
LAB = "kvm (lab)"
LAB_PATIENCE = 4.0
LAB_S = 4 * 3600
RESTARTS = 2
"""So often the laboratory's kernel may fail before a guest has been tried."""


def main() -> int:
    """Exit status 0, whatever the guests do: what they do is the result."""
    options = _options()
    if options.inside is not None:
        for outcome in _try(options, options.inside / "pictures"):
            _add(outcome, options.inside / "guests.json")
        return 0
    try:
        for outcome in _everything(options):
            _add(outcome, RECORD)
    finally:
        outcomes = report.load(RECORD)
        report.save(outcomes, RESULTS)
        PAGE.write_text(report.page(outcomes, kvm_is_emulated()))
    return 0


def _add(outcome: Outcome, path: Path) -> None:
    """Each as it comes: an hour's work is not lost when the last is interrupted."""
    report.save(report.merge(report.load(path), [outcome]), path)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.census", description=__doc__)
    parser.add_argument(
        "--cpu", action="append", choices=("kvm", "soft", "lab"), help="only on these; all by default"
    )
    parser.add_argument(
        "--guest", action="append", default=[], metavar="TEXT", help="only guests with this in the name"
    )
    parser.add_argument(
        "--firmware", action="append", choices=(*FIRMWARES, ALONE), help="only under these; all by default"
    )
    parser.add_argument("--patience", type=float, default=1.0, metavar="X", help="wait X times as long as usual")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--after", type=int, default=0, help=argparse.SUPPRESS)  # so many are done
    return parser.parse_args()


def _everything(options: argparse.Namespace) -> Iterator[Outcome]:
    wanted = options.cpu or ["kvm", "soft", *(["lab"] if kvm_is_emulated() else [])]
    options.cpu = [cpu for cpu in wanted if cpu != "lab"]
    if options.cpu:
        yield from _try(options, PICTURES)
    if "lab" in wanted:
        yield from _laboratory(options)


def _cases(options: argparse.Namespace) -> Iterator[Case]:
    for guest in GUESTS:
        if options.guest and not any(text.lower() in guest.name.lower() for text in options.guest):
            continue
        for attachment in guest.attachments:
            possible = (ALONE,) if attachment == "kernel" or guest.own_firmware else FIRMWARES
            for cpu in options.cpu:
                for firmware in possible:
                    if not options.firmware or firmware in options.firmware:
                        yield Case(guest, attachment, cpu, firmware)


def _try(options: argparse.Namespace, pictures: Path) -> Iterator[Outcome]:
    cache = _cache()
    pictures.mkdir(parents=True, exist_ok=True)
    patience = options.patience * (LAB_PATIENCE if options.inside is not None else 1.0)
    for case in islice(_cases(options), options.after, None):
        name = f"{case.guest.name} {case.attachment}".lower().replace(" ", "-").replace("+", "")
        picture = pictures / f"{name}.png"
        with trial.home() as home:
            os.environ["XDG_RUNTIME_DIR"] = str(home)
            outcome = trial.attempt(case, cache, home, patience, home / "screen.png")
            if outcome.ok and (case.cpu == "soft" or options.inside is not None or not picture.exists()):
                picture.write_bytes((home / "screen.png").read_bytes())
        verdict = "ok" if outcome.ok else f"NO: {outcome.why}"
        where = LAB if options.inside is not None else case.cpu
        print(  # noqa: T201  # the command's progress
            f"{case.guest.name:18} {case.attachment:10} {where:9} {case.firmware:8} {outcome.seconds:6.1f} s "
            f"{outcome.exits:9,} exits  {verdict}",
            flush=True,
        )
        yield outcome


def _cache() -> Path:
    cache = debian.cache() / "media"
    if not cache.exists():
        cache.mkdir(parents=True)
    return cache


def _laboratory(options: argparse.Namespace) -> Iterator[Outcome]:
    """The same inside. Where its kernel fails it is booted again, for what is left."""
    for guest in GUESTS:
        for attach in guest.attachments.values():
            attach(_cache())  # In there nothing can be fetched, and this cache is read only.
    words = ["-m", "tests.census", "--cpu", "kvm", "--inside", OUT]
    for name in ("guest", "firmware"):
        for value in getattr(options, name) or ():
            words += [f"--{name}", value]
    done, failed = 0, 0
    while True:
        found, fault = _one_laboratory([*words, "--after", str(done)])
        yield from found
        done, failed = done + len(found), 0 if found else failed + 1
        if fault is None:
            return
        if not isinstance(fault, KernelFailed) or failed > RESTARTS:
            raise fault


def _one_laboratory(words: list[str]) -> tuple[list[Outcome], Exception | None]:
    """What was found in it, and how it ended if not well."""
    with tempfile.TemporaryDirectory(prefix="census-") as place:
        out = Path(place)
        fault: Exception | None = None
        try:
            with Laboratory(out, python(*words)) as laboratory:
                laboratory.wait(LAB_S)
        except (RuntimeError, TimeoutError) as ended:
            fault = ended  # What it has found by then counts.
        print((out / "log").read_text(), end="")  # noqa: T201  # the command's progress
        for picture in (out / "pictures").glob("*.png"):
            shutil.copyfile(picture, PICTURES / picture.name)
        return [replace(outcome, cpu=LAB) for outcome in report.load(out / "guests.json")], fault


if __name__ == "__main__":
    sys.exit(main())
