"""Interrupt controllers and timer around a software CPU, on the real buses."""

from __future__ import annotations

import asyncio
import time

from engine import interrupt
from engine.clock import MachineClock
from engine.cpu.accel import StopKind
from engine.wiring import Wiring
from tests.support.softrig import SoftRig

LATEST_S = 0.9
"""A busy host rings late, and the last tick of all may wait for its turn; without making up for ticks, a host that is
as busy takes twice as long."""

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


def test_ticks_keep_time_while_the_guest_halts() -> None:
    assert 0.49 < ticking("hlt") < LATEST_S


def test_ticks_keep_time_while_the_guest_computes() -> None:
    assert 0.49 < ticking("in al, 0xE9") < LATEST_S
