"""engine.stats: the page as it is written and read."""

from __future__ import annotations

import os

import pytest

from engine.stats import MAX_VCPUS, SIZE, MachineCount, StatsPage, StatsReader, VcpuCount


def test_what_is_written_is_read_without_asking() -> None:
    page = StatsPage(2, 64 << 20)
    reader = StatsReader(os.dup(page.fd))
    assert (reader.vcpus, reader.pid, reader.ram_bytes) == (2, os.getpid(), 64 << 20)
    page.machine[MachineCount.DISK_READS] = 7
    page.vcpu(0)[VcpuCount.PORT_OUT] = 3
    page.vcpu(1)[VcpuCount.PORT_OUT] = 2**64 - 4
    page.vcpu(1)[VcpuCount.MMIO_READ] = 1
    assert reader.machine()[MachineCount.DISK_READS] == 7
    assert reader.vcpu(1)[VcpuCount.MMIO_READ] == 1
    exits = reader.exits()
    assert exits[VcpuCount.PORT_OUT] == 2**64 - 1 and exits[VcpuCount.MMIO_READ] == 1
    assert VcpuCount.TID not in exits and VcpuCount.EXITS not in exits
    assert reader.exit_words() == list(exits.values())
    assert reader.machine_words()[MachineCount.DISK_READS] == 7


def test_one_vcpu_needs_no_sum() -> None:
    page = StatsPage(1, 1)
    page.vcpu(0)[VcpuCount.PORT_OUT] = 3
    reader = StatsReader(os.dup(page.fd))
    assert reader.exits()[VcpuCount.PORT_OUT] == 3
    assert reader.exit_words() == list(reader.exits().values())


def test_counters_of_different_owners_do_not_overlap() -> None:
    page = StatsPage(MAX_VCPUS, 1)
    spaces = [page.machine, *(page.vcpu(index) for index in range(MAX_VCPUS))]
    for number, space in enumerate(spaces):
        for word in range(len(space)):
            assert space[word] == 0
            space[word] = number + 1
    assert page.words[1] == MAX_VCPUS


def test_another_file_is_no_statistics_page() -> None:
    descriptor = os.memfd_create("other")
    os.ftruncate(descriptor, SIZE)
    with pytest.raises(ValueError, match="statistics"):
        StatsReader(descriptor)
    os.close(descriptor)


def test_nobody_who_is_given_the_page_can_cut_it_off() -> None:
    page = StatsPage(1, 1 << 20)
    for size in (0, 2 * SIZE):
        with pytest.raises(PermissionError):
            os.ftruncate(page.fd, size)
