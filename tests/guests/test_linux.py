"""Debian's kernels, unmodified, to a shell."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from shell import Shell

from tests.support import debian

Linux = Callable[..., Shell]
pytestmark = pytest.mark.hardware


def test_boots_to_a_shell(linux: Linux) -> None:
    shell = linux()
    assert "Hypervisor detected: KVM" in shell.run("dmesg")
    assert shell.run("nproc") == "1"
    assert shell.attempt("false") == (1, "")


@pytest.mark.long
def test_the_plain_kernel_boots_to_a_shell(linux: Linux) -> None:
    shell = linux(debian.PLAIN)
    assert shell.run("uname -r").endswith("amd64")
    assert "cloud" not in shell.run("uname -r")
