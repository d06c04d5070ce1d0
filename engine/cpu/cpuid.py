"""What CPUID tells the guest: the host's answer, with this vCPU's place in the machine."""

from __future__ import annotations

from collections.abc import Iterable

from engine.kvm.cpulayout import CpuidEntry2

FEATURES = 0x1
TOPOLOGY = 0xB
KVM_SIGNATURE = 0x40000000
_LEAF1_ECX_TSC_DEADLINE = 1 << 24
_LEAF1_ECX_HYPERVISOR = 1 << 31
_LEAF1_EDX_HTT = 1 << 28


def for_vcpu(host: Iterable[CpuidEntry2], index: int, count: int, tsc_deadline: bool) -> list[CpuidEntry2]:
    """The host's leaves for vCPU ``index`` of ``count``: each vCPU is a core of one package.

    ``tsc_deadline`` is KVM_CAP_TSC_DEADLINE_TIMER, which KVM leaves out of the supported leaves. (Intel SDM
    vol. 2A, CPUID; AMD APM vol. 3, appendix E)
    """
    leaves = [CpuidEntry2.from_buffer_copy(entry) for entry in host]
    shift = max(count - 1, 0).bit_length()
    for leaf in leaves:
        if leaf.function == FEATURES:
            leaf.ebx = leaf.ebx & 0x0000FFFF | index << 24 | count << 16
            leaf.ecx |= _LEAF1_ECX_HYPERVISOR | (_LEAF1_ECX_TSC_DEADLINE if tsc_deadline else 0)
            leaf.edx = leaf.edx | _LEAF1_EDX_HTT if count > 1 else leaf.edx & ~_LEAF1_EDX_HTT
        elif leaf.function == TOPOLOGY:
            leaf.edx = index
            # Level 0: one thread a core. Level 1: ``count`` cores in the package.
            leaf.eax, leaf.ebx = ((0, 1), (shift, count))[leaf.index] if leaf.index < 2 else (0, 0)
            leaf.ecx = leaf.index | (leaf.index + 1 if leaf.index < 2 else 0) << 8
    return leaves
