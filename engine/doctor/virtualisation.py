"""KVM from the ground up: the CPU, the kernel module, the device, and whether it makes machines."""

from __future__ import annotations

import errno
import grp
import os
import platform
import stat
from collections.abc import Collection
from pathlib import Path

from engine.doctor.finding import Finding
from engine.kvm.error import KvmError
from engine.kvm.system import Kvm

DEVICE = Path("/dev/kvm")
CPUINFO = Path("/proc/cpuinfo")
MODULES = Path("/sys/module")
GROUP = "kvm"
SLOW = "Machines run on the software CPU instead: everything works, slower."
BUSY_COMMAND = "sudo modprobe -r vboxnetadp vboxnetflt vboxdrv"


def cpu_flags(cpuinfo: Path = CPUINFO) -> frozenset[str]:
    """The features that the kernel lists for the first CPU."""
    try:
        lines = cpuinfo.read_text("utf-8", "replace").splitlines()
    except OSError:
        return frozenset()
    return next((frozenset(line.split(":", 1)[1].split()) for line in lines if line.startswith("flags")), frozenset())


def processor(flags: Collection[str]) -> Finding:
    """Whether the CPU virtualises in hardware, as far as the firmware and a hypervisor below us let it show."""
    for flag, name in (("svm", "AMD-V"), ("vmx", "Intel VT-x")):
        if flag in flags:
            return Finding("CPU", "ok", f"{name} ({flag}) on {platform.machine()}")
    if "hypervisor" in flags:
        remedy = "On this machine's host, switch on nested virtualisation for it (kvm_intel or kvm_amd: nested=1)."
    else:
        remedy = "Switch on VT-x or SVM in the firmware setup (often under CPU, Advanced or Overclocking)."
    what = "the CPU shows no hardware virtualisation (neither svm nor vmx)"
    return Finding("CPU", "warning", what, "Without it KVM is missing, or emulated and slow.", remedy)


def module(flags: Collection[str], modules: Path = MODULES) -> Finding:
    """Whether the kernel has its KVM module loaded, or built in."""
    names = ("kvm_amd", "kvm_intel", "kvm_pvm", "kvm")
    there = [name for name in names if (modules / name).is_dir()]
    if there:
        return Finding("module", "ok", " over ".join(there))
    wanted = "kvm_amd" if "svm" in flags else "kvm_intel" if "vmx" in flags else "kvm"
    return Finding(
        "module",
        "warning",
        f"the kernel module {wanted} is not loaded",
        f"It makes /dev/kvm. {SLOW}",
        "Load it. If it refuses, virtualisation is switched off in the firmware setup; dmesg says so.",
        f"sudo modprobe {wanted}",
    )


def device(path: Path = DEVICE) -> Finding:
    """Whether the KVM device is there, may be used by us, and makes machines."""
    try:
        with Kvm(path) as kvm, kvm.create_vm() as machine:
            machine.create_vcpu(0)
    except KvmError as error:
        return Finding("KVM", "warning", error.what, SLOW, error.remedy, _command(error, path))
    return Finding("KVM", "ok", f"{path} makes machines")


def _command(error: KvmError, path: Path) -> str:
    if error.errno == errno.EBUSY:
        return BUSY_COMMAND
    if error.errno in (errno.EACCES, errno.EPERM):
        return _admit(path)
    return ""


def _admit(path: Path) -> str:
    """The command that lets us use a device that is there."""
    try:
        owner = path.stat()
        group = grp.getgrgid(owner.st_gid)
    except (OSError, KeyError):
        return ""
    if group.gr_name != GROUP or not owner.st_mode & stat.S_IWGRP:
        return f"sudo chown root:{GROUP} {path} && sudo chmod 660 {path}"
    user = _user()
    if user in group.gr_mem:
        # In the group, but since after this session began.
        return f"newgrp {GROUP}"
    return f"sudo usermod -aG {GROUP} {user}"


def _user() -> str:
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
