"""Small filesystems, mounted for a test: full when they are full. It takes root, or a namespace of one's own."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_place(place: Path, size: str) -> Iterator[Path]:
    """A tmpfs of ``size`` ("1m", "96k") at ``place``, which is made if need be; unmounted at the end.

    The test is skipped where nobody lets us mount.
    """
    place.mkdir(parents=True, exist_ok=True)
    options = f"size={size},mode=700"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "virtgui-test", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"a small filesystem needs root: {mounted.stderr.decode().strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)
