"""Second page of the wizard."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from tests.support.bench import Bench
from virtgui.models.preference import Preferences
from virtgui.wizard.page_hardware import HardwarePage
from virtgui.wizard.plan import Plan

pytest_plugins = ("tests.support.bench_fixture",)


@pytest.fixture
def page(bench: Bench, qtbot: QtBot) -> HardwarePage:
    made = HardwarePage(Plan(bench.store, bench.bridge, Preferences()))
    qtbot.addWidget(made)
    made.show()
    bench.until(lambda: made.plan.host is not None, "host facts")
    return made


def test_limits_are_the_hosts(page: HardwarePage) -> None:
    host = page.plan.host
    assert host is not None
    page.memory.slider.setValue(page.memory.slider.maximum())
    assert page.plan.draft.memory_mib == host.memory_mib
    assert f"{host.memory_mib:,}" in page.memory_host.text()
    assert page.memory_notice.kind == "warning"
    assert page.problem() == ""


def test_too_much_is_refused_in_words(page: HardwarePage) -> None:
    assert page.plan.host is not None
    page.memory.field.setValue(page.plan.host.memory_mib + 1)
    assert page.memory_notice.kind == "error"
    assert page.problem() == page.memory_notice.text
    page.memory.field.setValue(64)
    assert page.memory_notice.isHidden()
    assert page.problem() == ""


def test_more_cpus_than_the_host_has_is_a_warning(page: HardwarePage) -> None:
    assert page.plan.host is not None
    page.plan.host = replace(page.plan.host, no_kvm="", one_cpu=False)
    page.cpus.field.setValue(min(16, page.plan.host.cpus + 1))
    assert page.cpu_notice.kind == "warning"
    assert page.problem() == ""


def test_several_cpus_where_kvm_is_emulated_are_a_warning(page: HardwarePage) -> None:
    assert page.plan.host is not None
    page.plan.host = replace(page.plan.host, cpus=4, no_kvm="This host's KVM is itself emulated.", one_cpu=False)
    page.refresh()
    assert not page.kvm_notice.isHidden()
    page.cpus.field.setValue(2)
    assert "emulated" in page.cpu_notice.text
    assert page.kvm_notice.isHidden(), "it will not run on the software CPU"
    assert page.problem() == ""


def test_several_cpus_without_kvm_are_refused_before_they_are_at_the_start(page: HardwarePage) -> None:
    assert page.plan.host is not None
    page.plan.host = replace(page.plan.host, cpus=4, no_kvm="There is no KVM.", one_cpu=True)
    page.cpus.field.setValue(2)
    assert page.cpu_notice.kind == "error"
    assert "one CPU" in page.problem()
    page.cpus.field.setValue(1)
    assert page.problem() == ""


def test_a_host_without_kvm_says_so_and_leads_to_the_doctor(page: HardwarePage, qtbot: QtBot) -> None:
    assert page.plan.host is not None
    page.plan.host = replace(page.plan.host, no_kvm="KVM cannot be used here: no permission.")
    page.refresh()
    assert "no permission" in page.kvm_notice.text
    with qtbot.waitSignal(page.doctor_wanted):
        page.kvm_notice.button.click()
