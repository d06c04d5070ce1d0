"""The software CPU: interrupts, exceptions, halting, stopping, and the traps of an emulator used as a PC's CPU."""

from __future__ import annotations

import threading
import time
from itertools import count

import pytest

from engine.bus.mmio import MmioRegion
from engine.bus.port import PortRegion
from engine.cpu.accel import Entry, StopKind
from engine.cpu.soft import library
from engine.memory.space import Section
from tests.support.softrig import CODE, MMIO, SoftRig

END = "out 0xF4, al\nhlt\n"
# A flat GDT at 0x600: code 0x08, data 0x10, task state 0x18, user code 0x23, user data 0x2B.
PROTECTED = """
cli
lgdt [gdtr]
mov eax, cr0
or al, 1
mov cr0, eax
jmp 8:flat
gdtr: dw 0x3F
dd gdt
align 8
gdt: dq 0, 0x00CF9A000000FFFF, 0x00CF92000000FFFF, 0x00008900_07000067, 0x00CFFA000000FFFF, 0x00CFF2000000FFFF
dq 0, 0
bits 32
flat:
mov ax, 0x10
mov ds, ax
mov es, ax
mov ss, ax
mov esp, 0x9000
"""


def gate(number: int, handler: str) -> str:
    """Point vector ``number`` of an IDT at 0x800 at ``handler``, below 64 KiB."""
    return f"mov dword [0x800 + {8 * number}], 0x80000 + {handler}\nmov dword [0x804 + {8 * number}], 0x8E00\n"


IDT = "mov word [0x7F0], 0x7FF\nmov dword [0x7F2], 0x800\nlidt [0x7F0]\n"


def test_ports_and_memory(rig: SoftRig) -> None:
    assert rig.ends("in al, 0xE9\nout 0xE9, al\nmov [0x500], al\n" + END) == b"\xe9"
    assert rig.ram.view[0x500] == 0xE9


def test_interrupt_instruction_goes_through_the_table(rig: SoftRig) -> None:
    source = "mov word [0x84], handler\nmov word [0x86], 0\nint 0x21\nmov al, 'b'\nout 0xE9, al\n" + END
    assert rig.ends(source + "handler: mov al, 'a'\nout 0xE9, al\niret") == b"ab"


def test_a_fault_points_at_its_instruction(rig: SoftRig) -> None:
    """#DE, which the handler steps over."""
    source = "mov word [0], handler\nmov word [2], 0\nxor cx, cx\ndiv cx\nmov al, 'b'\nout 0xE9, al\n" + END
    assert rig.ends(source + "handler: mov bp, sp\nadd word [bp], 2\nmov al, 'a'\nout 0xE9, al\niret") == b"ab"


def test_an_exception_has_its_error_code(rig: SoftRig) -> None:
    """#GP for a selector beyond the GDT: the selector is the code."""
    source = PROTECTED + IDT + gate(13, "fault") + "mov ax, 0x48\nmov ds, ax\nfault: pop eax\nout 0xE9, al\n" + END
    assert rig.ends(source) == b"\x48"


def test_hardware_interrupt_comes_after_sti_and_its_shadow(rig: SoftRig) -> None:
    source = "mov word [0x80], handler\nmov word [0x82], 0\nout 0xF5, al\nmov al, 'a'\nout 0xE9, al\nsti\n"
    source += "mov al, 'b'\nmov al, 'c'\nout 0xE9, al\n" + END
    assert rig.ends(source + "handler: push ax\nout 0xE9, al\npop ax\niret") == b"abc"
    assert rig.controllers.acknowledged == 1


@pytest.mark.parametrize(
    "behind", ["ret", "rep ret", "ret 0", "pop bx\njmp bx", "nop\nret", "mov bx, ss\nmov ss, bx\nret"]
)
def test_an_interrupt_is_not_forgotten_in_the_shadow_of_sti(rig: SoftRig, behind: str) -> None:
    """It comes while IF is clear, and the guest then waits for it in a loop that is translated and linked already."""
    behind = f"sti\n{behind}" if "pop" not in behind else behind.replace("jmp", "sti\njmp")
    source = f"""
        mov word [0x80], handler
        mov word [0x82], 0
        mov word [0x500], 1000
        mov word [0x502], 1
        mov byte [0x504], 0xE0
        again: mov word [0x506], 5
        call critical
        wait_: mov ax, [0x502]
        sub [0x506], ax
        jnz wait_
        dec word [0x500]
        jnz again
        mov word [0x502], 0
        mov byte [0x504], 0xF5
        jmp again
        critical: cli
        movzx dx, [0x504]
        out dx, al
        jmp on
        on: {behind}
        handler: mov al, 'i'
        out 0xE9, al
        """
    assert rig.ends(source + END) == b"i"
    assert rig.controllers.acknowledged == 1


