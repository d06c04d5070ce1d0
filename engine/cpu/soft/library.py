"""Unicorn's C functions, as far as they are used, and one engine of it."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

from unicorn import unicorn_const as const
from unicorn import x86_const
from unicorn.unicorn_py3.unicorn import uclib

from engine.cpu.soft import layout

PROT_READ, PROT_WRITE, PROT_EXEC, PROT_ALL = 1, 2, 4, 7
HOOK_INTR = const.UC_HOOK_INTR
HOOK_INSN = const.UC_HOOK_INSN
HOOK_INSN_INVALID = const.UC_HOOK_INSN_INVALID
HOOK_MEM_WRITE_PROT = const.UC_HOOK_MEM_WRITE_PROT
HOOK_BLOCK = const.UC_HOOK_BLOCK
HOOK_NEW_BLOCK = const.UC_HOOK_EDGE_GENERATED
RAX, RIP, RFLAGS = x86_const.UC_X86_REG_RAX, x86_const.UC_X86_REG_RIP, x86_const.UC_X86_REG_RFLAGS
RCX, RDX = x86_const.UC_X86_REG_RCX, x86_const.UC_X86_REG_RDX
CR0, CR2, CR4, DR7 = (getattr(x86_const, f"UC_X86_REG_{name}") for name in ("CR0", "CR2", "CR4", "DR7"))
GDTR = x86_const.UC_X86_REG_GDTR
FPCW, FPTAG, MXCSR = x86_const.UC_X86_REG_FPCW, x86_const.UC_X86_REG_FPTAG, x86_const.UC_X86_REG_MXCSR
MSR = x86_const.UC_X86_REG_MSR
EFER, STAR, LSTAR, CSTAR, FMASK = 0xC0000080, 0xC0000081, 0xC0000082, 0xC0000083, 0xC0000084
SYSENTER_CS, SYSENTER_ESP, SYSENTER_EIP = 0x174, 0x175, 0x176
INSN_IN = x86_const.UC_X86_INS_IN
INSN_OUT = x86_const.UC_X86_INS_OUT
INSN_RDTSC, INSN_RDTSCP = x86_const.UC_X86_INS_RDTSC, x86_const.UC_X86_INS_RDTSCP
INSN_SYSCALL = x86_const.UC_X86_INS_SYSCALL
INSN_SYSENTER = x86_const.UC_X86_INS_SYSENTER
INSN_CPUID = x86_const.UC_X86_INS_CPUID
OK = const.UC_ERR_OK
ERRORS = {
    const.UC_ERR_FETCH_PROT: "went on at an address where a device or nothing is",
    const.UC_ERR_FETCH_UNMAPPED: "went on at an address where nothing is",
    const.UC_ERR_READ_UNMAPPED: "read at an address that no PC has",
    const.UC_ERR_WRITE_UNMAPPED: "wrote to an address that no PC has",
}
EVERYWHERE = 1, 0
_CODE_BUFFER = 128 << 20
"""Room for translated code. The library's default is 1 GiB, which a long-lived guest fills."""


def address_of(made: object) -> int:
    """Of a function that ctypes made. Who made it keeps it."""
    return ctypes.cast(made, ctypes.c_void_p).value or 0  # type: ignore[arg-type]  # typeshed's type is private


def is_known_build() -> bool:
    """Whether this is the build whose inside layout.py describes."""
    return layout.is_known_file(Path(uclib._name))


class UnicornError(Exception):
    """A call that the library refused: a mistake of ours, or no memory."""


def symbol(name: str) -> int:
    """The address of a function that the library exports. AttributeError if it does not."""
    return ctypes.cast(getattr(uclib, name), ctypes.c_void_p).value or 0


def function(name: str, *arguments: type, result: type | None = None) -> Callable[..., Any]:
    """One of them, to be called with ``arguments`` of these C types. ``Any``: it returns what ``result`` says."""
    return ctypes.CFUNCTYPE(result, *arguments)(symbol(name))


