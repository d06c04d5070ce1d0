"""engine.boot.acpi.fadt: the registers are where the chip has them."""

from __future__ import annotations

import struct

from engine.boot.acpi import fadt
from engine.boot.bios import pci
from engine.devices import piix4pm, resetcontrol
from engine.devices.piix4pm import PmIo


def test_fadt_names_the_registers_of_the_chip() -> None:
    made = fadt.fadt()
    assert struct.unpack_from("<HIBB", made, 46) == (9, 0xB2, piix4pm.ACPI_ENABLE, piix4pm.ACPI_DISABLE)
    events, _, control, _, _, timer, gpe = struct.unpack_from("<7I", made, 56)
    assert (events, control, timer) == (pci.PM_BASE, pci.PM_BASE + PmIo.PMCNTRL, pci.PM_BASE + PmIo.PMTMR)
    assert (gpe, made[92]) == (piix4pm.Piix4Pm.GPE_BASE, piix4pm.Piix4Pm.GPE_LENGTH)
    space, bits, _, access, address = struct.unpack_from("<BBBBQ", made, 116)
    assert (space, bits, access, address) == (1, 8, 1, 0xCF9)
    assert made[128] & resetcontrol.Rc.RCPU
    assert struct.unpack_from("<I", made, 112)[0] & (fadt.Flag.RESET_REG_SUP | 1 << 4) == fadt.Flag.RESET_REG_SUP
    assert [struct.unpack_from("<Q", made, at + 4)[0] for at in (148, 172, 208, 220)] == [events, control, timer, gpe]
