"""engine.boot.smbios: structures as DSP0134 has them."""

from __future__ import annotations

import struct
from uuid import UUID

from engine.boot import smbios
from engine.boot.pc import Pc

UUID_TEXT = "00112233-4455-6677-8899-aabbccddeeff"


def structures(tables: bytes) -> dict[int, list[tuple[bytes, list[bytes]]]]:
    """By type: (formatted area with header, strings)."""
    found: dict[int, list[tuple[bytes, list[bytes]]]] = {}
    at = 0
    while at < len(tables):
        kind, length = tables[at], tables[at + 1]
        end = tables.index(b"\0\0", at + length)
        strings = tables[at + length : end].split(b"\0")
        found.setdefault(kind, []).append((tables[at : at + length], strings))
        at = end + 2
    return found


def test_entry_point() -> None:
    anchor, tables = smbios.build(Pc("guest", UUID(UUID_TEXT), 2, 256 << 20, 3 << 30), "1.2")
    placed = smbios.placed(anchor, 0xF1230)
    assert len(placed) == smbios.ANCHOR_LENGTH and placed[:4] == b"_SM_" and placed[16:21] == b"_DMI_"
    assert sum(placed) % 256 == 0 and sum(placed[16:]) % 256 == 0
    length, address, count, version = struct.unpack_from("<HIHB", placed, 22)
    assert (length, address, version) == (len(tables), 0xF1230, 0x28)
    assert count == sum(len(each) for each in structures(tables).values())
    assert (placed[6], placed[7]) == (2, 8)


def test_what_is_told() -> None:
    pc = Pc("My guest", UUID(UUID_TEXT), 4, 5 << 30, 3 << 30)
    found = structures(smbios.build(pc, "1.2")[1])
    assert set(found) == {0, 1, 3, 4, 16, 17, 19, 32, 127}
    system, strings = found[1][0]
    assert strings == [b"VirtGUI", b"VirtGUI PC", b"1.2", b"My guest"]
    assert system[8:24].hex() == "33221100554477668899aabbccddeeff"
    processor, _ = found[4][0]
    assert len(processor) == 42 and tuple(processor[35:38]) == (4, 4, 4)
    module, _ = found[17][0]
    assert len(module) == 40 and struct.unpack_from("<H", module, 12)[0] == 5 << 10
    places = [struct.unpack_from("<QQ", area, 15) for area, _ in found[19]]
    assert places == [(0, (3 << 30) - 1), (4 << 30, (6 << 30) - 1)]


def test_a_terabyte_needs_the_extended_size() -> None:
    found = structures(smbios.build(Pc("big", UUID(int=0), 1, 1 << 40, 3 << 30), "1")[1])
    module, _ = found[17][0]
    assert struct.unpack_from("<H", module, 12)[0] == 0x7FFF
    assert struct.unpack_from("<I", module, 28)[0] == 1 << 20
