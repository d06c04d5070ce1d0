"""libkvm against the real /dev/kvm, with guests of a few bytes of real-mode machine code."""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import signal
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.kvm import IO_IN, IO_OUT, MEM_LOG_DIRTY_PAGES, MEM_READONLY, Cap, ExitReason, Kvm, KvmError, Stats, Vcpu
from engine.kvm.abi import GUESTDBG_ENABLE, GUESTDBG_SINGLESTEP, MpStateValue
from engine.kvm.exit import MMIO_DATA, InternalErrorCode
from engine.kvm.vm import Vm, route_msi, route_pin

pytestmark = pytest.mark.skipif(
    not os.access("/dev/kvm", os.R_OK | os.W_OK), reason="/dev/kvm cannot be opened for reading and writing"
)

CODE = 0x1000
MEMORY = 0x40000
HARDWARE = any(
    {"svm", "vmx"} & set(line.split())
    for line in Path("/proc/cpuinfo").read_text().splitlines()
    if line.startswith("flags")
)


def map_memory(size: int) -> tuple[mmap.mmap, int]:
    """Zeroed memory and its address."""
    memory = mmap.mmap(-1, size)
    return memory, ctypes.addressof(ctypes.c_char.from_buffer(memory))


class Guest:
    """A machine with 256 KiB in slot 0, and one vCPU."""

    def __init__(self, kvm: Kvm, irqchip: bool = False, flags: int = 0) -> None:
        self.vm = kvm.create_vm()
        if irqchip:
            self.vm.set_tss_addr(0xFFFBD000)
            self.vm.create_irqchip()
            self.vm.create_pit2()
        self.memory, self.address = map_memory(MEMORY)
        self.vm.set_memory_region(0, flags, 0, MEMORY, self.address)
        self.vcpu = self.vm.create_vcpu(0)

    def load(self, code: str, **registers: int) -> Vcpu:
        """Put hexadecimal machine code at 0000:1000 and point the vCPU there."""
        data = bytes.fromhex(code)
        self.memory[CODE : CODE + len(data)] = data
        sregs = self.vcpu.get_sregs()
        for segment in (sregs.cs, sregs.ds, sregs.es, sregs.ss):
            segment.base = segment.selector = 0
        self.vcpu.set_sregs(sregs)
        regs = self.vcpu.get_regs()
        regs.rip, regs.rflags, regs.rsp = CODE, 2, 0x800
        for name, value in registers.items():
            setattr(regs, name, value)
        self.vcpu.set_regs(regs)
        return self.vcpu


@pytest.fixture
def kvm() -> Iterator[Kvm]:
    with Kvm() as opened:
        yield opened


@pytest.fixture
def guest(kvm: Kvm) -> Iterator[Guest]:
    made = Guest(kvm)
    with made.vm:
        yield made


@pytest.fixture
def irq_guest(kvm: Kvm) -> Iterator[Guest]:
    made = Guest(kvm, irqchip=True)
    with made.vm:
        yield made


def descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


# The device.


def test_the_host_is_described(kvm: Kvm) -> None:
    assert kvm.api_version == 12
    assert kvm.vcpu_mmap_size >= 4096
    kvm.require(Cap.USER_MEMORY, Cap.IRQCHIP)
    assert kvm.capability(Cap.NR_VCPUS) >= 1
    assert kvm.capability(0x7FFF) == 0
    assert {leaf.function for leaf in kvm.supported_cpuid()} >= {0, 1, 0x80000000}
    assert 0x10 in kvm.msr_indices()


def test_what_is_missing_is_named(kvm: Kvm) -> None:
    missing = next(cap for cap in Cap if not kvm.capability(cap))
    with pytest.raises(KvmError, match=missing.name):
        kvm.require(Cap.USER_MEMORY, missing)


def test_nothing_is_leaked() -> None:
    before = descriptors()
    for _ in range(3):
        with Kvm() as kvm:
            made = Guest(kvm, irqchip=True)
            with made.vm as vm:
                vm.create_vcpu(1)
                assert vm.drain_coalesced() == []
                with Stats(vm.stats_fd()), Stats(made.vcpu.stats_fd()):
                    assert descriptors() > before
    assert descriptors() == before


def test_closing_twice_and_a_vcpu_first(kvm: Kvm) -> None:
    made = Guest(kvm)
    made.vcpu.close()
    made.vm.close()
    made.vm.close()
    kvm.close()
    kvm.close()


