"""The report about a guest that cannot go on."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from tests.support.bench import Bench
from virtgui.models.state import MachineState
from virtgui.windows.fault import fault_text, register_lines, stack_lines

pytest_plugins = ("tests.support.bench_fixture",)

GENERAL = ("rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", *(f"r{n}" for n in range(8, 16)))


def registers(**changed: int) -> dict[str, object]:
    general = dict.fromkeys((*GENERAL, "rip", "rflags"), 0) | changed
    return {
        "general": general,
        "control": dict.fromkeys(("cr0", "cr2", "cr3", "cr4", "efer"), 0),
        "segments": {"cs": {"selector": 8, "base": 0, "limit": 0xFFFFFFFF}},
        "tables": {"gdt": [0x7C80, 23]},
    }


def test_16_and_32_bit_registers_have_their_names() -> None:
    text = "\n".join(register_lines(registers(rax=0x1234, rflags=0x203)))
    assert "EAX    00001234" in text
    assert "EFLAGS 00000203  CF IF" in text
    assert "R8" not in text
    assert "CS   0008  00000000 + ffffffff" in text
    assert "GDT        00007c80 + 00000017" in text


def test_64_bit_registers_are_shown_whole() -> None:
    text = "\n".join(register_lines(registers(r9=1 << 40)))
    assert "RAX    0000000000000000" in text
    assert "R9     0000010000000000" in text


def test_columns_are_straight() -> None:
    lines = list(register_lines(registers(r9=1 << 40)))[:4]
    assert len({len(line) for line in lines}) == 1


def test_a_fault_that_says_little() -> None:
    assert "not known" in fault_text({"reason": "Gone."})


def test_the_stack_is_shown_in_words_of_its_size() -> None:
    stack = bytes(range(32)).hex(" ")
    fault = {"stack": stack, "registers": {"stack_bits": 64, "general": {"rsp": 0xFFFF0000}}}
    assert list(stack_lines(fault)) == [
        "00000000ffff0000: 0706050403020100  0f0e0d0c0b0a0908",
        "00000000ffff0010: 1716151413121110  1f1e1d1c1b1a1918",
    ]
    fault["registers"] = {"stack_bits": 16, "general": {"rsp": 0x7C00}}
    assert next(stack_lines(fault)).startswith("7c00: 0100  0302")
    assert list(stack_lines({})) == []
    assert "Stack" in fault_text(fault)


def test_triple_fault_is_shown_and_can_be_left(bench: Bench, sector: Callable[[str], Path]) -> None:
    machine = bench.add(sector("triplefault"), accel="soft")  # KVM on AMD-V forgets its registers.
    window = bench.window(machine)
    machine.start()
    bench.until(lambda: machine.state is MachineState.FAULTED, "fault")
    page = window.screen_page
    bench.until(page.fault.isVisible, "panel")
    assert "triple-faulted" in page.fault.reason.text()
    assert "   ud2" in page.fault.registers.toPlainText()
    assert "Instruction  0f 0b" in page.fault.registers.toPlainText()
    assert re.search("CR0    [06]0000011", page.fault.registers.toPlainText()), (
        "protected mode, with or without caches"
    )
    assert "Triple fault" in bench.screen(page.display)  # The screen is kept.
    page.fault.copy_button.click()
    assert "CR0" in QGuiApplication.clipboard().text()
    # It faults again within milliseconds; that it ran is seen by what it left.
    assert machine.link is not None
    exits = sum(machine.link.stats.exits().values())
    page.fault.reset_button.click()
    bench.until(lambda: machine.link is not None and sum(machine.link.stats.exits().values()) > exits, "its run")
    bench.until(lambda: machine.state is MachineState.FAULTED, "the same fault again")
    bench.until(page.fault.isVisible, "panel")
    page.fault.kill_button.click()
    bench.until(lambda: machine.state is MachineState.OFF, "power off")
