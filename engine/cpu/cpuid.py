"""What CPUID tells the guest: what KVM can do here, less and more by choice, and a vCPU's place in the machine.

(Intel SDM vol. 2A, CPUID; AMD APM vol. 3, appendix E)
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.error import EngineError
from engine.feature import FEATURES as PLACES
from engine.feature import CpuModel, closure
from engine.kvm.cpulayout import CpuidEntry2

FEATURES = 0x1
CACHES = 0x4
TOPOLOGY = 0xB
XSAVE = 0xD
TOPOLOGY_V2 = 0x1F
EXTENDED_FEATURES = 0x80000001
SIZES = 0x80000008
AMD_CACHES = 0x8000001D
AMD_TOPOLOGY = 0x8000001E
AMD_TOPOLOGY_V2 = 0x80000026

EMULATOR_REFUSES = frozenset({"cx16", "xsave", "rdrand", "rdseed"})
"""Instructions that KVM's emulator does not know, and that software which asks CPUID first can do without."""

_SIGNIFICANT_INDEX = 1 << 0
_AMD_VENDORS = (0x68747541, 0x6F677948)
"""EBX of leaf 0: "Auth", of AuthenticAMD; "Hygo", of HygonGenuine."""
_CACHE_TYPE = 0x1F
_LEAF1_EDX_HTT = 1 << 28
_EXTENDED_ECX_CMP_LEGACY = 1 << 1
_ALWAYS_POSSIBLE = frozenset({"hypervisor", "tsc_deadline_timer", "ht", "cmp_legacy"})
_XCR0_PARTS = (
    ("avx", 1 << 2),
    ("mpx", 0b11 << 3),
    ("avx512f", 0b111 << 5),
    ("pku", 1 << 9),
    ("amx_tile", 0b11 << 17),
)
"""What a feature needs of XCR0 (Intel SDM vol. 1, 13.1)."""


def modelled(
    host: Iterable[CpuidEntry2], model: CpuModel, *, emulated: bool = False, tsc_deadline: bool = False
) -> list[CpuidEntry2]:
    """KVM's supported leaves as the machine's model has them.

    ``emulated``: without EMULATOR_REFUSES, unless the model asks for them. ``tsc_deadline`` is
    KVM_CAP_TSC_DEADLINE_TIMER, which KVM leaves out of the supported leaves. EngineError when the model wants what
    this KVM cannot do.
    """
    leaves = [CpuidEntry2.from_buffer_copy(entry) for entry in host]
    if tsc_deadline:
        _set(leaves, "tsc_deadline_timer", True)
    _set(leaves, "hypervisor", True)
    missing = sorted(name for name in model.plus - _ALWAYS_POSSIBLE if not has(leaves, name))
    if missing:
        raise EngineError(
            f"KVM on this host cannot give a guest {', '.join(missing)}.",
            f"Take +{missing[0]} out of the machine's cpu.",
        )
    minus = closure(model.minus | (EMULATOR_REFUSES - model.plus if emulated else frozenset())) - model.plus
    for name in minus:
        _set(leaves, name, False)
    for name in model.plus & _ALWAYS_POSSIBLE:
        _set(leaves, name, True)
    return _xsave(leaves)


def has(leaves: Iterable[CpuidEntry2], name: str) -> bool:
    """Whether CPUID tells of all bits of a feature."""
    place = PLACES[name]
    return any(
        getattr(leaf, place.output) & place.mask == place.mask
        for leaf in leaves
        if (leaf.function, leaf.index) == (place.function, place.index)
    )


def _set(leaves: Iterable[CpuidEntry2], name: str, there: bool) -> None:
    place = PLACES[name]
    for leaf in leaves:
        if (leaf.function, leaf.index) == (place.function, place.index):
            value = getattr(leaf, place.output)
            setattr(leaf, place.output, value | place.mask if there else value & ~place.mask)