def test_the_shadow_reaches_over_a_halt(rig: SoftRig) -> None:
    """Taken before HLT, the interrupt would leave the guest asleep."""
    source = "mov word [0x80], handler\nmov word [0x82], 0\nmov cx, 3\nl: cli\nout 0xF5, al\nsti\nhlt\n"
    source += "mov al, 'b'\nout 0xE9, al\nloop l\n" + END
    assert rig.ends(source + "handler: mov al, 'a'\nout 0xE9, al\niret") == b"ababab"


def test_a_kick_is_not_forgotten_while_the_cpu_wakes(rig: SoftRig) -> None:
    """It comes when the run loop has looked for kicks, and not yet begun to run."""
    rig.start("mov word [0x80], handler\nmov word [0x82], 0\nsti\nhlt\nhandler: jmp $")
    cpu, flags = rig.vcpu.cpu, rig.vcpu.cpu.flags
    rig.accel.set_interrupt(False)

    def kicked_meanwhile() -> int:
        rig.vcpu.kick()
        return flags()

    cpu.flags = kicked_meanwhile  # type: ignore[method-assign]  # what another thread does just then
    timer = threading.Timer(0.05, lambda: rig.accel.set_interrupt(True))
    timer.start()
    assert rig.run().kind is StopKind.KICKED
    timer.join()


def test_the_counters_frequency_is_right_on_a_busy_host(native_rig: SoftRig, monkeypatch: pytest.MonkeyPatch) -> None:
    cpu, calls = native_rig.vcpu.cpu, count()

    def held_up() -> int:
        ticks = time.monotonic_ns() * 3
        if next(calls) % 4 == 0:
            time.sleep(0.005)
        return ticks

    monkeypatch.setattr(cpu, "tsc", held_up)
    cpu._made = cpu._stamp()
    assert abs(cpu.tsc_hz() - 3 * 10**9) < 10**7


def test_halt_wakes_by_an_interrupt_from_another_thread(rig: SoftRig) -> None:
    rig.start(
        "mov word [0x80], handler\nmov word [0x82], 0\nsti\nhlt\nmov al, 'b'\nout 0xE9, al\n"
        + END
        + "handler: mov al, 'a'\nout 0xE9, al\niret"
    )
    timer = threading.Timer(0.1, lambda: rig.accel.set_interrupt(True))
    timer.start()
    assert rig.run().kind is StopKind.KICKED
    timer.join()
    assert rig.out == b"ab"


def test_a_halted_cpu_stays_halted_over_a_kick(rig: SoftRig) -> None:
    rig.start("cli\nhlt\nmov al, 'x'\nout 0xE9, al\n" + END)
    for _ in range(2):
        rig.vcpu.unkick()
        thread = threading.Thread(target=rig.vcpu.run)
        thread.start()
        deadline = time.monotonic() + 10
        while not rig.vcpu.registers().halted and time.monotonic() < deadline:
            time.sleep(0.01)
        rig.vcpu.kick()
        thread.join()
        assert rig.vcpu.registers().halted
    assert rig.out == b""


@pytest.mark.parametrize("loop", ["jmp $", "l: inc dword [0x500]\njmp l", "l: in al, 0xE9\njmp l"])
def test_a_busy_cpu_is_kicked_within_ten_milliseconds(rig: SoftRig, loop: str) -> None:
    rig.start(loop)
    took: list[float] = []
    for _ in range(5):
        rig.vcpu.unkick()
        thread = threading.Thread(target=rig.vcpu.run)
        thread.start()
        time.sleep(0.02)
        before = time.perf_counter()
        rig.vcpu.kick()
        thread.join(5)
        took.append(time.perf_counter() - before)
        assert not thread.is_alive()
    assert min(took) < 0.01


