"""Proof, before a guest relies on it, that layout.py describes the library that is there. It takes about 15 ms.

The build's id is looked at first: a wrong offset into another build could end the process instead of failing a test.
"""

from __future__ import annotations

from engine.cpu.soft import layout
from engine.cpu.soft.library import PROT_ALL, Library, UnicornError, is_known_build
from engine.cpu.soft.native import Callbacks, LayoutError, NativeCpu, Outcome
from engine.memory.block import Block

CODE, HANDLERS, STACK = 0x1000, 0x1100, 0x3000
INTERRUPT, SOFTWARE, DIVIDE = 0x20, 0x21, 0
PORT = 0xE9
_IF = 1 << 9
# in al, E9h; out E9h, al; int 21h; xor cx, cx; div cx; sti; nop; nop; inc word [600h]; hlt
_PROGRAM = bytes.fromhex("E4E9 E6E9 CD21 31C9 F7F1 FB 90 90 FF060006 F4")
# mov al, 'a'; out E9h, al; iret. Another: ... 'b', then over the two bytes of DIV. A third: 'c'.
_HANDLERS = (
    (SOFTWARE, bytes.fromhex("B061 E6E9 CF")),
    (DIVIDE, bytes.fromhex("B062 E6E9 89E5 83460002 CF")),
    (INTERRUPT, bytes.fromhex("B063 E6E9 CF")),
)
EXPECTED = b"Sabc"


def find_fault() -> str:
    """What is wrong with the library for native vectoring, as a clause; "" if nothing is."""
    if not is_known_build():
        return f"it is another build than Unicorn {layout.VERSION}'s for Linux on x86-64"
    library = Library(bits64=True)
    try:
        return _try(library)
    except (LayoutError, UnicornError) as error:
        return str(error)
    finally:
        library.close()


def _try(library: Library) -> str:
    memory = Block(0x10000)
    library.map(0, memory.length, memory.address, PROT_ALL)
    memory.view[CODE : CODE + len(_PROGRAM)] = _PROGRAM
    for number, (vector, code) in enumerate(_HANDLERS):
        place = HANDLERS + 0x10 * number
        memory.view[place : place + len(code)] = code
        memory.view[4 * vector : 4 * vector + 2] = place.to_bytes(2, "little")
    out = bytearray()
    cpu = NativeCpu(library, _callbacks(out))
    cpu.reset()
    for number in range(6):
        cpu.set_segment(number, 0, 0, 0xFFFF, 0x9B00 if number == 1 else 0x9300)
    cpu.rip.value, cpu.regs[4] = CODE, STACK
    # Both flags that another thread may set: neither may be lost, nor disturb the INC.
    cpu.set_interrupt(True)
    cpu.call()
    outcome, what = cpu.run()
    if outcome is not Outcome.HALTED:
        return f"its test program {what or 'did not halt'}"
    if bytes(out) != EXPECTED:
        return f"its test program said {bytes(out)!r}"
    if cpu.rip.value != CODE + len(_PROGRAM) or not cpu.flags() & _IF or cpu.regs[4] != STACK:
        return "its test program left other registers than it should"
    return "" if memory.view[0x600] == 1 else "its test program counted wrong"


def _callbacks(out: bytearray) -> Callbacks:
    cpu: list[int] = []

    def port_out(_port: int, _size: int, value: int) -> None:
        out.append(value & 0xFF)

    def acknowledge() -> int:
        # Once: INTR stays up, and the next time nobody knows a vector.
        cpu.append(1)
        return INTERRUPT if len(cpu) == 1 else -1

    return Callbacks(
        port_in=lambda _port, _size: ord("S"),
        port_out=port_out,
        attend=lambda: False,
        acknowledge=acknowledge,
        shadowed=lambda: True,
        cpuid=lambda: False,
        syscall=_no,
        sysenter=_no,
    )


def _no() -> None:
    """Not in this program."""