_POINTER, _U64, _U32, _INT = ctypes.c_void_p, ctypes.c_uint64, ctypes.c_uint32, ctypes.c_int
_open = function("uc_open", _INT, _INT, ctypes.POINTER(_POINTER), result=_INT)
_close = function("uc_close", _POINTER, result=_INT)
_start = function("uc_emu_start", _POINTER, _U64, _U64, _U64, ctypes.c_size_t, result=_INT)
_stop = function("uc_emu_stop", _POINTER, result=_INT)
_map = function("uc_mem_map_ptr", _POINTER, _U64, _U64, _U32, _POINTER, result=_INT)
_map_io = function("uc_mmio_map", _POINTER, _U64, _U64, _POINTER, _U64, _POINTER, _U64, result=_INT)
_unmap = function("uc_mem_unmap", _POINTER, _U64, _U64, result=_INT)
_protect = function("uc_mem_protect", _POINTER, _U64, _U64, _U32, result=_INT)
_read = function("uc_reg_read", _POINTER, _INT, _POINTER, result=_INT)
_write = function("uc_reg_write", _POINTER, _INT, _POINTER, result=_INT)
_context_alloc = function("uc_context_alloc", _POINTER, ctypes.POINTER(_POINTER), result=_INT)
_context_size = function("uc_context_size", _POINTER, result=ctypes.c_size_t)
_context_save = function("uc_context_save", _POINTER, _POINTER, result=_INT)
_context_restore = function("uc_context_restore", _POINTER, _POINTER, result=_INT)
_context_free = function("uc_context_free", _POINTER, result=_INT)


class _Msr(ctypes.Structure):
    """uc_x86_msr."""

    _fields_ = (("number", ctypes.c_uint32), ("value", ctypes.c_uint64))


