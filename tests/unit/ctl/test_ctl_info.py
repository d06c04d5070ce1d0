"""engine.ctl.info: a fault for people."""

from __future__ import annotations

from engine.ctl.info import fault_lines


def test_a_fault_shows_registers_and_instruction_bytes() -> None:
    lines = fault_lines(
        {
            "cpu": 1,
            "reason": "It triple-faulted.",
            "remedy": "Reset it.",
            "registers": {
                "general": {"rax": 0xDEADBEEF, "rip": 0x7C00, "rflags": 2},
                "control": {"cr0": 0x11},
                "segments": {"cs": {"selector": 8, "base": 0, "limit": 0xFFFFFFFF}},
                "tables": {"idt": [0x1000, 0]},
                "halted": False,
            },
            "instruction": "cc",
        }
    )
    text = "\n".join(lines)
    for part in (
        "CPU 1: It triple-faulted.",
        "to do: Reset it.",
        "rax    00000000deadbeef",
        "rip    0000000000007c00",
        "cs  0008  base 0000000000000000  limit ffffffff",
        "idt  base 0000000000001000  limit 0000",
        "cr0 11",
        "instruction bytes: cc",
    ):
        assert part in text
