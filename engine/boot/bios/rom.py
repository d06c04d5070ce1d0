"""The ROM: 64 KiB at F0000h, generated. Its stubs call out through a port, and its tables are where IBM has them.

Entry points are those of the IBM Personal Computer AT Technical Reference, "BIOS listing", which programs have
relied on since. A stub that calls out is

    entry:   out TRAP_PORT, al
    checked: jc  wait
             iret
    wait:    jz  resume            ; at once
             sti
             hlt                   ; or after the next interrupt
    resume:  out TRAP_PORT, al
             jmp checked

where the handler sets the carry and zero flags that the stub tests; AL's value means nothing.
"""

from __future__ import annotations

import struct
from functools import cache

import msgspec

from engine.boot.bios.code import Code
from engine.boot.bios.font import PLACES, fonts
from engine.boot.bios.parameter import crtc_parameters, vga_parameters
from engine.boot.bios.protectedvbe import CODE as PROTECTED_CODE
from engine.boot.bios.service import TRAP_PORT, Service

SEGMENT = 0xF000
BASE = 0xF0000
SIZE = 0x10000
STUBS = 0xC000
BLANK = 0xFF

# Offsets in the segment.
RESET = 0xE05B
CONFIGURATION = 0xE6F5
DISKETTE_PARAMETERS = 0xEFC7
VIDEO_PARAMETERS = 0xF0A4
LOW_FONT = 0xFA6E
STATIC_FUNCTIONALITY = 0xF300
POWER_ON_JUMP = 0xFFF0
DATE = 0xFFF5
MODEL = 0xFFFE
IRET = 0xFF53
PROTECTED = 0xDF00
APM_ENTRY, PCI_ENTRY, DIRECTORY_ENTRY, PNP_REFUSAL = PROTECTED, PROTECTED + 0x10, PROTECTED + 0x20, PROTECTED + 0x30
WINDOW_FUNCTION = PROTECTED + 0x40
PNP_HEADER, DIRECTORY_HEADER = 0xE010, 0xE040
VGA_PARAMETERS, PROTECTED_VBE, OEM_NAME = 0xD400, 0xDC00, 0xDD00

CLASSIC = {
    0xE2C3: "int02",
    0xE3FE: "int13",
    0xE6F2: "int19",
    0xE739: "int14",
    0xE82E: "int16",
    0xE987: "int09",
    0xEC59: "int13",
    0xEF57: "int0e",
    0xEFD2: "int17",
    0xF045: "int10",
    0xF065: "int10",
    0xF841: "int12",
    0xF84D: "int11",
    0xF859: "int15",
    0xFE6E: "int1a",
    0xFEA5: "int08",
    0xFF54: "int05",
}
"""Where IBM's handlers are. The places at EC59h (diskettes) and F045h are entered from other ROMs."""

_CALLING_OUT = {
    "int05": Service.PRINT_SCREEN,
    "int10": Service.VIDEO,
    "int11": Service.EQUIPMENT,
    "int12": Service.MEMORY_SIZE,
    "int13": Service.DISK,
    "int14": Service.SERIAL,
    "int15": Service.SYSTEM,
    "int16": Service.KEYBOARD,
    "int17": Service.PRINTER,
    "int1a": Service.CLOCK,
}

VECTORS = {
    0x02: 0xE2C3,
    0x05: 0xFF54,
    0x08: 0xFEA5,
    0x09: 0xE987,
    0x0E: 0xEF57,
    0x10: 0xF065,
    0x11: 0xF84D,
    0x12: 0xF841,
    0x13: 0xE3FE,
    0x14: 0xE739,
    0x15: 0xF859,
    0x16: 0xE82E,
    0x17: 0xEFD2,
    0x19: 0xE6F2,
    0x1A: 0xFE6E,
    0x40: 0xEC59,
}
"""Interrupt vectors with an address of their own; the others are labels (see ``Rom.vector``)."""


