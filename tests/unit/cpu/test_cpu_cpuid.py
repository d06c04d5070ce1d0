"""engine.cpu.cpuid: each vCPU's place in the machine."""

from __future__ import annotations

import pytest

from engine.cpu.cpuid import FEATURES, TOPOLOGY, for_vcpu
from engine.kvm.cpulayout import CpuidEntry2


def leaf(function: int, index: int = 0, **registers: int) -> CpuidEntry2:
    return CpuidEntry2(function=function, index=index, **registers)


HOST = [
    leaf(0, eax=0xD),
    leaf(FEATURES, ebx=0x05100800, ecx=0x1, edx=0x1 | 1 << 28),
    leaf(TOPOLOGY, 0, eax=9, ebx=9, ecx=9, edx=9),
    leaf(TOPOLOGY, 1, eax=9, ebx=9, ecx=9, edx=9),
    leaf(TOPOLOGY, 2, eax=9, ebx=9, ecx=9, edx=9),
]


def by_leaf(index: int, count: int, tsc_deadline: bool = False) -> dict[tuple[int, int], CpuidEntry2]:
    return {(entry.function, entry.index): entry for entry in for_vcpu(HOST, index, count, tsc_deadline)}


@pytest.mark.parametrize(("index", "count"), [(0, 1), (0, 2), (1, 2), (15, 16)])
def test_features(index: int, count: int) -> None:
    found = by_leaf(index, count)[FEATURES, 0]
    assert found.ebx >> 24 == index
    assert found.ebx >> 16 & 0xFF == count
    assert found.ebx & 0xFFFF == 0x0800
    assert found.ecx & 1 << 31
    assert not found.ecx & 1 << 24
    assert bool(found.edx & 1 << 28) == (count > 1)
    assert found.edx & 1


def test_tsc_deadline_is_told_when_kvm_has_it() -> None:
    assert by_leaf(0, 1, tsc_deadline=True)[FEATURES, 0].ecx & 1 << 24


@pytest.mark.parametrize(("count", "shift"), [(1, 0), (2, 1), (3, 2), (4, 2), (16, 4)])
def test_topology_is_cores_of_one_package(count: int, shift: int) -> None:
    found = by_leaf(count - 1, count)
    threads, cores, end = (found[TOPOLOGY, level] for level in range(3))
    assert (threads.eax, threads.ebx, threads.ecx) == (0, 1, 0x100)
    assert (cores.eax, cores.ebx, cores.ecx) == (shift, count, 0x201)
    assert (end.eax, end.ebx, end.ecx) == (0, 0, 2)
    assert {entry.edx for entry in (threads, cores, end)} == {count - 1}


def test_other_leaves_and_the_hosts_own_stay() -> None:
    before = [bytes(entry) for entry in HOST]
    assert by_leaf(3, 4)[0, 0].eax == 0xD
    assert [bytes(entry) for entry in HOST] == before
