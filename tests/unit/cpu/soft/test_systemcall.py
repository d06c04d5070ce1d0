"""SYSCALL and SYSENTER, and back."""

from __future__ import annotations

from engine.cpu.soft import systemcall
from tests.support.softrig import SoftRig
from tests.unit.cpu.soft.test_soft_vcpu import PROTECTED

# From PROTECTED on into long mode: 4 KiB of tables at 0x10000 map the first 2 MiB one to one, for users too.
LONG = (
    PROTECTED.replace("0x00CFFA000000FFFF, 0x00CFF2000000FFFF", "0x00AF9A000000FFFF, 0x00CF92000000FFFF").replace(
        "dq 0, 0\n", "dq 0x00CFF2000000FFFF, 0x00AFFA000000FFFF\n"
    )
    + """
mov dword [0x10000], 0x11007
mov dword [0x11000], 0x12007
mov dword [0x12000], 0x87
mov eax, 0x10000
mov cr3, eax
mov eax, 0x20
mov cr4, eax
mov ecx, 0xC0000080
mov eax, 0x101
xor edx, edx
wrmsr
mov eax, cr0
or eax, 0x80000000
mov cr0, eax
jmp 0x20:mode64
bits 64
mode64:
"""
)
assert systemcall.EFER_SCE == 1

SYSCALL_SET_UP = """
mov ecx, 0xC0000081
xor eax, eax
mov edx, 0x00230020
wrmsr
mov ecx, 0xC0000082
mov eax, kernel
xor edx, edx
wrmsr
mov ecx, 0xC0000084
mov eax, 0x200
wrmsr
"""


def test_syscall_and_sysret(rig: SoftRig) -> None:
    """Ring 3 calls, the kernel sees where from and with which flags, and returns there."""
    source = LONG + SYSCALL_SET_UP
    source += "mov rcx, user\nmov r11, 0x3202\no64 sysret\n"
    source += "user: mov al, 'u'\nout 0xE9, al\nmov ax, cs\nout 0xE9, al\nsyscall\n"
    source += "back: mov al, 'b'\nout 0xE9, al\nout 0xF4, al\njmp $\n"
    source += "kernel: mov al, 'k'\nout 0xE9, al\nmov ax, cs\nout 0xE9, al\nmov ax, ss\nout 0xE9, al\n"
    source += "mov rax, r11\nmov al, ah\nout 0xE9, al\npushfq\npop rax\nmov al, ah\nout 0xE9, al\n"
    source += "mov rax, rcx\nsub rax, back\nadd al, '0'\nout 0xE9, al\no64 sysret\n"
    out = rig.ends(source)
    assert out[:2] == b"u\x33"
    assert out[2:5] == b"k\x20\x28"
    assert out[5] & 0x32 == 0x32, "R11 has the flags, with IF"
    assert not out[6] & 2, "FMASK has cleared IF"
    assert out[7:] == b"0b"


def test_sysenter(rig: SoftRig) -> None:
    source = PROTECTED + "mov ecx, 0x174\nmov eax, 8\nxor edx, edx\nwrmsr\nmov ecx, 0x175\nmov eax, 0x7000\nwrmsr\n"
    source += "mov ecx, 0x176\nmov eax, kernel\nwrmsr\n"
    source += "push 0x2B\npush 0x9000\npush 0x3202\npush 0x23\npush user\niret\n"
    source += "user: mov al, 'u'\nout 0xE9, al\nmov ecx, 0x8800\nmov edx, back\nsysenter\n"
    source += "kernel: mov al, 'k'\nout 0xE9, al\nmov ax, cs\nout 0xE9, al\nmov eax, esp\nmov al, ah\nout 0xE9, al\n"
    source += "pushf\npop eax\nmov al, ah\nand al, 2\nout 0xE9, al\nsysexit\n"
    source += "back: mov ax, cs\nout 0xE9, al\nmov eax, esp\nmov al, ah\nout 0xE9, al\nout 0xF4, al\njmp $\n"
    # SYSEXIT takes its segments 16 and 24 behind the kernel's code.
    table = "0x00008900_07000067, 0x00CFFA000000FFFF, 0x00CFF2000000FFFF"
    source = source.replace(table, "0x00CFFA000000FFFF, 0x00CFF2000000FFFF, 0")
    source = source.replace("push 0x23", "push 0x1B").replace("push 0x2B", "push 0x23")
    assert rig.ends(source) == b"uk\x08\x70\x00\x1b\x88"


def test_syscall_that_is_off_is_undefined(rig: SoftRig) -> None:
    source = PROTECTED + "mov word [0x7F0], 0x7FF\nmov dword [0x7F2], 0x800\nlidt [0x7F0]\n"
    source += "mov dword [0x830], 0x80000 + undefined\nmov dword [0x834], 0x8E00\nsyscall\n"
    source += "undefined: mov al, 'd'\nout 0xE9, al\nout 0xF4, al\nhlt\n"
    assert rig.ends(source) == b"d"
