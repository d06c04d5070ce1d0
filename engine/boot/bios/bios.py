"""The builtin BIOS: what happens when a stub of the ROM calls out.

A stub's OUT is answered on the vCPU's own thread: the handler finds the caller's registers, does the service, and
leaves registers and flags for the stub to return with. A service that must wait is a generator; it is kept by
the stack pointer of its call until the stub calls out again.

Lock order: the trap port's seat is the first lock; services reach chips through the buses only, never the other way.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.boot.bios.apm import Apm
from engine.boot.bios.boot import Boot
from engine.boot.bios.call import CARRY, INTERRUPT, ZERO, Call, FarCall
from engine.boot.bios.clock import Clock
from engine.boot.bios.disk import Disks
from engine.boot.bios.keyboard import Keyboard
from engine.boot.bios.menu import Menu
from engine.boot.bios.mouse import Mouse
from engine.boot.bios.pcibios import PciBios
from engine.boot.bios.peripheral import Printer, Serial
from engine.boot.bios.platform import Platform
from engine.boot.bios.power import Power
from engine.boot.bios.rom import BASE, SEGMENT, SIZE, Rom, Stub
from engine.boot.bios.service import Handler, Service, Steps, Wait
from engine.boot.bios.system import System
from engine.boot.bios.vbemode import VbeMode
from engine.boot.bios.video import Video
from engine.cpu.accel import Frame, Vcpu

_PCI = 0xB1
_BARE = frozenset(
    {
        Service.POWER_ON,
        Service.POWER_ON_2,
        Service.KEYBOARD_IRQ,
        Service.KEYBOARD_INTERCEPTED,
        Service.MOUSE_IRQ,
        Service.RTC_IRQ,
    }
)
"""Services whose handlers set the flags of the stub themselves."""
_FAR = frozenset({Service.PROTECTED_APM, Service.PROTECTED_PCI, Service.DIRECTORY})
"""Services for programs in protected mode, which call them where they have mapped the ROM."""

MOST_WAITING = 64


class Bios:
    """All services of one machine. ``trap`` answers at TRAP_PORT; ``here()`` is the vCPU that a chip is answering."""

    def __init__(self, platform: Platform, rom: Rom, here: Callable[[], Vcpu]) -> None:
        self._platform = platform
        self._memory = platform.memory
        self._stubs = rom.stubs
        self._here = here
        self._waiting: dict[tuple[Service, int], tuple[Call, Steps]] = {}
        self.calls = 0
        video, keyboard, mouse = Video(platform), Keyboard(platform), Mouse(platform)
        clock, disks, serial = Clock(platform), Disks(platform), Serial(platform)
        printer, pci, apm = Printer(platform), PciBios(platform.ports, platform.memory), Apm(platform)
        system = System(platform, clock, mouse, apm, platform.reserved)
        boot = Boot(platform, disks, keyboard, Menu(platform, video, keyboard))
        self._video = video
        self._power = power = Power(platform, rom, video, keyboard, mouse, clock, disks, serial, printer, apm, boot)

        def clock_or_pci(call: Call) -> None:
            if call.ah == _PCI:
                pci.call(call)
            elif not clock.call(call):
                call.carry = True

        self._handlers: dict[Service, Handler] = {
            Service.POWER_ON: power.reset,
            Service.POWER_ON_2: power.set_up,
            Service.BOOT: boot.call,
            Service.NO_BOOT: boot.failed,
            Service.VIDEO: video.call,
            Service.EQUIPMENT: system.equipment,
            Service.MEMORY_SIZE: system.memory_size,
            Service.DISK: disks.call,
            Service.SERIAL: serial.call,
            Service.SYSTEM: system.call,
            Service.KEYBOARD: keyboard.call,
            Service.PRINTER: printer.call,
            Service.PRINT_SCREEN: printer.print_screen,
            Service.CLOCK: clock_or_pci,
            Service.KEYBOARD_IRQ: keyboard.interrupt,
            Service.KEYBOARD_INTERCEPTED: keyboard.intercepted,
            Service.MOUSE_IRQ: mouse.interrupt,
            Service.RTC_IRQ: clock.interrupt,
            Service.PROTECTED_APM: apm.call,
            Service.PROTECTED_PCI: pci.call,
            Service.DIRECTORY: pci.directory,
        }

    def prepare(self) -> None:
        """Do what power-on does, but for interrupt controllers and timer, without a CPU."""
        self._power.prepare()

    def show(self, mode: VbeMode) -> int:
        """Switch to graphics. The address of the framebuffer, 0 if the card has no such mode."""
        return self._video.show(mode)

    def reset(self) -> None:
        """The machine starts anew: nobody waits any more."""
        self._waiting.clear()
        self.calls = 0

    def read(self, _offset: int, size: int) -> int:
        """IN from the trap port: nothing drives the bus."""
        return (1 << 8 * size) - 1

    def trap(self, _offset: int, _size: int, _value: int) -> None:
        """OUT to the trap port. One that does not come from a stub has no effect."""
        vcpu = self._here()
        frame = vcpu.frame()
        if frame.real:
            stub = self._stubs.get(frame.eip & 0xFFFF) if frame.cs == SEGMENT else None
        else:
            stub = self._mapped_stub(vcpu, frame)
        if stub is None:
            return
        self.calls += 1
        self._memory.translate = vcpu.translate if frame.vm86 else None
        if stub.service in _FAR:
            self._handlers[stub.service](FarCall(frame, self._memory))
        else:
            self._serve(stub, frame)
        vcpu.set_frame(frame)

    def _mapped_stub(self, vcpu: Vcpu, frame: Frame) -> Stub | None:
        """What calls out in protected mode, where the ROM can be at any address."""
        place = vcpu.translate(vcpu.registers().segments["cs"].base + frame.eip & 0xFFFFFFFF)
        if place is None or not BASE <= place < BASE + SIZE:
            return None
        stub = self._stubs.get(place - BASE)
        return stub if stub is not None and stub.service in _FAR else None

    def _serve(self, stub: Stub, frame: Frame) -> None:
        service = stub.service
        key = service, (frame.ss << 4) + (frame.esp & 0xFFFF)
        kept = self._waiting.pop(key, None)
        if kept is not None and stub.resumed:
            call, steps = kept
            call.frame = frame
        else:
            call = Call(frame, self._memory)
            begun = self._handlers[service](call)
            if begun is None:
                self._done(service, call)
                return
            steps = begun
        wait = next(steps, None)
        if wait is None:
            self._done(service, call)
            return
        self._waiting[key] = call, steps
        if len(self._waiting) > MOST_WAITING:
            # A guest that left its waits behind, again and again. The stub of this one begins anew if it comes back.
            del self._waiting[next(iter(self._waiting))]
        # With interrupts on already, one that is due comes in before the stub's next instruction.
        again = wait is Wait.AGAIN
        frame.eflags = frame.eflags & ~ZERO | CARRY | (ZERO | INTERRUPT if again else 0)

    def _done(self, service: Service, call: Call) -> None:
        """Let the stub return. IBM's services ran with interrupts on; here an interrupt that is due comes in now, or
        a program that does nothing but call services would keep them out on a CPU that is emulated."""
        if service in _BARE:
            return
        frame = call.frame
        frame.eflags = frame.eflags & ~(CARRY | ZERO) | call.flags & INTERRUPT
