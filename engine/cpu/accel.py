"""What a machine needs of whatever executes its instructions: KVM, or a software CPU."""

from __future__ import annotations

from enum import Enum
from typing import Protocol, runtime_checkable

import msgspec

from engine.bus.irq import IrqLine
from engine.memory.space import SlotTable


class StopKind(Enum):
    """Why a vCPU came back from running the guest."""

    KICKED = "kicked"
    TRIPLE_FAULT = "triple-fault"
    INTERNAL_ERROR = "internal-error"


class Stop(msgspec.Struct, frozen=True):
    """The end of a stretch of running. ``reason`` is a sentence, for all but KICKED; ``instruction`` the bytes
    at the instruction pointer, as far as they are known. ``refused``: it is these that could not be executed."""

    kind: StopKind
    reason: str = ""
    instruction: bytes = b""
    refused: bool = False


KICKED = Stop(StopKind.KICKED)


class Segment(msgspec.Struct, frozen=True):
    """A segment register with its hidden part."""

    selector: int
    base: int
    limit: int


class Registers(msgspec.Struct, frozen=True):
    """A vCPU's registers: ``general`` by name (rax ... r15, rip, rflags), ``control`` (cr0, cr2, cr3, cr4, efer),
    ``segments`` (cs, ds, es, fs, gs, ss, tr, ldt), ``tables`` (gdt, idt) as (base, limit). ``bits`` is the size of
    code (16, 32, 64), ``stack_bits`` that of the stack pointer."""

    general: dict[str, int] = msgspec.field(default_factory=dict)
    control: dict[str, int] = msgspec.field(default_factory=dict)
    segments: dict[str, Segment] = msgspec.field(default_factory=dict)
    tables: dict[str, tuple[int, int]] = msgspec.field(default_factory=dict)
    halted: bool = False
    bits: int = 16
    stack_bits: int = 16

    @property
    def code_address(self) -> int:
        """The linear address of the instruction that comes next."""
        base = 0 if self.bits == 64 else self.segments["cs"].base
        return base + self.general["rip"] & (1 << max(self.bits, 32)) - 1

    @property
    def stack_address(self) -> int:
        """The linear address of what the stack pointer points at."""
        base = 0 if self.bits == 64 else self.segments["ss"].base
        return base + (self.general["rsp"] & (1 << self.stack_bits) - 1) & (1 << max(self.bits, 32)) - 1


class Frame(msgspec.Struct):
    """A vCPU's registers inside an OUT, as a firmware service finds and changes them: 32 bits each, segments as
    selectors. ``vm86`` is true in virtual 8086 mode, ``real`` in that and in real mode."""

    eax: int = 0
    ebx: int = 0
    ecx: int = 0
    edx: int = 0
    esi: int = 0
    edi: int = 0
    ebp: int = 0
    esp: int = 0
    eip: int = 0
    eflags: int = 2
    cs: int = 0
    ds: int = 0
    es: int = 0
    ss: int = 0
    real: bool = True
    vm86: bool = False


class Vcpu(Protocol):
    """One virtual CPU. Everything but ``kick`` belongs to the vCPU's own thread."""

    index: int

    def run(self) -> Stop:
        """Execute guest code until kicked or stopped."""

    def kick(self) -> None:
        """Make ``run`` return soon, or at once when it is next called. From any thread."""

    def unkick(self) -> None:
        """Forget earlier kicks: the next ``run`` runs."""

    def reset(self) -> None:
        """Power-on state: CPU 0 at the reset vector, the others waiting for a start-up message."""

    def start_at(self, entry: Entry) -> None:
        """The state in which a directly loaded kernel is entered."""

    def registers(self) -> Registers:
        """All registers, for people."""

    def frame(self) -> Frame:
        """The registers while a chip answers the vCPU's OUT. ``eip`` is at the OUT or behind it."""

    def set_frame(self, frame: Frame) -> None:
        """Take over the general registers and flags, and DS and ES where they differ. The rest of ``frame`` is
        ignored: the vCPU goes on behind the OUT. Only while a chip answers the vCPU's OUT."""

    def translate(self, linear: int) -> int | None:
        """The guest-physical address of a linear one; None where nothing is mapped."""

    def close(self) -> None:
        """Give everything back."""


