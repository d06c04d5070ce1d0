"""Register names: the values are the standard's, and arithmetic on them gives plain numbers."""

from __future__ import annotations

from engine.devices.ide.register import Command, Control, Device, MasterStatus, Status
from tests.support.constant import numbers


def test_bits_combine_to_plain_integers():
    assert type(Status.BSY | Status.DRQ) is int
    assert ~Device.HEAD & 0xFF == 0xF0
    assert Status.CHK is Status.ERR
    assert Control.NIEN | Control.SRST | Control.HOB == 0x86
    assert MasterStatus.DRIVE_0_CAPABLE | MasterStatus.DRIVE_1_CAPABLE == 0x60


def test_no_command_has_two_names():
    assert len(set(numbers(Command))) == len(numbers(Command)) > 40
