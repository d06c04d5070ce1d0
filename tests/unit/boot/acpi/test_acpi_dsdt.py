"""engine.boot.acpi.dsdt and the other tables, as Intel's compiler reads them: disassembled, and compiled again."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from uuid import UUID

import pytest

from engine.boot.acpi import dsdt, fadt, hpet, madt
from engine.boot.bios import pci
from engine.boot.pc import Pc
from engine.builder import COM_PORTS
from engine.devices.fwcfg import FwCfg
from engine.devices.piix3 import Isa, pirq_index

PLAIN = Pc("plain", UUID(int=1), 1, 256 << 20, 0xC0000000)
FULL = Pc(
    "full",
    UUID(int=2),
    16,
    8 << 30,
    0xC0000000,
    (0, 2, 3),
    floppy=True,
    parallel=True,
    hpet=0x8086A201,
    mmio=((0xFEF00000, 0x200, 5), (0xFEF00200, 0x200, 10)),
)
TABLES = {
    "plain": dsdt.dsdt(PLAIN),
    "full": dsdt.dsdt(FULL),
    "facp": fadt.fadt(),
    "apic": madt.madt(16),
    "hpet": hpet.hpet(0x8086A201),
}


def disassembled(directory: Path, content: bytes) -> str:
    """The source that Intel's disassembler makes of a table; it must compile again, without a remark."""
    if shutil.which("iasl") is None:
        pytest.skip("iasl is not installed: apt install acpica-tools")
    (directory / "table.aml").write_bytes(content)
    for arguments in (["-d", "table.aml"], ["table.dsl"]):
        done = subprocess.run(["iasl", *arguments], cwd=directory, capture_output=True, text=True, check=True)
        assert not re.search(r"\b(error|warning)\b(?!s)", done.stdout + done.stderr, re.IGNORECASE), done.stdout
    assert "0 Errors, 0 Warnings, 0 Remarks" in done.stdout
    return (directory / "table.dsl").read_text("utf-8")


@pytest.mark.parametrize("name", TABLES)
def test_intels_compiler_finds_no_fault(tmp_path: Path, name: str) -> None:
    disassembled(tmp_path, TABLES[name])


def test_devices_are_those_of_the_board(tmp_path: Path) -> None:
    plain = disassembled(tmp_path, TABLES["plain"])
    full = disassembled(tmp_path, TABLES["full"])
    everywhere = ["PNP0A03", "PNP0B00", "PNP0303", "PNP0F13", "PNP0501", "PNP0C0F", "PNP0C02"]
    sometimes = ["PNP0400", "PNP0700", "PNP0103", "LNRO0005"]
    assert all(f'"{name}"' in plain for name in everywhere)
    assert not any(f'"{name}"' in plain for name in sometimes)
    assert all(f'"{name}"' in full for name in everywhere + sometimes)
    assert (plain.count('"ACPI0007"'), full.count('"ACPI0007"')) == (1, 16)
    assert (plain.count('"PNP0501"'), full.count('"PNP0501"')) == (2, 3) and "Name (\\_S5" in plain


def test_pins_are_soldered_to_links_as_the_chip_has_it(tmp_path: Path) -> None:
    source = disassembled(tmp_path, TABLES["plain"])
    routes = re.findall(r"0x([0-9A-F]+)FFFF|(Zero|One|0x0[23]), \s*(LNK[ABCD])|(?<![0-9A-F])(0xFFFF), ", source)
    slot, seen = 0, 0
    for high, pin, link, zero in routes:
        if high or zero:
            slot = int(high or "0", 16)
        else:
            number = {"Zero": 0, "One": 1}.get(pin) if pin in ("Zero", "One") else int(pin, 16)
            assert number is not None
            assert link == f"LNK{'ABCD'[pirq_index(slot, number + 1)]}"
            seen += 1
    assert seen == 128


def test_what_other_parts_know_too() -> None:
    assert dsdt.PIRQ_REGISTERS == Isa.PIRQRCA
    assert dsdt.COM_PORTS == COM_PORTS
    assert (dsdt.FW_CFG, dsdt.FW_CFG_LENGTH) == (FwCfg.BASE, FwCfg.DMA_BASE + FwCfg.DMA_LENGTH - FwCfg.BASE)
    assert set(pci.ROUTE_LINKS) <= set(madt.PCI_IRQS)


def test_the_pci_window_begins_behind_ram() -> None:
    window = (256 << 20).to_bytes(4, "little") + (0xFEBFFFFF).to_bytes(4, "little")
    assert window in TABLES["plain"]
    assert (0xC0000000).to_bytes(4, "little") + (0xFEBFFFFF).to_bytes(4, "little") in TABLES["full"]
