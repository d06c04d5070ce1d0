"""What stops the CPU between blocks, in machine code and in Python."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.cpu.soft.library import PROT_ALL, RAX, RFLAGS, RIP, Library
from engine.cpu.soft.watch import IF, Watch
from engine.memory.block import Block

CODE = 0x1000
# inc eax; jmp +0; inc eax; jmp +0; hlt, in 64-bit mode, in which Unicorn starts
PROGRAM = bytes.fromhex("FFC0 EB00 FFC0 EB00 F4")
BLOCKS = CODE, CODE + 4, CODE + 8


class Engine:
    """Three blocks of code, and a watch."""

    def __init__(self, native: bool) -> None:
        self.library = Library(bits64=True)
        self.memory = Block(0x10000)
        self.library.map(0, self.memory.length, self.memory.address, PROT_ALL)
        self.memory.view[CODE : CODE + len(PROGRAM)] = PROGRAM
        self.watch = Watch(self.library, native=native)
        self.library.write(RAX, 0)

    def run(self) -> tuple[int, int]:
        """Where it stopped, and what it has counted."""
        self.library.start(CODE)
        return self.library.read(RIP), self.library.read(RAX)


@pytest.fixture(params=[True, False], ids=["machine-code", "python"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    made = Engine(request.param)
    assert made.watch.is_native is request.param
    yield made
    made.library.close()


def test_it_lets_all_pass(engine: Engine) -> None:
    assert engine.run() == (CODE + 9, 2)
    assert not engine.watch.stopped.value


def test_what_is_pending_stops_before_the_first_block(engine: Engine) -> None:
    engine.watch.pending.value = 1
    assert engine.run() == (BLOCKS[0], 0)
    assert engine.watch.stopped.value


def test_one_block_may_pass(engine: Engine) -> None:
    engine.watch.pending.value = engine.watch.once.value = 1
    assert engine.run() == (BLOCKS[1], 1)


def test_an_interrupt_stops_when_it_is_let_in(engine: Engine) -> None:
    engine.watch.interrupt.value = 1
    engine.library.write(RFLAGS, 2)
    assert engine.run() == (CODE + 9, 2)
    engine.library.write(RFLAGS, 2 | IF)
    assert engine.run() == (BLOCKS[0], 2)
