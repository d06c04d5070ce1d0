"""Which image is which disk."""

from __future__ import annotations

import pytest

from engine.devices.floppydisk import DriveType, geometry_for


@pytest.mark.parametrize(
    ("kib", "layout", "drive"),
    [
        (160, (40, 1, 8), DriveType.D360K),
        (180, (40, 1, 9), DriveType.D360K),
        (320, (40, 2, 8), DriveType.D360K),
        (360, (40, 2, 9), DriveType.D360K),
        (720, (80, 2, 9), DriveType.D720K),
        (1200, (80, 2, 15), DriveType.D1200K),
        (1440, (80, 2, 18), DriveType.D1440K),
        (1680, (80, 2, 21), DriveType.D1440K),
        (2880, (80, 2, 36), DriveType.D2880K),
        (0.5, (80, 2, 18), DriveType.D1440K),
        (0, (80, 2, 18), DriveType.D1440K),
        (1441, (80, 2, 36), DriveType.D2880K),
    ],
)
def test_geometries(kib, layout, drive):
    geometry = geometry_for(int(kib * 1024))
    assert geometry[:3] == layout
    assert geometry.drive == drive


def test_a_geometry_knows_its_size():
    for size in (163_840, 737_280, 1_228_800, 1_474_560, 2_949_120):
        assert geometry_for(size).size == size
