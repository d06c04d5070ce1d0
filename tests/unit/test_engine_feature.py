"""engine.feature: names of CPU features, and the text that chooses among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.error import ConfigError
from engine.feature import FEATURES, CpuModel, closure, parse


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("fpu", (0x1, "edx", 0)),
        ("pbe", (0x1, "edx", 31)),
        ("cx16", (0x1, "ecx", 13)),
        ("x2apic", (0x1, "ecx", 21)),
        ("tsc_deadline_timer", (0x1, "ecx", 24)),
        ("xsave", (0x1, "ecx", 26)),
        ("rdrand", (0x1, "ecx", 30)),
        ("hypervisor", (0x1, "ecx", 31)),
        ("avx2", (0x7, "ebx", 5)),
        ("rdseed", (0x7, "ebx", 18)),
        ("avx512vl", (0x7, "ebx", 31)),
        ("la57", (0x7, "ecx", 16)),
        ("rdpid", (0x7, "ecx", 22)),
        ("pks", (0x7, "ecx", 31)),
        ("fsrm", (0x7, "edx", 4)),
        ("arch_capabilities", (0x7, "edx", 29)),
        ("xsaves", (0xD, "eax", 3)),
        ("syscall", (0x80000001, "edx", 11)),
        ("nx", (0x80000001, "edx", 20)),
        ("rdtscp", (0x80000001, "edx", 27)),
        ("lm", (0x80000001, "edx", 29)),
        ("svm", (0x80000001, "ecx", 2)),
        ("topoext", (0x80000001, "ecx", 22)),
        ("mwaitx", (0x80000001, "ecx", 29)),
        ("nonstop_tsc", (0x80000007, "edx", 8)),
        ("wbnoinvd", (0x80000008, "ebx", 9)),
        ("kvm_pv_eoi", (0x40000001, "eax", 6)),
        ("kvm_pv_ipi", (0x40000001, "eax", 11)),
    ],
)
def test_places(name: str, place: tuple[int, str, int]) -> None:
    found = FEATURES[name]
    assert (found.function, found.output, found.mask) == (place[0], place[1], 1 << place[2])


def test_this_hosts_flags_have_names() -> None:
    """Most of them: some of /proc/cpuinfo's are Linux's own and stand nowhere in CPUID."""
    lines = Path("/proc/cpuinfo").read_text("ascii", "replace").splitlines()
    line = next((line for line in lines if line.startswith("flags")), "flags:")
    flags = line.split(":", 1)[1].split()
    assert not flags or sum(flag in FEATURES for flag in flags) > 0.8 * len(flags)


def test_switches() -> None:
    assert parse("host") == CpuModel()
    assert parse("host,-cx16, +x2apic") == CpuModel(frozenset({"x2apic"}), frozenset({"cx16"}))
    assert parse("host,-cx16,+cx16") == CpuModel(frozenset({"cx16"}))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("host,-avx-512f", "avx512f"),
        ("host,-CX16", "cx16"),
        ("host,-sse4.2", "sse4_2"),
        ("host,-qqqqqq", "/proc/cpuinfo"),
        ("host,cx16", "-cx16"),
        ("host,", "-cx16"),
        ("host,-", "-cx16"),
        ("qemu64", "host"),
        ("", "host"),
    ],
)
def test_mistakes_are_answered_with_what_may_have_been_meant(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text)
    assert caught.value.what.startswith("cpu ")
    assert said in caught.value.remedy


def test_what_needs_a_feature_goes_with_it() -> None:
    assert {"avx", "avx2", "avx512f", "avx512bw", "xsaves"} <= closure(frozenset({"xsave"}))
    assert closure(frozenset({"cx16"})) == {"cx16"}
    assert closure(frozenset()) == frozenset()
