"""Which CPU backend a machine gets, and why: the person is told both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from engine.config import MachineConfig
from engine.error import EngineError
from engine.host import hardware_virtualisation


class Choice(msgspec.Struct, frozen=True):
    """A backend's name, and a sentence that says why it was taken."""

    name: str
    why: str
    kvm_would_do: bool = False
    """Should software fail, there is a KVM, if only an emulated one."""


def choose(config: MachineConfig, device: Path, in_hardware: Callable[[], bool] = hardware_virtualisation) -> Choice:
    """What ``config.accel`` means on this host, whose KVM is at ``device``. EngineError when a machine of several
    CPUs finds no KVM."""
    if config.accel != "auto":
        return Choice(config.accel, f'accel = "{config.accel}" is set.')
    from engine.kvm import Kvm, KvmError  # Imported here: it takes a machine on the software CPU 10 ms.

    try:
        with Kvm(device):
            pass
    except KvmError as error:
        if config.vcpus > 1:
            raise EngineError(
                f"This machine has {config.vcpus} CPUs, which needs KVM. {error.what}",
                f"{error.remedy} Or set vcpus = 1: the software CPU is one CPU.".strip(),
            ) from error
        return Choice("soft", f"KVM cannot be used here: {error.what}")
    if in_hardware():
        return Choice("kvm", "This host's KVM runs guests in hardware.")
    if config.vcpus > 1:
        return Choice(
            "kvm",
            f"The software CPU is faster than this host's emulated KVM, but is one; this machine has {config.vcpus}.",
        )
    why = "This host's KVM is itself emulated: the software CPU is faster, and runs more systems."
    return Choice("soft", why, kvm_would_do=True)