class Stub(msgspec.Struct, frozen=True):
    """A place that calls out: for which service, and whether as its first call or a resumption."""

    service: Service
    resumed: bool


class Rom(msgspec.Struct, frozen=True):
    """``image`` is the ROM's 64 KiB; ``stubs`` tells, by the offset of an OUT and by the one behind it, what called
    out; ``labels`` the offsets of handlers."""

    image: bytes
    stubs: dict[int, Stub]
    labels: dict[str, int]

    def vector(self, number: int) -> int:
        """The offset of interrupt ``number``'s handler."""
        if number in VECTORS:
            return VECTORS[number]
        return self.labels.get(f"int{number:02x}", IRET)


class _Stubs:
    """The generated code, and where it calls out."""

    def __init__(self) -> None:
        self.code = Code(STUBS)
        self.calls: dict[int, Stub] = {}
        self.out = f"E6 {TRAP_PORT:02X}"

    def call_out(self, service: Service, *, resumed: bool = False) -> None:
        stub = Stub(service, resumed)
        self.calls[self.code.here] = stub
        self.code.emit(self.out)
        self.calls[self.code.here] = stub

    def waiting(self, name: str, service: Service, end: str) -> None:
        """The loop that the module's text shows; ``end`` is what is done when the service has answered."""
        code = self.code
        self.call_out(service)
        code.label(f"{name}_checked")
        code.short(0x72, f"{name}_wait")
        code.emit(end)
        code.label(f"{name}_wait")
        code.short(0x74, f"{name}_resume")
        code.emit("FB F4")
        code.label(f"{name}_resume")
        self.call_out(service, resumed=True)
        code.short(0xEB, f"{name}_checked")


@cache
def build() -> Rom:
    """Generate the ROM."""
    stubs = _Stubs()
    for name, service in _CALLING_OUT.items():
        stubs.code.label(name)
        stubs.waiting(name, service, "CF")
    for piece in (_power_on, _boot, _tick, _keyboard, _mouse, _rtc, _other_interrupts):
        piece(stubs)
    code, labels = stubs.code.finish(), stubs.code.labels
    image = bytearray([BLANK]) * SIZE
    image[STUBS : STUBS + len(code)] = code
    if STUBS + len(code) > VGA_PARAMETERS:
        raise ValueError("the stubs do not fit")
    stubs.calls |= _protected(image)
    for at, name in CLASSIC.items():
        _jump(image, at, labels[name])
    image[IRET] = 0xCF
    _jump(image, RESET, labels["power_on"])
    image[POWER_ON_JUMP : POWER_ON_JUMP + 5] = struct.pack("<BHH", 0xEA, RESET, SEGMENT)
    _tables(image)
    _headers(image)
    return Rom(bytes(image), stubs.calls, labels)


def _protected(image: bytearray) -> dict[int, Stub]:
    """Entry points for protected mode, reached by far calls. They are the same in 16-bit and in 32-bit code. APM's
    halts when its handler leaves the zero flag set. Plug and play's says "unsupported function" by itself."""
    calls: dict[int, Stub] = {}
    for at, service, rest in (
        (APM_ENTRY, Service.PROTECTED_APM, "75 03 FB F4 F8 CB"),  # jnz +3; sti; hlt; clc; retf
        (PCI_ENTRY, Service.PROTECTED_PCI, "CB"),
        (DIRECTORY_ENTRY, Service.DIRECTORY, "CB"),
    ):
        code = bytes.fromhex(f"E6 {TRAP_PORT:02X} {rest}")
        image[at : at + len(code)] = code
        calls[at] = calls[at + 2] = Stub(service, resumed=False)
    image[PNP_REFUSAL : PNP_REFUSAL + 4] = bytes.fromhex("B8 82 00 CB")  # mov ax, 82h; retf
    # In real mode: what VBE programs call to move their window; push ax; mov ax, 4F05h; int 10h; pop ax; retf.
    image[WINDOW_FUNCTION : WINDOW_FUNCTION + 8] = bytes.fromhex("50 B8 05 4F CD 10 58 CB")
    return calls


