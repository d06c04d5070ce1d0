"""engine.cpu.cpuid: what a guest's CPU can do, and each vCPU's place in the machine."""

from __future__ import annotations

import pytest

from engine.cpu import cpuid
from engine.cpu.cpuid import for_vcpu, has, modelled
from engine.error import EngineError
from engine.feature import FEATURES as PLACES
from engine.feature import parse
from engine.kvm.cpulayout import CpuidEntry2

INTEL, AMD = 0x756E6547, 0x68747541


def leaf(function: int, index: int = 0, **registers: int) -> CpuidEntry2:
    return CpuidEntry2(function=function, index=index, **registers)


HOST = [
    leaf(0, eax=0xD, ebx=INTEL),
    leaf(cpuid.FEATURES, ebx=0x05100800, ecx=0x1, edx=0x1 | 1 << 28),
    leaf(cpuid.CACHES, 0, eax=0x1FC0_4121),
    leaf(cpuid.CACHES, 1, eax=0x1FC0_4163),
    leaf(cpuid.CACHES, 2, eax=0),
    leaf(cpuid.TOPOLOGY, 0, eax=9, ebx=9, ecx=9, edx=9),
    leaf(cpuid.TOPOLOGY_V2, 0, eax=9, ebx=9, ecx=9, edx=9),
    leaf(0x80000008, eax=0x3028, ecx=0),
]


def by_leaf(index: int, count: int, host: list[CpuidEntry2] = HOST) -> dict[tuple[int, int], CpuidEntry2]:
    return {(entry.function, entry.index): entry for entry in for_vcpu(host, index, count)}


@pytest.mark.parametrize(("index", "count"), [(0, 1), (0, 2), (1, 2), (15, 16)])
def test_features(index: int, count: int) -> None:
    found = by_leaf(index, count)[cpuid.FEATURES, 0]
    assert found.ebx >> 24 == index
    assert found.ebx >> 16 & 0xFF == count
    assert found.ebx & 0xFFFF == 0x0800
    assert bool(found.edx & 1 << 28) == (count > 1)
    assert found.edx & 1


@pytest.mark.parametrize(("count", "shift"), [(1, 0), (2, 1), (3, 2), (4, 2), (16, 4)])
def test_topology_is_cores_of_one_package(count: int, shift: int) -> None:
    found = by_leaf(count - 1, count)
    threads, cores, end = (found[cpuid.TOPOLOGY, level] for level in range(3))
    assert (threads.eax, threads.ebx, threads.ecx) == (0, 1, 0x100)
    assert (cores.eax, cores.ebx, cores.ecx) == (shift, count, 0x201)
    assert (end.eax, end.ebx, end.ecx) == (0, 0, 2)
    assert {entry.edx for entry in (threads, cores, end)} == {count - 1}
    assert {entry.flags for entry in (threads, cores, end)} == {1}
    assert (cpuid.TOPOLOGY_V2, 0) not in found


def test_a_cpu_that_ends_before_the_topology_leaf_gets_none() -> None:
    assert (cpuid.TOPOLOGY, 0) not in by_leaf(0, 2, [leaf(0, eax=7, ebx=INTEL)])


def test_the_third_level_cache_alone_is_shared() -> None:
    found = by_leaf(0, 4)
    first, third = found[cpuid.CACHES, 0].eax, found[cpuid.CACHES, 1].eax
    assert (first >> 14 & 0xFFF, third >> 14 & 0xFFF) == (0, 3)
    assert first >> 26 == third >> 26 == 3
    assert first & 0x3FFF == 0x0121
    assert found[cpuid.CACHES, 2].eax == 0


