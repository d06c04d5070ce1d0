"""A machine with the builtin BIOS, called by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from engine.boot.bios.memory import Memory
from tests.support.biosrig import BiosRig, rig


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[BiosRig]:
    """A machine without disks, powered on."""
    with rig(tmp_path) as made:
        yield made


@pytest.fixture
def machine_with(tmp_path: Path) -> Iterator[Callable[..., BiosRig]]:
    """``machine_with(boot="d", cdrom="cd.iso")``; files are in ``tmp_path``."""
    with ExitStack() as stack:

        def made(**fields: Any) -> BiosRig:
            return stack.enter_context(rig(tmp_path, **fields))

        yield made


def memory_of(machine: BiosRig) -> Memory:
    """The machine's memory as the BIOS has it."""
    board = machine.board
    return Memory(board.ram.view[:0xA0000], board.space, board.wiring.mmio, lambda: None)
