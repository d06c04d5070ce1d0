"""PCI configuration space and the host bridge's ports."""

from __future__ import annotations

import copy
from threading import Lock

import pytest

from engine.bus.pci import ROM_BAR, Command, PciFunction, PciHost, PciState, Register
from engine.bus.port import PortBus, PortRegion

BAR0 = 0x10
BAR1 = 0x14


class ResetRegister:
    """What sits at 0xCF9 in a test."""

    def __init__(self):
        self.written = []

    def read(self, offset, size):
        return 0x5A

    def write(self, offset, size, value):
        self.written.append((offset, size, value))


def network_card(state=None):
    """A function with 32 ports and 4 KiB of memory, and the list of its window moves."""
    card = PciFunction(0x1AF4, 0x1000, 0x020000, revision=3, subsystem=(0x1AF4, 1), interrupt_pin=1, state=state)
    card.add_bar(0, "io", 32)
    card.add_bar(1, "memory", 4096)
    moves = []
    card.bar_moved = lambda index, base: moves.append((index, base))
    return card, moves


def wired(*functions, control=None):
    """A port bus with a PciHost that has ``functions`` as (device, function, pci)."""
    host = PciHost(control)
    for place in functions:
        host.add(*place)
    bus = PortBus()
    bus.add(PortRegion(host.BASE, host.LENGTH, host.read, host.write, width=host.WIDTH), Lock())
    return host, bus


def select(bus, device, function, register, number=0):
    bus.write(0xCF8, 4, 1 << 31 | number << 16 | device << 11 | function << 8 | register)


class TestHeader:
    def test_identity(self):
        card, _ = network_card()
        assert card.read(Register.VENDOR_ID, 4) == 0x1000_1AF4
        assert card.read(Register.REVISION_ID, 4) == 0x020000_03
        assert card.read(Register.SUBSYSTEM_VENDOR_ID, 4) == 0x0001_1AF4
        assert card.read(Register.INTERRUPT_PIN, 1) == 1

    def test_identity_cannot_be_written(self):
        card, _ = network_card()
        before = [card.read(offset, 4) for offset in (0x00, 0x08, 0x2C)]
        for offset in (0x00, 0x08, 0x2C):
            card.write(offset, 4, 0xFFFF_FFFF)
        assert [card.read(offset, 4) for offset in (0x00, 0x08, 0x2C)] == before

    def test_command_keeps_only_bits_that_exist(self):
        card, _ = network_card()
        card.write(Register.COMMAND, 2, 0xFFFF)
        assert card.command == Command.IO | Command.MEMORY | Command.BUS_MASTER | Command.PARITY | (
            Command.SERR | Command.INTX_DISABLE
        )
        assert card.bus_master

    def test_status_bits_are_cleared_by_ones(self):
        card, _ = network_card()
        card.put(Register.STATUS, 2, 0x8900)
        card.write(Register.STATUS, 2, 0x0100)
        assert card.get(Register.STATUS, 2) == 0x8800

    def test_interrupt_line_is_scratch_only_with_a_pin(self):
        card, _ = network_card()
        card.write(Register.INTERRUPT_LINE, 1, 11)
        assert card.get(Register.INTERRUPT_LINE) == 11
        without = PciFunction(1, 2, 3)
        without.write(Register.INTERRUPT_LINE, 1, 11)
        assert without.get(Register.INTERRUPT_LINE) == 0

    def test_a_byte_write_leaves_its_neighbours(self):
        card, _ = network_card()
        card.write(BAR1, 4, 0xE0123000)
        card.write(BAR1 + 3, 1, 0xD0)
        assert card.read(BAR1, 4) == 0xD0123000

    def test_written_hook_comes_after_the_write(self):
        card, _ = network_card()
        seen = []
        card.on_write = lambda offset, size: seen.append((offset, size, card.get(offset, size)))
        card.write(Register.LATENCY_TIMER, 1, 0x40)
        assert seen == [(0x0D, 1, 0x40)]

    def test_reads_at_the_end_of_the_space_are_in_range(self):
        card, _ = network_card()
        card.write(255, 4, 0xFFFF_FFFF)
        assert card.read(255, 4) == 0


