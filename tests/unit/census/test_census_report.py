"""tests.census.report: outcomes of several runs become one page."""

from __future__ import annotations

from pathlib import Path

from tests.census import report
from tests.census.trial import Outcome

GRUB = Outcome("GRUB 2", "cd", "kvm", "builtin", True, 3.21, 5349)
SLOW = Outcome("GRUB 2", "cd", "kvm", "seabios", False, 60.0, 12, "no 'First | entry'")
XEN = Outcome("Xen", "kernel", "kvm", "none", True, 1.0, 7)


def test_a_new_outcome_replaces_the_old_one(tmp_path: Path) -> None:
    assert report.load(tmp_path / "none.json") == []
    report.save([SLOW, XEN], tmp_path / "build" / "guests.json")
    old = report.load(tmp_path / "build" / "guests.json")
    mended = Outcome("GRUB 2", "cd", "kvm", "seabios", True, 20.0, 99)
    gone = Outcome("no such guest", "cd", "kvm", "seabios", True, 20.0, 99)
    assert report.merge(old, [mended, GRUB, gone]) == [GRUB, mended, XEN]


def test_the_page() -> None:
    rows = report.page([GRUB, SLOW, XEN], emulated=True).splitlines()
    assert "| Guest | Attached as | kvm, builtin | kvm, seabios |" in rows
    assert "| GRUB 2 | cd | 3.2 s, 5,349 | no (1) |" in rows
    assert "| Xen | kernel | 1.0 s, 7 | 1.0 s, 7 |" in rows
    assert rows[-1] == "1. no 'First \\| entry'"