class _Table(ctypes.Structure):
    """uc_x86_mmr."""

    _fields_ = (
        ("selector", ctypes.c_uint16),
        ("base", ctypes.c_uint64),
        ("limit", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
    )


class Library:
    """One engine. ``handle`` is its uc_struct."""

    def __init__(self, bits64: bool) -> None:
        handle = _POINTER()
        mode = const.UC_MODE_64 if bits64 else const.UC_MODE_32
        self._check(_open(const.UC_ARCH_X86, mode, ctypes.byref(handle)), "open")
        assert handle.value is not None
        self.handle: int = handle.value
        self._scratch = ctypes.c_uint64()
        self.when_mapped: Callable[[], None] | None = None
        """To be called when guest memory is mapped otherwise."""
        self._msr = _Msr()
        self._control(const.UC_CTL_TCG_BUFFER_SIZE, _CODE_BUFFER)
        # Without this, address 0 ends the run.
        self._control(const.UC_CTL_UC_USE_EXITS, 1)

    def _control(self, kind: int, *values: int) -> None:
        control = kind | len(values) << 26 | const.UC_CTL_IO_WRITE << 30
        arguments = [_U64(value) for value in values]
        self._check(uclib.uc_ctl(_POINTER(self.handle), control, *arguments), f"control {kind}")

    def _check(self, error: int, what: str) -> None:
        if error != OK:
            raise UnicornError(f"the CPU emulator cannot {what}: error {error}")

    def hook(self, kind: int, address: int, instruction: int = 0, bounds: tuple[int, int] = EVERYWHERE) -> int:
        """Have the function at ``address`` called, for guest addresses within ``bounds``. It must stay there. The
        address of what the library keeps of this."""
        made = ctypes.c_size_t()
        error = uclib.uc_hook_add(
            _POINTER(self.handle),
            ctypes.byref(made),
            kind,
            _POINTER(address),
            _POINTER(0),
            _U64(bounds[0]),
            _U64(bounds[1]),
            _INT(instruction),
        )
        self._check(error, "hook")
        return made.value or 0

    def start(self, address: int, count: int = 0) -> int:
        """Run from ``address`` until stopped; ``count`` instructions if not 0. An error number."""
        return int(_start(self.handle, address, 0, 0, count))

    def stop(self) -> None:
        """Stop at the next boundary of blocks. On the thread that runs, from a callback."""
        _stop(self.handle)

    def map(self, base: int, length: int, address: int, rights: int) -> None:
        """Map host memory."""
        self._check(_map(self.handle, base, length, rights, address), f"map {base:#x}+{length:#x}")
        self._mapped()

    def map_hole(self, base: int, length: int, read: int, write: int) -> None:
        """Have accesses answered by the functions at these addresses, whose last argument is ``base``."""
        error = _map_io(self.handle, base, length, read, base, write, base)
        self._check(error, f"map {base:#x}+{length:#x}")
        self._mapped()

    def unmap(self, base: int, length: int) -> None:
        """Undo one ``map`` or ``map_hole``."""
        self._check(_unmap(self.handle, base, length), f"unmap {base:#x}+{length:#x}")
        self._mapped()

    def protect(self, base: int, length: int, rights: int) -> None:
        """Change what a mapping allows."""
        self._check(_protect(self.handle, base, length, rights), f"protect {base:#x}+{length:#x}")
        self._mapped()

    def _mapped(self) -> None:
        if self.when_mapped is not None:
            self.when_mapped()

    def read(self, register: int) -> int:
        """A register of up to 64 bits."""
        self._scratch.value = 0
        self._check(_read(self.handle, register, ctypes.addressof(self._scratch)), f"read register {register}")
        return int(self._scratch.value)

    def write(self, register: int, value: int) -> None:
        """Set one."""
        self._scratch.value = value
        self._check(_write(self.handle, register, ctypes.addressof(self._scratch)), f"write register {register}")

    def read_msr(self, number: int) -> int:
        """A model-specific register."""
        self._msr.number = number
        self._check(_read(self.handle, MSR, ctypes.addressof(self._msr)), f"read MSR {number:#x}")
        return int(self._msr.value)

    def write_msr(self, number: int, value: int) -> None:
        """Set one."""
        self._msr.number, self._msr.value = number, value
        self._check(_write(self.handle, MSR, ctypes.addressof(self._msr)), f"write MSR {number:#x}")

    def read_table(self, register: int) -> tuple[int, int]:
        """Base and limit of GDTR or IDTR."""
        table = _Table()
        self._check(_read(self.handle, register, ctypes.addressof(table)), f"read register {register}")
        return table.base, table.limit

    def write_table(self, register: int, base: int, limit: int) -> None:
        """Set one."""
        table = _Table(0, base, limit, 0)
        self._check(_write(self.handle, register, ctypes.addressof(table)), f"write register {register}")

    def flush_code(self) -> None:
        """Translate everything anew."""
        self._control(const.UC_CTL_TB_FLUSH)

    def flush_pages(self) -> None:
        """Walk the guest's page tables anew."""
        self._control(const.UC_CTL_TLB_FLUSH)

    def forget_code(self, start: int, end: int) -> None:
        """Translate anew what lies at these linear addresses."""
        self._control(const.UC_CTL_TB_REMOVE_CACHE, start, end)

    def close(self) -> None:
        """Give everything back. The engine must not run."""
        _close(self.handle)


class Context:
    """All registers of an engine as one block, at ``data``. What is where is the library's business."""

    def __init__(self, library: Library) -> None:
        self._engine = library.handle
        place = _POINTER()
        if _context_alloc(self._engine, ctypes.byref(place)) != OK or not place.value:
            raise UnicornError("the CPU emulator cannot keep its registers")
        self.data: int = place.value
        self.length = int(_context_size(self._engine))

    def save(self) -> None:
        """Take them from the CPU."""
        _context_save(self._engine, self.data)

    def restore(self) -> None:
        """Give them to it."""
        _context_restore(self._engine, self.data)

    def bytes(self) -> bytes:
        """What was saved."""
        return ctypes.string_at(self.data, self.length)

    def close(self) -> None:
        """Give it back."""
        _context_free(self.data)
