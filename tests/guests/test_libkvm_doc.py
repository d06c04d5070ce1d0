"""The guest in docs/libkvm.md runs and prints what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/libkvm.md").read_text(encoding="utf-8")
PROGRAM, OUTPUT = re.search(  # type: ignore[union-attr]  # a page without them must fail
    r"```python\n(.*?)```\n\nIt prints\n\n```\n(.*?)```", PAGE, re.DOTALL
).groups()


def test_it_is_at_most_25_lines() -> None:
    assert len(PROGRAM.splitlines()) <= 25


@pytest.mark.skipif(
    not os.access("/dev/kvm", os.R_OK | os.W_OK), reason="/dev/kvm cannot be opened for reading and writing"
)
def test_it_prints_what_the_page_says() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert done.stdout == OUTPUT


def test_every_public_name_is_on_the_page() -> None:
    from engine import kvm

    for name in kvm.__all__:
        assert name in PAGE
    for public in (kvm.Kvm, kvm.Vm, kvm.Vcpu, kvm.Stats):
        for member in vars(public):
            part = re.sub("^(get|set)_", "", member)
            if not member.startswith("_"):
                assert re.search(rf"\b{member}\b", PAGE) or f"`{part}`" in PAGE, f"{public.__name__}.{member}"