# Running.


def test_out_and_in_and_halt(guest: Guest) -> None:
    vcpu = guest.load("baf803 b041 ee ec f4")  # mov dx,3f8; mov al,'A'; out dx,al; in al,dx; hlt
    assert vcpu.run() == vcpu.exit_reason == ExitReason.IO
    out = vcpu.io()
    assert out[:4] == (IO_OUT, 1, 0x3F8, 1)
    assert vcpu.run_memory[out.data_offset] == ord("A")
    assert vcpu.run() == ExitReason.IO
    answer = vcpu.io()
    assert answer.direction == IO_IN
    vcpu.run_memory[answer.data_offset] = 0x5A
    assert vcpu.run() == ExitReason.HLT
    assert vcpu.get_regs().rax & 0xFF == 0x5A


def test_a_string_of_output_is_all_there(guest: Guest) -> None:
    guest.memory[0x3000:0x3006] = b"Hello!"
    vcpu = guest.load("f36e f4", rsi=0x3000, rcx=6, rdx=0x402)  # rep outsb; hlt
    said = b""
    while vcpu.run() == ExitReason.IO:
        io = vcpu.io()
        said += vcpu.run_memory[io.data_offset : io.data_offset + io.size * io.elements]
    assert said == b"Hello!"
    assert vcpu.exit_reason == ExitReason.HLT


def test_mmio_write_and_read(guest: Guest) -> None:
    # mov ax,8000; mov ds,ax; mov word [1],1234; mov al,[2]; hlt
    vcpu = guest.load("b80080 8ed8 c70601003412 a00200 f4")
    assert vcpu.run() == ExitReason.MMIO
    assert vcpu.mmio() == (0x80001, b"\x34\x12", 2, True)
    assert vcpu.run() == ExitReason.MMIO
    assert vcpu.mmio()[0::2] == (0x80002, 1)
    vcpu.run_memory[MMIO_DATA] = 0x77
    assert vcpu.run() == ExitReason.HLT
    assert vcpu.get_regs().rax & 0xFF == 0x77


def test_a_write_to_read_only_memory_is_mmio(guest: Guest) -> None:
    rom, address = map_memory(0x1000)
    rom[0] = 0x99
    guest.vm.set_memory_region(1, MEM_READONLY, 0x80000, 0x1000, address)
    vcpu = guest.load("b80080 8ed8 a00000 a20000 f4")  # mov al,[0]; mov [0],al
    assert vcpu.run() == ExitReason.MMIO
    assert vcpu.mmio() == (0x80000, b"\x99", 1, True)
    assert rom[0] == 0x99


def test_the_dirty_log_names_the_pages_and_forgets_them(kvm: Kvm) -> None:
    made = Guest(kvm, flags=MEM_LOG_DIRTY_PAGES)
    with made.vm as vm:
        # mov byte [5000],1; mov byte [9000],1; hlt
        vcpu = made.load("c606005001 c606009001 f4")
        vm.dirty_log(0, MEMORY)
        assert vcpu.run() == ExitReason.HLT
        bitmap = vm.dirty_log(0, MEMORY)
        assert len(bitmap) == 8
        assert int.from_bytes(bitmap, "little") & ~(1 << (CODE >> 12)) == 1 << 5 | 1 << 9
        assert vm.dirty_log(0, MEMORY) == bytes(8)


def test_coalesced_writes_cause_no_exits(guest: Guest) -> None:
    guest.vm.register_coalesced(0x3C8, 1, pio=True)
    guest.vm.register_coalesced(0x80000, 0x1000)
    # mov dx,3c8; mov ax,8000; mov ds,ax; mov cx,3; l: mov al,cl; out dx,al; mov [0],cx; loop l; hlt
    vcpu = guest.load("bac803 b80080 8ed8 b90300 88c8 ee 890e0000 e2f7 f4")
    assert vcpu.run() == ExitReason.HLT
    assert guest.vm.coalesced_ring.pending()
    expected = [write for n in (3, 2, 1) for write in ((True, 0x3C8, 1, n), (False, 0x80000, 2, n))]
    assert guest.vm.drain_coalesced() == expected
    guest.vm.unregister_coalesced(0x3C8, 1, pio=True)
    assert guest.load("baf803 ee f4", rdx=0x3C8).run() == ExitReason.IO


