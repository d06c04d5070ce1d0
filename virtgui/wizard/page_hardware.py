"""Second page: memory and CPUs."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from engine.config import VCPUS
from virtgui.sentence import told
from virtgui.theme import SPACE_L, SPACE_S
from virtgui.wizard.amount import Amount
from virtgui.wizard.draft import MEMORY_LEAST_MIB
from virtgui.wizard.notice import Notice
from virtgui.wizard.page import Page, faint
from virtgui.wizard.plan import Plan

STOPS_MIB = (16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072)
MOST_MIB = 1 << 20


def _tr(text: str) -> str:
    return QCoreApplication.translate("HardwarePage", text)


class HardwarePage(Page):
    """Memory and CPUs, each with the host's limits in words. ``doctor_wanted``: the person asks about KVM."""

    doctor_wanted = Signal()

    def __init__(self, plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(
            plan,
            _tr("Memory and CPUs"),
            _tr("How much of this host may it use?"),
            _tr("Memory is taken as the guest uses it. Both can be changed later, in the machine's Details."),
            parent,
        )
        self.advice = Notice(self)
        self.column.addWidget(self.advice)
        self.column.addSpacing(SPACE_S)
        self.memory = Amount(_tr("Memory"), STOPS_MIB[:8], MEMORY_LEAST_MIB, MOST_MIB, _tr(" MiB"), self)
        self.memory_host = faint(QLabel(self))
        self.memory_notice = Notice(self)
        self.cpus = Amount(_tr("CPUs"), range(1, 5), VCPUS[0], VCPUS[-1], "", self)
        self.cpu_host = faint(QLabel(self))
        self.cpu_notice = Notice(self)
        self.kvm_notice = Notice(self)
        self.memory.changed.connect(lambda value: plan.edit(memory_mib=value))
        self.cpus.changed.connect(lambda value: plan.edit(vcpus=value))
        for title, amount, host, notice in (
            (_tr("&Memory"), self.memory, self.memory_host, self.memory_notice),
            (_tr("&CPUs"), self.cpus, self.cpu_host, self.cpu_notice),
        ):
            label = QLabel(title, self)
            font = label.font()
            font.setWeight(font.Weight.DemiBold)
            label.setFont(font)
            label.setBuddy(amount)
            self.column.addWidget(label)
            self.column.addWidget(amount)
            self.column.addWidget(host)
            self.column.addWidget(notice)
            self.column.addSpacing(SPACE_L)
        self.column.addWidget(self.kvm_notice)
        self.column.addStretch(1)
        self.refresh()

    def refresh(self) -> None:
        """Show the amounts, the host's limits and what is wrong."""
        plan, host = self.plan, self.plan.host
        if host is not None:
            self._set_limits(host.memory_mib, host.cpus)
            self.memory_host.setText(
                _tr("This host has {0} MiB, of which {1} MiB are free now.").format(
                    f"{host.memory_mib:,}", f"{host.available_mib:,}"
                )
            )
            one = _tr("This host has one CPU.")
            self.cpu_host.setText(one if host.cpus == 1 else _tr("This host has {0} CPUs.").format(host.cpus))
            self.kvm_notice.clear()
            if host.no_kvm and plan.draft.vcpus == 1:
                text = _tr("The guest will run on the software CPU. {0}").format(host.no_kvm)
                self.kvm_notice.show_message("info", text, _tr("Doctor"), self.doctor_wanted.emit)
        self._show_advice()
        self.memory.set_value(plan.draft.memory_mib)
        self.cpus.set_value(plan.draft.vcpus)
        show(self.memory_notice, plan.memory_problem(), plan.memory_warning())
        show(self.cpu_notice, plan.cpu_problem(), plan.cpu_warning())

    def _show_advice(self) -> None:
        advice = self.plan.advice
        if advice is None:
            self.advice.clear()
            return
        cpus = _tr("one CPU") if advice.vcpus == 1 else _tr("{0} CPUs").format(advice.vcpus)
        text = _tr("{0} does well with {1} MiB and {2}. This comes from {3}.")
        said = text.format(told(advice.system), f"{advice.memory_mib:,}", cpus, told(advice.origin))
        self.advice.show_message("info", said)

    def problem(self) -> str:
        """What the host cannot give."""
        return self.plan.hardware_problem()

    def enter(self) -> None:
        """To the memory."""
        super().enter()
        self.memory.slider.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_limits(self, memory_mib: int, cpus: int) -> None:
        """The sliders end at what the host has; the fields take more, and the page says why not."""
        stops = [stop for stop in STOPS_MIB if stop < memory_mib] + [memory_mib]
        self.memory.set_stops(stops)
        self.cpus.set_stops(range(1, max(2, min(cpus, VCPUS[-1])) + 1))


def show(notice: Notice, problem: str, warning: str) -> None:
    """Say the worse of the two, or nothing."""
    if problem:
        notice.show_message("error", problem)
    elif warning:
        notice.show_message("warning", warning)
    else:
        notice.clear()
