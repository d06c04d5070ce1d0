"""engine.boot.acpi.aml: terms, byte by byte."""

from __future__ import annotations

import pytest

from engine.boot.acpi import aml
from engine.boot.acpi.aml import Space


@pytest.mark.parametrize(
    ("length", "head"),
    [
        (0, "01"),
        (62, "3F"),
        (63, "4104"),
        (4093, "4FFF"),
        (4094, "810001"),
        (1 << 20, "C4000001"),
    ],
)
def test_a_package_length_counts_itself(length: int, head: str) -> None:
    made = aml.package_length(bytes(length))
    assert made[: -length or None].hex().upper() == head
    assert len(made) == length + len(head) // 2


def test_a_package_has_its_limit() -> None:
    with pytest.raises(ValueError, match="too many"):
        aml.package_length(bytes(1 << 28))


@pytest.mark.parametrize(
    ("path", "made"),
    [
        ("FOO", b"FOO_"),
        ("\\", b"\\\0"),
        ("\\_SB", b"\\_SB_"),
        ("^^_HID", b"^^_HID"),
        ("\\_SB.PCI0", b"\\\x2e_SB_PCI0"),
        ("\\_SB.PCI0.ISA.PRQA", b"\\\x2f\x04_SB_PCI0ISA_PRQA"),
    ],
)
def test_names(path: str, made: bytes) -> None:
    assert aml.name_string(path) == made


@pytest.mark.parametrize("path", ["TOOLONG", "low", "1ST", "A-B", "ÄB"])
def test_what_is_no_name(path: str) -> None:
    with pytest.raises(ValueError, match="not an AML name"):
        aml.name_string(path)


@pytest.mark.parametrize(
    ("value", "made"),
    [
        (0, "00"),
        (1, "01"),
        (2, "0a02"),
        (0xFF, "0aff"),
        (0x100, "0b0001"),
        (0x10000, "0c00000100"),
        (1 << 32, "0e0000000001000000"),
    ],
)
def test_an_integer_is_as_short_as_it_can_be(value: int, made: str) -> None:
    assert aml.integer(value).hex() == made


def test_an_integer_has_64_bits() -> None:
    with pytest.raises(ValueError, match="64 bits"):
        aml.integer(1 << 64)


def test_identifiers_and_strings() -> None:
    assert aml.eisa_id("PNP0A03") == bytes.fromhex("0c41d00a03")
    assert aml.string("ACPI0007") == b"\x0dACPI0007\0"


def test_containers_nest() -> None:
    inner = aml.device("DEV", aml.named("_ADR", aml.integer(0)))
    assert inner == b"\x5b\x82\x0bDEV_\x08_ADR\x00"
    assert aml.scope("\\_SB", inner) == b"\x10\x13\\_SB_" + inner
    assert aml.package(aml.integer(1), aml.string("a")) == b"\x12\x06\x02\x01\x0da\0"
    assert aml.buffer(b"xyz") == b"\x11\x06\x0a\x03xyz"
    assert aml.resources([b"\x22\x02\x00"]) == aml.buffer(b"\x22\x02\x00\x79\x00")


def test_regions_and_fields() -> None:
    assert aml.operation_region("REG", Space.PCI_CONFIG, 0x60, 4) == b"\x5b\x80REG_\x02\x0a\x60\x0a\x04"
    assert aml.byte_fields("REG", "ONE", "TWO") == b"\x5b\x81\x10REG_\x01ONE_\x08TWO_\x08"
    assert aml.dword_field(aml.argument(0), 5, "IRQW") == b"\x8a\x68\x0a\x05IRQW"


def test_methods_and_operators() -> None:
    register, target = aml.name_string("REG"), aml.local(2)
    assert aml.store(aml.integer(1), register) == b"\x70\x01REG_"
    assert aml.bit_and(register, aml.integer(0xF), target) == b"\x7bREG_\x0a\x0f\x62"
    assert aml.bit_or(register, aml.integer(1)) == b"\x7dREG_\x01\x00"
    body = aml.when(register, aml.give(aml.integer(9)))
    assert body == b"\xa0\x08REG_\xa4\x0a\x09"
    assert aml.method("_STA", 0, body) == b"\x14\x0f_STA\x00" + body
    assert aml.method("_SRS", 1, serialized=True) == b"\x14\x06_SRS\x09"
