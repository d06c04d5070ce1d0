"""What looks, before each block of translated code, whether the CPU is to stop: Unicorn's public hook for blocks.

Only there a stop is safe. Anywhere else Unicorn looks for it amid instructions, which then run twice.
"""

from __future__ import annotations

import ctypes
import mmap
import platform

from engine.cpu.soft.library import HOOK_BLOCK, RFLAGS, Library, address_of, symbol
from engine.cpu.soft.stub import PAGE, Code

IF = 1 << 9
# Where the words lie that threads and the hook share, from the page's beginning.
_PENDING, _INTERRUPT, _ONCE, _STOPPED, _CODE = 0, 8, 16, 24, 64
_BLOCK = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_uint64, ctypes.c_uint32, ctypes.c_void_p)


class Watch:
    """The hook of one engine, and its words. ``pending``: stop before the next block. ``interrupt``: stop as soon as
    IF is set. ``once``: let one block pass. ``stopped``: it has stopped the CPU.

    Machine code where it can be (``native``), else Python, which costs a microsecond for each block.
    """

    def __init__(self, library: Library, *, native: bool = True) -> None:
        self._library = library
        self._map = self._page(native)
        base = ctypes.addressof(ctypes.c_char.from_buffer(self._map))
        self.pending = ctypes.c_uint8.from_address(base + _PENDING)
        self.interrupt = ctypes.c_uint8.from_address(base + _INTERRUPT)
        self.once = ctypes.c_uint8.from_address(base + _ONCE)
        self.stopped = ctypes.c_uint8.from_address(base + _STOPPED)
        self._python = _BLOCK(self._look)
        if self.is_native:
            code = _code(base)
            self._map[_CODE : _CODE + len(code)] = code
        library.hook(HOOK_BLOCK, base + _CODE if self.is_native else address_of(self._python))

    def _page(self, native: bool) -> mmap.mmap:
        self.is_native = native and platform.machine() == "x86_64"
        rights = mmap.PROT_READ | mmap.PROT_WRITE
        if self.is_native:
            try:
                return mmap.mmap(-1, PAGE, prot=rights | mmap.PROT_EXEC)
            except OSError:  # The system forbids it.
                self.is_native = False
        return mmap.mmap(-1, PAGE, prot=rights)

    def _look(self, _uc: int, _address: int, _size: int, _user: int) -> None:
        """What the machine code does."""
        if self.once.value:
            self.once.value = 0
        elif self.pending.value or (self.interrupt.value and self._library.read(RFLAGS) & IF):
            self.stopped.value = 1
            self._library.stop()


def _code(base: int) -> bytes:
    """void (uc, address, size, user)."""
    code = Code()
    code.load("48B8", base)
    code.emit("80781000")  # cmp byte [rax + ONCE], 0
    code.jump("74", "look")  # je
    code.emit("C6401000 C3")  # mov byte [rax + ONCE], 0; ret
    code.label("look")
    code.emit("803800")  # cmp byte [rax + PENDING], 0
    code.jump("75", "stop")  # jne
    code.emit("80780800")  # cmp byte [rax + INTERRUPT], 0
    code.jump("75", "flags")
    code.emit("C3")
    code.label("flags")
    code.emit(
        f"57 BE{RFLAGS.to_bytes(4, 'little').hex()} 488D5020"
    )  # push rdi; mov esi, RFLAGS; lea rdx, [rax + FLAGS]
    code.call(symbol("uc_reg_read"))
    code.emit("5F")  # pop rdi
    code.load("48B8", base)
    code.emit("F6402102")  # test byte [rax + FLAGS + 1], IF >> 8
    code.jump("75", "stop")
    code.emit("C3")
    code.label("stop")
    code.emit("C6401801")  # mov byte [rax + STOPPED], 1
    code.load("48B8", symbol("uc_emu_stop"))
    code.emit("FFE0")  # jmp rax
    return code.finish()