class TestBars:
    @pytest.mark.parametrize("size", [1 << n for n in range(4, 32)])
    def test_sizing_of_memory(self, size):
        function = PciFunction(1, 2, 3)
        function.add_bar(0, "memory", size, prefetchable=True)
        function.write(BAR0, 4, 0xFFFF_FFFF)
        value = function.read(BAR0, 4)
        assert value & 0xF == 0x8
        assert (~(value & ~0xF) & 0xFFFF_FFFF) + 1 == size

    @pytest.mark.parametrize("size", [1 << n for n in range(2, 9)])
    def test_sizing_of_ports(self, size):
        function = PciFunction(1, 2, 3)
        function.add_bar(2, "io", size)
        function.write(0x18, 4, 0xFFFF_FFFF)
        value = function.read(0x18, 4)
        assert value & 3 == 1
        assert (~(value & ~3) & 0xFFFF_FFFF) + 1 == size

    def test_a_bar_that_is_not_there_reads_zero(self):
        card, _ = network_card()
        card.write(0x18, 4, 0xFFFF_FFFF)
        assert card.read(0x18, 4) == 0

    def test_sizing_with_decoding_on_moves_the_window_nowhere(self):
        card, moves = network_card()
        card.write(Register.COMMAND, 2, 3)
        card.write(BAR0, 4, 0xFFFF_FFFF)
        card.write(BAR1, 4, 0xFFFF_FFFF)
        assert moves == []

    def test_window_opens_with_the_command_register(self):
        card, moves = network_card()
        card.write(BAR0, 4, 0xC000)
        card.write(BAR1, 4, 0xFEB0_0000)
        assert moves == []
        card.write(Register.COMMAND, 2, Command.IO)
        assert moves == [(0, 0xC000)]
        card.write(Register.COMMAND, 2, Command.MEMORY)
        assert moves[1:] == [(0, None), (1, 0xFEB0_0000)]

    def test_window_moves_and_is_told_once(self):
        card, moves = network_card()
        card.write(Register.COMMAND, 2, Command.MEMORY)
        card.write(BAR1, 4, 0xE000_0000)
        card.write(BAR1, 4, 0xE000_0000)
        card.write(BAR1, 4, 0xE000_1000)
        assert moves == [(1, 0xE000_0000), (1, 0xE000_1000)]
        assert card.bar_base(1) == 0xE000_1000

    def test_zero_is_no_address(self):
        card, moves = network_card()
        card.write(Register.COMMAND, 2, 3)
        assert moves == []
        assert card.bar_base(0) is None

    def test_ports_beyond_the_bus_are_no_window(self):
        card, moves = network_card()
        card.write(Register.COMMAND, 2, 1)
        card.write(BAR0, 4, 0x1_0000)
        assert moves == []
        card.write(BAR0, 4, 0xFFE0)
        assert moves == [(0, 0xFFE0)]

    def test_rom_needs_its_own_enable(self):
        function = PciFunction(1, 2, 3)
        function.add_bar(ROM_BAR, "memory", 0x10000)
        moves = []
        function.bar_moved = lambda index, base: moves.append((index, base))
        function.write(Register.EXPANSION_ROM, 4, 0xFFFF_F800)
        assert function.read(Register.EXPANSION_ROM, 4) == 0xFFFF_0000
        function.write(Register.COMMAND, 2, Command.MEMORY)
        function.write(Register.EXPANSION_ROM, 4, 0xFEB0_0000)
        assert moves == []
        function.write(Register.EXPANSION_ROM, 4, 0xFEB0_0001)
        assert moves == [(ROM_BAR, 0xFEB0_0000)]

    def test_reset_closes_windows_and_forgets_addresses(self):
        card, moves = network_card()
        card.write(BAR0, 4, 0xC000)
        card.write(Register.COMMAND, 2, 7)
        card.reset()
        assert moves == [(0, 0xC000), (0, None)]
        assert card.state == network_card()[0].state

    def test_restore_keeps_registers_and_announces_windows(self):
        card, _ = network_card()
        card.write(BAR1, 4, 0xFEB0_0000)
        card.write(Register.COMMAND, 2, 2)
        again, moves = network_card(copy.deepcopy(card.state))
        assert again.state == card.state
        assert moves == []
        again.announce()
        assert moves == [(1, 0xFEB0_0000)]

    @pytest.mark.parametrize(
        ("index", "kind", "size"),
        [(7, "memory", 16), (-1, "io", 16), (0, "io", 16), (3, "io", 2), (3, "io", 512), (3, "memory", 48)],
    )
    def test_impossible_bars_are_wiring_mistakes(self, index, kind, size):
        card, _ = network_card()
        with pytest.raises(ValueError, match="BAR"):
            card.add_bar(index, kind, size)

    def test_a_state_of_another_length_is_refused(self):
        with pytest.raises(ValueError, match="256"):
            PciFunction(1, 2, 3, state=PciState(bytearray(64)))