def test_a_full_ring_loses_nothing(guest: Guest) -> None:
    guest.vm.register_coalesced(0x3C8, 1, pio=True)
    # mov dx,3c8; mov cx,400; l: mov ax,cx; out dx,al; loop l; hlt
    vcpu = guest.load("bac803 b90004 89c8 ee e2fb f4")
    seen = []
    while (reason := vcpu.run()) != ExitReason.HLT:
        seen += [write[3] for write in guest.vm.drain_coalesced()]
        assert reason == ExitReason.IO
        seen.append(vcpu.run_memory[vcpu.io().data_offset])
    seen += [write[3] for write in guest.vm.drain_coalesced()]
    assert seen == [n & 0xFF for n in range(0x400, 0, -1)]


def test_a_signal_kicks_a_busy_guest(guest: Guest) -> None:
    previous = signal.signal(signal.SIGUSR1, lambda *_: None)
    vcpu = guest.load("40 ebfd")  # l: inc ax; jmp l
    ended: list[str] = []

    def run() -> None:
        try:
            vcpu.run()
            ended.append("returned")
        except InterruptedError:
            ended.append("interrupted")

    thread = threading.Thread(target=run)
    thread.start()
    try:
        deadline = time.monotonic() + 20
        while thread.is_alive() and time.monotonic() < deadline:
            # Set first, so that a signal that comes before KVM_RUN is not lost.
            vcpu.immediate_exit = True
            assert thread.ident is not None
            signal.pthread_kill(thread.ident, signal.SIGUSR1)
            thread.join(0.05)
    finally:
        signal.signal(signal.SIGUSR1, previous)
    assert ended == ["interrupted"]


def test_immediate_exit_finishes_the_access_but_runs_nothing(guest: Guest) -> None:
    vcpu = guest.load("e460 40 f4")  # in al,60; inc ax; hlt
    assert vcpu.run() == ExitReason.IO
    vcpu.run_memory[vcpu.io().data_offset] = 7
    vcpu.immediate_exit = True
    with pytest.raises(InterruptedError):
        vcpu.run()
    regs = vcpu.get_regs()
    assert (regs.rip, regs.rax & 0xFF) == (CODE + 2, 7)
    vcpu.immediate_exit = False
    assert vcpu.run() == ExitReason.HLT
    assert vcpu.get_regs().rax & 0xFF == 8


def test_single_step(guest: Guest) -> None:
    vcpu = guest.load("40 40 f4")
    vcpu.guest_debug(GUESTDBG_ENABLE | GUESTDBG_SINGLESTEP)
    assert vcpu.run() == ExitReason.DEBUG
    stop = vcpu.debug()
    assert (stop.exception, stop.pc) == (1, CODE + 1)
    vcpu.guest_debug(0)
    assert vcpu.run() == ExitReason.HLT


def test_int3_in_protected_mode_without_an_idt(guest: Guest) -> None:
    """Real hardware gives up with a triple fault; KVM's emulator says which instruction it cannot do."""
    vcpu = guest.load("cc")
    sregs = vcpu.get_sregs()
    sregs.cr0 |= 1
    sregs.idt.limit = 0
    for segment, kind in ((sregs.cs, 11), (sregs.ds, 3), (sregs.es, 3), (sregs.ss, 3)):
        segment.base, segment.limit, segment.g, segment.db = 0, 0xFFFFFFFF, 1, 1
        segment.selector, segment.type, segment.s, segment.present = 8, kind, 1, 1
    vcpu.set_sregs(sregs)
    reason = vcpu.run()
    if HARDWARE:
        assert reason in (ExitReason.SHUTDOWN, ExitReason.INTERNAL_ERROR)
    else:
        assert reason == ExitReason.INTERNAL_ERROR
        error = vcpu.internal_error()
        assert error.suberror == InternalErrorCode.EMULATION
        assert error.instruction[:1] == b"\xcc"


# State.


@pytest.mark.parametrize(
    "part", ["regs", "sregs", "fpu", "xsave", "xcrs", "lapic", "events", "debugregs", "mp_state"]
)
def test_what_is_read_can_be_set_and_read_again(irq_guest: Guest, part: str) -> None:
    vcpu = irq_guest.vcpu
    value = getattr(vcpu, f"get_{part}")()
    getattr(vcpu, f"set_{part}")(value)
    again = getattr(vcpu, f"get_{part}")()
    assert (again if part == "mp_state" else bytes(again)) == (value if part == "mp_state" else bytes(value))


