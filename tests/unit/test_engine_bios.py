"""engine.bios: the builtin BIOS on the board."""

from __future__ import annotations

from pathlib import Path

from engine.boot.bios.service import TRAP_PORT
from tests.support.biosrig import rig


def test_the_trap_port_is_taken_and_reads_as_nothing(tmp_path: Path) -> None:
    with rig(tmp_path) as machine:
        assert not machine.ports.free(TRAP_PORT, 1)
        assert machine.ports.read(TRAP_PORT, 1) == 0xFF
        assert machine.read(0xFFFF0, 1) == machine.read(0xFFFFFFF0, 1) == b"\xea"
