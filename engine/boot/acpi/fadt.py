"""The Fixed ACPI Description Table: where the power management registers are. (ACPI 6.4, section 5.2.9)

The chip is the PIIX4's function 3; engine/devices/piix4pm.py has its registers.
"""

from __future__ import annotations

import struct

from engine.boot.acpi.table import table
from engine.boot.bios.pci import PM_BASE

LENGTH = 244
REVISION = 3
FACS_AT, DSDT_AT, X_FACS_AT, X_DSDT_AT = 36, 40, 132, 140

SCI = 9
SMI_COMMAND, ACPI_ENABLE, ACPI_DISABLE = 0xB2, 0xF1, 0xF0
EVENTS, CONTROL, TIMER = PM_BASE, PM_BASE + 4, PM_BASE + 8
GPE0, GPE0_LENGTH = 0xAFE0, 4
RESET_PORT, RESET_VALUE = 0xCF9, 0x06
CENTURY = 0x32
"""The byte of the CMOS memory that holds the century."""
NO_C_STATE = 0xFFF


class Flag:
    """Fixed feature flags (table 5.10). The power button is fixed hardware; there is no sleep button, and the
    timer has 24 bits."""

    WBINVD = 1 << 0
    PROC_C1 = 1 << 2
    SLP_BUTTON = 1 << 5
    FIX_RTC = 1 << 6
    RESET_REG_SUP = 1 << 10


class BootArchitecture:
    """IAPC_BOOT_ARCH (table 5.11)."""

    LEGACY_DEVICES = 1 << 0
    I8042 = 1 << 1
    MSI_NOT_SUPPORTED = 1 << 3


FLAGS = Flag.WBINVD | Flag.PROC_C1 | Flag.SLP_BUTTON | Flag.FIX_RTC | Flag.RESET_REG_SUP


def fadt(apic: bool = True) -> bytes:
    """The table, for a machine with ``apic`` or without, where messages interrupt nobody. The addresses of FACS and
    DSDT, in short and long form, are 0, to be filled in."""
    body = struct.pack("<IIBBHIBBBB", 0, 0, 0, 0, SCI, SMI_COMMAND, ACPI_ENABLE, ACPI_DISABLE, 0, 0)
    body += struct.pack("<8I", EVENTS, 0, CONTROL, 0, 0, TIMER, GPE0, 0)
    body += struct.pack("<8B", 4, 2, 0, 4, GPE0_LENGTH, 0, 0, 0)
    body += struct.pack("<HHHH", NO_C_STATE, NO_C_STATE, 0, 0)
    body += struct.pack("<BBBBB", 0, 0, 0, 0, CENTURY)
    architecture = BootArchitecture.LEGACY_DEVICES | BootArchitecture.I8042
    body += struct.pack("<HBI", architecture if apic else architecture | BootArchitecture.MSI_NOT_SUPPORTED, 0, FLAGS)
    body += _port(RESET_PORT, 1) + struct.pack("<BHB", RESET_VALUE, 0, 0) + bytes(16)
    body += _port(EVENTS, 4) + bytes(12) + _port(CONTROL, 2) + bytes(12) + bytes(12)
    body += _port(TIMER, 4) + _port(GPE0, GPE0_LENGTH) + bytes(12)
    made = table(b"FACP", REVISION, body)
    if len(made) != LENGTH:
        raise ValueError(f"the FADT has {len(made)} bytes, not {LENGTH}")
    return made


def _port(base: int, length: int) -> bytes:
    """A Generic Address Structure (5.2.3.2) for a register in I/O space."""
    access = {1: 1, 2: 2, 4: 3}[length]
    return struct.pack("<BBBBQ", 1, 8 * length, 0, access, base)
