"""Interrupts, stops, stores into code and a changing memory map at once, from several threads: nothing is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from engine.bus.port import PortRegion
from engine.cpu.accel import StopKind
from engine.memory.space import Section
from tests.support.softrig import CODE, SoftRig

SECONDS = 1.5
ROUNDS, CALLS, INTERRUPTS = 0x500, 0x504, 0x508
PROGRAM = """
mov word [0x80], handler
mov word [0x82], 0
mov ax, 0xB800
mov es, ax
sti
l: inc dword [0x500]
call sub
inc byte [patch + 1]
mov [es:0], al
test word [0x500], 0x3F
jnz l
out 0xF7, al
jmp l
handler: push ax
inc dword [0x508]
pop ax
iret
times 0x200 - ($ - $$) db 0
sub:
patch: mov al, 0
inc dword [0x504]
ret
"""


def test_nothing_is_lost_or_done_twice(rig: SoftRig) -> None:
    placed = [0]

    def switch(_offset: int, _size: int, _value: int) -> None:
        placed[0] += 1
        if placed[0] & 1:
            rig.space.place("window", Section(0xB8000, 0x8000, rig.ram, 0x300000, log_dirty=True))
        else:
            rig.space.remove("window")

    rig.ports.add(PortRegion(0xF7, 1, lambda o, s: 0, switch), threading.Lock())
    rig.start(PROGRAM)
    done = threading.Event()

    def keep(act: Callable[[], None], pause_s: float) -> threading.Thread:
        def loop() -> None:
            while not done.wait(pause_s):
                act()

        return threading.Thread(target=loop)

    threads = [
        keep(lambda: rig.accel.set_interrupt(True), 0.00005),
        keep(rig.vcpu.kick, 0.0007),
        keep(lambda: rig.space.stored(rig.space.views(CODE + 0x200, 16)), 0.0001),
    ]
    for thread in threads:
        thread.start()
    end, stops = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        rig.vcpu.unkick()
        assert rig.vcpu.run().kind is StopKind.KICKED
        stops += 1
    done.set()
    for thread in threads:
        thread.join()

    def counted(address: int) -> int:
        return int.from_bytes(rig.ram.view[address : address + 4], "little")

    taken = rig.controllers.acknowledged
    assert stops > 50
    assert taken > 100
    assert placed[0] > 2
    assert counted(ROUNDS) - counted(CALLS) in (0, 1)
    assert taken - counted(INTERRUPTS) in (0, 1)