def test_changes_arrive(irq_guest: Guest) -> None:
    vcpu = irq_guest.vcpu
    debugregs = vcpu.get_debugregs()
    debugregs.db[1] = 0x1234
    vcpu.set_debugregs(debugregs)
    assert vcpu.get_debugregs().db[1] == 0x1234
    fpu = vcpu.get_fpu()
    fpu.xmm[3][:] = range(16)
    vcpu.set_fpu(fpu)
    assert bytes(vcpu.get_fpu().xmm[3]) == bytes(range(16))
    vcpu.set_mp_state(MpStateValue.HALTED)
    assert vcpu.get_mp_state() == MpStateValue.HALTED
    with pytest.raises(KvmError) as caught:
        vcpu.set_mp_state(99)
    assert (caught.value.ioctl, caught.value.errno) == ("KVM_SET_MP_STATE", errno.EINVAL)


def test_msrs_and_those_nobody_knows(irq_guest: Guest) -> None:
    vcpu = irq_guest.vcpu
    sysenter_cs, unknown, sysenter_eip = 0x174, 0xDEADBEEF, 0x176
    assert vcpu.set_msrs({sysenter_cs: 0x10, unknown: 1, sysenter_eip: 0x7000}) == [unknown]
    assert vcpu.get_msrs([unknown, sysenter_cs, unknown, sysenter_eip]) == {0x174: 0x10, 0x176: 0x7000}


def test_cpuid_is_what_was_set(kvm: Kvm, guest: Guest) -> None:
    leaves = kvm.supported_cpuid()
    vcpu = guest.vcpu
    vcpu.set_cpuid(leaves)
    # KVM takes back what hangs on a permission that this process has not asked for, such as AMX's leaves.
    there = {leaf.function for leaf in vcpu.get_cpuid()}
    assert {0, 1} <= there <= {leaf.function for leaf in leaves}
    assert vcpu.tsc_khz() > 0


def test_translation_follows_the_guests_page_tables(kvm: Kvm, guest: Guest) -> None:
    # Long mode: linear 0 to 2 MiB is guest-physical 2 MiB to 4 MiB, and nothing lies at 4 MiB.
    for table, entry in ((0x4000, 0x5003), (0x5000, 0x6003), (0x6000, 0x200083)):
        struct.pack_into("<Q", guest.memory, table, entry)
    vcpu = guest.load("f4")
    vcpu.set_cpuid(kvm.supported_cpuid())
    assert vcpu.translate(0x1234) == 0x1234
    sregs = vcpu.get_sregs()
    sregs.cr3, sregs.cr4, sregs.efer, sregs.cr0 = 0x4000, 0x20, 0x500, 0x80000011
    sregs.cs.l, sregs.cs.type, sregs.cs.s, sregs.cs.present, sregs.cs.db, sregs.cs.g = 1, 11, 1, 1, 0, 1
    vcpu.set_sregs(sregs)
    assert vcpu.translate(0x1234) == 0x201234
    assert vcpu.translate(0x400000) is None


def test_the_chips_in_the_kernel(irq_guest: Guest) -> None:
    vm = irq_guest.vm
    master = vm.get_irqchip(0)
    master.chip.pic.imr = 0xA5
    vm.set_irqchip(master)
    assert vm.get_irqchip(0).chip.pic.imr == 0xA5
    assert vm.get_irqchip(2).chip.ioapic.base_address == 0xFEC00000
    pit = vm.get_pit2()
    pit.flags = 0
    pit.channels[2].mode = 3
    vm.set_pit2(pit)
    assert vm.get_pit2().channels[2].mode == 3
    vm.set_clock(10**15)
    assert vm.get_clock().clock >= 10**15
    vm.reinject_control(False)


# Interrupts and events.


def requested(vm: Vm) -> int:
    """IRR of both PICs, IRQ 0 in bit 0."""
    return int(vm.get_irqchip(0).chip.pic.irr | vm.get_irqchip(1).chip.pic.irr << 8)


