"""What CPUID says of the software CPU: what it does right, and nothing that it does not.

(Intel SDM vol. 2A, CPUID; AMD APM vol. 3, appendix E)
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.error import EngineError
from engine.feature import FEATURES, CpuModel, Place, closure

Leaf = tuple[int, int, int, int]
"""EAX, EBX, ECX, EDX."""

SIGNATURE = 0x000106CA
"""What CPUID and EDX after RESET call this CPU: an Atom that executes in order. It has none of the faults of
speculation, and neither has ours; systems then do without what those cost (page tables of their own for users)."""
VENDOR = b"GenuineIntel"
TRANSLATOR = b"TCGTCGTCGTCG"
"""As QEMU's translator, which this is, calls itself to guests that ask for a hypervisor."""
NAME = b"VirtGUI software CPU (Unicorn)"

# Leaf 1 EDX. Not there: MCE, MTRR, MCA (their registers read 0), PSN, DS, ACPI, HTT, TM.
FPU, VME, DE, PSE, TSC, MSR, PAE = (1 << bit for bit in (0, 1, 2, 3, 4, 5, 6))
CX8, APIC, SEP, PGE, CMOV, PAT, PSE36 = (1 << bit for bit in (8, 9, 11, 13, 15, 16, 17))
CLFLUSH, MMX, FXSR, SSE, SSE2 = (1 << bit for bit in (19, 23, 24, 25, 26))
FEATURES_EDX = (
    FPU | DE | PSE | TSC | MSR | PAE | CX8 | SEP | PGE | CMOV | PAT | PSE36 | CLFLUSH | MMX | FXSR | SSE | SSE2
)
# Leaf 1 ECX. Not there: MONITOR, x2APIC, XSAVE and with it AVX, RDRAND, TSC deadline.
SSE3, PCLMUL, SSSE3, CX16, SSE41, SSE42, POPCNT, HYPERVISOR = (1 << bit for bit in (0, 1, 9, 13, 19, 20, 23, 31))
FEATURES_ECX = SSE3 | SSSE3 | CX16 | SSE41 | SSE42 | POPCNT | HYPERVISOR
# Leaf 7 EBX: with it Linux takes the counter for reliable. It reads 0, which means never adjusted.
TSC_ADJUST = 1 << 1
# Leaf 80000001h.
SYSCALL, NX, RDTSCP, LONG_MODE = (1 << bit for bit in (11, 20, 27, 29))
LAHF = 1
# Leaf 80000007h EDX.
INVARIANT_TSC = 1 << 8
TSC_LEAF = 0x15
TSC_RATIO = 100
"""The time-stamp counter counts this often for each clock of the "crystal", which drives the APIC's timer too."""
PHYSICAL_BITS, LINEAR_BITS = 40, 48
_OUTPUTS = ("eax", "ebx", "ecx", "edx")


def leaf(function: int, apic: bool, tsc_hz: int) -> Leaf:
    """The answer to CPUID with EAX ``function``; zeros for what there is not. ``apic`` is whether there is one.
    ``tsc_hz`` is told outright: a guest that measures it while the host is busy finds nonsense."""
    match function:
        case 0:
            return (TSC_LEAF, _word(VENDOR, 0), _word(VENDOR, 8), _word(VENDOR, 4))
        case 1:
            clflush, cpus = 8 << 8, 1 << 16
            return (SIGNATURE, clflush | cpus, FEATURES_ECX, FEATURES_EDX | (APIC if apic else 0))
        case 7:
            return (0, TSC_ADJUST, 0, 0)
        case _ if function == TSC_LEAF:
            return (1, TSC_RATIO, tsc_hz // TSC_RATIO, 0)
        case 0x40000000:
            return (0x40000000, _word(TRANSLATOR, 0), _word(TRANSLATOR, 4), _word(TRANSLATOR, 8))
        case 0x80000000:
            return (0x80000008, 0, 0, 0)
        case 0x80000001:
            return (SIGNATURE, 0, LAHF, SYSCALL | NX | LONG_MODE)
        case 0x80000002 | 0x80000003 | 0x80000004:
            part = NAME.ljust(48, b"\0")[16 * (function - 0x80000002) :]
            return (_word(part, 0), _word(part, 4), _word(part, 8), _word(part, 12))
        case 0x80000007:
            return (0, 0, 0, INVARIANT_TSC)
        case 0x80000008:
            return (PHYSICAL_BITS | LINEAR_BITS << 8, 0, 0, 0)
    return (0, 0, 0, 0)


class Identity:
    """What CPUID says of one machine's CPU: ``leaf``, without the features that its model leaves out. Their
    instructions still work, as they do under KVM. EngineError if the model wants what there is not."""

    def __init__(self, model: CpuModel) -> None:
        missing = sorted(name for name in model.plus if not _has(FEATURES[name]))
        if missing:
            raise EngineError(
                f"The software CPU cannot give a guest {', '.join(missing)}.",
                f"Take +{missing[0]} out of the machine's cpu.",
            )
        gone = closure(model.minus) - model.plus
        self._gone = _masks(FEATURES[name] for name in gone)

    def leaf(self, function: int, apic: bool, tsc_hz: int) -> Leaf:
        """See the function of that name."""
        answer = leaf(function, apic, tsc_hz)
        gone = self._gone.get(function)
        if gone is None:
            return answer
        eax, ebx, ecx, edx = (word & ~mask for word, mask in zip(answer, gone, strict=True))
        return eax, ebx, ecx, edx


def _has(place: Place) -> bool:
    told = leaf(place.function, True, 1)[_OUTPUTS.index(place.output)]
    return place.index == 0 and told & place.mask == place.mask


def _masks(places: Iterable[Place]) -> dict[int, list[int]]:
    """By leaf, the bits of the four words. No leaf here has a subleaf."""
    masks: dict[int, list[int]] = {}
    for place in places:
        if place.index == 0:
            masks.setdefault(place.function, [0, 0, 0, 0])[_OUTPUTS.index(place.output)] |= place.mask
    return masks


def _word(text: bytes, at: int) -> int:
    return int.from_bytes(text[at : at + 4], "little")
