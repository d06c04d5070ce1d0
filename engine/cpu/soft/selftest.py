"""How interrupts and exceptions get into the CPU, decided at each start by trying: it takes about 15 ms.

Native vectoring is for one build of Unicorn, whose id is looked at first: a wrong offset into another one could end
the process instead of failing a test. Where it is not to be had, the public API is tried (another 30 ms).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from enum import Enum

import msgspec

from engine.cpu.soft import layout
from engine.cpu.soft.cpu import Callbacks, Cpu, Outcome
from engine.cpu.soft.library import Library, UnicornError, is_known_build
from engine.cpu.soft.memory import SlotMap
from engine.cpu.soft.native import LayoutError, NativeCpu
from engine.error import EngineError
from engine.memory.block import Block

Make = Callable[[Library, Callbacks, SlotMap], Cpu]

VARIABLE = "VIRTGUI_VECTORING"
"""Set to "public" in the environment, it has native vectoring not even tried."""

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


class Way(Enum):
    """How."""

    NATIVE = "native"
    PUBLIC = "public"


class Vectoring(msgspec.Struct, frozen=True):
    """A way that works, ``why`` it is not the better one, as a clause, and what makes such a CPU."""

    way: Way
    make: Make
    why: str = ""


def choose() -> Vectoring:
    """The best way that works. EngineError if none does."""
    asked = os.environ.get(VARIABLE) == Way.PUBLIC.value
    why = f"{VARIABLE} is set" if asked else find_fault()
    if not why:
        return native()
    try:
        return public(why)
    except UnicornError as error:
        raise EngineError(
            f"The software CPU cannot be used with the unicorn package that is installed: {why}, and {error}.",
            f"Install it: pip install --force-reinstall --only-binary :all: unicorn=={layout.VERSION}",
        ) from error


def native() -> Vectoring:
    """Native vectoring, untested."""
    return Vectoring(Way.NATIVE, NativeCpu)


def public(why: str, *, native_watch: bool = True) -> Vectoring:
    """Vectoring by the public API. UnicornError if that cannot be."""
    from engine.cpu.soft.learn import learn  # Imported here: rarely needed.
    from engine.cpu.soft.public import PublicCpu

    library = Library(bits64=True)
    try:
        places = learn(library)
    finally:
        library.close()

    def make(library: Library, callbacks: Callbacks, memory: SlotMap) -> Cpu:
        return PublicCpu(library, callbacks, memory, places, native_watch=native_watch)

    fault = _try(make)
    if fault:
        raise UnicornError(fault)
    return Vectoring(Way.PUBLIC, make, why)


def find_fault() -> str:
    """What is wrong with the library for native vectoring, as a clause; "" if nothing is."""
    if not is_known_build():
        return f"it is another build than Unicorn {layout.VERSION}'s for Linux on x86-64"
    try:
        return _try(native().make)
    except (LayoutError, UnicornError, OSError) as error:
        return str(error)


def _try(make: Make) -> str:
    library = Library(bits64=True)
    try:
        return _run(library, make)
    finally:
        library.close()


def _run(library: Library, make: Make) -> str:
    memory = Block(0x10000)
    slots = SlotMap(library, lambda _address, size: (1 << 8 * size) - 1, lambda _address, _size, _value: None)
    slots.set(0, 0, memory.length, memory.address, readonly=False, log_dirty=False)
    slots.apply()
    memory.view[CODE : CODE + len(_PROGRAM)] = _PROGRAM
    for number, (vector, code) in enumerate(_HANDLERS):
        place = HANDLERS + 0x10 * number
        memory.view[place : place + len(code)] = code
        memory.view[4 * vector : 4 * vector + 2] = place.to_bytes(2, "little")
    out = bytearray()
    cpu = make(library, _callbacks(out), slots)
    cpu.reset()
    for number in range(6):
        cpu.set_segment(number, 0, 0, 0xFFFF, 0x9B00 if number == layout.CS else 0x9300)
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
