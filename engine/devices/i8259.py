"""The interrupt controllers: two Intel 8259A, master at 0x20, slave at 0xA0 on the master's input 2.

After Intel 8259A Programmable Interrupt Controller (order number 231468), and Intel 82371SB section 2.6 for the
edge/level control registers at 0x4D0. As on the boards since, an edge stays latched until it is acknowledged.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

CASCADE = 2
INPUTS = 8
SPURIOUS = 7


class Icw1:
    """Initialization command word 1 (231468, "Initialization Command Words")."""

    IC4 = 1 << 0
    SNGL = 1 << 1
    LTIM = 1 << 3
    INIT = 1 << 4


class Icw4:
    """Initialization command word 4."""

    AEOI = 1 << 1
    SFNM = 1 << 4


class Ocw3:
    """Operation command word 3."""

    RIS = 1 << 0
    RR = 1 << 1
    POLL = 1 << 2
    OCW3 = 1 << 3
    SMM = 1 << 5
    ESMM = 1 << 6


class I8259State(msgspec.Struct):
    """``lines`` are the inputs' levels; ``step`` the ICW that the next data write is (0: none, it is OCW1);
    ``lowest`` the input of lowest priority."""

    irr: int = 0
    isr: int = 0
    imr: int = 0
    elcr: int = 0
    lines: int = 0
    base: int = 0
    step: int = 0
    single: bool = False
    wants_icw4: bool = False
    level_triggered: bool = False
    auto_eoi: bool = False
    rotate_on_auto_eoi: bool = False
    fully_nested: bool = False
    special_mask: bool = False
    read_isr: bool = False
    poll: bool = False
    lowest: int = 7


class I8259:
    """One of the two. ``is_master`` says where its cascade is."""

    def __init__(self, is_master: bool, state: I8259State | None = None) -> None:
        self.state = state if state is not None else I8259State()
        self._is_master = is_master

    def reset(self) -> None:
        """Power-on. The inputs stay where their devices hold them."""
        lines = self.state.lines
        for name in I8259State.__struct_fields__:
            setattr(self.state, name, getattr(_POWER_ON, name))
        self.state.lines = lines

    def set_line(self, number: int, level: bool) -> None:
        """An input changed."""
        state, bit = self.state, 1 << number
        if state.level_triggered or state.elcr & bit:
            state.irr = state.irr | bit if level else state.irr & ~bit
        elif level and not state.lines & bit:
            state.irr |= bit
        state.lines = state.lines | bit if level else state.lines & ~bit

    def pending(self) -> int | None:
        """The input that has INT up: of higher priority than what is in service."""
        state = self.state
        requests = state.irr & ~state.imr
        if not requests:
            return None
        in_service = state.isr & ~state.imr if state.special_mask else state.isr
        if state.fully_nested and self._is_master:
            in_service &= ~(1 << CASCADE)
        for place in range(1, INPUTS + 1):
            number = (state.lowest + place) % INPUTS
            if in_service >> number & 1:
                return None
            if requests >> number & 1:
                return number
        return None

    def acknowledge(self) -> int:
        """INTA: the input that is served now; SPURIOUS when none asks any more."""
        state, number = self.state, self.pending()
        if number is None:
            return SPURIOUS
        bit = 1 << number
        if not (state.level_triggered or state.elcr & bit):
            state.irr &= ~bit
        if not state.auto_eoi:
            state.isr |= bit
        elif state.rotate_on_auto_eoi:
            state.lowest = number
        return number

    def read(self, port: int) -> int:
        """One IN: port 0 is IRR, ISR or a poll, port 1 the mask."""
        state = self.state
        if state.poll:
            state.poll = False
            number = self.pending()
            return 0 if number is None else 0x80 | self.acknowledge()
        if port:
            return state.imr
        return state.isr if state.read_isr else state.irr

    def write(self, port: int, value: int) -> None:
        """One OUT."""
        if port:
            self._write_data(value)
        elif value & Icw1.INIT:
            self._write_icw1(value)
        elif value & Ocw3.OCW3:
            self._write_ocw3(value)
        else:
            self._write_ocw2(value)

    def write_elcr(self, value: int, changeable: int) -> None:
        """Edge/level control: a 1 makes an input level-triggered."""
        state = self.state
        state.elcr = value & changeable
        # What is level-triggered follows its line from now on.
        state.irr = state.irr & ~state.elcr | state.lines & state.elcr

    def _write_icw1(self, value: int) -> None:
        state = self.state
        state.step = 2
        state.single = bool(value & Icw1.SNGL)
        state.wants_icw4 = bool(value & Icw1.IC4)
        state.level_triggered = bool(value & Icw1.LTIM)
        state.imr = state.isr = 0
        # The edge sense circuit is reset: an input must fall and rise again.
        state.irr = state.lines & (0xFF if state.level_triggered else state.elcr)
        state.lowest = 7
        state.special_mask = state.read_isr = state.poll = False
        state.auto_eoi = state.fully_nested = state.rotate_on_auto_eoi = False

    def _write_data(self, value: int) -> None:
        state = self.state
        if state.step == 2:
            state.base = value & 0xF8
            state.step = 3 if not state.single else 4 if state.wants_icw4 else 0
        elif state.step == 3:
            state.step = 4 if state.wants_icw4 else 0
        elif state.step == 4:
            state.auto_eoi = bool(value & Icw4.AEOI)
            state.fully_nested = bool(value & Icw4.SFNM)
            state.step = 0
        else:
            state.imr = value

    def _write_ocw2(self, value: int) -> None:
        """End of interrupt and rotation (231468, "Operation Control Word 2")."""
        state, command, level = self.state, value >> 5, value & 7
        if command in (1, 5):
            served = next((n for p in range(INPUTS) if state.isr >> (n := (state.lowest + 1 + p) % INPUTS) & 1), None)
            if served is not None:
                state.isr &= ~(1 << served)
                if command == 5:
                    state.lowest = served
        elif command in (3, 7):
            state.isr &= ~(1 << level)
            if command == 7:
                state.lowest = level
        elif command == 6:
            state.lowest = level
        elif command in (0, 4):
            state.rotate_on_auto_eoi = command == 4

    def _write_ocw3(self, value: int) -> None:
        state = self.state
        if value & Ocw3.ESMM:
            state.special_mask = bool(value & Ocw3.SMM)
        if value & Ocw3.POLL:
            state.poll = True
        elif value & Ocw3.RR:
            state.read_isr = bool(value & Ocw3.RIS)


_POWER_ON = I8259State()


class I8259PairState(msgspec.Struct):
    """Both chips."""

    master: I8259State = msgspec.field(default_factory=I8259State)
    slave: I8259State = msgspec.field(default_factory=I8259State)


class I8259Pair:
    """Both, as a PC has them. ``interrupt(level)`` is the INT output to the CPU, called when it changes."""

    MASTER_BASE = 0x20
    SLAVE_BASE = 0xA0
    ELCR_BASE = 0x4D0
    LENGTH = 2
    _ELCR = (0xF8, 0xDE)
    """The inputs that can be level-triggered: not 0, 1, 2, 8 and 13 (82371SB, 2.6.7)."""

    def __init__(self, interrupt: Callable[[bool], None], state: I8259PairState | None = None) -> None:
        self.state = state if state is not None else I8259PairState()
        self._chips = I8259(True, self.state.master), I8259(False, self.state.slave)
        self._interrupt = interrupt
        self._out = False
        self._update()

    def reset(self) -> None:
        """Power-on: nothing is set up, nothing asked for."""
        for chip in self._chips:
            chip.reset()
        self._update()

    def set_line(self, irq: int, level: bool) -> None:
        """Input ``irq`` (0 to 15) changed."""
        self._chips[irq >> 3].set_line(irq & 7, level)
        self._update()

    def acknowledge(self) -> tuple[int, int]:
        """The CPU's INTA cycles: the vector it is given, and the IRQ."""
        master, slave = self._chips
        irq = master.acknowledge()
        vector = master.state.base + irq
        if irq == CASCADE and not master.state.single:
            irq = 8 + slave.acknowledge()
            vector = slave.state.base + (irq & 7)
        self._update()
        return vector, irq

    def is_masked(self, irq: int) -> bool:
        """Whether the CPU will not hear of ``irq``."""
        return bool(self._chips[irq >> 3].state.imr >> (irq & 7) & 1)

    def is_requested(self, irq: int) -> bool:
        """Whether ``irq`` waits to be acknowledged."""
        return bool(self._chips[irq >> 3].state.irr >> (irq & 7) & 1)

    def master_read(self, offset: int, _size: int) -> int:
        """One IN of the master."""
        return self._read(0, offset)

    def master_write(self, offset: int, _size: int, value: int) -> None:
        """One OUT to the master."""
        self._write(0, offset, value)

    def slave_read(self, offset: int, _size: int) -> int:
        """One IN of the slave."""
        return self._read(1, offset)

    def slave_write(self, offset: int, _size: int, value: int) -> None:
        """One OUT to the slave."""
        self._write(1, offset, value)

    def elcr_read(self, offset: int, _size: int) -> int:
        """One IN of an edge/level control register."""
        return self._chips[offset].state.elcr

    def elcr_write(self, offset: int, _size: int, value: int) -> None:
        """One OUT to one."""
        self._chips[offset].write_elcr(value, self._ELCR[offset])
        self._update()

    def _read(self, chip: int, offset: int) -> int:
        value = self._chips[chip].read(offset)
        self._update()
        return value

    def _write(self, chip: int, offset: int, value: int) -> None:
        self._chips[chip].write(offset, value)
        self._update()

    def _update(self) -> None:
        master, slave = self._chips
        cascade = slave.pending() is not None
        bit = 1 << CASCADE
        # The slave's INT is a level as far as the master is concerned: it goes when the slave has nothing more.
        if cascade != bool(master.state.lines & bit):
            master.set_line(CASCADE, cascade)
        if not cascade:
            master.state.irr &= ~bit
        elif not master.state.isr & bit:
            master.state.irr |= bit
        out = master.pending() is not None
        if out != self._out:
            self._out = out
            self._interrupt(out)
