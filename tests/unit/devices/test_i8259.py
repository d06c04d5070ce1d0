"""The 8259A pair, as a BIOS and Linux program it."""

from __future__ import annotations

import pytest

from engine.devices.i8259 import I8259Pair


class Rig:
    """Both chips, initialized with vectors 0x08 and 0x70, all inputs enabled."""

    def __init__(self, icw4: int = 1) -> None:
        self.levels: list[bool] = []
        self.pics = I8259Pair(self.levels.append)
        for write, base, third in ((self.pics.master_write, 0x08, 4), (self.pics.slave_write, 0x70, 2)):
            write(0, 1, 0x11)
            for value in (base, third, icw4, 0):
                write(1, 1, value)

    @property
    def out(self) -> bool:
        """INT to the CPU."""
        return bool(self.levels and self.levels[-1])

    def edge(self, irq: int) -> None:
        """A pulse."""
        self.pics.set_line(irq, True)
        self.pics.set_line(irq, False)


def test_an_edge_is_latched_until_it_is_acknowledged() -> None:
    rig = Rig()
    rig.edge(1)
    assert rig.out
    assert rig.pics.acknowledge() == (0x09, 1)
    assert not rig.out
    assert rig.pics.master_read(0, 1) == 0
    rig.pics.master_write(0, 1, 0x0B)
    assert rig.pics.master_read(0, 1) == 0b10, "in service"
    rig.pics.master_write(0, 1, 0x20)
    assert rig.pics.master_read(0, 1) == 0


def test_the_slave_comes_through_input_2() -> None:
    rig = Rig()
    rig.edge(8)
    assert rig.out
    assert rig.pics.acknowledge() == (0x70, 8)
    assert not rig.out
    rig.edge(9)
    assert not rig.out, "the master serves the slave"
    rig.pics.slave_write(0, 1, 0x20)
    rig.pics.master_write(0, 1, 0x20)
    assert rig.out
    assert rig.pics.acknowledge() == (0x71, 9)


def test_higher_priority_interrupts_lower() -> None:
    rig = Rig()
    rig.edge(4)
    rig.pics.acknowledge()
    rig.edge(5)
    assert not rig.out
    rig.edge(1)
    assert rig.out
    assert rig.pics.acknowledge()[1] == 1


def test_the_mask_holds_back_and_forgets_nothing() -> None:
    rig = Rig()
    rig.pics.master_write(1, 1, 0xFF)
    rig.edge(3)
    assert not rig.out
    assert rig.pics.is_masked(3)
    assert rig.pics.is_requested(3)
    rig.pics.master_write(1, 1, 0)
    assert rig.out


def test_spurious_is_7() -> None:
    rig = Rig()
    assert rig.pics.acknowledge() == (0x0F, 7)
    rig.pics.master_write(0, 1, 0x0B)
    assert rig.pics.master_read(0, 1) == 0


def test_a_level_goes_with_its_line_and_comes_again() -> None:
    rig = Rig()
    rig.pics.elcr_write(1, 1, 0xFF)
    assert rig.pics.elcr_read(1, 1) == 0xDE
    rig.pics.set_line(11, True)
    assert rig.pics.acknowledge() == (0x73, 11)
    rig.pics.slave_write(0, 1, 0x20)
    rig.pics.master_write(0, 1, 0x20)
    assert rig.out, "nobody has quieted the device"
    rig.pics.set_line(11, False)
    assert not rig.out


def test_automatic_end_of_interrupt() -> None:
    rig = Rig(icw4=3)
    rig.edge(3)
    rig.pics.acknowledge()
    rig.edge(4)
    assert rig.out


@pytest.mark.parametrize(("command", "first"), [(0xA0, 5), (0xE4, 5), (0xC6, 7), (0x20, 0)])
def test_rotation(command: int, first: int) -> None:
    """A served 4 or an explicit level becomes the lowest; the one behind it is served first."""
    rig = Rig()
    rig.edge(4)
    rig.pics.acknowledge()
    rig.pics.master_write(0, 1, command)
    if command == 0xC6:
        rig.pics.master_write(0, 1, 0x20)
    for irq in (0, 5, 7):
        rig.edge(irq)
    assert rig.pics.acknowledge()[1] == first


def test_special_mask_lets_lower_ones_through() -> None:
    rig = Rig()
    rig.edge(3)
    rig.pics.acknowledge()
    rig.edge(6)
    assert not rig.out
    rig.pics.master_write(0, 1, 0x68)
    rig.pics.master_write(1, 1, 1 << 3)
    assert rig.out


def test_poll() -> None:
    rig = Rig()
    rig.edge(6)
    rig.pics.master_write(0, 1, 0x0C)
    assert rig.pics.master_read(0, 1) == 0x86
    assert not rig.out
    rig.pics.master_write(0, 1, 0x0C)
    assert rig.pics.master_read(0, 1) == 0


def test_initialization_forgets_edges_but_not_levels() -> None:
    rig = Rig()
    rig.pics.elcr_write(0, 1, 1 << 5)
    rig.edge(1)
    rig.pics.set_line(5, True)
    rig.pics.master_write(0, 1, 0x11)
    assert rig.pics.state.master.irr == 1 << 5
    assert rig.pics.state.master.imr == 0


def test_reset_keeps_the_lines() -> None:
    rig = Rig()
    rig.pics.set_line(1, True)
    rig.pics.reset()
    assert not rig.out
    rig.pics.set_line(1, True)
    assert not rig.out, "it was up already: no edge"
