"""libkvm: the KVM API of Linux on x86-64 as Python objects. Described in docs/libkvm.md.

Usable alone: nothing here knows of machines, devices or windows. ``Kvm`` is /dev/kvm, makes ``Vm``, makes ``Vcpu``.
"""

from engine.kvm.abi import MEM_LOG_DIRTY_PAGES, MEM_READONLY, Cap, ExitReason, Request
from engine.kvm.error import KvmError
from engine.kvm.exit import IO_IN, IO_OUT
from engine.kvm.stats import Stats
from engine.kvm.system import Kvm
from engine.kvm.vcpu import Vcpu
from engine.kvm.vm import Vm

__all__ = [
    "IO_IN",
    "IO_OUT",
    "MEM_LOG_DIRTY_PAGES",
    "MEM_READONLY",
    "Cap",
    "ExitReason",
    "Kvm",
    "KvmError",
    "Request",
    "Stats",
    "Vcpu",
    "Vm",
]
