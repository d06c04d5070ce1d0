"""Command packets, without a channel."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.devices.ide import mmc
from engine.devices.ide.identify import Identity
from engine.devices.ide.packet import Blocks, Data, execute
from engine.devices.ide.state import DriveState

WHO = Identity("1", "1.0", "VirtGUI CD-ROM")


def run(*cdb, state=None, blocks=100):
    return execute(bytes(cdb).ljust(12, b"\0"), state or DriveState(), blocks, WHO)


@given(st.binary(min_size=12, max_size=12), st.integers(0, 1 << 20), st.booleans(), st.booleans())
def test_any_packet_is_answered_and_blocks_are_on_the_disc(cdb, blocks, tray_open, changed):
    answer = execute(cdb, DriveState(tray_open=tray_open, medium_changed=changed), blocks, WHO)
    if isinstance(answer, Blocks):
        assert 0 <= answer.first <= answer.first + answer.count <= blocks
        assert not tray_open
    assert answer is None or isinstance(answer, Blocks | Data | mmc.Sense)


def test_reads_name_their_blocks():
    assert run(0x28, 0, 0, 0, 0, 98, 0, 0, 2) == Blocks(98, 2)
    assert run(0xA8, 0, 0, 0, 0, 98, 0, 0, 0, 2) == Blocks(98, 2)
    assert run(0x28, 0, 0, 0, 0, 99, 0, 0, 2) == mmc.OUT_OF_RANGE


def test_a_change_is_told_once_and_not_by_inquiry():
    state = DriveState(medium_changed=True)
    assert isinstance(run(0x12, 0, 0, 0, 36, state=state), Data)
    assert run(0, state=state) == mmc.MEDIUM_CHANGED
    assert run(0, state=state) is None


def test_the_tray_opens_unless_locked():
    state = DriveState(locked=True)
    assert run(0x1B, 0, 0, 0, 2, state=state) == mmc.REMOVAL_PREVENTED
    assert not state.tray_open
    assert run(0x1E, state=state) is None
    assert run(0x1B, 0, 0, 0, 2, state=state) is None
    assert state.tray_open
    assert run(0x25, state=state) == mmc.TRAY_OPEN
    assert run(0x25, blocks=0) == mmc.NOT_PRESENT