def _xsave(leaves: list[CpuidEntry2]) -> list[CpuidEntry2]:
    """Leaf 0xD agrees with the features: no leaf without XSAVE, no state component that nothing uses."""
    if not has(leaves, "xsave"):
        return [leaf for leaf in leaves if leaf.function != XSAVE]
    gone = 0
    for name, bits in _XCR0_PARTS:
        gone |= 0 if has(leaves, name) else bits
    kept: list[CpuidEntry2] = []
    size = 512 + 64  # The legacy region and the header (Intel SDM vol. 1, 13.4).
    for leaf in leaves:
        if leaf.function != XSAVE or leaf.index < 2:
            kept.append(leaf)
        elif not gone >> leaf.index & 1:
            kept.append(leaf)
            supervisor = leaf.ecx & 1
            size = size if supervisor else max(size, leaf.ebx + leaf.eax)
    for leaf in kept:
        if leaf.function == XSAVE and leaf.index == 0:
            leaf.eax &= ~gone
            leaf.ecx = size
    return kept


def for_vcpu(modelled: Iterable[CpuidEntry2], index: int, count: int) -> list[CpuidEntry2]:
    """The leaves for vCPU ``index`` of ``count``: each vCPU is a core of one package, and the caches
    up to the second level are its own. Its APIC's number is its own."""
    gone = (TOPOLOGY, TOPOLOGY_V2, AMD_TOPOLOGY_V2)
    leaves = [CpuidEntry2.from_buffer_copy(entry) for entry in modelled if entry.function not in gone]
    highest = next((leaf.eax for leaf in leaves if leaf.function == 0), 0)
    amd = any(leaf.function == 0 and leaf.ebx in _AMD_VENDORS for leaf in leaves)
    shift = (count - 1).bit_length()
    for leaf in leaves:
        if leaf.function == FEATURES:
            leaf.ebx = leaf.ebx & 0x0000FFFF | index << 24 | count << 16
            leaf.edx = leaf.edx | _LEAF1_EDX_HTT if count > 1 else leaf.edx & ~_LEAF1_EDX_HTT
        elif leaf.function == CACHES and leaf.eax & _CACHE_TYPE:
            leaf.eax = _shared(leaf.eax, (1 << shift) - 1) & 0x03FFFFFF | ((1 << shift) - 1) << 26
        elif amd:
            _amd(leaf, index, count, shift)
    return leaves + (_topology(index, count, shift) if highest >= TOPOLOGY else [])


def _topology(index: int, count: int, shift: int) -> list[CpuidEntry2]:
    """Level 0: one thread a core. Level 1: ``count`` cores in the package. Then no more."""
    levels = ((0, 1, 0x100), (shift, count, 0x201), (0, 0, 2))
    return [
        CpuidEntry2(TOPOLOGY, level, _SIGNIFICANT_INDEX, eax, ebx, ecx, index)
        for level, (eax, ebx, ecx) in enumerate(levels)
    ]


def _shared(eax: int, others: int) -> int:
    """A cache's EAX: who shares it. The third level is everybody's."""
    return eax & ~(0xFFF << 14) | (others << 14 if eax >> 5 & 7 > 2 else 0)


def _amd(leaf: CpuidEntry2, index: int, count: int, shift: int) -> None:
    """What AMD tells of cores in leaves of its own."""
    if leaf.function == EXTENDED_FEATURES:
        leaf.ecx = leaf.ecx & ~_EXTENDED_ECX_CMP_LEGACY | (_EXTENDED_ECX_CMP_LEGACY if count > 1 else 0)
    elif leaf.function == SIZES:
        leaf.ecx = leaf.ecx & ~0xF0FF | (count - 1) | shift << 12
    elif leaf.function == AMD_CACHES and leaf.eax & _CACHE_TYPE:
        leaf.eax = _shared(leaf.eax, count - 1)
    elif leaf.function == AMD_TOPOLOGY:
        leaf.eax, leaf.ebx, leaf.ecx = index, index, 0
