"""Power-on, and the returns from protected mode that a CPU reset may be.

(IBM Personal Computer AT Technical Reference, "POST", shutdown codes in CMOS byte 0Fh)
"""

from __future__ import annotations

from engine.boot.bios import area, pci
from engine.boot.bios.apm import Apm
from engine.boot.bios.boot import Boot
from engine.boot.bios.call import CARRY, ZERO, Call
from engine.boot.bios.clock import Clock
from engine.boot.bios.disk import Disks
from engine.boot.bios.inventory import Inventory
from engine.boot.bios.keyboard import Keyboard
from engine.boot.bios.mouse import Mouse
from engine.boot.bios.peripheral import Printer, Serial
from engine.boot.bios.platform import Platform
from engine.boot.bios.rom import Rom
from engine.boot.bios.unit import finish
from engine.boot.bios.video import Video

SHUTDOWN = 0x0F
_JUMP_WITH_EOI, _JUMP = 0x05, 0x0A
_KEYBOARD_COMMAND = 0x60
_KEYBOARD_SETTINGS = 0x45
"""8042 command byte: translate scan codes, system flag, IRQ 1."""


class Power:
    """The two stops on the way from the reset vector to INT 19h."""

    def __init__(
        self,
        platform: Platform,
        rom: Rom,
        video: Video,
        keyboard: Keyboard,
        mouse: Mouse,
        clock: Clock,
        disks: Disks,
        serial: Serial,
        printer: Printer,
        apm: Apm,
        boot: Boot,
    ) -> None:
        self._platform = platform
        self._rom = rom
        self._video = video
        self._keyboard = keyboard
        self._mouse = mouse
        self._clock = clock
        self._disks = disks
        self._serial = serial
        self._printer = printer
        self._apm = apm
        self._boot = boot
        self._inventory = Inventory(platform)

    def reset(self, call: Call) -> None:
        """The reset vector. Carry: go on through the far address at 467h, with zero after an end of interrupt."""
        self._boot.power_on()
        code = self._platform.cmos(SHUTDOWN)
        if code:
            self._platform.put_cmos(SHUTDOWN, 0)
        flags = call.frame.eflags & ~(CARRY | ZERO)
        if code in (_JUMP_WITH_EOI, _JUMP):
            flags |= CARRY | (ZERO if code == _JUMP_WITH_EOI else 0)
        call.frame.eflags = flags

    def set_up(self, _call: Call) -> None:
        """The stub has set up interrupt controllers and timer."""
        self.prepare()

    def prepare(self) -> None:
        """Everything but interrupt controllers and timer."""
        platform, memory = self._platform, self._platform.memory
        pci.configure(platform.ports, platform.low_end)
        area.write_vectors(memory, self._rom)
        area.write_data_area(memory)
        area.write_tables(memory, platform.rom, platform.tables)
        self._video.set_up()
        self._keyboard.set_up()
        self._mouse.set_up()
        self._clock.set_up()
        self._input()
        finish(self._inventory.take())
        self._disks.start(self._inventory.units)
        area.write_disk_tables(memory, self._inventory.units)
        self._apm.set_up()
        ports = self._serial.set_up(), self._printer.set_up()
        area.write_equipment(memory, self._disks.floppies, *ports)
        self._boot.set_up()

    def _input(self) -> None:
        """The keyboard controller: self-test, both ports, translation; the keyboard may send."""
        ports = self._platform.ports
        for command in (0xAA, 0xAE, 0xA8):
            ports.write(0x64, 1, command)
            if command == 0xAA:
                ports.read(0x60, 1)
        ports.write(0x64, 1, _KEYBOARD_COMMAND)
        ports.write(0x60, 1, _KEYBOARD_SETTINGS)
        # A20: DOS-era programs expect the gate closed, everything since expects it open; so SeaBIOS has it.
        ports.write(0x92, 1, ports.read(0x92, 1) & ~1 | 2)
