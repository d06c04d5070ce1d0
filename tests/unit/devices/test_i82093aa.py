"""The I/O APIC: its table, edges, and levels that come again."""

from __future__ import annotations

from engine.devices.i82093aa import Entry, I82093aa


class Rig:
    """A chip whose interrupts are taken while ``takes`` is true."""

    def __init__(self) -> None:
        self.sent: list[int] = []
        self.takes = True
        self.chip = I82093aa(self._deliver)

    def _deliver(self, entry: int) -> bool:
        self.sent.append(entry & 0xFF)
        return self.takes

    def register(self, index: int, value: int | None = None) -> int:
        """Write, if a value is given, and read."""
        self.chip.write(0, 4, index)
        if value is not None:
            self.chip.write(0x10, 4, value)
        return self.chip.read(0x10, 4)

    def route(self, pin: int, value: int) -> None:
        """The low half of an entry."""
        self.register(0x10 + 2 * pin, value)


def test_identity() -> None:
    rig = Rig()
    assert rig.register(1) == 0x00170011
    assert rig.register(0, 0xFFFFFFFF) == 0x0F000000
    assert rig.register(0x10) == Entry.MASKED
    assert rig.register(0x11, 0x12345678) == 0x12000000
    assert rig.register(0x70) == 0


def test_an_edge_is_sent_once() -> None:
    rig = Rig()
    rig.route(4, 0x34)
    rig.chip.set_line(4, True)
    rig.chip.set_line(4, True)
    assert rig.sent == [0x34]
    rig.chip.set_line(4, False)
    rig.chip.set_line(4, True)
    assert rig.sent == [0x34, 0x34]


def test_a_masked_edge_is_lost() -> None:
    rig = Rig()
    rig.chip.set_line(4, True)
    rig.route(4, 0x34)
    assert rig.sent == []


def test_a_level_comes_again_until_its_line_is_down() -> None:
    rig = Rig()
    rig.route(11, 0x4B | Entry.LEVEL)
    rig.chip.set_line(11, True)
    assert rig.register(0x10 + 22) & Entry.REMOTE_IRR
    assert rig.sent == [0x4B]
    rig.chip.end(0x4B)
    assert rig.sent == [0x4B, 0x4B]
    rig.chip.set_line(11, False)
    rig.chip.end(0x4B)
    assert rig.sent == [0x4B, 0x4B]
    assert not rig.register(0x10 + 22) & Entry.REMOTE_IRR


def test_a_level_waits_behind_the_mask() -> None:
    rig = Rig()
    rig.route(11, 0x4B | Entry.LEVEL | Entry.MASKED)
    rig.chip.set_line(11, True)
    assert rig.sent == []
    rig.route(11, 0x4B | Entry.LEVEL)
    assert rig.sent == [0x4B]


def test_reset_keeps_the_lines() -> None:
    rig = Rig()
    rig.chip.set_line(11, True)
    rig.chip.reset()
    rig.route(11, 0x4B | Entry.LEVEL)
    assert rig.sent == [0x4B]
