"""Code that is written at one address and runs at another: nothing of what was translated may stay."""

from __future__ import annotations

from tests.support.softrig import SoftRig
from tests.unit.cpu.soft.test_systemcall import LONG

# No-execute on. 200000h, which may be executed, and 201000h, which may not, are the same page.
ALIASES = (
    LONG.replace("mov eax, 0x101", "mov eax, 0x901")
    + """
mov qword [0x12008], 0x13007
mov qword [0x13000], 0x30003
mov rax, 0x8000000000030003
mov [0x13008], rax
mov rbx, 0x201000
mov rcx, 0x200000
"""
)
RUN = "call rcx\nout 0xE9, al\ncall rdx\nout 0xE9, al\n"


def test_stores_through_an_alias_reach_the_code(rig: SoftRig) -> None:
    """Two functions, each run, each changed, and run again. The second change comes when the page was written to."""
    source = ALIASES + "mov dword [rbx], 0xC361B0\nmov dword [rbx + 0x100], 0xC378B0\nlea rdx, [rcx + 0x100]\n"
    source += RUN + "mov byte [rbx + 1], 'b'\nmov byte [rbx + 0x101], 'y'\n" + RUN
    source += "mov byte [rbx + 0x101], 'z'\nmov byte [rbx + 1], 'c'\n" + RUN
    assert rig.ends(source + "out 0xF4, al\njmp $") == b"axbycz"
