"""The PCI face of the PIIX3's IDE function."""

from __future__ import annotations

import copy

from engine.devices.ide.piix import PiixIde


def test_identity():
    function = PiixIde().function
    assert function.read(0, 4) == 0x7010_8086
    assert function.read(8, 4) == 0x0101_8000
    assert function.read(0x0E, 1) == 0


def test_the_bus_master_window_is_sixteen_ports():
    ide = PiixIde()
    moved = []
    ide.function.bar_moved = lambda index, base: moved.append((index, base))
    ide.function.write(0x20, 4, 0xFFFF_FFFF)
    assert ide.function.read(0x20, 4) == 0xFFFF_FFF1
    ide.function.write(0x20, 4, 0xC041)
    ide.function.write(4, 2, 5)
    assert moved == [(4, 0xC040)]


def test_timing_enables_the_ports_of_a_channel():
    ide = PiixIde()
    assert not ide.decodes(0)
    ide.function.write(4, 2, 1)
    ide.function.write(0x40, 2, 0x8000)
    assert ide.decodes(0)
    assert not ide.decodes(1)
    ide.function.write(0x42, 2, 0xFFFF)
    assert ide.function.read(0x42, 2) == 0xF3FF
    assert ide.decodes(1)
    restored = PiixIde(copy.deepcopy(ide.function.state))
    assert restored.decodes(1)
    ide.reset()
    assert not ide.decodes(0)
    assert restored.decodes(0)


def test_where_no_firmware_does_it_the_channels_are_enabled():
    ide = PiixIde()
    ide.enable()
    ide.function.write(4, 2, 1)
    assert ide.decodes(0) and ide.decodes(1)
