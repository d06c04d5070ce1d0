"""Interrupt controllers and timer around a software CPU, on the real buses."""

from __future__ import annotations

import asyncio
import time

import pytest

from engine import interrupt
from engine.clock import MachineClock
from engine.cpu.accel import StopKind
from engine.wiring import Wiring
from tests.support.softrig import SoftRig

LATEST_S = 0.9
"""Without making up for ticks, a host that rings late takes twice as long."""
TRIES = 4
"""A busy host may take its processor away for longer than that, but not each time."""

PROGRAM = """
mov word [0x20 * 4], tick
mov word [0x20 * 4 + 2], 0
mov al, 0x11
out 0x20, al
mov al, 0x20
out 0x21, al
mov al, 4
out 0x21, al
mov al, 1
out 0x21, al
mov al, 0xFE
out 0x21, al
mov al, 0x34
out 0x43, al
mov al, 0xA9
out 0x40, al
mov al, 0x04
out 0x40, al
sti
l: {body}
jmp l
tick: inc word [0x500]
cmp word [0x500], 500
jb more
out 0xF4, al
more: push ax
mov al, 0x20
out 0x20, al
pop ax
iret
"""


def ticking(body: str) -> float:
    """Seconds that 500 ticks of a millisecond take a guest that does ``body`` meanwhile."""
    rig = SoftRig()

    async def run() -> float:
        loop = asyncio.get_running_loop()
        clock = MachineClock(loop)
        interrupt.add(Wiring(rig.ports, rig.mmio, clock, rig.accel))
        clock.start()
        rig.start(PROGRAM.format(body=body))
        rig.vcpu.unkick()
        await asyncio.sleep(0)

        def guest() -> None:
            rig.accel._thread = __import__("threading").get_ident()
            assert rig.vcpu.run().kind is StopKind.KICKED

        before = time.monotonic()
        await asyncio.wait_for(loop.run_in_executor(None, guest), 20)
        return time.monotonic() - before

    try:
        return asyncio.run(run())
    finally:
        rig.close()


@pytest.mark.parametrize("body", ["hlt", "in al, 0xE9"], ids=["halts", "computes"])
def test_ticks_keep_time_while_the_guest(body: str) -> None:
    took = []
    while len(took) < TRIES and min(took, default=LATEST_S) >= LATEST_S:
        took.append(ticking(body))
    assert 0.49 < min(took) < LATEST_S
