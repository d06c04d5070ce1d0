"""A kernel that a person wants to start: read, recognised by its content, and planned."""

from __future__ import annotations

from pathlib import Path

from engine import VERSION
from engine.boot import description, linux, unified
from engine.boot.bios.memorymap import memory_map
from engine.boot.direct import Module, Payload, Plan
from engine.boot.pc import Pc
from engine.config import Kernel
from engine.error import EngineError


def plan(kernel: Kernel, directory: Path, pc: Pc) -> Plan:
    """Read all files and say what goes where. EngineError says what cannot be used, and why."""
    path = directory / kernel.path
    content = _content(path, "kernel image")
    if not linux.is_linux(content):
        from engine.boot.compression import unpacked  # Imported here: a bzImage unpacks itself.

        content = unpacked(content, path.name)
    modules = [Module(_content(directory / kernel.initrd, "initial RAM disk"))] if kernel.initrd else []
    modules += [_module(line, directory) for line in kernel.modules]
    command_line = kernel.append.encode()
    if unified.is_unified(content):
        parts = unified.parse(content, path.name)
        content = parts.kernel
        modules = [*(Module(part) for part in parts.ramdisks), *modules]
        command_line = command_line or parts.command_line
    placed = description.placed(pc, VERSION)
    rsdp = next((bytes(part.content) for part in placed.parts if part.address == placed.rsdp), b"")
    payload = Payload(
        path.name,
        content,
        command_line,
        tuple(modules),
        tuple(memory_map(pc.ram_bytes, pc.low_end, placed.reserved)),
        pc.low_bytes - placed.reserved,
        placed.rsdp,
        rsdp,
    )
    return _by_content(payload)


def _by_content(payload: Payload) -> Plan:
    """By whichever protocol the kernel knows; the newer one of two."""
    content, name = payload.kernel, payload.name
    if linux.is_linux(content):
        return linux.plan(payload)
    from engine.boot import elf, multiboot, multiboot2, pvh  # Imported here: most kernels are Linux.

    second = multiboot2.header_of(content)
    if second is not None:
        return multiboot2.plan(payload, second)
    first = multiboot.header_of(content)
    if first is not None:
        return multiboot.plan(payload, first)
    if content.startswith(elf.MAGIC):
        program = elf.parse(content, name)
        entry = pvh.entry_of(program)
        if entry is not None:
            return pvh.plan(payload, program, entry)
        raise EngineError(
            f"{name} is a program (ELF) without an entry for loaders: neither PVH nor Multiboot.",
            "Choose a bzImage, or build the kernel with CONFIG_PVH.",
        )
    if content.startswith(b"MZ"):
        raise EngineError(
            f"{name} is an EFI program, and this machine has no EFI.", "Choose a kernel with a bzImage header."
        )
    raise EngineError(
        f"{name} is not a kernel: it is neither a bzImage, nor Multiboot, nor an ELF file.",
        "Choose a kernel; a disk image is attached as a disk.",
    )


def module_parts(line: str, directory: Path) -> tuple[str, str]:
    """(path, text) of a module's ``PATH`` or ``PATH TEXT``. A file may have a blank in its name if it has no text."""
    path, _, text = line.partition(" ")
    return (line, "") if (directory / line).is_file() else (path, text)


def _module(line: str, directory: Path) -> Module:
    """The module's string begins with the file's name, as kernels expect of a loader. The file goes into memory as
    it is."""
    path, text = module_parts(line, directory)
    return Module(_content(directory / path, "boot module"), f"{Path(path).name} {text}".rstrip())


def _content(path: Path, what: str) -> bytes:
    try:
        content = path.read_bytes()
    except IsADirectoryError:
        raise EngineError(f"{path} is a directory, not a {what}.", "Choose a file.") from None
    except OSError as error:
        raise EngineError(f"The {what} {path} cannot be read: {error.strerror}.", "Choose another file.") from None
    if not content:
        raise EngineError(f"The {what} {path} is empty (0 bytes).", "Choose another file, or build it again.")
    return content
