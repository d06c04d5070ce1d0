"""How fast this host's KVM is, measured with a guest of 15 bytes for about 20 ms."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec

from engine.doctor.finding import Finding
from engine.doctor.virtualisation import DEVICE
from engine.kvm.error import KvmError
from engine.kvm.exit import ExitReason
from engine.kvm.system import Kvm
from engine.kvm.vcpu import Vcpu
from engine.memory.block import Block

# mov ecx,[1100h]  again: dec ecx  jnz again  out F4h,al  jmp (the first)
CODE = bytes.fromhex("66 8b 0e 00 11  66 49  75 fc  e6 f4  eb f3")
CODE_AT = 0x1000
COUNT_AT = 0x1100
FIRST_COUNT = 512
EXITS = 16
SHARE_NS = 8_000_000
"""How long each of the two measurements takes, at least."""
EMULATED_BELOW = 100e6
"""Instructions a second: the kernel's emulator makes two million, the slowest CPU with virtualisation a thousand."""


class Speed(msgspec.Struct, frozen=True):
    """``instructions`` a second, in a loop; microseconds of an exit to user space and back."""

    instructions: float
    exit_us: float


def measure(path: Path = DEVICE) -> Speed:
    """Run the guest. KvmError where KVM makes no machine, or the guest does not run as it must."""
    block = Block(0x10000)
    memory = block.view
    memory[CODE_AT : CODE_AT + len(CODE)] = CODE
    with Kvm(path) as kvm, kvm.create_vm() as vm:
        vm.set_memory_region(0, 0, 0, block.length, block.address)
        vcpu = vm.create_vcpu(0)
        sregs = vcpu.get_sregs()
        sregs.cs.base = sregs.cs.selector = sregs.ds.base = sregs.ds.selector = 0
        vcpu.set_sregs(sregs)
        regs = vcpu.get_regs()
        regs.rip, regs.rflags = CODE_AT, 2
        vcpu.set_regs(regs)
        _took(vcpu, memory, 1, 1)  # The first entry sets up much.
        return _speed(vcpu, memory)


def _speed(vcpu: Vcpu, memory: memoryview) -> Speed:
    """The best of several measurements: caches are cold in some of them."""
    start = time.perf_counter_ns()
    exit_ns = _took(vcpu, memory, 1, EXITS)
    while time.perf_counter_ns() - start < SHARE_NS:
        exit_ns = min(exit_ns, _took(vcpu, memory, 1, EXITS))
    start, count, rate = time.perf_counter_ns(), FIRST_COUNT, 0.0
    while time.perf_counter_ns() - start < SHARE_NS:
        took = _took(vcpu, memory, count, 1)
        rate = max(rate, 2e9 * count / max(took - exit_ns, took / 2))
        if took < SHARE_NS // 8:
            count *= 2
    return Speed(rate, exit_ns / 1000)


def _took(vcpu: Vcpu, memory: memoryview, count: int, turns: int) -> float:
    """Nanoseconds of CPU time that a turn of the outer loop takes, with ``count`` turns of the inner one in it."""
    memory[COUNT_AT : COUNT_AT + 4] = count.to_bytes(4, "little")
    start = time.thread_time_ns()  # The guest's is in it; what others do on this host is not.
    for _ in range(turns):
        _turn(vcpu)
    return (time.thread_time_ns() - start) / turns


def _turn(vcpu: Vcpu) -> None:
    while True:
        try:
            reason = vcpu.run()
            break
        except InterruptedError:
            continue
    if reason != ExitReason.IO:
        raise KvmError(f"A guest of three instructions ended with exit reason {reason}.", "", "KVM_RUN", 0)


def speed(path: Path = DEVICE) -> Finding | None:
    """How fast machines will run; None where KVM makes none, which is another finding."""
    try:
        found = measure(path)
    except KvmError:
        return None
    if found.instructions < EMULATED_BELOW:
        return Finding(
            "speed",
            "warning",
            f"emulated: {found.instructions / 1e6:.1f} million instructions a second, {found.exit_us:.1f} µs an exit",
            "This KVM has no hardware behind it: the kernel interprets instructions, and refuses some. Machines set "
            'to "auto" run on the software CPU, which is faster here.',
            "On this machine's host, switch on nested virtualisation for it.",
        )
    rate = f"{found.instructions / 1e9:.1f} billion instructions a second"
    return Finding("speed", "ok", f"hardware: {rate}, {found.exit_us:.1f} µs an exit")
