"""engine.ctl.standing: which machine is meant, and how it stands while it does not run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.config import MachineConfig
from engine.ctl.standing import Standing, at_rest, running, target
from engine.directory import RuntimeDirectory
from engine.error import EngineError
from engine.presence import EndRecord, claim, record_end
from engine.store import Store, new_uuid


@pytest.fixture
def config(home: Path) -> MachineConfig:
    config = MachineConfig(name="my box", uuid=new_uuid(), memory_mib=16)
    Store().create(config)
    return config


def test_a_machine_by_name(config: MachineConfig) -> None:
    found = target("my box")
    assert (found.name, found.config, found.pid) == ("my box", config, None)
    with pytest.raises(EngineError, match="nobody"):
        target("nobody")


def test_one_that_is_off_is_not_running_and_says_how_to_start_it(config: MachineConfig) -> None:
    with pytest.raises(EngineError, match="not running") as refusal:
        running("my box")
    assert refusal.value.remedy.endswith("vgctl start 'my box'")


def test_one_that_runs(config: MachineConfig) -> None:
    descriptor = claim(RuntimeDirectory.of(config.uuid).pid)
    try:
        assert running("my box").pid == os.getpid()
        assert at_rest(Store().stored("my box")) is None
    finally:
        os.close(descriptor)
    assert target("my box").pid is None


def test_never_run_is_off(config: MachineConfig) -> None:
    assert at_rest(Store().stored("my box")) == Standing("off")


@pytest.mark.parametrize(
    ("kind", "state"), [("shutdown", "off"), ("quit", "off"), ("failed", "failed"), ("crashed", "crashed")]
)
def test_how_the_last_run_ended(config: MachineConfig, kind: str, state: str) -> None:
    stored = Store().stored("my box")
    record_end(stored.directory.ended, EndRecord(kind, "Because."))
    assert at_rest(stored) == Standing(state, "Because.")


def test_a_broken_description_names_its_line(config: MachineConfig) -> None:
    path = Store().stored("my box").directory.config
    lines = len(path.read_text().splitlines())
    path.write_text(path.read_text() + "memroy = 3\n")
    standing = at_rest(Store().stored("my box"))
    assert standing is not None and standing.state == "broken"
    assert standing.reason.startswith(f"line {lines + 1}: ") and "memroy" in standing.reason
