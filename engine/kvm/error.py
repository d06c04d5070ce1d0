"""What went wrong in KVM, why that is likely, and what to do."""

from __future__ import annotations

import errno
import os

from engine.error import EngineError

OPEN = "open"
"""The pseudo-request for opening /dev/kvm."""


class KvmError(EngineError):
    """A failed KVM request.

    ``ioctl`` is the request's name ("KVM_CREATE_VM", or "open"), ``errno`` the error number it set (0 if the
    call worked but its answer cannot be used).
    """

    def __init__(self, what: str, remedy: str, ioctl: str, number: int) -> None:
        super().__init__(what, remedy)
        self.ioctl = ioctl
        self.errno = number


_LOAD_MODULE = (
    "Load the module: sudo modprobe kvm_intel (Intel) or kvm_amd (AMD). If that fails, switch on virtualisation "
    "(VT-x, or SVM) in the firmware setup. Inside a container, pass the device in (--device /dev/kvm); inside "
    "a virtual machine, switch on nested virtualisation on its host."
)
_JOIN_GROUP = (
    "Join the group kvm: sudo usermod -aG kvm $USER, then log out and in again. Inside a container, give its "
    "user access to the device."
)

# (request, errno) -> (why that is likely, what to do). A request of None holds for all others.
_CAUSES: dict[tuple[str | None, int], tuple[str, str]] = {
    (OPEN, errno.ENOENT): ("the kernel offers no KVM here", _LOAD_MODULE),
    (OPEN, errno.ENODEV): ("the device is there but no KVM module stands behind it", _LOAD_MODULE),
    (OPEN, errno.ENXIO): ("the device is there but no KVM module stands behind it", _LOAD_MODULE),
    (OPEN, errno.EACCES): ("this user may not use it", _JOIN_GROUP),
    (OPEN, errno.EPERM): ("this user, or this container, may not use it", _JOIN_GROUP),
    ("KVM_CREATE_VM", errno.EBUSY): (
        "another hypervisor, such as VirtualBox or VMware, holds the CPU's virtualisation",
        "Stop its virtual machines (or unload its modules: sudo modprobe -r vboxnetadp vboxnetflt vboxdrv), then "
        "try again.",
    ),
    ("KVM_CREATE_VM", errno.ENOMEM): (
        "the kernel has not enough free memory for a virtual machine",
        "Stop other virtual machines or close programs, then try again.",
    ),
    ("KVM_CREATE_VM", errno.EOPNOTSUPP): (
        "the CPU's virtualisation cannot be switched on",
        "Switch on virtualisation (VT-x, or SVM) in the firmware setup.",
    ),
    ("KVM_SET_USER_MEMORY_REGION", errno.EEXIST): (
        "the guest-physical range overlaps another slot",
        "Remove the other slot first (size 0), or choose another range.",
    ),
    ("KVM_SET_USER_MEMORY_REGION", errno.EINVAL): (
        "address, size or host address is no multiple of 4096, the slot number is too large, or the change is "
        "one KVM does not make to an existing slot",
        "A slot may only move or change its flags; to change size or host address, remove it first (size 0).",
    ),
    ("KVM_SET_USER_MEMORY_REGION", errno.ENOMEM): (
        "the kernel has not enough free memory to keep track of this much guest memory",
        "Give the machine less memory, or stop others.",
    ),
    ("KVM_GET_DIRTY_LOG", errno.ENOENT): (
        "this slot does not exist or does not log dirty pages",
        "Set the slot with MEM_LOG_DIRTY_PAGES.",
    ),
    ("KVM_CREATE_IRQCHIP", errno.EEXIST): ("this machine has its interrupt chips already", ""),
    ("KVM_CREATE_IRQCHIP", errno.EINVAL): (
        "a vCPU exists already",
        "Create the interrupt chips before the first vCPU.",
    ),
    ("KVM_CREATE_PIT2", errno.EEXIST): ("this machine has its PIT already", ""),
    ("KVM_CREATE_PIT2", errno.ENOENT): (
        "the machine has no in-kernel interrupt chips",
        "Call create_irqchip first.",
    ),
    ("KVM_IRQ_LINE", errno.ENXIO): (
        "the machine has no in-kernel interrupt chips",
        "Call create_irqchip first.",
    ),
    ("KVM_CREATE_VCPU", errno.EEXIST): ("a vCPU with this number exists already", "Choose another number."),
    ("KVM_CREATE_VCPU", errno.EINVAL): (
        "the number is too large, or the machine has as many vCPUs as KVM allows",
        "Give the machine fewer vCPUs.",
    ),
    ("KVM_SET_CPUID2", errno.EINVAL): (
        "a leaf promises what this host cannot do, or the vCPU has run already",
        "Start from supported_cpuid(), and set it before the first run.",
    ),
    ("KVM_SET_SREGS", errno.EINVAL): (
        "the control registers contradict each other or have bits this CPU lacks",
        "Read them first and change only what is meant.",
    ),
    ("KVM_RUN", errno.EFAULT): (
        "the guest uses memory whose host pages are gone or protected",
        "Keep the memory behind a slot mapped for as long as the slot exists.",
    ),
    ("KVM_RUN", errno.EIO): (
        "the virtual machine is broken beyond continuing, for a reason in the kernel log",
        "Read it with: sudo dmesg | tail.",
    ),
    ("KVM_IRQFD", errno.EBUSY): ("this eventfd raises this interrupt already", ""),
    ("KVM_IOEVENTFD", errno.EEXIST): ("this address has an eventfd already", ""),
    ("KVM_IOEVENTFD", errno.ENOENT): ("no such eventfd is assigned to this address", ""),
    (None, errno.ENOTTY): (
        "this kernel does not know the request",
        "Ask capability() first, or use a newer kernel.",
    ),
    (None, errno.EBADF): ("it is closed", "Do not use a machine or vCPU after close()."),
    (None, errno.ENOMEM): (
        "the kernel has not enough free memory",
        "Stop other virtual machines or close programs, then try again.",
    ),
    (None, errno.EMFILE): (
        "this process has too many open files",
        "Raise the limit: ulimit -n 4096.",
    ),
    (None, errno.EINVAL): ("the kernel refuses the arguments", ""),
    (None, errno.EEXIST): ("it exists already", ""),
    (None, errno.ENODEV): ("the device it needs does not exist", ""),
    (None, errno.EPERM): ("this process may not do that", ""),
    (None, errno.EIO): (
        "the virtual machine belongs to another process, or is broken",
        "Use a machine only in the process that created it.",
    ),
}


def explain(ioctl: str, number: int, path: str = "/dev/kvm") -> KvmError:
    """The error for request ``ioctl`` having failed with errno ``number``; ``path`` is the KVM device's."""
    symbol = errno.errorcode.get(number, str(number))
    known = _CAUSES.get((ioctl, number)) or (_CAUSES.get((None, number)) if ioctl != OPEN else None)
    why, remedy = known or (os.strerror(number), "")
    what = f"{path} cannot be opened: {why} ({symbol})." if ioctl == OPEN else f"{ioctl} failed: {why} ({symbol})."
    return KvmError(what, remedy, ioctl, number)
