"""CPUID of the software CPU."""

from __future__ import annotations

import pytest

from engine import feature
from engine.cpu.soft.identity import APIC, FEATURES_ECX, HYPERVISOR, Identity, leaf
from engine.error import EngineError
from tests.support.softrig import SoftRig

HZ = 2_500_000_000


def test_the_time_stamp_counter_is_told() -> None:
    denominator, numerator, crystal_hz, _ = leaf(0x15, False, HZ)
    assert crystal_hz * numerator // denominator == HZ
    assert leaf(0, False, HZ)[0] >= 0x15
    assert (crystal_hz // 1000) * numerator < 1 << 32, "Linux multiplies 32 bits"


def test_vendor_and_name() -> None:
    _, ebx, ecx, edx = leaf(0, False, HZ)
    assert b"".join(word.to_bytes(4, "little") for word in (ebx, edx, ecx)) == b"GenuineIntel"
    name = b"".join(word.to_bytes(4, "little") for part in (2, 3, 4) for word in leaf(0x80000000 + part, False, HZ))
    assert name.rstrip(b"\0") == b"VirtGUI software CPU (Unicorn)"


def test_an_apic_only_where_there_is_one() -> None:
    assert not leaf(1, False, HZ)[3] & APIC
    assert leaf(1, True, HZ)[3] & APIC


@pytest.mark.parametrize(
    ("name", "bit"), [("MONITOR", 3), ("x2APIC", 21), ("deadline", 24), ("XSAVE", 26), ("AVX", 28)]
)
def test_what_the_emulator_cannot_is_not_promised(name: str, bit: int) -> None:
    assert not FEATURES_ECX >> bit & 1, name
    assert FEATURES_ECX & HYPERVISOR


def test_unknown_leaves_are_zero() -> None:
    assert leaf(6, True, HZ) == leaf(0x40000001, True, HZ) == leaf(0xFFFFFFFF, True, HZ) == (0, 0, 0, 0)


def has(identity: Identity, name: str) -> bool:
    place = feature.FEATURES[name]
    eax, ebx, ecx, edx = identity.leaf(place.function, True, HZ)
    return bool({"eax": eax, "ebx": ebx, "ecx": ecx, "edx": edx}[place.output] & place.mask)


def test_a_feature_is_taken_away_with_what_needs_it() -> None:
    identity = Identity(feature.parse("host,-ssse3,-lm"))
    names = ("pni", "ssse3", "sse4_1", "sse4_2", "popcnt", "lm", "syscall")
    assert [has(identity, name) for name in names] == [True, False, False, False, True, False, True]
    assert all(has(Identity(feature.parse("host")), name) for name in names)


def test_what_is_not_there_may_be_left_out_and_what_is_there_asked_for() -> None:
    for text in ("host,-avx", "host,-x2apic,-xsaveopt", "host,+cx16", "host,+nonstop_tsc"):
        assert Identity(feature.parse(text)).leaf(1, True, HZ) == leaf(1, True, HZ)


def test_what_the_emulator_cannot_is_refused() -> None:
    with pytest.raises(EngineError, match="avx, rdrand") as caught:
        Identity(feature.parse("host,+rdrand,+avx"))
    assert "+avx" in caught.value.remedy


def test_the_guest_sees_it() -> None:
    source = "mov eax, 1\ncpuid\nmov eax, ecx\nshr eax, 13\nand al, 1\nout 0xE9, al\nout 0xF4, al\nhlt"
    for cpu, seen in (("host", 1), ("host,-cx16", 0)):
        rig = SoftRig(cpu=cpu)
        assert rig.ends(source) == bytes((seen,))
        rig.close()