def test_stopping_never_repeats_an_instruction(rig: SoftRig) -> None:
    """A stop that is noticed amid INC [mem] or REP STOSB would do part of it twice."""
    rig.start(
        "mov ax, 0x2000\nmov es, ax\nxor ebx, ebx\nl: inc ebx\ninc dword [0x500]\nmov cx, 64\nxor di, di\nrep stosb\n"
        "cmp di, 64\njne bad\ncmp ebx, [0x500]\nje l\nbad: mov al, 'x'\nout 0xE9, al\n" + END
    )
    done = threading.Event()

    def pester() -> None:
        while not done.is_set():
            rig.vcpu.kick()
            time.sleep(0.0002)

    thread = threading.Thread(target=pester)
    thread.start()
    deadline = time.monotonic() + 1
    stops = 0
    while time.monotonic() < deadline and not rig.out:
        rig.vcpu.unkick()
        assert rig.vcpu.run().kind is StopKind.KICKED
        stops += 1
    done.set()
    thread.join()
    assert rig.out == b""
    assert stops > 100
    registers = rig.vcpu.registers()
    counted = int.from_bytes(rig.ram.view[0x500:0x504], "little")
    assert registers.general["rbx"] - counted in (0, 1)


def test_a_stop_in_an_mmio_store_completes_it(rig: SoftRig) -> None:
    rig.mmio.remove(0xA0000)
    seen: list[int] = []

    def store(_offset: int, _size: int, value: int) -> None:
        seen.append(value)
        rig.vcpu.kick()

    rig.mmio.add(MmioRegion(0xA0000, 0x10000, lambda o, s: 5, store), threading.Lock())
    rig.start("mov ax, 0xA000\nmov ds, ax\ninc byte [0]\nmov al, 'a'\nout 0xE9, al\njmp $")
    rig.run()
    rig.vcpu.unkick()
    timer = threading.Timer(0.1, rig.vcpu.kick)
    timer.start()
    rig.vcpu.run()
    timer.join()
    assert seen == [6]
    assert rig.out == b"a"


def test_string_input_takes_as_many_as_it_counts(rig: SoftRig) -> None:
    source = (
        "mov ax, 0x2000\nmov es, ax\nmov di, 4\nmov cx, 300\nmov dx, 0xF6\nrep insb\nmov ax, di\nout 0xE9, al\n" + END
    )
    assert rig.ends(source) == bytes((304 & 0xFF,))
    assert bytes(rig.ram.view[0x20004 : 0x20004 + 300]) == bytes((0x11 + i) & 0xFF for i in range(300))
    assert rig.vcpu.registers().general["rcx"] == 0


def test_string_output_gives_all(rig: SoftRig) -> None:
    source = "mov si, text\nmov cx, 5\nmov dx, 0xE9\nrep outsb\n" + END + "text: db 'Hello'"
    assert rig.ends(source) == b"Hello"


def test_self_modifying_code(rig: SoftRig) -> None:
    source = "mov cx, 3\nl: mov al, 'a'\nout 0xE9, al\ninc byte [l + 1]\nloop l\n" + END
    assert rig.ends(source) == b"abc"


def test_dma_into_translated_code(rig: SoftRig) -> None:
    """What a device stores where code was translated is what runs next."""

    def patch(_offset: int, _size: int, value: int) -> None:
        rig.space.write(CODE + 0x101, bytes((value,)))

    rig.ports.add(PortRegion(0xF7, 1, lambda o, s: 0, patch), threading.Lock())
    source = "call sub\nmov al, 'b'\nout 0xF7, al\ncall sub\n" + END
    assert rig.ends(source + "times 0x100 - ($ - $$) db 0\nsub: mov al, 'a'\nout 0xE9, al\nret") == b"ab"


def test_views_that_a_device_filled(rig: SoftRig) -> None:
    """As above, by a device that fills a view from another thread."""
    rig.start("l: call sub\njmp l\ntimes 0x100 - ($ - $$) db 0\nsub: mov al, 'a'\nret")

    def fill() -> None:
        views = rig.space.views(CODE + 0x100, 4)
        views[0][:] = bytes.fromhex("E6F4C390")  # out 0xF4, al; ret
        rig.space.stored(views)

    timer = threading.Timer(0.1, fill)
    timer.start()
    assert rig.run().kind is StopKind.KICKED
    timer.join()