def _headers(image: bytearray) -> None:
    """What programs search the ROM for: Plug and Play BIOS Specification 1.0A, 4.4; PCI BIOS Specification 2.1,
    3.3 (the BIOS32 service directory)."""
    layout = "<4sBBHBIHHHIIHI"
    places = PNP_REFUSAL, SEGMENT, PNP_REFUSAL, BASE
    pnp = bytearray(struct.pack(layout, b"$PnP", 0x10, 0x21, 0, 0, 0, *places, 0, SEGMENT, BASE))
    directory = bytearray(struct.pack("<4sIBBB5x", b"_32_", BASE + DIRECTORY_ENTRY, 0, 1, 0))
    for at, header, checksum in ((PNP_HEADER, pnp, 8), (DIRECTORY_HEADER, directory, 10)):
        header[checksum] = -sum(header) & 0xFF
        image[at : at + len(header)] = header


def _jump(image: bytearray, at: int, target: int) -> None:
    image[at : at + 3] = struct.pack("<BH", 0xE9, target - at - 3 & 0xFFFF)


def _tables(image: bytearray) -> None:
    image[0xE000 : 0xE000 + 12] = b"VirtGUI BIOS"
    image[DATE : DATE + 8] = b"01/01/26"
    image[MODEL] = 0xFC
    # INT 15h AH=C0h: model FCh, submodel 1; features: second 8259, RTC, INT 15h AH=4Fh, EBDA.
    image[CONFIGURATION : CONFIGURATION + 10] = struct.pack("<HBBBB4x", 8, 0xFC, 1, 0, 0x74)
    parameters = bytes((0xAF, 0x02, 0x25, 2, 18, 0x1B, 0xFF, 0x6C, 0xF6, 0x0F, 0x08))
    image[DISKETTE_PARAMETERS : DISKETTE_PARAMETERS + len(parameters)] = parameters
    # INT 10h AH=1Bh: modes 0 to 7 and 0Dh to 13h; 200, 350, 400 lines; 8 fonts; the services there are.
    static = bytes((0xFF, 0xE0, 0x0F, 0, 0, 0, 0, 0x07, 2, 8, 0xFF, 0x0E, 0, 0, 0, 0))
    image[STATIC_FUNCTIONALITY : STATIC_FUNCTIONALITY + 16] = static
    for at, table in (
        (VIDEO_PARAMETERS, crtc_parameters()),
        (VGA_PARAMETERS, vga_parameters()),
        (PROTECTED_VBE, PROTECTED_CODE),
        (OEM_NAME, b"VirtGUI VGA BIOS\0"),
    ):
        image[at : at + len(table)] = table
    for height, font in fonts().items():
        image[PLACES[height] : PLACES[height] + len(font)] = font
    image[LOW_FONT : LOW_FONT + 1024] = fonts()[8][:1024]


def _power_on(stubs: _Stubs) -> None:
    code = stubs.code
    code.label("power_on")
    code.emit("FA FC")  # cli; cld
    stubs.call_out(Service.POWER_ON)
    code.short(0x73, "cold")  # jnc: not a return from protected mode
    code.short(0x75, "warm")  # jnz: without an end of interrupt
    _end_of_interrupt(code, slave=True, keep=False)
    code.label("warm")
    code.emit("31 C0 8E D8 FF 2E 67 04")  # xor ax, ax; mov ds, ax; jmp far [467h]
    code.label("cold")
    # The 8259s (Intel 8259A data sheet, ICW1-ICW4): vectors 08h and 70h; IRQs 0, 1, 2, 6 and 8, 12 to 15 open.
    for port, value in (
        *((0x20, 0x11), (0xA0, 0x11), (0x21, 0x08), (0xA1, 0x70), (0x21, 0x04), (0xA1, 0x02)),
        *((0x21, 0x01), (0xA1, 0x01), (0x21, 0xB8), (0xA1, 0x0E)),
        # The 8254: counter 0 divides by 65,536 (18.2 Hz), counter 1 is the refresh, counter 2 the speaker's.
        *((0x43, 0x36), (0x40, 0x00), (0x40, 0x00), (0x43, 0x54), (0x41, 0x12), (0x43, 0xB6), (0x42, 0x33)),
        *((0x42, 0x05),),
    ):
        code.emit(f"B0 {value:02X} E6 {port:02X}")
    # PCI interrupts are levels: IRQ 10 and 11 (PIIX3, ELCR2).
    code.emit("BA D1 04 B0 0C EE")  # mov dx, 4D1h; mov al, 0Ch; out dx, al
    code.emit("31 C0 8E D0 BC 00 7C")  # xor ax, ax; mov ss, ax; mov sp, 7C00h
    stubs.call_out(Service.POWER_ON_2)
    code.emit("CD 19")


