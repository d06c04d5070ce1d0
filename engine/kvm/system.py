"""/dev/kvm itself: what this host can do, and new virtual machines."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from engine.kvm.abi import API_VERSION, Cap, Request
from engine.kvm.cpulayout import Cpuid2, CpuidEntry2, MsrList
from engine.kvm.error import OPEN, KvmError, explain
from engine.kvm.ioctl import ioctl
from engine.kvm.layout import flexible
from engine.kvm.vm import Vm


class Kvm:
    """An open /dev/kvm. A context manager; machines made by it live on when it is closed.

    Raises KvmError if the device cannot be opened or speaks another version of the API (4.1).
    """

    def __init__(self, path: str | Path = "/dev/kvm") -> None:
        self.fd = -1
        try:
            self.fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except OSError as error:
            raise explain(OPEN, error.errno or 0, str(path)) from error
        try:
            self.api_version = _api_version(self.fd, str(path))
            self.vcpu_mmap_size = ioctl(self.fd, Request.GET_VCPU_MMAP_SIZE)
        except KvmError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the device. Harmless to repeat."""
        fd, self.fd = self.fd, -1
        if fd >= 0:
            os.close(fd)

    def capability(self, cap: Cap | int) -> int:
        """What the host answers for ``cap`` (4.4): 0 if it lacks it, else 1 or a number with a meaning.

        Some differ from machine to machine: ask ``Vm.capability`` where there is one.
        """
        return ioctl(self.fd, Request.CHECK_EXTENSION, int(cap))

    def require(self, *caps: Cap) -> None:
        """Raise KvmError that names those of ``caps`` this host lacks, if any."""
        missing = [cap.name for cap in caps if not self.capability(cap)]
        if missing:
            raise KvmError(
                f"KVM on this host lacks {', '.join(missing)}.",
                "Use a newer kernel.",
                "KVM_CHECK_EXTENSION",
                0,
            )

    def supported_cpuid(self) -> list[CpuidEntry2]:
        """The CPUID leaves a guest may be given here (4.46), to be changed and handed to ``Vcpu.set_cpuid``."""
        room = 128
        while True:
            buffer, entries = flexible(Cpuid2, CpuidEntry2, room)
            try:
                ioctl(self.fd, Request.GET_SUPPORTED_CPUID, buffer)
            except KvmError as error:
                if error.errno != errno.E2BIG:
                    raise
                room *= 2
                continue
            return list(entries)[: Cpuid2.from_buffer(buffer).nent]

    def msr_indices(self) -> list[int]:
        """The MSRs worth saving with a guest (4.3)."""
        return self._msr_list(Request.GET_MSR_INDEX_LIST)

    def msr_feature_indices(self) -> list[int]:
        """The MSRs that describe features of the host (4.3); needs Cap.GET_MSR_FEATURES."""
        return self._msr_list(Request.GET_MSR_FEATURE_INDEX_LIST)

    def create_vm(self) -> Vm:
        """A new machine without memory, vCPUs or devices (4.2). Raises KvmError, EBUSY for one."""
        return Vm(ioctl(self.fd, Request.CREATE_VM, 0), self.vcpu_mmap_size)

    def _msr_list(self, request: Request) -> list[int]:
        room = 256
        while True:
            buffer = ctypes.create_string_buffer(ctypes.sizeof(MsrList) + 4 * room)
            header = MsrList.from_buffer(buffer)
            header.nmsrs = room
            try:
                ioctl(self.fd, request, buffer)
            except KvmError as error:
                if error.errno != errno.E2BIG:
                    raise
                room = header.nmsrs
                continue
            return list((ctypes.c_uint32 * header.nmsrs).from_buffer(buffer, ctypes.sizeof(MsrList)))


def _api_version(fd: int, path: str) -> int:
    """The API's version, which must be 12: any other is an unsupported experiment of 2006 or 2007."""
    version = ioctl(fd, Request.GET_API_VERSION)
    if version != API_VERSION:
        raise KvmError(
            f"{path} speaks version {version} of the KVM API, not {API_VERSION}.",
            "Use a kernel of 2007 or later.",
            "KVM_GET_API_VERSION",
            0,
        )
    return version
