"""The ioctl door, on descriptors that are not KVM's."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from engine.kvm.abi import Request
from engine.kvm.cpulayout import Regs
from engine.kvm.error import KvmError
from engine.kvm.ioctl import ioctl


def test_a_closed_descriptor() -> None:
    with pytest.raises(KvmError) as caught:
        ioctl(-1, Request.GET_REGS, Regs())
    assert (caught.value.ioctl, caught.value.errno) == ("KVM_GET_REGS", errno.EBADF)
    assert "it is closed" in caught.value.what


def test_a_device_that_is_not_kvm() -> None:
    with Path("/dev/null").open("rb") as null, pytest.raises(KvmError) as caught:
        ioctl(null.fileno(), Request.GET_API_VERSION)
    assert caught.value.errno == errno.ENOTTY
