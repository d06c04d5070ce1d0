"""The software CPU, alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.softrig import SoftRig


@pytest.fixture
def rig() -> Iterator[SoftRig]:
    """A CPU with memory and ports."""
    made = SoftRig()
    yield made
    made.close()
