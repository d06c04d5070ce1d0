"""The IDE function of Intel's PIIX3, as PCI sees it: 8086:7010, two channels (PIIX, 2.3)."""

from __future__ import annotations

from engine.bus.pci import PciFunction, PciState

VENDOR = 0x8086
DEVICE = 0x7010
# Mass storage, IDE; both channels at the legacy ports, bus master capable (PIIX, 2.3.6).
CLASS_CODE = 0x01_01_80
MASTER_BAR = 4
MASTER_LENGTH = 16
MASTER_CHANNEL_LENGTH = 8

COMMAND_BASE = (0x1F0, 0x170)
CONTROL_BASE = (0x3F6, 0x376)
IRQ = (14, 15)

# IDE Timing registers, one word a channel (PIIX, 2.3.9), and Slave IDE Timing (2.3.10).
TIMING = (0x40, 0x42)
SLAVE_TIMING = 0x44
DECODE_ENABLE = 1 << 15


class PiixIde:
    """The function's configuration space. Add ``function`` to the PciHost; set its ``bar_moved`` to put the
    bus master window (16 ports, 8 a channel) on the port bus."""

    def __init__(self, state: PciState | None = None) -> None:
        self.function = PciFunction(VENDOR, DEVICE, CLASS_CODE, state=state)
        self.function.add_bar(MASTER_BAR, "io", MASTER_LENGTH)
        for register in TIMING:
            self.function.define(register, 2, 0, writable=0xF3FF)
        self.function.define(SLAVE_TIMING, 1, 0, writable=0xFF)

    def reset(self) -> None:
        """RST#."""
        self.function.reset()

    def enable(self) -> None:
        """What firmware does at power-on: let both channels have their ports. Linux takes no others."""
        for register in TIMING:
            self.function.put(register, 2, DECODE_ENABLE)

    def decodes(self, channel: int) -> bool:
        """Whether the guest has enabled the ports of ``channel`` (IDETIM bit 15 and the I/O space bit)."""
        return bool(self.function.get(TIMING[channel], 2) & DECODE_ENABLE) and bool(self.function.command & 1)
