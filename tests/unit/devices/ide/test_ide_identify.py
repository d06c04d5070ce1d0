"""Identification words."""

from __future__ import annotations

import struct

from engine.devices.ide.identify import Identity, disk_identity, packet_identity

WHO = Identity("SN-1", "2.5", "A very long model name that is cut after forty")


def words(data):
    assert len(data) == 512
    return struct.unpack("<256H", data)


def test_strings_have_the_first_character_in_the_high_byte():
    found = words(disk_identity(WHO, 1000, 16, 63, 0, 0, True))
    assert found[10] == ord("S") << 8 | ord("N")
    assert struct.pack(">20H", *found[27:47]) == WHO.model[:40].encode()
    assert struct.pack(">4H", *found[23:27]) == b"2.5     "


def test_sizes_beyond_28_bits():
    found = words(disk_identity(WHO, 0x12_3456_789A, 16, 63, 0, 0, True))
    assert (found[60], found[61]) == (0xFFFF, 0x0FFF)
    assert found[100:104] == (0x789A, 0x3456, 0x12, 0)
    assert found[1] == 16383


def test_what_is_set_shows():
    plain = words(disk_identity(WHO, 1000, 16, 63, 0, 0, False))
    chosen = words(disk_identity(WHO, 1000, 16, 63, 16, 0x45, True))
    assert (plain[59], chosen[59]) == (0, 0x110)
    assert chosen[88] == plain[88] | 0x2000
    assert chosen[85] ^ plain[85] == 0x20


def test_a_packet_device_has_12_byte_packets():
    found = words(packet_identity(WHO, 0x22))
    assert found[0] & 0xC003 == 0x8000
    assert found[0] >> 8 & 0x1F == 5
    assert found[63] == 0x0407