def test_rom_is_read_and_executed_but_not_written(rig: SoftRig) -> None:
    rig.rom.view[0:6] = bytes.fromhex("B072 E6E9 CB 00")  # mov al, 'r'; out 0xE9, al; retf
    source = "mov ax, 0xF000\nmov ds, ax\nmov byte [1], 'x'\ncall 0xF000:0\n" + END
    assert rig.ends(source) == b"r"
    assert rig.stores == [(1, 1, ord("x"))]
    assert rig.rom.view[1] == ord("r")


def test_memory_changes_under_a_running_guest(rig: SoftRig) -> None:
    """The guest asks for RAM where a device was, and has it with the next instruction."""

    def switch(_offset: int, _size: int, value: int) -> None:
        if value:
            rig.space.place("window", Section(0xB8000, 0x8000, rig.ram, 0x300000))
        else:
            rig.space.remove("window")

    rig.ports.add(PortRegion(0xF7, 1, lambda o, s: 0, switch), threading.Lock())
    store = "mov byte [0], {}\n"
    source = "mov ax, 0xB800\nmov ds, ax\n" + store.format(1) + "mov al, 1\nout 0xF7, al\n" + store.format(2)
    source += "mov al, 0\nout 0xF7, al\n" + store.format(3)
    for _ in range(3):
        rig.stores.clear()
        rig.ends(source + END)
        assert [value for _, _, value in rig.stores] == [1, 3]
        assert rig.ram.view[0x300000] == 2


def test_dirty_pages_are_those_that_changed(rig: SoftRig) -> None:
    rig.space.place("text", Section(0xB8000, 0x8000, rig.ram, 0x300000, log_dirty=True))
    rig.space.dirty_pages("text")
    rig.ends("mov ax, 0xB900\nmov ds, ax\nmov byte [8], 1\n" + END)
    assert rig.space.dirty_pages("text", 4096) == 0
    assert rig.space.dirty_pages("text", 8192) == 0b10
    assert rig.space.dirty_pages("text") == 0


def test_a_triple_fault_is_no_halt(rig: SoftRig) -> None:
    stop = rig.run(PROTECTED + "mov dword [0x7F2], 0\nmov word [0x7F0], 0\nlidt [0x7F0]\nint3")
    assert stop.kind is StopKind.TRIPLE_FAULT
    assert rig.ends("mov al, 'a'\nout 0xE9, al\n" + END) == b"a", "a reset helps"


def test_running_where_no_memory_is_ends_with_a_sentence(rig: SoftRig) -> None:
    stop = rig.run(PROTECTED + f"mov eax, {MMIO}\njmp eax")
    assert stop.kind is StopKind.INTERNAL_ERROR
    assert "address" in stop.reason


def test_the_a20_gate(rig: SoftRig) -> None:
    rig.ports.add(
        PortRegion(0x92, 1, lambda o, s: 0, lambda o, s, v: rig.accel.set_a20(bool(v & 2))), threading.Lock()
    )
    source = "mov ax, 0xFFFF\nmov es, ax\nmov byte [0x500], 'l'\nmov byte [es:0x510], 'h'\n"
    source += "mov al, 0\nout 0x92, al\nmov al, [es:0x510]\nout 0xE9, al\n"
    source += "mov al, 2\nout 0x92, al\nmov al, [es:0x510]\nout 0xE9, al\n"
    assert rig.ends(source + END) == b"lh"


def test_ports_need_privilege(native_rig: SoftRig) -> None:
    """User mode without IOPL reads port 0xE9 by the bitmap, and faults at 0xE8."""
    source = PROTECTED + IDT + gate(13, "fault")
    # The TSS at 0x700: ring 0's stack, the bitmap at 0x68.
    source += (
        "mov dword [0x704], 0x8000\nmov dword [0x708], 0x10\nmov dword [0x764], 0x680000\nmov ax, 0x18\nltr ax\n"
    )
    source += "mov dword [0x768 + 0x1C], 0xFFFFFDFF\nmov byte [0x768 + 0x20], 0xFF\n"
    source += "push 0x2B\npush 0x9000\npush 2\npush 0x23\npush user\niret\n"
    source += "user: mov al, 'a'\nout 0xE9, al\nout 0xE8, al\nmov al, 'x'\nout 0xE9, al\n"
    source += "fault: mov al, 'f'\nout 0xE9, al\nout 0xF4, al\nhlt\n"
    # A limit of 0x8F covers the bitmap.
    assert native_rig.ends(source.replace("07000067", "0700008F")) == b"af"


