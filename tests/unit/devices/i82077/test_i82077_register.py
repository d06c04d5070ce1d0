"""The first byte of a command."""

from __future__ import annotations

import pytest

from engine.devices.i82077.register import LENGTHS, Command, parse


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0xE6, (Command.READ_DATA, 8)),
        (0x06, (Command.READ_DATA, 8)),
        (0xC5, (Command.WRITE_DATA, 8)),
        (0xE5, None),
        (0x08, (Command.SENSE_INTERRUPT, 0)),
        (0x48, None),
        (0x94, (Command.LOCK, 0)),
        (0x54, None),
        (0xCF, (Command.SEEK, 2)),
        (0x8E, None),
        (0x18, None),
        (0x00, None),
    ],
)
def test_parse(value, expected):
    assert parse(value) == expected


def test_every_command_has_a_length():
    assert set(LENGTHS) == set(Command)
