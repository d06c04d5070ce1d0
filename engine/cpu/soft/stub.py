"""A page of machine code between the translator and Python: what must be quick, or may be left by a long jump.

A Python function that the translator calls must return; a stub need not. So whatever leaves a translated block in
the middle, an exception above all, is done by a stub after Python has returned.
"""

from __future__ import annotations

import ctypes
import mmap
import struct
from collections.abc import Callable, Mapping

from engine.cpu.soft import layout
from engine.memory.block import Block

PAGE = 4096
# Where the words lie that stubs and Python share, from the page's beginning.
PENDING = 0
"""Not 0: ``attend`` is to be called before the next block."""
INTERRUPT = 8
"""Not 0: the interrupt controllers have INTR up."""
LEAVE = 16
"""Not 0: a callback wants the block left; the exception index and the registers say what then."""
_CODE = 64
_REGIONS = 1024
"""Pages of which the region is remembered; 16 bytes each."""
_WATCHED = 1 << 24
"""Pages, from address 0, of which it is known whether stores into them are watched: 64 GiB. Above, all are."""
INSTRUCTION_FETCH = 2
USER, KERNEL = 1, 2
"""Kinds of TLB entries: QEMU's MMU_USER_IDX and MMU_KNOSMAP_IDX."""


class Code:
    """Bytes with short forward jumps."""

    def __init__(self) -> None:
        self.bytes = bytearray()
        self._jumps: list[tuple[int, str]] = []
        self._labels: dict[str, int] = {}

    def emit(self, text: str) -> None:
        self.bytes += bytes.fromhex(text)

    def load(self, opcode: str, value: int) -> None:
        """A move of a 64-bit constant: "48B8" into RAX, "48B9" RCX, "48BF" RDI."""
        self.emit(opcode)
        self.bytes += struct.pack("<Q", value)

    def call(self, address: int) -> None:
        self.load("48B8", address)
        self.emit("FFD0")  # call rax

    def jump(self, opcode: str, label: str) -> None:
        """A jump with an 8-bit distance."""
        self.emit(opcode + "00")
        self._jumps.append((len(self.bytes), label))

    def label(self, name: str) -> None:
        self._labels[name] = len(self.bytes)

    def finish(self) -> bytes:
        for after, label in self._jumps:
            distance = self._labels[label] - after
            assert 0 <= distance < 0x80, f"{label} is too far"
            self.bytes[after - 1] = distance
        return bytes(self.bytes)


