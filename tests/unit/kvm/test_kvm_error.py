"""What people read when KVM refuses."""

from __future__ import annotations

import errno

import pytest

from engine.error import EngineError
from engine.kvm.error import OPEN, explain


@pytest.mark.parametrize(
    "request_name, number, what, remedy",
    [
        (OPEN, errno.ENOENT, "no KVM", "modprobe kvm_intel"),
        (OPEN, errno.ENODEV, "no KVM module", "firmware setup"),
        (OPEN, errno.EACCES, "may not use it", "sudo usermod -aG kvm $USER"),
        (OPEN, errno.EPERM, "may not use it", "log out and in again"),
        ("KVM_CREATE_VM", errno.EBUSY, "VirtualBox", "Stop its virtual machines"),
        ("KVM_CREATE_VM", errno.ENOMEM, "not enough free memory", "Stop other virtual machines"),
        ("KVM_SET_USER_MEMORY_REGION", errno.EEXIST, "overlaps", "Remove the other slot"),
        ("KVM_CREATE_VCPU", errno.EEXIST, "exists already", "another number"),
        ("KVM_GET_REGS", errno.EINVAL, "refuses the arguments", ""),
        ("KVM_GET_REGS", errno.ENODEV, "does not exist", ""),
        ("KVM_GET_REGS", errno.ENOMEM, "not enough free memory", "Stop other"),
    ],
)
def test_cause_and_remedy(request_name: str, number: int, what: str, remedy: str) -> None:
    error = explain(request_name, number)
    assert isinstance(error, EngineError)
    assert (error.ioctl, error.errno) == (request_name, number)
    assert what in error.what
    assert remedy in error.remedy
    assert f"({errno.errorcode[number]})" in error.what


def test_the_path_is_named() -> None:
    assert explain(OPEN, errno.ENOENT, "/dev/other").what.startswith("/dev/other cannot be opened: ")


def test_an_errno_without_a_known_cause_is_said_in_the_systems_words() -> None:
    error = explain("KVM_RUN", errno.ELOOP)
    assert error.what == "KVM_RUN failed: Too many levels of symbolic links (ELOOP)."
    assert error.remedy == ""


def test_an_errno_without_a_name() -> None:
    assert "(4095)" in explain("KVM_RUN", 4095).what


def test_a_general_cause_is_not_given_for_open() -> None:
    assert "arguments" not in explain(OPEN, errno.EINVAL).what
