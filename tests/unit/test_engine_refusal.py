"""engine.refusal: what an instruction is, and what to do when it is refused."""

from __future__ import annotations

import subprocess
import sys

import pytest

from engine.feature import FEATURES
from engine.refusal import _MASKABLE, Instruction, disassemble, remedy


@pytest.mark.parametrize(
    ("code", "bits", "text", "features"),
    [
        ("cd 20", 16, "int 20h", ()),
        ("48 cf", 64, "iretq", ()),
        ("48 0f c7 0f", 64, "cmpxchg16b [rdi]", ("cx16",)),
        ("0f ae 2f", 64, "xrstor [rdi]", ("xsave",)),
        ("0f c7 f0", 32, "rdrand eax", ("rdrand",)),
        ("0f c7 f0", 16, "rdrand ax", ("rdrand",)),
        ("62 f1 7d 48 6f 00", 64, "vmovdqa32 zmm0,[rax]", ("avx512f",)),
        ("0f 6f 00", 32, "movq mm0,[eax]", ()),
        ("06", 64, "", ()),
        ("e9", 16, "", ()),
        ("", 16, "", ()),
    ],
)
def test_instructions(code: str, bits: int, text: str, features: tuple[str, ...]) -> None:
    assert disassemble(bytes.fromhex(code), bits, 0x7C00) == Instruction(text, features)


def test_branches_show_where_they_go() -> None:
    assert disassemble(b"\xeb\xfe", 16, 0x7C00).text == "jmp short 7C00h"


def test_every_feature_that_is_proposed_can_be_switched_off() -> None:
    assert set(_MASKABLE.values()) <= FEATURES.keys()


def test_what_to_do_on_an_emulated_kvm() -> None:
    said = remedy(Instruction("rdrand eax", ("rdrand",)), emulated=True)
    assert 'cpu = "host,-rdrand"' in said and 'accel = "soft"' in said and "VT-x" in said
    said = remedy(Instruction("iretq"), emulated=True)
    assert "cpu =" not in said and 'accel = "soft"' in said


def test_what_to_do_on_a_real_one() -> None:
    assert "VT-x" not in remedy(Instruction("vmovdqa32", ("avx512f",)), emulated=False)
    assert "report" in remedy(Instruction(), emulated=False)


def test_the_disassembler_is_not_loaded_before_it_is_needed() -> None:
    script = "import sys, engine.process; sys.exit('iced_x86' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
