"""Interrupts and exceptions through gates: the same code on native vectoring and on ours."""

from __future__ import annotations

import pytest

from engine.cpu.accel import StopKind
from tests.support.softrig import SoftRig
from tests.unit.cpu.soft.test_soft_vcpu import IDT, PROTECTED, gate
from tests.unit.cpu.soft.test_systemcall import LONG

DONE = "out 0xF4, al\njmp $\n"
TASK = "mov dword [0x704], 0x8000\nmov dword [0x708], 0x10\nmov ax, 0x18\nltr ax\n"
TO_USER = "push 0x2B\npush 0x9000\npush 0x3202\npush 0x23\npush user\niret\nuser:\n"


def say(*what: str) -> str:
    """Code that writes these bytes; EAX is lost."""
    return "".join(f"mov eax, {each}\nout 0xE9, al\n" for each in what)


def with_level(vector: int, level: int) -> str:
    """Let code of ``level`` use a gate."""
    return f"or dword [0x804 + {8 * vector}], {level << 13}\n"


def test_a_user_calls_through_a_gate_onto_the_stack_of_the_task(rig: SoftRig) -> None:
    source = PROTECTED + IDT + gate(0x30, "kernel") + with_level(0x30, 3) + TASK + TO_USER + "int 0x30\n"
    source += say("cs", "'u'") + DONE
    source += "kernel: " + say("cs", "ss", "[esp + 4]", "[esp + 16]", "[esp + 9]", "esp") + "pushf\npop eax\n"
    source += "mov al, ah\nout 0xE9, al\niret\n"
    # CS and SS of ring 0, CS and SS of the user, the upper flags with IOPL and IF, five words on the stack; IF clear.
    assert rig.ends(source) == b"\x08\x10\x23\x2b\x32\xec\x30\x23u"


def test_a_user_may_not_use_a_gate_of_the_kernel(rig: SoftRig) -> None:
    """#GP with the gate's number, and at the INT."""
    source = PROTECTED + IDT + gate(13, "fault") + gate(0x30, "kernel") + TASK + TO_USER + "here: int 0x30\n"
    source += "kernel: " + say("'x'") + DONE
    source += "fault: " + say("[esp]", "[esp + 1]") + DONE
    error = 0x30 * 8 + 2
    assert rig.ends(source) == bytes((error & 0xFF, error >> 8))


def test_a_trap_gate_leaves_interrupts_as_they_are(rig: SoftRig) -> None:
    source = PROTECTED + IDT + gate(0x30, "kernel") + "or dword [0x804 + 0x180], 0x100\nsti\nint 0x30\n"
    source += "kernel: pushf\npop eax\nmov al, ah\nand al, 2\nout 0xE9, al\n" + DONE
    assert rig.ends(source) == b"\x02"


def test_a_16_bit_gate_pushes_words(rig: SoftRig) -> None:
    source = PROTECTED + IDT + gate(0x30, "kernel") + "and dword [0x804 + 0x180], ~0x800\nint 0x30\n"
    assert rig.ends(source + "kernel: " + say("esp") + DONE) == b"\xfa"


PAGING = """
mov dword [0x10000], 0x11007
mov edi, 0x11000
mov eax, 7
mov ecx, 1024
fill: stosd
add eax, 0x1000
loop fill
mov dword [0x11000 + 4 * 0x20], 0x20005
mov dword [0x11000 + 4 * 0x21], 0
mov dword [0x11000 + 4 * 0x22], 0x22003
mov eax, 0x10000
mov cr3, eax
mov eax, cr0
or eax, 0x80010000
mov cr0, eax
"""


@pytest.mark.parametrize(
    ("access", "error", "where"),
    [
        ("mov [0x20010], al", 7, 0x10),
        ("mov [0x21020], al", 6, 0x20),
        ("mov al, [0x21020]", 4, 0x20),
        ("mov al, [0x22030]", 5, 0x30),
        ("jmp 0x21040", 4, 0x40),
    ],
)
def test_page_faults_of_users_say_what_was_tried(rig: SoftRig, access: str, error: int, where: int) -> None:
    source = PROTECTED + IDT + gate(14, "fault") + TASK + PAGING + TO_USER + access + "\n"
    source += "fault: mov ebx, cr2\n" + say("[esp]", "ebx") + DONE
    assert rig.ends(source) == bytes((error, where))


def test_faults_come_one_after_the_other(rig: SoftRig) -> None:
    """None of them may be taken for a fault in the delivery of the one before."""
    source = PROTECTED + IDT + gate(14, "fault") + PAGING + "mov ecx, 4\nl: mov al, [0x21000]\nloop l\n" + DONE
    source += "fault: " + say("'f'") + "mov dword [0x11000 + 4 * 0x21], 7\ninvlpg [0x21000]\ncmp ecx, 2\n"
    source += "ja again\nadd esp, 4\niret\nagain: mov dword [0x11000 + 4 * 0x21], 0\ninvlpg [0x21000]\nadd esp, 4\n"
    source += "add dword [esp], 5\niret\n"
    assert rig.ends(source) == b"fff"


