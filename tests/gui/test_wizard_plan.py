"""The plan: what is found out about files, and what follows from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.support.bench import Bench
from virtgui.models.preference import NewMachine, Preferences
from virtgui.wizard.draft import DiskChoice, Draft, Source
from virtgui.wizard.plan import Plan

pytest_plugins = ("tests.support.bench_fixture",)


@pytest.fixture
def plan(bench: Bench) -> Plan:
    made = Plan(bench.store, bench.bridge, Preferences())
    bench.until(lambda: made.host is not None, "host facts")
    return made


def boot_sector(path: Path) -> Path:
    path.write_bytes(bytes(510) + b"\x55\xaa")
    return path


def choose(bench: Bench, plan: Plan, path: Path) -> None:
    plan.choose_file("source", str(path))
    bench.until(lambda: not plan.findings["source"].looking, "finding")


def test_the_source_is_switched_to_what_the_file_is(bench: Bench, plan: Plan, tmp_path: Path) -> None:
    plan.choose_source(Source.CD)
    choose(bench, plan, boot_sector(tmp_path / "mine.img"))
    assert plan.draft.source is Source.FLOPPY
    assert plan.findings["source"].note
    assert plan.draft.name == "mine"
    assert not plan.source_problem()


def test_a_file_that_is_nothing(bench: Bench, plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear all,\n")
    plan.choose_source(Source.DISK)
    choose(bench, plan, tmp_path / "letter")
    assert "Text" in plan.source_problem()
    choose(bench, plan, tmp_path / "nowhere")
    assert "does not exist" in plan.source_problem()
    choose(bench, plan, tmp_path)
    assert "directory" in plan.source_problem()
    (tmp_path / "empty").touch()
    choose(bench, plan, tmp_path / "empty")
    assert "empty" in plan.source_problem()


def test_only_the_last_file_counts(bench: Bench, plan: Plan, tmp_path: Path) -> None:
    plan.choose_source(Source.FLOPPY)
    plan.choose_file("source", str(tmp_path / "nowhere"))
    choose(bench, plan, boot_sector(tmp_path / "b.img"))
    bench.until(lambda: plan.draft.image is not None, "finding")
    assert not plan.findings["source"].error


def test_each_source_remembers_its_file(bench: Bench, plan: Plan, tmp_path: Path) -> None:
    plan.choose_source(Source.FLOPPY)
    choose(bench, plan, boot_sector(tmp_path / "b.img"))
    plan.choose_source(Source.KERNEL)
    assert plan.draft.path == ""
    assert plan.source_problem()
    plan.choose_source(Source.FLOPPY)
    assert plan.draft.path == str(tmp_path / "b.img")
    assert not plan.source_problem()


def test_what_a_person_sets_stays(plan: Plan) -> None:
    plan.edit(memory_mib=77, name="Mine")
    plan.choose_source(Source.CD)
    assert (plan.draft.memory_mib, plan.draft.name) == (77, "Mine")
    assert plan.draft.disk is DiskChoice.NEW  # This follows the source.


def test_limits_of_the_host(plan: Plan) -> None:
    assert plan.host is not None
    plan.host = replace(plan.host, no_kvm="", one_cpu=False)
    plan.edit(memory_mib=plan.host.memory_mib + 1)
    assert str(plan.host.memory_mib) in plan.hardware_problem()
    plan.edit(memory_mib=plan.host.memory_mib)
    assert not plan.hardware_problem()
    assert plan.memory_warning()
    plan.edit(memory_mib=1)
    assert plan.hardware_problem()
    plan.edit(vcpus=plan.host.cpus)
    assert not plan.cpu_warning()
    plan.edit(vcpus=plan.host.cpus + 1)
    assert plan.cpu_warning()


def test_disk_problems(bench: Bench, plan: Plan, tmp_path: Path) -> None:
    path = boot_sector(tmp_path / "b.img")
    plan.choose_source(Source.DISK)
    choose(bench, plan, path)
    plan.edit(disk=DiskChoice.EXISTING)
    assert plan.disk_problem()
    plan.choose_file("disk", str(path))
    bench.until(lambda: not plan.findings["disk"].looking, "finding")
    assert "already" in plan.disk_problem()
    plan.edit(disk=DiskChoice.NEW, disk_gib=2000)
    assert not plan.disk_problem()
    assert plan.disk_warning()


def test_a_broken_initrd(bench: Bench, plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "initrd").touch()
    plan.choose_file("initrd", str(tmp_path / "initrd"))
    bench.until(lambda: not plan.findings["initrd"].looking, "finding")
    assert plan.findings["initrd"].error


def cd(path: Path, label: str) -> Path:
    """A CD with nothing on it but its label (ECMA-119, 8.4)."""
    data = bytearray(40 * 2048)
    data[16 * 2048 : 16 * 2048 + 7] = b"\x01CD001\x01"
    data[16 * 2048 + 40 : 16 * 2048 + 72] = label.encode().ljust(32)
    path.write_bytes(data)
    return path


def test_what_the_system_on_a_cd_wants_is_proposed(bench: Bench, plan: Plan, tmp_path: Path) -> None:
    plan.edit(disk_gib=33)
    plan.choose_source(Source.CD)
    choose(bench, plan, cd(tmp_path / "x.iso", "alpine-std 3.19.1 x86_64"))
    bench.until(lambda: plan.advice is not None, "advice")
    assert plan.advice is not None
    assert plan.advice.origin == "VirtGUI's own table"
    draft = plan.draft
    assert (draft.name, draft.memory_mib, draft.disk) == ("Alpine Linux", 256, DiskChoice.NEW)
    assert draft.disk_bus == "virtio"
    assert draft.disk_gib == 33, "what a person has set stays"
    choose(bench, plan, cd(tmp_path / "gparted.iso", "GParted-live"))
    bench.until(lambda: plan.draft.name == "GParted live", "other advice")
    assert plan.draft.disk is DiskChoice.NONE, "it runs from the CD"
    choose(bench, plan, cd(tmp_path / "mine.iso", "HOLIDAYS"))
    assert plan.advice is None
    assert plan.draft.name == "mine"


def test_more_than_one_cpu_is_proposed_only_where_kvm_runs_them(bench: Bench, plan: Plan, tmp_path: Path) -> None:
    """A machine of two would not start on the software CPU."""
    bench.until(lambda: plan.host is not None, "host facts")
    assert plan.host is not None
    plan.choose_source(Source.CD)
    for no_kvm, cpus in (("There is no KVM.", 1), ("", 2)):
        plan.host = replace(plan.host, cpus=4, no_kvm=no_kvm, one_cpu=bool(no_kvm))
        plan.edit(path="")
        choose(bench, plan, cd(tmp_path / "x.iso", "Debian 12.5.0 amd64 n"))
        bench.until(lambda: plan.advice is not None, "advice")
        assert plan.advice is not None
        assert plan.advice.vcpus == 2
        assert plan.draft.vcpus == cpus
        assert plan.hardware_problem() == ""


def test_the_last_machine_advises_only_where_nothing_else_does(bench: Bench, tmp_path: Path) -> None:
    last = Preferences()
    last.new_machine = NewMachine(start=False, copy=True, firmware="builtin", disk_gib=77)
    plan = Plan(bench.store, bench.bridge, last)
    bench.until(lambda: plan.host is not None, "host facts")
    plan.choose_source(Source.CD)
    choose(bench, plan, cd(tmp_path / "mine.iso", "HOLIDAYS"))
    draft = plan.draft
    assert (draft.start, draft.copy, draft.firmware, draft.disk_gib) == (False, True, "builtin", 77)
    choose(bench, plan, cd(tmp_path / "x.iso", "alpine-std 3.19.1 x86_64"))
    bench.until(lambda: plan.advice is not None, "advice")
    assert plan.advice is not None
    assert plan.draft.disk_gib == plan.advice.disk_gib != 77
    # Nobody has set anything here: nothing is remembered of this one.
    plan.remember()
    assert last.new_machine.disk_gib == 77
    # What this host cannot do, and what was never written by us.
    assert plan.host is not None
    plan.host = replace(plan.host, firmware_problems={"builtin": "It is gone."})
    plan.edit(append="")
    assert plan.draft.firmware == "auto"
    last.new_machine = NewMachine(firmware="coreboot", disk_gib=10**9)
    assert Plan(bench.store, bench.bridge, last).draft == Draft()