def test_direct_start(rig: SoftRig) -> None:
    rig.start("bits 32\nmov eax, [esi]\nout 0xE9, al\nout 0xF4, al")
    rig.vcpu.reset()
    rig.ram.view[0x100500] = 0x77
    rig.vcpu.start_at(Entry(CODE, {"rsi": 0x100500}, 0x600, 31, 0x10, 0x18))
    assert rig.run().kind is StopKind.KICKED
    assert rig.out == b"\x77"
    registers = rig.vcpu.registers()
    assert registers.segments["cs"].limit == 0xFFFFFFFF
    assert registers.tables["gdt"] == (0x600, 31)


def test_frame_within_an_out(rig: SoftRig) -> None:
    """A firmware service sees the registers, changes them, and the guest goes on behind the OUT with its flags. The
    OUT is the first in its block, as the BIOS's are."""
    frame_within_an_out(rig, "jmp short $+2\n")


def test_frame_within_an_out_amid_a_block(native_rig: SoftRig) -> None:
    frame_within_an_out(native_rig, "")


def frame_within_an_out(rig: SoftRig, before: str) -> None:
    seen = []

    def service(_offset: int, _size: int, _value: int) -> None:
        frame = rig.accel.here().frame()
        seen.append((frame.eax, frame.ebx, frame.real, frame.eflags & 1))
        frame.ebx, frame.es, frame.eflags = 0x41424344, 0x2000, frame.eflags | 0x41
        rig.accel.here().set_frame(frame)

    rig.ports.add(PortRegion(0xF7, 1, lambda o, s: 0, service), threading.Lock())
    rig.ram.view[0x20010] = ord("e")
    source = f"mov eax, 0x12345678\nmov ebx, 1\ncmp bx, 0\n{before}out 0xF7, al\n"
    source += "jnz bad\njnc bad\nmov al, bl\nout 0xE9, al\n"
    source += "mov al, [es:0x10]\nout 0xE9, al\nbad: " + END
    assert rig.ends(source) == b"De"
    assert seen == [(0x12345678, 1, True, 0)]


def test_the_machine_stops_right_behind_the_out_that_asks(native_rig: SoftRig) -> None:
    native_rig.ends("out 0xF4, al\nmov al, 'x'\nout 0xE9, al\nhlt")
    assert native_rig.out == b""
    assert native_rig.vcpu.registers().general["rip"] == CODE + 2


def test_a_mistake_of_ours_is_not_lost(rig: SoftRig) -> None:
    def fail(_offset: int, _size: int) -> int:
        raise ZeroDivisionError

    rig.ports.add(PortRegion(0xF7, 1, fail, lambda o, s, v: None), threading.Lock())
    rig.start("in al, 0xF7\n" + END)
    with pytest.raises(ZeroDivisionError):
        rig.run()


def test_running_out_of_room_for_translated_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it is dropped then, in the middle of the guest's work, which must not notice."""
    monkeypatch.setattr(library, "_CODE_BUFFER", 1 << 20)
    rig = SoftRig()
    blocks = 40_000
    rig.ram.view[0x100000 : 0x100000 + 3 * blocks + 1] = bytes.fromhex("40EB00") * blocks + b"\xc3"  # inc; jmp; ret
    source = PROTECTED + "xor eax, eax\nmov ebx, 0x100000\nmov ecx, 3\nl: call ebx\nloop l\nout 0xF4, al\nhlt"
    try:
        rig.ends(source)
        assert rig.vcpu.registers().general["rax"] == 3 * blocks
    finally:
        rig.close()


def test_unknown_machine_specific_registers_read_zero(rig: SoftRig) -> None:
    """Where hardware raises #GP: known, and written down in decision 13."""
    source = "mov ecx, 0x12345\nmov eax, 0x55\nmov edx, 0x55\nrdmsr\nor eax, edx\nout 0xE9, al\n"
    assert rig.ends(source + END) == b"\0"
