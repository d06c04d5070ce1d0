"""Which CPU a machine gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.config import MachineConfig
from engine.cpu.choice import choose
from engine.error import EngineError

NOWHERE = Path("/nonexistent/kvm")
KVM = Path("/dev/kvm")
with_kvm = pytest.mark.skipif(not KVM.exists(), reason="no /dev/kvm here")


def config(accel: str = "auto", vcpus: int = 1) -> MachineConfig:
    """A machine."""
    return MachineConfig(name="m", uuid="u", accel=accel, vcpus=vcpus)  # type: ignore[arg-type]  # as from a file


@pytest.mark.parametrize("accel", ["kvm", "soft"])
def test_what_is_set_is_taken(accel: str) -> None:
    assert choose(config(accel), NOWHERE).name == accel


def test_no_kvm_means_software() -> None:
    choice = choose(config(), NOWHERE)
    assert choice.name == "soft"
    assert "/nonexistent/kvm" in choice.why


def test_several_cpus_need_kvm() -> None:
    with pytest.raises(EngineError, match="vcpus = 1"):
        choose(config(vcpus=2), NOWHERE)


@with_kvm
@pytest.mark.parametrize(("hardware", "vcpus", "name"), [(True, 1, "kvm"), (False, 1, "soft"), (False, 2, "kvm")])
def test_an_emulated_kvm_only_for_several_cpus(hardware: bool, vcpus: int, name: str) -> None:
    choice = choose(config(vcpus=vcpus), KVM, lambda: hardware)
    assert choice.name == name
    assert choice.why.endswith(".")
