"""The software CPU, alone, with each way to get interrupts into it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.cpu.soft import selftest
from engine.cpu.soft.selftest import Vectoring
from tests.support.softrig import SoftRig

WAYS = {
    "native": selftest.native,
    "public": lambda: selftest.public("a test wants it so"),
    "public-python": lambda: selftest.public("a test wants it so", native_watch=False),
}


@pytest.fixture(scope="session", params=list(WAYS))
def vectoring(request: pytest.FixtureRequest) -> Vectoring:
    """A way."""
    return WAYS[request.param]()


@pytest.fixture
def rig(vectoring: Vectoring) -> Iterator[SoftRig]:
    """A CPU with memory and ports."""
    made = SoftRig(vectoring)
    yield made
    made.close()


@pytest.fixture
def native_rig() -> Iterator[SoftRig]:
    """For what only native vectoring does."""
    made = SoftRig(selftest.native())
    yield made
    made.close()
