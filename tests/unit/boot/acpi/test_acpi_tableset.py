"""engine.boot.acpi.tableset: placed here, or by the commands that firmware follows."""

from __future__ import annotations

import struct
from uuid import UUID

from engine.boot.acpi import tableset
from engine.boot.pc import Pc

PC = Pc("guest", UUID(int=1), 2, 256 << 20, 0xC0000000, hpet=0x8086A201)
HIGH, LOW = 0xFFF0000, 0xF5A00


def follow(files: dict[str, bytes]) -> tuple[bytes, bytes]:
    """What firmware does with the files: (tables at HIGH, root pointer at LOW)."""
    where = {tableset.TABLES_FILE: HIGH, tableset.RSDP_FILE: LOW}
    memory: dict[str, bytearray] = {}

    def name(raw: bytes) -> str:
        return raw.rstrip(b"\0").decode()

    commands = files[tableset.LOADER_FILE]
    assert len(commands) % 128 == 0
    for at in range(0, len(commands), 128):
        kind = struct.unpack_from("<I", commands, at)[0]
        if kind == 1:
            file, align, zone = struct.unpack_from("<56sIB", commands, at + 4)
            assert where[name(file)] % align == 0 and (zone == 2) == (name(file) == tableset.RSDP_FILE)
            memory[name(file)] = bytearray(files[name(file)])
        elif kind == 2:
            target, source, offset, size = struct.unpack_from("<56s56sIB", commands, at + 4)
            place = slice(offset, offset + size)
            value = int.from_bytes(memory[name(target)][place], "little") + where[name(source)]
            memory[name(target)][place] = value.to_bytes(size, "little")
        else:
            assert kind == 3
            file, offset, start, length = struct.unpack_from("<56sIII", commands, at + 4)
            assert memory[name(file)][offset] == 0
            memory[name(file)][offset] = -sum(memory[name(file)][start : start + length]) & 0xFF
    return bytes(memory[tableset.TABLES_FILE]), bytes(memory[tableset.RSDP_FILE])


def test_firmware_and_we_place_the_same() -> None:
    made = tableset.build(PC)
    assert follow(made.files()) == (made.tables.placed(HIGH), made.rsdp.placed(HIGH))


def test_every_pointer_leads_to_a_table() -> None:
    made = tableset.build(PC)
    content, rsdp = made.tables.placed(HIGH), made.rsdp.placed(HIGH)
    assert sum(rsdp[:20]) % 256 == 0 and sum(rsdp) % 256 == 0

    def table(address: int) -> bytes:
        at = address - HIGH
        return content[at : at + struct.unpack_from("<I", content, at + 4)[0]]

    rsdt, xsdt = table(struct.unpack_from("<I", rsdp, 16)[0]), table(struct.unpack_from("<Q", rsdp, 24)[0])
    short = [each for (each,) in struct.iter_unpack("<I", rsdt[36:])]
    assert short == [each for (each,) in struct.iter_unpack("<Q", xsdt[36:])]
    found = {table(each)[:4]: table(each) for each in short}
    assert set(found) == {b"FACP", b"APIC", b"HPET"}
    facs, dsdt = struct.unpack_from("<II", found[b"FACP"], 36)
    assert facs % 64 == 0 and table(facs)[:4] == b"FACS"
    assert struct.unpack_from("<QQ", found[b"FACP"], 132) == (facs, dsdt)
    assert table(dsdt)[:4] == b"DSDT"
    for each in (rsdt, xsdt, table(dsdt), *found.values()):
        assert sum(each) % 256 == 0


def test_without_apics_there_is_no_madt_and_no_message() -> None:
    with_apic, without = (
        tableset.build(Pc("guest", UUID(int=1), 1, 64 << 20, 0xC0000000, apic=apic)).tables.content
        for apic in (True, False)
    )
    assert b"APIC" in with_apic and b"APIC" not in without
    flags = [struct.unpack_from("<H", content, content.index(b"FACP") + 109)[0] for content in (with_apic, without)]
    assert flags == [0b0011, 0b1011]


def test_the_root_pointer_is_the_same_whatever_else_there_is() -> None:
    bare = Pc("guest", UUID(int=1), 1, 256 << 20, 0xC0000000, (), apic=False)
    assert tableset.build(bare).rsdp.placed(HIGH) == tableset.build(PC).rsdp.placed(HIGH)


def test_without_an_hpet_there_is_no_table_of_it() -> None:
    made = tableset.build(Pc("guest", UUID(int=1), 1, 64 << 20, 0xC0000000))
    assert b"HPET" not in made.tables.content