class TestCapabilities:
    def test_list_is_walked_from_the_pointer(self):
        function = PciFunction(1, 2, 3)
        assert not function.get(Register.STATUS, 2) & 0x10
        function.add_capability(0x09, bytes(3))
        function.add_capability(0x11, bytes(10), writable=b"\0\x80")
        assert function.get(Register.STATUS, 2) & 0x10
        found, at = [], function.get(Register.CAPABILITIES)
        while at:
            found.append((at, function.get(at)))
            at = function.get(at + 1)
        assert found == [(0x40, 0x09), (0x48, 0x11)]
        function.write(0x48, 4, 0xFFFF_FFFF)
        assert function.read(0x48, 4) == 0x8000_0011

    def test_no_room(self):
        with pytest.raises(ValueError, match="no room"):
            PciFunction(1, 2, 3).add_capability(9, bytes(200))


class TestHost:
    def test_address_reads_back_without_reserved_bits(self):
        _, bus = wired()
        bus.write(0xCF8, 4, 0xFFFF_FFFF)
        assert bus.read(0xCF8, 4) == 0x80FF_FFFC

    def test_a_function_answers_in_all_widths(self):
        card, _ = network_card()
        _, bus = wired((3, 0, card))
        select(bus, 3, 0, 0)
        assert bus.read(0xCFC, 4) == 0x1000_1AF4
        assert bus.read(0xCFE, 2) == 0x1000
        assert [bus.read(0xCFC + i, 1) for i in range(4)] == [0xF4, 0x1A, 0x00, 0x10]
        select(bus, 3, 0, BAR1)
        bus.write(0xCFE, 2, 0xE000)
        bus.write(0xCFD, 1, 0x10)
        assert card.read(BAR1, 4) == 0xE000_1000

    @pytest.mark.parametrize(("device", "function", "number"), [(4, 0, 0), (3, 1, 0), (3, 0, 1)])
    def test_absent_functions_read_all_ones(self, device, function, number):
        card, _ = network_card()
        _, bus = wired((3, 0, card))
        select(bus, device, function, 0, number)
        assert bus.read(0xCFC, 4) == 0xFFFF_FFFF
        assert bus.read(0xCFC, 2) == 0xFFFF
        bus.write(0xCFC, 4, 0)

    def test_without_the_enable_bit_nobody_answers(self):
        card, _ = network_card()
        _, bus = wired((3, 0, card))
        bus.write(0xCF8, 4, 3 << 11)
        assert bus.read(0xCFC, 4) == 0xFFFF_FFFF

    def test_a_byte_at_cf9_is_the_reset_register(self):
        control = ResetRegister()
        _, bus = wired(control=control)
        select(bus, 1, 2, 0x40)
        before = bus.read(0xCF8, 4)
        bus.write(0xCF9, 1, 6)
        assert control.written == [(0, 1, 6)]
        assert bus.read(0xCF9, 1) == 0x5A
        assert bus.read(0xCF8, 4) == before

    def test_narrow_accesses_do_not_change_the_address(self):
        control = ResetRegister()
        _, bus = wired(control=control)
        select(bus, 1, 2, 0x40)
        before = bus.read(0xCF8, 4)
        bus.write(0xCF8, 1, 0xFF)
        bus.write(0xCF8, 2, 0xFFFF)
        bus.write(0xCF9, 2, 0xFFFF)
        bus.write(0xCFA, 1, 0xFF)
        assert bus.read(0xCF8, 4) == before
        assert control.written == []
        assert bus.read(0xCF8, 1) == 0xFF

    def test_reset_reaches_every_function(self):
        card, _ = network_card()
        host, bus = wired((3, 0, card))
        select(bus, 3, 0, BAR1)
        bus.write(0xCFC, 4, 0xE000_0000)
        host.reset()
        assert bus.read(0xCF8, 4) == 0
        assert card.read(BAR1, 4) == 0

    def test_one_function_a_place(self):
        card, _ = network_card()
        host, _ = wired((3, 0, card))
        assert host.functions() == {(3, 0): card}
        for device, function in ((3, 0), (32, 0), (1, 8)):
            with pytest.raises(ValueError, match="PCI place"):
                host.add(device, function, card)
