"""engine.host: what the host has to offer."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.config import MachineConfig
from engine.error import EngineError
from engine.host import check_memory, total_memory_mib


def test_memory_of_this_host_is_plausible() -> None:
    assert 64 < total_memory_mib() < 1 << 30


def test_memory_of_another(tmp_path: Path) -> None:
    path = tmp_path / "meminfo"
    path.write_text("MemFree:  5 kB\nMemTotal:       24684064 kB\n")
    assert total_memory_mib(path) == 24105
    path.write_text("nothing\n")
    assert total_memory_mib(path) == 0


def test_a_machine_may_have_all_of_it_but_no_more() -> None:
    config = MachineConfig(name="box", uuid="u", memory_mib=1000)
    check_memory(config, 1000)
    with pytest.raises(EngineError, match=r"wants 1000 MiB.*has 999 MiB"):
        check_memory(config, 999)
