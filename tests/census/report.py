"""What the census found: docs/guests.json, which build/guests.json is a copy of, and docs/guests.md for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from tests.census.catalogue import GUESTS
from tests.census.trial import Outcome

HEAD = """\
# Guests

Which systems come up on which CPU and under which firmware, how soon, and at how many exits to the VM process.
`make guests` writes this page and guests.json beside it, from which build/guests.json is made: what one run does not
try stays as it was. All guests are Debian 12's packages, as they are. A cell says how long it took from the start of
the process until the guest's own screen or serial text was there, and how many exits that cost; "no" has its reason
below.

- **kvm** is this host's KVM{host}.
- **kvm (lab)** is KVM with SVM and nested paging, in a machine that QEMU emulates: right, but slow.
- **soft** is the software CPU.
- A kernel that is started directly needs no firmware. An empty cell was not tried.

"""


def load(path: Path) -> list[Outcome]:
    """What earlier runs found; [] if there were none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Outcome])
    except FileNotFoundError:
        return []


def merge(old: Iterable[Outcome], new: Iterable[Outcome]) -> list[Outcome]:
    """The new in place of the old, in the catalogue's order."""
    found = {outcome.key: outcome for outcome in (*old, *new)}
    order = {guest.name: number for number, guest in enumerate(GUESTS)}
    known = [outcome for outcome in found.values() if outcome.guest in order]
    return sorted(known, key=lambda outcome: (order[outcome.guest], *outcome.key[1:]))


def save(outcomes: Sequence[Outcome], path: Path) -> None:
    """Write them as JSON, each on a line of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"[\n" + b",\n".join(map(msgspec.json.encode, outcomes)) + b"\n]\n")


def page(outcomes: Sequence[Outcome], emulated: bool) -> str:
    """docs/guests.md."""
    columns = sorted({(outcome.cpu, outcome.firmware) for outcome in outcomes if outcome.firmware != "none"})
    reasons: list[str] = []
    rows: dict[tuple[str, str], dict[tuple[str, str], str]] = {}
    for outcome in outcomes:
        cell = _cell(outcome, reasons)
        cells = rows.setdefault((outcome.guest, outcome.attachment), {})
        wanted = [column for column in columns if column[0] == outcome.cpu]
        for column in wanted if outcome.firmware == "none" else [(outcome.cpu, outcome.firmware)]:
            cells[column] = cell
    titles = ["Guest", "Attached as", *(f"{cpu}, {firmware}" for cpu, firmware in columns)]
    lines = [_row(titles), _row(["---"] * len(titles))]
    lines += [_row([*key, *(cells.get(column, "") for column in columns)]) for key, cells in rows.items()]
    host = ", which is itself emulated: the kernel interprets instructions, and refuses many" if emulated else ""
    text = HEAD.format(host=host) + "\n".join(lines) + "\n"
    if reasons:
        text += "\n## Why not\n\n" + "\n".join(f"{number}. {why}" for number, why in enumerate(reasons, 1)) + "\n"
    return text


def _cell(outcome: Outcome, reasons: list[str]) -> str:
    if outcome.ok:
        return f"{outcome.seconds:.1f} s, {outcome.exits:,}"
    why = outcome.why.replace("|", "\\|").replace("\n", " ")
    if why not in reasons:
        reasons.append(why)
    return f"no ({reasons.index(why) + 1})"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
