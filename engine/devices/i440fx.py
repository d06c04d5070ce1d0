"""The host bridge: Intel 82441FX PCI and Memory Controller (PMC), 8086:1237 at 00:00.0.

After Intel 440FX PCIset datasheet (order number 290549), section 3.2, "82441FX PMC registers".
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from engine.bus.pci import PciFunction, PciState, Register

VENDOR = 0x8086
DEVICE = 0x1237
CLASS_HOST_BRIDGE = 0x06_00_00
REVISION = 0x02


class Pmc:
    """Offsets of the chip's own registers (290549, table 2)."""

    PMCCFG = 0x50
    DETURBO = 0x52
    DBC = 0x53
    AXC = 0x54
    DRT = 0x55
    DRAMC = 0x57
    DRAMT = 0x58
    PAM0 = 0x59
    PAM6 = 0x5F
    DRB = 0x60
    FDHC = 0x68
    MTT = 0x70
    CLT = 0x71
    SMRAM = 0x72
    ERRCMD = 0x90
    ERRSTS = 0x91


READ_ENABLE = 0x1
WRITE_ENABLE = 0x2
_SEGMENT = 0x4000


class PamSegment(msgspec.Struct, frozen=True):
    """How one piece of the memory between 768 KiB and 1 MiB is decoded: reads go to RAM if ``read_enable``
    and else to PCI (where the ROM is); so do writes by ``write_enable``."""

    base: int
    length: int
    read_enable: bool
    write_enable: bool


def pam_segments(pam: bytes) -> list[PamSegment]:
    """Decode PAM0 to PAM6 (290549, 3.2.18) into 13 segments in the order of their addresses."""

    def segment(base: int, length: int, nibble: int) -> PamSegment:
        return PamSegment(base, length, bool(nibble & READ_ENABLE), bool(nibble & WRITE_ENABLE))

    segments = []
    for i, register in enumerate(pam[1:]):
        base = 0xC0000 + 2 * _SEGMENT * i
        segments.append(segment(base, _SEGMENT, register & 0xF))
        segments.append(segment(base + _SEGMENT, _SEGMENT, register >> 4))
    segments.append(segment(0xF0000, 0x10000, pam[0] >> 4))
    return segments


class I440fx:
    """The host bridge as firmware needs it: shadow RAM control works, DRAM timing and SMRAM are only stored.

    ``shadow_changed(segments)`` is called, with all 13 segments, when the guest or a reset changed one of
    them. ``pci`` goes on the bus at 00:00.0.
    """

    def __init__(self, shadow_changed: Callable[[list[PamSegment]], None], state: PciState | None = None) -> None:
        self.pci = PciFunction(VENDOR, DEVICE, CLASS_HOST_BRIDGE, revision=REVISION, state=state)
        define = self.pci.define
        # The bridge always answers memory cycles and is always a master: those bits are wired to 1.
        define(Register.COMMAND, 2, 0x0006, writable=0x0140)
        define(Register.STATUS, 2, 0x0280, clear=0xF900)
        define(Pmc.PMCCFG, 2, 0x0000, writable=0xFFFF)
        define(Pmc.DETURBO, 1, 0x00, writable=0xFF)
        define(Pmc.DBC, 1, 0x80, writable=0xFF)
        define(Pmc.AXC, 1, 0x00, writable=0xFF)
        define(Pmc.DRT, 2, 0x0000, writable=0xFFFF)
        define(Pmc.DRAMC, 1, 0x01, writable=0xFF)
        define(Pmc.DRAMT, 1, 0x10, writable=0xFF)
        define(Pmc.PAM0, 1, 0x00, writable=0x30)
        for offset in range(Pmc.PAM0 + 1, Pmc.PAM6 + 1):
            define(offset, 1, 0x00, writable=0x33)
        for offset in range(Pmc.DRB, Pmc.DRB + 8):
            define(offset, 1, 0x01, writable=0xFF)
        define(Pmc.FDHC, 1, 0x00, writable=0xC0)
        define(Pmc.MTT, 1, 0x20, writable=0xFF)
        define(Pmc.CLT, 1, 0x10, writable=0x1F)
        define(Pmc.SMRAM, 1, 0x02, writable=0x78)
        define(Pmc.ERRCMD, 1, 0x00, writable=0xFF)
        define(Pmc.ERRSTS, 1, 0x00, clear=0x11)
        self.pci.on_write = self._written
        self._shadow_changed = shadow_changed
        self._reported = pam_segments(bytes(Pmc.PAM6 + 1 - Pmc.PAM0))

    @property
    def state(self) -> PciState:
        """All of the chip's registers: its configuration space."""
        return self.pci.state

    def segments(self) -> list[PamSegment]:
        """How the 13 segments are decoded now."""
        return pam_segments(bytes(self.pci.state.config[Pmc.PAM0 : Pmc.PAM6 + 1]))

    def reset(self) -> None:
        """RST#: shadow RAM off, the ROM is seen again."""
        self.pci.reset()
        self.announce()

    def _written(self, offset: int, size: int) -> None:
        if offset <= Pmc.PAM6 and offset + size > Pmc.PAM0:
            self.announce()

    def announce(self) -> None:
        """Report the segments if they are not what was last reported, at first all off: once after a restore."""
        segments = self.segments()
        if segments != self._reported:
            self._reported = segments
            self._shadow_changed(segments)
