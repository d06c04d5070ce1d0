"""The host bridge: PAM decoding above all."""

from __future__ import annotations

import copy

import pytest

from engine.devices.i440fx import I440fx, PamSegment

# (register, shift) of each segment in the order of addresses, from the table of the data sheet.
PLACES = [(0x5A + i // 2, 4 * (i % 2)) for i in range(12)] + [(0x59, 4)]
BASES = [0xC0000 + 0x4000 * i for i in range(12)] + [0xF0000]


def bridge(state=None):
    reports = []
    return I440fx(reports.append, state), reports


def test_reset_state():
    chip, reports = bridge()
    assert chip.pci.read(0, 4) == 0x1237_8086
    assert chip.pci.read(8, 4) == 0x060000_02
    assert chip.pci.read(4, 4) == 0x0280_0006
    assert chip.pci.read(0x72, 1) == 0x02
    assert all(not each.read_enable and not each.write_enable for each in chip.segments())
    assert reports == []


def test_segments_tile_the_area():
    chip, _ = bridge()
    segments = chip.segments()
    assert [each.base for each in segments] == BASES
    assert [each.length for each in segments] == [0x4000] * 12 + [0x10000]


@pytest.mark.parametrize("index", range(13))
@pytest.mark.parametrize("bits", [1, 2, 3])
def test_each_nibble_controls_its_segment(index, bits):
    chip, reports = bridge()
    register, shift = PLACES[index]
    chip.pci.write(register, 1, bits << shift)
    expected = [
        PamSegment(
            base,
            0x10000 if base == 0xF0000 else 0x4000,
            i == index and bool(bits & 1),
            i == index and bits > 1,
        )
        for i, base in enumerate(BASES)
    ]
    assert reports == [expected]
    assert chip.segments() == expected


def test_reports_only_changes():
    chip, reports = bridge()
    chip.pci.write(0x59, 1, 0x30)
    chip.pci.write(0x59, 1, 0x3F)
    chip.pci.write(0x50, 2, 0xFFFF)
    chip.pci.write(0x72, 1, 0x0A)
    assert len(reports) == 1
    chip.pci.write(0x58, 4, 0x33_33_33_10)
    assert len(reports) == 2
    assert sum(each.read_enable for each in reports[-1]) == 5


def test_reserved_bits_do_not_stick():
    chip, _ = bridge()
    chip.pci.write(0x58, 4, 0xFFFF_FFFF)
    assert chip.pci.read(0x58, 4) == 0x3333_30FF


def test_smram_is_stored():
    chip, _ = bridge()
    chip.pci.write(0x72, 1, 0x48)
    assert chip.pci.read(0x72, 1) == 0x4A


def test_reset_turns_shadow_ram_off_and_says_so():
    chip, reports = bridge()
    chip.pci.write(0x5C, 1, 0x33)
    chip.reset()
    assert len(reports) == 2
    assert not any(each.read_enable or each.write_enable for each in reports[-1])
    chip.reset()
    assert len(reports) == 2


def test_restore_announces_once():
    chip, _ = bridge()
    chip.pci.write(0x59, 1, 0x10)
    again, reports = bridge(copy.deepcopy(chip.state))
    again.announce()
    again.announce()
    assert reports == [chip.segments()]