def _boot(stubs: _Stubs) -> None:
    """INT 19h and 18h end in an IRET to what was loaded, whose address and flags the handler puts below 7C00h."""
    code = stubs.code
    for name, service in (("int19", Service.BOOT), ("int18", Service.NO_BOOT)):
        code.label(name)
        code.emit("31 C0 8E D8 8E C0 8E D0 BC FA 7B")  # xor ax, ax; mov ds, es, ss, ax; mov sp, 7BFAh
        stubs.waiting(name, service, "CF")


def _tick(stubs: _Stubs) -> None:
    """INT 08h, without calling out: count the tick, carry midnight over, INT 1Ch with the data area in DS as IBM's
    handler had it, end of interrupt."""
    code = stubs.code
    code.label("int08")
    code.emit("50 1E 52 B8 40 00 8E D8")  # push ax, ds, dx; mov ax, 40h; mov ds, ax
    code.emit("FF 06 6C 00")  # inc word [6Ch]
    code.short(0x75, "counted")
    code.emit("FF 06 6E 00")  # inc word [6Eh]
    code.label("counted")
    code.emit("83 3E 6E 00 18")  # cmp word [6Eh], 18h
    code.short(0x75, "same_day")
    code.emit("81 3E 6C 00 B0 00")  # cmp word [6Ch], 0B0h
    code.short(0x72, "same_day")
    code.emit("31 C0 A3 6C 00 A3 6E 00")  # xor ax, ax; mov [6Ch], ax; mov [6Eh], ax
    code.emit("C6 06 70 00 01")  # mov byte [70h], 1
    code.label("same_day")
    code.emit("80 3E 40 00 00")  # cmp byte [40h], 0: the diskette motor's time
    code.short(0x74, "no_motor")
    code.emit("FE 0E 40 00")  # dec byte [40h]
    code.short(0x75, "no_motor")
    code.emit("80 26 3F 00 F0 BA F2 03 B0 0C EE")  # and byte [3Fh], F0h; mov dx, 3F2h; mov al, 0Ch; out dx, al
    code.label("no_motor")
    code.emit("CD 1C FA")  # int 1Ch; cli
    _end_of_interrupt(code, keep=False)
    code.emit("5A 1F 58 CF")  # pop dx, ds, ax; iret


def _keyboard(stubs: _Stubs) -> None:
    """INT 09h. The handler reads the key. Carry asks for more, by AL: 15h to let INT 15h AH=4Fh look at scan code
    AH first; 1Bh, 05h: that interrupt; 85h: INT 15h AX=85xxh."""
    code = stubs.code
    code.label("int09")
    code.emit("50")
    stubs.call_out(Service.KEYBOARD_IRQ)
    code.short(0x73, "key_done")
    code.emit("3C 15")  # cmp al, 15h
    code.short(0x75, "key_more")
    code.emit("88 E0 B4 4F F9 CD 15")  # mov al, ah; mov ah, 4Fh; stc; int 15h
    code.short(0x73, "key_done")
    stubs.call_out(Service.KEYBOARD_INTERCEPTED)
    code.short(0x73, "key_done")
    code.label("key_more")
    code.emit("50")
    _end_of_interrupt(code, keep=False)
    code.emit("58 FB 3C 1B")  # pop ax; sti; cmp al, 1Bh
    code.short(0x75, "key_no_break")
    code.emit("CD 1B 58 CF")
    code.label("key_no_break")
    code.emit("3C 05")
    code.short(0x75, "key_request")
    code.emit("CD 05 58 CF")
    code.label("key_request")
    code.emit("88 E0 B4 85 CD 15 58 CF")  # mov al, ah; mov ah, 85h; int 15h; pop ax; iret
    code.label("key_done")
    _end_of_interrupt(code, keep=False)
    code.emit("58 CF")


