"""docs/compare.md: each "yes" of ours names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "compare.md"
LINK = re.compile(r"\[([^\]]+)\]\(\.\./(tests/[^)]+\.py)\)")
STORIES = 60


def rows() -> list[list[str]]:
    lines = [
        line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ") and "VirtGUI |" not in line
    ]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_yes_links_a_test_that_is_there() -> None:
    found: set[tuple[str, str]] = set()
    for feature, ours, *peers in rows():
        assert len(peers) == 3, feature
        links = LINK.findall(ours)
        assert bool(links) == ours.startswith("yes"), feature
        for words, path in links:
            name = f"test_{words.replace(' ', '_')}"
            assert f"def {name}(" in (ROOT / path).read_text("utf-8"), f"{feature}: {path} has no {name}"
            found.add((path, name))
    assert len(found) >= STORIES


def test_what_we_do_not_have_is_said() -> None:
    assert any(ours == "no" for _, ours, *_ in rows())
