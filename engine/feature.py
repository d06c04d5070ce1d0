"""CPU features by the names that Linux gives them in /proc/cpuinfo, and what ``cpu`` in machine.toml says. Pure.

Where a feature stands: Intel SDM vol. 2A, CPUID; AMD APM vol. 3, appendix E; for KVM's own, Linux:
Documentation/virt/kvm/x86/cpuid.rst.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from engine.error import ConfigError

Output = Literal["eax", "ebx", "ecx", "edx"]


class Place(msgspec.Struct, frozen=True):
    """Where CPUID tells of a feature: a leaf and its subleaf, a register of the answer, and the bits of it."""

    function: int
    index: int
    output: Output
    mask: int


# A register's features from bit 0 up; "." is a bit without a name.
_REGISTERS: Final[dict[tuple[int, int, Output], str]] = {
    (0x1, 0, "edx"): "fpu vme de pse tsc msr pae mce cx8 apic . sep mtrr pge mca cmov "
    "pat pse36 pn clflush . dts acpi mmx fxsr sse sse2 ss ht tm ia64 pbe",
    (0x1, 0, "ecx"): "pni pclmulqdq dtes64 monitor ds_cpl vmx smx est tm2 ssse3 cid sdbg fma cx16 xtpr pdcm "
    ". pcid dca sse4_1 sse4_2 x2apic movbe popcnt tsc_deadline_timer aes xsave . avx f16c rdrand hypervisor",
    (0x6, 0, "eax"): "dtherm ida arat",
    (0x7, 0, "ebx"): "fsgsbase tsc_adjust sgx bmi1 hle avx2 . smep bmi2 erms invpcid rtm cqm . mpx rdt_a "
    "avx512f avx512dq rdseed adx smap avx512ifma . clflushopt clwb intel_pt avx512pf avx512er avx512cd sha_ni "
    "avx512bw avx512vl",
    (0x7, 0, "ecx"): ". avx512vbmi umip pku . waitpkg avx512_vbmi2 shstk gfni vaes vpclmulqdq avx512_vnni "
    "avx512_bitalg tme avx512_vpopcntdq . la57 . . . . . rdpid . bus_lock_detect cldemote . movdiri movdir64b "
    "enqcmd sgx_lc pks",
    (0x7, 0, "edx"): ". . avx512_4vnniw avx512_4fmaps fsrm uintr . . avx512_vp2intersect . md_clear . . . serialize "
    "hybrid_cpu tsxldtrk . pconfig arch_lbr ibt . amx_bf16 avx512_fp16 amx_tile amx_int8 spec_ctrl intel_stibp "
    "flush_l1d arch_capabilities . spec_ctrl_ssbd",
    (0x7, 1, "eax"): ". . . . avx_vnni avx512_bf16",
    (0xD, 1, "eax"): "xsaveopt xsavec xgetbv1 xsaves",
    (0x40000001, 0, "eax"): ". kvm_nopiodelay . . kvm_asyncpf kvm_steal_time kvm_pv_eoi kvm_pv_unhalt . "
    "kvm_pv_tlb_flush . kvm_pv_ipi kvm_poll_control kvm_pv_sched_yield",
    (0x80000001, 0, "edx"): ". . . . . . . . . . . syscall . . . . . . . mp nx . mmxext . . fxsr_opt pdpe1gb rdtscp "
    ". lm 3dnowext 3dnow",
    (0x80000001, 0, "ecx"): "lahf_lm cmp_legacy svm extapic cr8_legacy abm sse4a misalignsse 3dnowprefetch osvw ibs "
    "xop skinit wdt . lwp fma4 tce . nodeid_msr . tbm topoext perfctr_core perfctr_nb . bpext ptsc "
    "perfctr_llc mwaitx",
    (0x80000007, 0, "edx"): ". . . . . . . . nonstop_tsc",
    (0x80000008, 0, "ebx"): "clzero irperf xsaveerptr . rdpru . . . . wbnoinvd . . ibpb . ibrs stibp",
}

FEATURES: Final[dict[str, Place]] = {
    name: Place(*register, 1 << bit)
    for register, names in _REGISTERS.items()
    for bit, name in enumerate(names.split())
    if name != "."
} | {"kvmclock": Place(0x40000001, 0, "eax", 1 << 0 | 1 << 3 | 1 << 24)}

_AVX512: Final = tuple(name for name in FEATURES if name.startswith("avx512") and name != "avx512f")
_NEEDED_BY: Final[dict[str, tuple[str, ...]]] = {
    "xsave": ("xsaveopt", "xsavec", "xgetbv1", "xsaves", "avx", "pku", "amx_tile"),
    "avx": ("avx2", "fma", "f16c", "fma4", "xop", "vaes", "vpclmulqdq", "avx_vnni", "avx512f"),
    "avx512f": _AVX512,
    "amx_tile": ("amx_bf16", "amx_int8"),
    "fxsr": ("sse",),
    "sse": ("sse2",),
    "sse2": ("pni", "aes", "pclmulqdq", "sha_ni", "gfni"),
    "pni": ("ssse3",),
    "ssse3": ("sse4_1",),
    "sse4_1": ("sse4_2",),
    "apic": ("x2apic", "tsc_deadline_timer"),
}
"""A CPU without the first has none of the others either."""


class CpuModel(msgspec.Struct, frozen=True):
    """The host's CPU, with features ``plus`` that KVM's choice leaves out, and without those in ``minus``."""

    plus: frozenset[str] = frozenset()
    minus: frozenset[str] = frozenset()


def parse(text: str) -> CpuModel:
    """``host,-cx16,+x2apic``. ConfigError, with what was probably meant, for anything else. The last word wins."""
    base, *switches = [word.strip() for word in text.split(",")]
    if base != "host":
        raise ConfigError(f"cpu begins with {base!r}.", 'Begin with "host", then -NAME or +NAME: "host,-avx512f".')
    plus: set[str] = set()
    minus: set[str] = set()
    for switch in switches:
        sign, name = switch[:1], switch[1:]
        if sign not in ("+", "-") or not name:
            raise ConfigError(f"cpu has {switch!r}.", "Write +NAME or -NAME for a feature, such as -cx16.")
        if name not in FEATURES:
            raise ConfigError(f"cpu has {switch!r}, which is no feature's name.", _near(name))
        plus.discard(name)
        minus.discard(name)
        (plus if sign == "+" else minus).add(name)
    return CpuModel(frozenset(plus), frozenset(minus))


def _near(name: str) -> str:
    from difflib import get_close_matches  # Rarely needed, and slow to import.

    found = get_close_matches(name.lower().replace("-", "_").replace(".", "_"), FEATURES, 3, 0.6)
    listed = "The names are those of flags in /proc/cpuinfo."
    return f"Did you mean {' or '.join(found)}? {listed}" if found else listed


def closure(names: frozenset[str]) -> frozenset[str]:
    """Features, and those that a CPU without them cannot have."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _NEEDED_BY.get(name, ())
    return frozenset(found)