class Entry(msgspec.Struct, frozen=True):
    """How a kernel without firmware is entered: 32-bit protected mode, flat 4 GiB segments, paging off, with the
    general registers given by name (others 0). Selectors and GDT are the boot protocol's business. With a
    ``page_table`` (CR3) it is 64-bit mode instead, and the code selector that of a 64-bit segment."""

    rip: int
    registers: dict[str, int]
    gdt_base: int
    gdt_limit: int
    code_selector: int
    data_selector: int
    page_table: int | None = None


class Controllers(Protocol):
    """The interrupt controllers of a board whose CPU backend has none."""

    has_apic: bool

    def set_line(self, gsi: int, level: bool) -> None:
        """Input ``gsi`` changed. From any thread."""

    def acknowledge(self) -> int:
        """The CPU takes an interrupt: its vector."""

    def message(self, address: int, data: int) -> None:
        """A message-signalled interrupt, from any thread."""

    def speaker_hz(self) -> int:
        """The tone of the PC speaker, 0 for silence. From any thread."""

    def cut_timer(self, cut: bool) -> None:
        """Take the interval timer's interrupt away, for a HPET's legacy replacement, or give it back. Any thread."""


@runtime_checkable
class Doorbells(Protocol):
    """What a backend may offer besides (ask with isinstance): a guest's write that signals an eventfd, while the vCPU
    goes on. A backend without has each write answered on the memory bus."""

    def add_doorbell(self, address: int, eventfd: int) -> bool:
        """A write of any size to guest-physical ``address`` signals ``eventfd``, and reaches nobody else. False: the
        backend cannot, or the address has one already."""

    def remove_doorbell(self, address: int, eventfd: int) -> None:
        """Undo ``add_doorbell``."""


class Accel(SlotTable, Protocol):
    """A backend with one machine in it."""

    name: str
    misses_interrupts: bool
    """An emulated KVM does not see an interrupt that a guest lets in for a few instructions only. SeaBIOS does that
    while it waits for the floppy controller."""

    lacks_chips: bool
    """Interrupt controllers and timer are not part of the backend: the board must bring them, and ``attach`` them."""

    def attach(self, controllers: Controllers, /) -> None:
        """Give the CPUs their interrupt controllers, before they run. Only where ``lacks_chips``."""

    def set_interrupt(self, level: bool, /) -> None:
        """The interrupt controllers' INTR. From any thread. Only where ``lacks_chips``."""

    def apic_timer_hz(self) -> int:
        """How fast a local APIC's timer counts. Only where ``lacks_chips``."""

    def set_a20(self, level: bool) -> None:
        """Open or shut address line 20. From any thread. Without effect under KVM, where it is always open."""

    def irq_line(self, gsi: int) -> IrqLine:
        """The input ``gsi`` of the interrupt controllers."""

    def send_msi(self, address: int, data: int) -> None:
        """Deliver a message-signalled interrupt, from any thread."""

    def vcpu(self, index: int) -> Vcpu:
        """Make vCPU ``index``. Called on the thread that will run it."""

    def here(self) -> Vcpu:
        """The vCPU on whose thread this is called: whose access a chip is answering. KeyError elsewhere."""

    def coalesce(self, address: int, length: int, *, pio: bool) -> None:
        """The guest's writes here may be held back and delivered later, before anything else is. Only for
        registers whose effect nobody sees before the guest leaves the CPU for another reason; who waits for one, as
        for an interrupt, calls ``settle``."""

    def uncoalesce(self, address: int, length: int, *, pio: bool) -> None:
        """Deliver writes here at once again."""

    def speaker_hz(self) -> int:
        """The tone of the PC speaker, 0 for silence. From any thread."""

    def cut_timer(self, cut: bool) -> None:
        """Take the interval timer's interrupt away, for a HPET's legacy replacement, or give it back. Any thread."""

    def settle(self) -> None:
        """Deliver writes that are held back. From any thread that holds no chip's lock."""

    def oldest_held(self) -> int | None:
        """Which of the writes that are held back is next, None when there is none. Later the same again: nobody has
        fetched it. From any thread, once there is a vCPU."""

    def pause_timers(self) -> None:
        """The guest stands still: so must the timers that the backend emulates."""

    def resume_timers(self) -> None:
        """The guest goes on."""

    def reset(self) -> None:
        """Power-on state of interrupt controllers and timers. All vCPUs stand still."""

    def close(self) -> None:
        """Give everything back."""
