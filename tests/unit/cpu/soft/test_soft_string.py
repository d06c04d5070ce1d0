"""REP INS and REP OUTS at a chip that takes blocks: as element by element, in fewer calls."""

from __future__ import annotations

import threading
from itertools import count

import pytest

from engine.bus.port import PortRegion
from engine.cpu.soft import string
from tests.support.softrig import SoftRig
from tests.unit.cpu.soft.test_soft_vcpu import END, PROTECTED

PORT = 0x1F0
assert string.RDI == 7


class Chip:
    """Counts bytes up, and keeps what it is sent. ``calls`` are the sizes of blocks."""

    def __init__(self, rig: SoftRig) -> None:
        self.next, self.got, self.calls = count(), bytearray(), []
        region = PortRegion(PORT, 4, self.read, self.write, 4, self.read_block, self.write_block)
        rig.ports.add(region, threading.Lock())

    def read(self, _offset: int, size: int) -> int:
        """One element."""
        return int.from_bytes(bytes(next(self.next) & 0xFF for _ in range(size)), "little")

    def read_block(self, offset: int, size: int, times: int) -> bytes:
        """Several."""
        self.calls.append(times)
        return b"".join(self.read(offset, size).to_bytes(size, "little") for _ in range(times))

    def write(self, _offset: int, size: int, value: int) -> None:
        """One element."""
        self.got += value.to_bytes(size, "little")

    def write_block(self, _offset: int, _size: int, data: bytes) -> None:
        """Several."""
        self.calls.append(len(data))
        self.got += data


@pytest.fixture
def chip(rig: SoftRig) -> Chip:
    """On the rig's bus."""
    return Chip(rig)


SET_UP = "mov ax, 0x2000\nmov es, ax\nmov ds, ax\nmov dx, 0x1F0\n"
SHOW = "mov ax, di\nout 0xE9, al\nmov al, ah\nout 0xE9, al\nmov al, cl\nout 0xE9, al\n"


@pytest.mark.parametrize(("suffix", "size"), [("b", 1), ("w", 2), ("d", 4)])
@pytest.mark.parametrize("start", [0, 0xFF0, 0xFFF])
def test_input(rig: SoftRig, chip: Chip, suffix: str, size: int, start: int) -> None:
    source = SET_UP + f"mov di, {start}\nmov cx, 600\nrep ins{suffix}\n" + SHOW + END
    assert rig.ends(source) == (start + 600 * size).to_bytes(2, "little") + b"\0"
    place = 0x20000 + start
    assert bytes(rig.ram.view[place : place + 600 * size]) == bytes(i & 0xFF for i in range(600 * size))
    assert rig.ram.view[place + 600 * size] == 0
    assert len(chip.calls) <= 3


@pytest.mark.parametrize(("suffix", "size"), [("b", 1), ("w", 2), ("d", 4)])
def test_output(rig: SoftRig, chip: Chip, suffix: str, size: int) -> None:
    data = bytes(i * 7 & 0xFF for i in range(512))
    rig.ram.view[0x20FE0 : 0x20FE0 + 512] = data
    source = SET_UP + f"mov si, 0xFE0\nmov cx, {512 // size}\nrep outs{suffix}\nmov di, si\n" + SHOW + END
    assert rig.ends(source) == (0xFE0 + 512).to_bytes(2, "little") + b"\0"
    assert chip.got == data
    assert len(chip.calls) <= 3


def test_downwards(rig: SoftRig, chip: Chip) -> None:
    source = SET_UP + "std\nmov di, 0x10F\nmov cx, 16\nrep insb\n" + SHOW + END
    rig.ends(source)
    assert bytes(rig.ram.view[0x20100:0x20110]) == bytes(range(15, -1, -1))


def test_no_repetition_and_plain_input(rig: SoftRig, chip: Chip) -> None:
    source = SET_UP + "mov di, 0\nmov cx, 9\ninsb\nin al, dx\nout 0xE9, al\nmov al, cl\nout 0xE9, al\n" + END
    assert rig.ends(source) == b"\1\x09"


def test_a_counter_of_zero_moves_nothing(rig: SoftRig, chip: Chip) -> None:
    rig.ends(SET_UP + "mov di, 0\nmov cx, 0\nrep insb\n" + END)
    assert next(chip.next) == 0


def test_a_16_bit_offset_wraps(rig: SoftRig, chip: Chip) -> None:
    rig.ends(SET_UP + "mov di, 0xFFFE\nmov cx, 4\nrep insb\n" + END)
    assert bytes(rig.ram.view[0x2FFFE:0x30000]) + bytes(rig.ram.view[0x20000:0x20002]) == b"\0\1\2\3"


def test_where_a_device_is_the_device_gets_it(rig: SoftRig, chip: Chip) -> None:
    rig.ends("mov ax, 0xA000\nmov es, ax\nmov dx, 0x1F0\nmov di, 0\nmov cx, 3\nrep insb\n" + END)
    assert [store for store in rig.stores if store[2]] == [(1, 1, 1), (2, 1, 2)]


def test_with_paging(rig: SoftRig, chip: Chip) -> None:
    """Linear 0x400FF0 is at the end of one frame; what follows lies elsewhere."""
    source = PROTECTED + "mov dword [0x10000], 0x87\nmov dword [0x10004], 0x11003\n"
    source += "mov dword [0x11000], 0x200003\nmov dword [0x11004], 0x300003\n"
    source += "mov eax, 0x10000\nmov cr3, eax\nmov eax, 0x10\nmov cr4, eax\nmov eax, cr0\nor eax, 0x80000000\n"
    source += "mov cr0, eax\nmov edi, 0x400FF0\nmov ecx, 32\nmov dx, 0x1F0\nrep insb\nmov eax, edi\nout 0xE9, al\n"
    assert rig.ends(source + END) == b"\x10"
    assert bytes(rig.ram.view[0x200FF0:0x201000]) == bytes(range(16))
    assert bytes(rig.ram.view[0x300000:0x300010]) == bytes(range(16, 32))


def test_code_that_was_read_in_is_run_anew(rig: SoftRig, chip: Chip) -> None:
    code = bytes.fromhex("B078E6E9C3")
    chip.next = iter(code)
    source = "call sub\nmov dx, 0x1F0\nmov di, sub\nmov cx, 5\nrep insb\ncall sub\n" + END
    source += "sub: mov al, 'a'\nout 0xE9, al\nret"
    assert rig.ends(source) == b"ax"


def test_where_no_repetition_stands_is_not_looked_at_again_and_one_that_comes_there_works(
    rig: SoftRig, chip: Chip
) -> None:
    """An INSB, before which a NOP is then replaced by REP."""
    source = SET_UP + "mov di, 0\nmov bx, 2\nagain:\nmov cx, 4\nplace:\nnop\ninsb\n"
    source += "mov byte [cs:place], 0xF3\ndec bx\njnz again\n" + SHOW + END
    assert rig.ends(source) == b"\5\0\0"
    assert bytes(rig.ram.view[0x20000:0x20005]) == bytes(range(5))