def _mouse(stubs: _Stubs) -> None:
    """INT 74h. With carry set, a packet is whole: the handler has put z, y, x, status and the program's far address
    into the room made here, from SS:SP up (INT 15h AX=C207h)."""
    code = stubs.code
    code.label("int74")
    code.emit("60 1E 06 83 EC 0C")  # pusha; push ds, es; sub sp, 12
    # A software CPU may keep flags back up to the end of a block: none of these may be open at the OUT.
    code.emit("EB 00")  # jmp +0
    stubs.call_out(Service.MOUSE_IRQ)
    code.short(0x73, "mouse_done")
    code.emit("89 E5 FF 5E 08")  # mov bp, sp; call far [bp + 8]
    code.label("mouse_done")
    code.emit("83 C4 0C")  # add sp, 12
    code.emit("FA")
    _end_of_interrupt(code, slave=True, keep=False)
    code.emit("07 1F 61 CF")


def _rtc(stubs: _Stubs) -> None:
    """INT 70h; carry: the alarm has gone off, INT 4Ah."""
    code = stubs.code
    code.label("int70")
    code.emit("50")
    stubs.call_out(Service.RTC_IRQ)
    code.short(0x73, "rtc_done")
    code.emit("FB CD 4A FA")  # sti; int 4Ah; cli
    code.label("rtc_done")
    _end_of_interrupt(code, slave=True, keep=False)
    code.emit("58 CF")


def _other_interrupts(stubs: _Stubs) -> None:
    code = stubs.code
    code.label("int02")
    code.emit("CF")
    code.label("int0e")  # The diskette controller: say that it has interrupted.
    code.emit("50 1E 31 C0 8E D8 80 0E 3E 04 80")  # push ax, ds; xor ax, ax; mov ds, ax; or byte [43Eh], 80h
    _end_of_interrupt(code, keep=False)
    code.emit("1F 58 CF")
    code.label("int76")  # The disk controller.
    code.emit("50 1E 31 C0 8E D8 C6 06 8E 04 FF")  # ... mov byte [48Eh], FFh
    _end_of_interrupt(code, slave=True, keep=False)
    code.emit("1F 58 CF")
    code.label("int71")  # IRQ 9 stands for IRQ 2 of the PC.
    code.emit("50")
    _end_of_interrupt(code, slave=True, keep=False)
    code.emit("58 CD 0A CF")
    code.label("int75")  # The coprocessor's error is the PC's NMI.
    code.emit("50 30 C0 E6 F0")
    _end_of_interrupt(code, slave=True, keep=False)
    code.emit("58 CD 02 CF")
    for number in (0x0A, 0x0B, 0x0C, 0x0D, 0x0F):
        code.label(f"int{number:02x}")
    _end_of_interrupt(code, keep=True)
    code.emit("CF")
    for number in (0x72, 0x73, 0x77):
        code.label(f"int{number:02x}")
    _end_of_interrupt(code, slave=True, keep=True)
    code.emit("CF")


def _end_of_interrupt(code: Code, *, slave: bool = False, keep: bool) -> None:
    """The 8259's non-specific end of interrupt. ``keep`` AX, or leave 20h in AL."""
    code.emit(("50 " if keep else "") + "B0 20" + (" E6 A0" if slave else "") + " E6 20" + (" 58" if keep else ""))
