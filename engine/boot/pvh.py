"""Starting an ELF kernel by its PVH entry.

(Xen: docs/misc/pvh.pandoc, and public/arch-x86/hvm/start_info.h for the structures)
"""

from __future__ import annotations

import struct

from engine.boot.direct import COMMAND_LINE, INFORMATION, Payload, Placer, Plan
from engine.boot.elf import Elf

NOTE_NAME, NOTE_ENTRY = b"Xen\0", 18
"""XEN_ELFNOTE_PHYS32_ENTRY: the physical address of a 32-bit entry."""
MAGIC, VERSION = 0x336EC578, 1
_START_INFO = struct.Struct("<IIIIQQQQII")
_MODULE = struct.Struct("<QQQQ")
_RANGE = struct.Struct("<QQII")


def entry_of(elf: Elf) -> int | None:
    """The PVH entry, None if the kernel has none."""
    for name, kind, content in elf.notes():
        if name == NOTE_NAME and kind == NOTE_ENTRY and len(content) >= 4:
            return int.from_bytes(content[:4], "little")
    return None


def plan(payload: Payload, elf: Elf, entry: int) -> Plan:
    """Load ``elf`` and describe the machine in an hvm_start_info, to which EBX points."""
    placer = Placer(payload)
    for segment in elf.loaded:
        placer.put_kernel(segment.address, segment.content, segment.size)
    places = placer.put_modules(placer.kernel_end())
    placer.put(COMMAND_LINE, payload.command_line + b"\0")
    modules = b"".join(
        _MODULE.pack(place, len(module.content), 0, 0) for place, module in zip(places, payload.modules, strict=True)
    )
    ranges = b"".join(_RANGE.pack(*each, 0) for each in payload.ranges)
    modules_at = INFORMATION + _START_INFO.size
    ranges_at = modules_at + len(modules)
    info = _START_INFO.pack(
        *(MAGIC, VERSION, 0, len(places), modules_at if places else 0, COMMAND_LINE, payload.rsdp),
        *(ranges_at, len(payload.ranges), 0),
    )
    placer.put(INFORMATION, info + modules + ranges)
    return placer.protected_mode(entry, {"rbx": INFORMATION})
