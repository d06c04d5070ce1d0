"""engine.devices.i6300esb: a timer that wants to be reloaded."""

from __future__ import annotations

from engine.devices.i6300esb import CONFIGURATION, LOCK, I6300Esb
from tests.support.clock import MILLISECOND, SECOND, ManualClock

RELOAD = 0x0C


class Card:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.barks = 0
        self.chip = I6300Esb(self.clock, self.bark)

    def bark(self) -> None:
        self.barks += 1

    def store(self, offset: int, value: int) -> None:
        """A store to a locked register, as drivers do it."""
        self.chip.write(RELOAD, 1, 0x80)
        self.chip.write(RELOAD, 1, 0x86)
        self.chip.write(offset, 4 if offset < RELOAD else 2, value)

    def enable(self, ticks: int, lock: int = 2) -> None:
        self.store(0, ticks)
        self.store(4, ticks)
        self.chip.pci.write(LOCK, 1, lock)


def test_it_is_the_card_that_linux_knows() -> None:
    pci = Card().chip.pci
    assert pci.read(0, 4) == 0x25AB8086
    pci.write(0x10, 4, 0xFFFFFFFF)
    assert pci.read(0x10, 4) == 0xFFFFFFF0


def test_time_is_up_after_two_stages() -> None:
    card = Card()
    card.enable(1000)  # of 2^15 / 33 MHz: 0.993 s each
    card.clock.advance(1985 * MILLISECOND)
    assert card.barks == 0
    card.clock.advance(2 * MILLISECOND)
    assert card.barks == 1
    assert card.chip.read(RELOAD, 2) == 0x200
    card.clock.advance(10 * SECOND)
    assert card.barks == 1


def test_reloading_in_time_keeps_it_quiet() -> None:
    card = Card()
    card.enable(1000)
    for _ in range(10):
        card.clock.advance(SECOND)
        card.store(RELOAD, 0x100)
    assert card.barks == 0
    card.clock.advance(2 * SECOND)
    assert card.barks == 1


def test_the_short_prescaler() -> None:
    card = Card()
    card.chip.pci.write(CONFIGURATION, 2, 0x04)
    card.enable(1000)  # of 2^5 / 33 MHz: 0.97 ms each
    card.clock.advance(2 * MILLISECOND)
    assert card.barks == 1


def test_nothing_is_stored_without_the_key() -> None:
    card = Card()
    card.chip.write(0, 4, 1)
    card.chip.write(RELOAD, 1, 0x86)  # the second half alone
    card.chip.write(4, 4, 1)
    card.chip.write(RELOAD, 1, 0x80)
    card.chip.write(RELOAD, 1, 0x86)
    card.chip.write(8, 4, 0)  # uses the key up
    card.chip.write(0, 4, 1)
    assert (card.chip.state.preload_1, card.chip.state.preload_2) == (0xFFFFF, 0xFFFFF)


def test_disabling_and_locking() -> None:
    card = Card()
    card.enable(1000)
    card.chip.pci.write(LOCK, 1, 0)
    card.clock.advance(5 * SECOND)
    assert card.barks == 0
    card.enable(1000, lock=3)
    card.chip.pci.write(LOCK, 1, 0)
    assert card.chip.pci.read(LOCK, 1) == 3
    card.clock.advance(2 * SECOND)
    assert card.barks == 1


def test_output_disabled_only_counts() -> None:
    card = Card()
    card.chip.pci.write(CONFIGURATION, 2, 0x20)
    card.enable(1000)
    card.clock.advance(2 * SECOND)
    assert (card.barks, card.chip.read(RELOAD, 2)) == (0, 0x200)
    card.store(RELOAD, 0x200)
    assert card.chip.read(RELOAD, 2) == 0


def test_the_reset_that_it_causes_can_be_told_afterwards() -> None:
    card = Card()
    card.enable(1000)
    card.clock.advance(2 * SECOND)
    card.chip.reset()
    assert card.chip.read(RELOAD, 2) == 0x200
    assert card.chip.pci.read(LOCK, 1) == 0
    card.clock.advance(100 * SECOND)
    assert card.barks == 1


def test_a_restored_timer_goes_on() -> None:
    card = Card()
    card.enable(1000)
    card.clock.advance(SECOND)
    barked: list[bool] = []
    I6300Esb(card.clock, lambda: barked.append(True), card.chip.state, card.chip.pci.state)
    card.clock.advance(SECOND)
    assert barked


def test_one_that_runs_freely_leaves_the_host_its_time() -> None:
    card = Card()
    card.chip.pci.write(CONFIGURATION, 2, 0x24)
    card.enable(0, lock=6)
    assert 0 < card.clock.advance(100 * MILLISECOND) <= 1000
    assert (card.barks, card.chip.read(RELOAD, 2)) == (0, 0x200)