def test_virtual_8086_mode_and_back(rig: SoftRig) -> None:
    """INT n without IOPL is #GP, whose handler finds all segments on its stack, and has none itself."""
    source = PROTECTED + IDT + gate(13, "fault") + TASK
    # GS, FS, DS, ES, SS, ESP, EFLAGS with VM, CS, EIP.
    source += "push 0x44\npush 0x33\npush 0x22\npush 0x11\npush 0x90\npush 0x100\npush 0x20002\npush 0\n"
    source += "push virtual\niret\nbits 16\nvirtual: mov ax, ds\nout 0xE9, al\nint 0x21\nmov al, 'v'\nout 0xE9, al\n"
    source += "int 0x22\nbits 32\nfault: mov [ss:0x6E0], ds\n"
    # The code and the instruction's address; flags' VM; SS, ES and GS; DS now.
    for place in ("esp", "esp + 14", "esp + 20", "esp + 24", "esp + 36", "0x6E0"):
        source += f"mov al, [ss:{place}]\nout 0xE9, al\n"
    source += (
        "mov ebx, [ss:esp + 4]\nadd dword [ss:esp + 4], 2\ncmp byte [ss:ebx + 1], 0x22\nje end\nadd esp, 4\niret\n"
    )
    once = b"\0\x02\x90\x11\x44\0"
    assert rig.ends(source + "end: " + DONE) == b"\x22" + once + b"v" + once


def test_a_fault_in_the_delivery_of_a_fault_is_a_double_fault(rig: SoftRig) -> None:
    """#GP whose gate is not present: #NP."""
    source = PROTECTED + IDT + gate(13, "x") + gate(8, "double") + "and dword [0x804 + 104], ~0x8000\n"
    source += "mov ax, 0x48\nmov ds, ax\nx: " + say("'x'") + DONE + "double: " + say("'d'", "[esp]") + DONE
    assert rig.ends(source) == b"d\0"


def test_three_faults_end_the_machine(rig: SoftRig) -> None:
    source = PROTECTED + IDT + gate(13, "x") + gate(8, "x")
    source += "and dword [0x804 + 104], ~0x8000\nand dword [0x804 + 64], ~0x8000\nmov ax, 0x48\nmov ds, ax\nx: hlt"
    assert rig.run(source).kind is StopKind.TRIPLE_FAULT


def wide_gate(vector: int, handler: str, stack: int = 0, level: int = 0) -> str:
    """As ``gate``, 16 bytes long, with a stack of the table in the TSS."""
    at = 0x800 + 16 * vector
    flags = 0x8E00 | level << 13 | stack
    return f"mov dword [{at}], 0x200000 + {handler}\nmov dword [{at + 4}], {flags}\nmov qword [{at + 8}], 0\n"


# The task state at 0x700, its descriptor put behind the GDT's six entries, where LONG has two for users.
LONG_TASK = """
mov qword [0x704], 0x8000
mov qword [0x724], 0x8800
sgdt [0x6F0]
mov rbx, [0x6F2]
mov rax, 0x0000890007000067
mov [rbx + 0x40], rax
mov qword [rbx + 0x48], 0
mov word [0x6F0], 0x4F
lgdt [0x6F0]
mov ax, 0x40
ltr ax
"""
LONG_IDT = IDT.replace("0x7FF", "0xFFF")


def test_long_mode_has_stacks_by_number(rig: SoftRig) -> None:
    """The gate's, though the level stays the same; the pointer is aligned, and five words are pushed."""
    source = LONG + LONG_TASK + LONG_IDT + wide_gate(0x30, "handler", 1) + "mov rsp, 0x9004\nint 0x30\n"
    source += "mov rax, rsp\nout 0xE9, al\n" + DONE
    source += (
        "handler: mov rax, rsp\nout 0xE9, al\nmov al, ah\nout 0xE9, al\nmov al, [rsp + 24]\nout 0xE9, al\niretq\n"
    )
    assert rig.ends(source) == b"\xd8\x87\x04\x04"


def test_long_mode_between_the_levels(rig: SoftRig) -> None:
    """A user's INT n, and a fault with its code. SS is null in the handler."""
    source = LONG + LONG_TASK + LONG_IDT + wide_gate(0x30, "handler", level=3) + wide_gate(13, "fault")
    source += "push 0x33\npush 0x9000\npush 0x3202\npush 0x3B\npush user\niretq\n"
    source += "user: int 0x30\nmov al, 'u'\nout 0xE9, al\ncli\nmov ax, 0x58\nmov es, ax\n"
    source += (
        "handler: mov ax, ss\nout 0xE9, al\nmov rax, rsp\nout 0xE9, al\nmov al, [rsp + 8]\nout 0xE9, al\niretq\n"
    )
    source += "fault: mov al, [rsp]\nout 0xE9, al\nmov rax, rsp\nout 0xE9, al\n" + DONE
    assert rig.ends(source) == b"\0\xd8\x3bu\x58\xd0"


def test_what_is_executed_where_a_frame_was_pushed_is_the_frame(rig: SoftRig) -> None:
    """Code that has run before lies under the stack. The frame's bytes do nothing as instructions, and lead on."""
    source = PROTECTED + IDT + gate(0x30, "kernel")
    source += "mov esi, under\nmov edi, 0x20000\nmov ecx, 64\nrep movsb\nmov edi, 0x20000\ncall edi\n"
    # The return address begins with 90h, a NOP; all that follows adds to memory, with flags of 46h.
    source += "mov ebx, esp\nlea esp, [edi + 12]\nxor eax, eax\njmp before\n"
    source += "times 0x8E - ($ - $$) & 0xFF nop\nbefore: int 0x30\n"
    source += "kernel: mov esp, ebx\nmov eax, 0x5000\nmov esi, eax\njmp edi\n"
    source += "under: " + say("'o'") + "ret\ntimes 12 - ($ - under) nop\n" + say("'n'") + DONE
    assert rig.ends(source) == b"on"