def test_amds_own_leaves() -> None:
    host = [
        leaf(0, eax=0xD, ebx=AMD),
        leaf(0x80000001, ecx=0x1),
        leaf(0x80000008, eax=0x3030, ecx=0x10077FF),
        leaf(0x8000001D, 3, eax=0x1FC0_0163),
        leaf(0x8000001E, eax=77, ebx=0x0107, ecx=0x0303),
        leaf(0x80000026, eax=1),
    ]
    found = by_leaf(2, 4, host)
    assert found[0x80000001, 0].ecx == 0x3
    assert by_leaf(0, 1, host)[0x80000001, 0].ecx == 0x1
    assert found[0x80000008, 0].ecx == 0x1002703
    assert found[0x8000001D, 3].eax >> 14 & 0xFFF == 3
    assert (found[0x8000001E, 0].eax, found[0x8000001E, 0].ebx, found[0x8000001E, 0].ecx) == (2, 2, 0)
    assert (0x80000026, 0) not in found
    assert by_leaf(2, 4)[0x80000008, 0].ecx == 0, "Intel's is left alone"


def test_other_leaves_and_the_hosts_own_stay() -> None:
    before = [bytes(entry) for entry in HOST]
    assert by_leaf(3, 4)[0, 0].eax == 0xD
    assert [bytes(entry) for entry in HOST] == before


def everything() -> list[CpuidEntry2]:
    """A host that has every feature there is a name for."""
    leaves: dict[tuple[int, int], CpuidEntry2] = {}
    for place in PLACES.values():
        entry = leaves.setdefault((place.function, place.index), leaf(place.function, place.index))
        setattr(entry, place.output, getattr(entry, place.output) | place.mask)
    leaves[0xD, 0] = leaf(0xD, 0, eax=0x602E7, ebx=0x340, ecx=0x2B00)
    for part, (offset, size) in {2: (576, 256), 5: (1088, 64), 6: (1152, 512), 7: (1664, 1024), 9: (2688, 8)}.items():
        leaves[0xD, part] = leaf(0xD, part, eax=size, ebx=offset)
    leaves[0xD, 8] = leaf(0xD, 8, eax=128, ecx=1)
    return list(leaves.values())


def test_tsc_deadline_is_told_when_kvm_has_it() -> None:
    assert not has(modelled(HOST, parse("host")), "tsc_deadline_timer")
    found = modelled(HOST, parse("host"), tsc_deadline=True)
    assert has(found, "tsc_deadline_timer")
    assert has(found, "hypervisor")


def test_what_is_switched_off_goes_with_all_that_needs_it() -> None:
    found = modelled(everything(), parse("host,-avx512f,-cx16"))
    assert not any(has(found, name) for name in ("cx16", "avx512f", "avx512bw", "avx512_vnni"))
    assert all(has(found, name) for name in ("avx", "avx2", "xsave", "rdrand", "kvmclock"))
    state = next(entry for entry in found if (entry.function, entry.index) == (0xD, 0))
    assert state.eax == 0x60207
    assert state.ecx == 2688 + 8
    assert [entry.index for entry in found if entry.function == 0xD] == [1, 0, 2, 9, 8]


def test_without_xsave_nothing_is_left_of_it() -> None:
    found = modelled(everything(), parse("host,-xsave"))
    assert not any(has(found, name) for name in ("xsave", "avx", "avx512f", "xsaveopt", "amx_tile", "pku"))
    assert not [entry for entry in found if entry.function == 0xD]
    assert has(found, "sse4_2")


def test_an_emulated_kvm_hides_what_it_cannot_execute_unless_asked() -> None:
    found = modelled(everything(), parse("host"), emulated=True)
    assert not any(has(found, name) for name in ("cx16", "xsave", "avx", "rdrand", "rdseed"))
    found = modelled(everything(), parse("host,+cx16"), emulated=True)
    assert has(found, "cx16")
    assert not has(found, "rdrand")


def test_what_kvm_cannot_give_is_refused() -> None:
    with pytest.raises(EngineError, match="cannot give a guest avx2, rdrand") as caught:
        modelled(HOST, parse("host,+rdrand,+avx2"))
    assert "+avx2" in caught.value.remedy
    assert has(modelled(HOST, parse("host,+tsc_deadline_timer")), "tsc_deadline_timer")
