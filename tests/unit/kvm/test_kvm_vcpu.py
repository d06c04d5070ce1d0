"""Decoding and closing of a vCPU over an ordinary file instead of the kernel's."""

from __future__ import annotations

import errno
import os

import pytest

from engine.kvm import exit as kvm_exit
from engine.kvm.error import KvmError
from engine.kvm.exit import ExitReason
from engine.kvm.vcpu import Vcpu


@pytest.fixture
def vcpu() -> Vcpu:
    fd = os.memfd_create("vcpu")
    os.ftruncate(fd, 3 * 4096)
    return Vcpu(fd, 0, 3 * 4096)


def test_exits_are_decoded_from_the_page(vcpu: Vcpu) -> None:
    with vcpu:
        run = vcpu.run_memory
        run[8] = 2
        kvm_exit.IO.pack_into(run, kvm_exit.EXIT_DATA, kvm_exit.IO_OUT, 2, 0x1F0, 256, 4096)
        assert vcpu.exit_reason == ExitReason.IO
        assert vcpu.io() == (kvm_exit.IO_OUT, 2, 0x1F0, 256, 4096)
        kvm_exit.MMIO.pack_into(run, kvm_exit.EXIT_DATA, 0xA0000, b"abcdefgh", 3, 1)
        assert vcpu.mmio() == (0xA0000, b"abc", 3, True)
        kvm_exit.FAIL_ENTRY.pack_into(run, kvm_exit.EXIT_DATA, 0x80000021, 3)
        assert vcpu.fail_entry() == (0x80000021, 3)
        kvm_exit.DEBUG.pack_into(run, kvm_exit.EXIT_DATA, 1, 0, 0x7C00, 0x4000, 0x400)
        assert vcpu.debug() == (1, 0x7C00, 0x4000, 0x400)
        kvm_exit.SYSTEM_EVENT.pack_into(run, kvm_exit.EXIT_DATA, 1, 0, *[0] * 16)
        assert vcpu.system_event() == (1, ())


def test_immediate_exit_is_a_byte_of_the_page(vcpu: Vcpu) -> None:
    with vcpu:
        vcpu.immediate_exit = True
        assert (vcpu.run_memory[1], vcpu.immediate_exit) == (1, True)
        vcpu.immediate_exit = False
        assert (vcpu.run_memory[1], vcpu.immediate_exit) == (0, False)


def test_what_is_not_a_vcpu_cannot_run(vcpu: Vcpu) -> None:
    with vcpu, pytest.raises(KvmError) as caught:
        vcpu.run()
    assert (caught.value.ioctl, caught.value.errno) == ("KVM_RUN", errno.ENOTTY)


def test_a_closed_vcpu_says_so(vcpu: Vcpu) -> None:
    vcpu.close()
    vcpu.close()
    with pytest.raises(KvmError, match="it is closed"):
        vcpu.run()


def test_closing_with_a_view_held_still_closes_the_descriptor(vcpu: Vcpu) -> None:
    fd = vcpu.fd
    view = memoryview(vcpu.run_memory)
    with pytest.raises(BufferError):
        vcpu.close()
    with pytest.raises(OSError):
        os.fstat(fd)
    view.release()
    vcpu.run_memory.close()


def test_a_descriptor_that_cannot_be_mapped_is_closed() -> None:
    fd = os.memfd_create("empty")
    with pytest.raises(KvmError, match="mmap of the vCPU failed"):
        Vcpu(fd, 0, 4096)
    with pytest.raises(OSError):
        os.fstat(fd)
