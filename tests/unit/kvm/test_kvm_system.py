"""Opening a device that is not there, not allowed, or not KVM. The real one is in tests/guests/test_libkvm.py."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from engine.kvm import Kvm, KvmError


def descriptors() -> set[str]:
    return {entry.name for entry in Path("/proc/self/fd").iterdir()}


def test_no_device(tmp_path: Path) -> None:
    path = tmp_path / "kvm"
    with pytest.raises(KvmError) as caught:
        Kvm(path)
    assert (caught.value.ioctl, caught.value.errno) == ("open", errno.ENOENT)
    assert str(path) in caught.value.what
    assert "modprobe" in caught.value.remedy


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "kvm"
    path.touch(mode=0o000)
    with pytest.raises(KvmError) as caught:
        Kvm(path)
    assert caught.value.errno == errno.EACCES
    assert "usermod" in caught.value.remedy


def test_a_device_that_is_not_kvm_is_closed_again() -> None:
    before = len(descriptors())
    with pytest.raises(KvmError) as caught:
        Kvm("/dev/null")
    assert caught.value.ioctl == "KVM_GET_API_VERSION"
    assert len(descriptors()) == before