def test_an_interrupt_line_from_many_threads(irq_guest: Guest) -> None:
    vm = irq_guest.vm

    def toggle(gsi: int) -> None:
        for step in range(400):
            vm.irq_line(gsi, step & 1)

    threads = [threading.Thread(target=toggle, args=(gsi,)) for gsi in (3, 4, 5, 7, 9, 10, 11, 12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Every line ended high: had two threads shared a buffer, one would now and then have set another's.
    assert requested(vm) & 0x1EB8 == 0x1EB8
    for gsi in (3, 4, 5, 7, 9, 10, 11, 12):
        vm.irq_line(gsi, 0)


def test_an_interrupt_reaches_the_guest(irq_guest: Guest) -> None:
    vm = irq_guest.vm
    irq_guest.memory[0x24:0x28] = struct.pack("<HH", 0x2000, 0)  # vector 9: 0000:2000
    irq_guest.memory[0x2000:0x2004] = bytes.fromhex("b07ee680")  # mov al,7e; out 80,al
    # Initialise the master PIC with base 8, unmask IRQ 1, report, enable interrupts, wait.
    vcpu = irq_guest.load("b011e620 b008e621 b004e621 b001e621 b0fde621 e681 fb f4 ebfd")
    assert vcpu.run() == ExitReason.IO
    assert vcpu.io().port == 0x81
    vm.irq_line(1, 1)
    assert vcpu.run() == ExitReason.IO
    assert (vcpu.io().port, vcpu.run_memory[vcpu.io().data_offset]) == (0x80, 0x7E)


def test_an_irqfd_raises_an_interrupt_until_it_is_taken_away(irq_guest: Guest) -> None:
    vm = irq_guest.vm
    event = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
    try:
        vm.assign_irqfd(event, 5)
        with pytest.raises(KvmError) as caught:
            vm.assign_irqfd(event, 5)
        assert caught.value.errno == errno.EBUSY
        vm.deassign_irqfd(event, 5)
        vm.assign_irqfd(event, 6)
        os.eventfd_write(event, 1)
        # The kernel may inject it from a work queue; the PIC remembers the edge.
        deadline = time.monotonic() + 10
        while not requested(vm) & 1 << 6 and time.monotonic() < deadline:
            threading.Event().wait(0.005)
        assert requested(vm) & (1 << 5 | 1 << 6) == 1 << 6
        with pytest.raises(BlockingIOError):
            os.eventfd_read(event)
    finally:
        os.close(event)


def test_an_ioeventfd_takes_the_write(guest: Guest) -> None:
    event = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
    try:
        guest.vm.assign_ioeventfd(event, 0x510, 2, pio=True, datamatch=3)
        # out dx,ax with 3, then with 4: only the second is ours to handle.
        vcpu = guest.load("ba1005 b80300 ef b80400 ef f4")
        assert vcpu.run() == ExitReason.IO
        assert vcpu.run_memory[vcpu.io().data_offset] == 4
        assert os.eventfd_read(event) == 1
        guest.vm.deassign_ioeventfd(event, 0x510, 2, pio=True, datamatch=3)
        with pytest.raises(KvmError):
            guest.vm.deassign_ioeventfd(event, 0x510, 2, pio=True, datamatch=3)
    finally:
        os.close(event)


def test_routing_replaces_the_default(irq_guest: Guest) -> None:
    vm = irq_guest.vm
    vm.set_gsi_routing([route_pin(20, 0, 6), route_msi(24, 0xFEE00000, 0x41)])
    vm.irq_line(20, 1)
    assert requested(vm) & 1 << 6
    vm.irq_line(20, 0)


# Counters.


def test_the_kernel_counts_exits(guest: Guest) -> None:
    vcpu = guest.load("e680 e680 e680 f4")
    with Stats(vcpu.stats_fd()) as stats, Stats(guest.vm.stats_fd()) as machine:
        assert stats.id.endswith("vcpu-0")
        assert "exits" in stats.read()
        before = stats.values()
        while vcpu.run() == ExitReason.IO:
            pass
        assert len(stats.values()) == len(before)
        assert sum(stats.values()) > sum(before)
        assert machine.read()


# Errors.


def test_overlapping_memory_is_explained(guest: Guest) -> None:
    with pytest.raises(KvmError, match="overlaps") as caught:
        guest.vm.set_memory_region(1, 0, 0x1000, 0x1000, guest.address)
    assert (caught.value.ioctl, caught.value.errno) == ("KVM_SET_USER_MEMORY_REGION", errno.EEXIST)


def test_wrong_order_is_explained(guest: Guest) -> None:
    for use in (guest.vm.create_irqchip, lambda: guest.vm.irq_line(1, 1)):
        with pytest.raises(KvmError) as caught:
            use()
        assert caught.value.remedy
    with pytest.raises(KvmError, match="exists already"):
        guest.vm.create_vcpu(0)