class Stubs:
    """The page. ``symbols`` are addresses of the library's functions, ``cpu`` of its CPUState; ``callbacks`` of
    Python's functions: attend, acknowledge, shadowed, port_in, port_out, syscall, sysenter. ``bounds`` is where the
    address lies from which on stores are watched."""

    def __init__(self, cpu: int, symbols: Callable[[str], int], callbacks: Mapping[str, int], bounds: int) -> None:
        # Executable and writable, as the translator's own buffer is. OSError where the system forbids it.
        self._map = mmap.mmap(-1, PAGE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        self._base = ctypes.addressof(ctypes.c_char.from_buffer(self._map))
        self.pending = ctypes.c_uint8.from_address(self._base + PENDING)
        self.interrupt = ctypes.c_uint8.from_address(self._base + INTERRUPT)
        self.leave = ctypes.c_uint8.from_address(self._base + LEAVE)
        self._cpu = cpu
        self._symbols = symbols
        self._end = _CODE
        self.exception = self._place(self._exception())
        self.invalid = self._place(self._invalid())
        self.exec_interrupt = self._place(self._exec_interrupt(callbacks))
        self.port_in = self._place(self._port(callbacks["port_in"]))
        self.port_out = self._place(self._port(callbacks["port_out"]))
        self.syscall = self._place(self._instruction(callbacks["syscall"]))
        self.sysenter = self._place(self._instruction(callbacks["sysenter"]))
        self.nothing = self._place(bytes.fromhex("C3"))
        self._regions = ctypes.create_string_buffer(16 * _REGIONS)
        self._watched = Block(_WATCHED // 8)
        self.memory_mapping = self._place(self._memory_mapping(bounds))
        self.new_block = self._place(self._new_block())

    def forget_regions(self) -> None:
        """Guest memory is mapped otherwise than it was."""
        ctypes.memset(self._regions, 0, len(self._regions))

    def watch_pages(self, base: int, length: int) -> None:
        """Keep an eye on stores into these pages."""
        for page in range(base // PAGE, min((base + length) // PAGE, _WATCHED)):
            self._watched.view[page // 8] |= 1 << page % 8

    def unwatch_pages(self) -> None:
        """No page has code any more."""
        self._watched.release(self._watched.view)

    def _place(self, code: bytes) -> int:
        at = self._end
        self._map[at : at + len(code)] = code
        self._end = (at + len(code) + 15) & ~15
        return self._base + at

    def _exception(self) -> bytes:
        """void (uc, number, user): vector through the IDT."""
        code = Code()
        code.load("48BF", self._cpu)  # mov rdi, cpu
        code.load("48B8", self._symbols("x86_cpu_do_interrupt_x86_64"))
        code.emit("FFE0")  # jmp rax
        return code.finish()

    def _invalid(self) -> bytes:
        """bool (uc, user): #UD, and it is dealt with."""
        code = Code()
        code.emit("4883EC08")  # sub rsp, 8
        code.load("48BF", self._cpu)
        code.call(self._symbols("x86_cpu_do_interrupt_x86_64"))
        code.emit("B801000000 4883C408 C3")  # mov eax, 1; add rsp, 8; ret
        return code.finish()

    def _exec_interrupt(self, callbacks: Mapping[str, int]) -> bytes:
        """bool (cpu, request), between two blocks: whether the flow has changed.

        The translator has just cleared the word by which other threads call it here; the fence has that seen before
        PENDING is looked at, so no call is lost. Nobody calls again for an INTR that stays up, so each time it is
        looked at, whatever ``attend`` said; and where it cannot be taken yet, the translator comes here again by
        itself: behind what sets IF, and behind the instruction in the shadow of STI, unless ``shadowed`` says no.
        """
        code = Code()
        code.emit("53 4154 4883EC08")  # push rbx; push r12; sub rsp, 8
        code.emit("4889FB 4531E4 F0830C2400")  # mov rbx, rdi; xor r12d, r12d; lock or dword [rsp], 0
        code.load("48B8", self._base + PENDING)
        code.emit("803800")  # cmp byte [rax], 0
        code.jump("74", "quiet")  # je
        code.call(callbacks["attend"])
        code.emit("4189C4")  # mov r12d, eax
        code.label("quiet")
        code.load("48B8", self._base + INTERRUPT)
        code.emit("803800")
        code.jump("74", "done")
        code.emit("4889DF BE02000000")  # mov rdi, rbx; mov esi, INTERRUPT_HARD
        code.call(self._symbols("x86_cpu_pending_interrupt_x86_64"))
        code.emit("83F802")  # cmp eax, INTERRUPT_HARD: not with IF clear, nor behind STI or MOV SS
        code.jump("74", "take")
        code.emit("F783" + struct.pack("<II", layout.ENV + layout.EFLAGS, 1 << 9).hex())  # test dword [eflags], IF
        code.jump("74", "done")
        code.call(callbacks["shadowed"])
        code.emit("85C0")  # test eax, eax
        code.jump("75", "done")  # jne
        code.label("take")
        code.call(callbacks["acknowledge"])
        code.emit("85C0")
        code.jump("78", "done")  # js
        code.emit("89C6 488DBB" + struct.pack("<I", layout.ENV).hex())  # mov esi, eax; lea rdi, [rbx + ENV]
        code.emit("BA01000000")  # mov edx, 1
        code.call(self._symbols("do_interrupt_x86_hardirq_x86_64"))
        code.emit("41BC01000000")  # mov r12d, 1
        code.label("done")
        code.emit("4489E0 4883C408 415C 5B C3")  # mov eax, r12d; add rsp, 8; pop r12; pop rbx; ret
        return code.finish()

    def _memory_mapping(self, bounds: int) -> bytes:
        """MemoryRegion * (uc, physical address): the same as before, for a page that was asked for lately. Unicorn
        asks at each store that its quick way does not do, and walks all of its map.

        Just behind it asks whether a hook for stores covers the address. If not, stores into the page go the quick
        way from now on, at which no code is invalidated: so the hook is there for pages that have code, and for those
        alone."""
        code = Code()
        code.emit("4889F0 48C1E80C")  # mov rax, rsi; shr rax, 12
        code.emit(f"483D{_WATCHED.to_bytes(4, 'little').hex()}")  # cmp rax, WATCHED
        code.jump("72", "known")  # jb
        code.emit("F9")  # stc
        code.jump("EB", "told")  # jmp
        code.label("known")
        code.load("48BA", self._watched.address)
        code.emit("480FA302")  # bt [rdx], rax
        code.label("told")
        code.emit("4819C9 48F7D1")  # sbb rcx, rcx; not rcx: from 0 on, or from where nothing is
        code.load("48BA", bounds)
        code.emit("48890A")  # mov [rdx], rcx
        code.emit(f"89C1 81E1{(_REGIONS - 1).to_bytes(4, 'little').hex()} C1E104")  # mov ecx, eax; and; shl ecx, 4
        code.load("48BA", ctypes.addressof(self._regions))  # mov rdx, regions
        code.emit("4801CA 48FFC0 483902")  # add rdx, rcx; inc rax; cmp [rdx], rax
        code.jump("75", "ask")  # jne
        code.emit("488B4208 C3")  # mov rax, [rdx + 8]; ret
        code.label("ask")
        code.emit("52 50 4883EC08")  # push rdx; push rax; sub rsp, 8
        code.call(self._symbols("find_memory_mapping_x86_64"))
        code.emit("4883C408 59 5A")  # add rsp, 8; pop rcx; pop rdx
        code.emit("48890A 48894208 C3")  # mov [rdx], rcx; mov [rdx + 8], rax; ret
        return code.finish()

    def _new_block(self) -> bytes:
        """void (uc, uc_tb *, ...): a block was translated. From its pages' first one on, stores into them are
        watched, at whatever address they are mapped: what the TLB knows of them is taken back."""
        code = Code()
        code.emit("53 4154 4155 4883EC10")  # push rbx; push r12; push r13; sub rsp, 16
        code.emit("488B1E")  # mov rbx, [rsi]: its address
        code.emit("440FB7660A 4D8D6424FF 4901DC")  # movzx r12d, word [rsi + 10]; lea r12, [r12 - 1]; add r12, rbx
        for at, end in (("first", "last"), ("last", "done")):
            code.load("48B8", self._cpu + layout.ENV + layout.NATIVE.hflags)
            code.emit(
                f"8B00 83E003 41BD{KERNEL:02X}000000 83F803"
            )  # mov eax, [rax]; and eax, 3; mov r13d; cmp eax, 3
            code.jump("75", f"{at} kernel")  # jne
            code.emit(f"41BD{USER:02X}000000")  # mov r13d, USER
            code.label(f"{at} kernel")
            code.load("48BF", self._cpu + layout.ENV)
            # mov rsi, rbx; mov edx, INSTRUCTION_FETCH; mov ecx, r13d; lea r8, [rsp + 8]
            code.emit(f"4889DE BA{INSTRUCTION_FETCH:02X}000000 4489E9 4C8D442408")
            code.call(self._symbols("tlb_vaddr_to_paddr_x86_64"))
            code.emit("84C0")  # test al, al
            code.jump("74", end)
            code.emit("488B442408 48C1E80C")  # mov rax, [rsp + 8]; shr rax, 12
            code.emit(f"483D{_WATCHED.to_bytes(4, 'little').hex()}")
            code.jump("73", end)  # jae
            code.load("48BA", self._watched.address)
            code.emit("480FAB02")  # bts [rdx], rax
            code.jump("72", end)  # jc: it is known
            code.load("48BF", self._cpu + layout.ENV)
            code.emit(f"4889DE BA{INSTRUCTION_FETCH:02X}000000 4489E9")
            code.call(self._symbols("tlb_vaddr_to_host_x86_64"))
            code.load("48BF", self._cpu)
            code.emit("4889C6 4881E600F0FFFF BA00100000")  # mov rsi, rax; and rsi, -4096; mov edx, 4096
            code.call(self._symbols("tlb_reset_dirty_x86_64"))
            code.label(end)
            code.emit("4C89E3")  # mov rbx, r12
        code.emit("4883C410 415D 415C 5B C3")  # add rsp, 16; pop r13; pop r12; pop rbx; ret
        return code.finish()

    def _port(self, callback: int) -> bytes:
        """uint32 (uc, port, size, value or user): IN or OUT, if IOPL or the I/O permission bitmap allow it."""
        code = Code()
        code.emit("53 4154 4155")  # push rbx; push r12; push r13
        code.emit("89F3 4189D4 4189CD")  # mov ebx, esi; mov r12d, edx; mov r13d, ecx
        code.load("48B8", self._cpu + layout.ENV + layout.EFLAGS)
        code.emit("8B00 0FBAE011")  # mov eax, [rax]; bt eax, 17 (VM)
        code.jump("72", "check")  # jc
        code.emit("89C1 C1E90C 83E103")  # ecx = IOPL
        code.load("48B8", self._cpu + layout.ENV + layout.NATIVE.hflags)
        code.emit("8B00 83E003 39C8")  # mov eax, [rax]; and eax, 3 (CPL); cmp eax, ecx
        code.jump("76", "allowed")  # jbe
        code.label("check")
        code.load("48BF", self._cpu + layout.ENV)
        code.emit("89DE")  # mov esi, ebx
        code.load("48B8", self._symbols("helper_check_iob_x86_64"))
        code.emit("4183FC01")  # cmp r12d, 1
        code.jump("74", "ask")
        code.load("48B8", self._symbols("helper_check_iow_x86_64"))
        code.emit("4183FC02")
        code.jump("74", "ask")
        code.load("48B8", self._symbols("helper_check_iol_x86_64"))
        code.label("ask")
        code.emit("FFD0")  # call rax, which does not return where it raises #GP
        code.label("allowed")
        code.emit("89DF 4489E6 4489EA")  # mov edi, ebx; mov esi, r12d; mov edx, r13d
        code.call(callback)
        self._leave_if_told(code)
        code.emit("415D 415C 5B C3")  # pop r13; pop r12; pop rbx; ret
        return code.finish()

    def _instruction(self, callback: int) -> bytes:
        """void (uc, user): an instruction that Python executes."""
        code = Code()
        code.emit("53")
        code.call(callback)
        self._leave_if_told(code)
        code.emit("5B C3")
        return code.finish()

    def _leave_if_told(self, code: Code) -> None:
        code.load("48B9", self._base + LEAVE)
        code.emit("803900")  # cmp byte [rcx], 0
        code.jump("74", "stay")
        code.emit("C60100")  # mov byte [rcx], 0
        code.load("48BF", self._cpu)
        code.call(self._symbols("cpu_loop_exit_x86_64"))
        code.label("stay")
