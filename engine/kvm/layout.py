"""The structures that travel through KVM's ioctls, as ctypes classes: virtual machine and statistics. x86-64 only.

Each class names its kernel structure and the section of Documentation/virt/kvm/api.rst that explains it;
the layouts are those of <linux/kvm.h> and <asm/kvm.h>. All fields are little-endian and naturally aligned,
so ctypes lays them out as the C compiler does (tests/unit/kvm/test_layout.py asks a C compiler).
A structure that ends in a flexible array is only its header here; ``flexible`` makes room for the entries.
"""

from __future__ import annotations

import ctypes
from ctypes import c_int32, c_int64, c_uint8, c_uint16, c_uint32, c_uint64
from typing import TypeVar

Entry = TypeVar("Entry", bound=ctypes.Structure)


def flexible(
    header: type[ctypes.Structure], entry: type[Entry], count: int
) -> tuple[ctypes.Array[ctypes.c_char], ctypes.Array[Entry]]:
    """A zeroed buffer for ``header`` followed by ``count`` entries, and the entries as an array inside it.

    The header's first field must be the 32-bit number of entries; it is set.
    """
    start = ctypes.sizeof(header)
    buffer = ctypes.create_string_buffer(start + ctypes.sizeof(entry) * count)
    ctypes.c_uint32.from_buffer(buffer).value = count
    return buffer, (entry * count).from_buffer(buffer, start)


class UserspaceMemoryRegion(ctypes.Structure):
    """``kvm_userspace_memory_region``: host memory that backs guest-physical memory (4.35)."""

    _fields_ = [
        ("slot", c_uint32),
        ("flags", c_uint32),
        ("guest_phys_addr", c_uint64),
        ("memory_size", c_uint64),
        ("userspace_addr", c_uint64),
    ]


class DirtyLog(ctypes.Structure):
    """``kvm_dirty_log``: where to put a slot's dirty bitmap (4.8)."""

    _fields_ = [("slot", c_uint32), ("padding1", c_uint32), ("dirty_bitmap", c_uint64)]


class IrqLevel(ctypes.Structure):
    """``kvm_irq_level``: the level of one interrupt input (4.25)."""

    _fields_ = [("irq", c_uint32), ("level", c_uint32)]


class PicState(ctypes.Structure):
    """``kvm_pic_state``: one 8259A (4.26)."""

    _fields_ = [
        (name, c_uint8)
        for name in (
            [
                "last_irr",
                "irr",
                "imr",
                "isr",
                "priority_add",
                "irq_base",
                "read_reg_select",
                "poll",
                "special_mask",
                "init_state",
                "auto_eoi",
                "rotate_on_auto_eoi",
                "special_fully_nested_mode",
                "init4",
                "elcr",
                "elcr_mask",
            ]
        )
    ]


class IoapicState(ctypes.Structure):
    """``kvm_ioapic_state``: the I/O APIC (4.26); ``redirtbl`` holds its 24 entries as the datasheet packs them."""

    _fields_ = [
        ("base_address", c_uint64),
        ("ioregsel", c_uint32),
        ("id", c_uint32),
        ("irr", c_uint32),
        ("pad", c_uint32),
        ("redirtbl", c_uint64 * 24),
    ]


class IrqchipUnion(ctypes.Union):
    """The chip inside ``kvm_irqchip``: which member is meant follows from ``chip_id``."""

    _fields_ = [("dummy", c_uint8 * 512), ("pic", PicState), ("ioapic", IoapicState)]


class Irqchip(ctypes.Structure):
    """``kvm_irqchip``: the state of one in-kernel interrupt controller (4.26)."""

    _fields_ = [("chip_id", c_uint32), ("pad", c_uint32), ("chip", IrqchipUnion)]


class PitConfig(ctypes.Structure):
    """``kvm_pit_config``: how to create the in-kernel 8254 (4.71)."""

    _fields_ = [("flags", c_uint32), ("pad", c_uint32 * 15)]


class PitChannelState(ctypes.Structure):
    """``kvm_pit_channel_state``: one counter of the 8254; ``count_load_time`` is in host nanoseconds."""

    _fields_ = [
        ("count", c_uint32),
        ("latched_count", c_uint16),
        *(
            (name, c_uint8)
            for name in (
                [
                    "count_latched",
                    "status_latched",
                    "status",
                    "read_state",
                    "write_state",
                    "write_latch",
                    "rw_mode",
                    "mode",
                    "bcd",
                    "gate",
                ]
            )
        ),
        ("count_load_time", c_int64),
    ]


class PitState2(ctypes.Structure):
    """``kvm_pit_state2``: the in-kernel 8254 (4.72)."""

    _fields_ = [("channels", PitChannelState * 3), ("flags", c_uint32), ("reserved", c_uint32 * 9)]


class ReinjectControl(ctypes.Structure):
    """``kvm_reinject_control``: whether the PIT catches up ticks the guest was too slow for."""

    _fields_ = [("pit_reinject", c_uint8), ("reserved", c_uint8 * 31)]


class ClockData(ctypes.Structure):
    """``kvm_clock_data``: kvmclock, in nanoseconds (4.29)."""

    _fields_ = [
        ("clock", c_uint64),
        ("flags", c_uint32),
        ("pad0", c_uint32),
        ("realtime", c_uint64),
        ("host_tsc", c_uint64),
        ("pad", c_uint32 * 4),
    ]


class CoalescedMmioZone(ctypes.Structure):
    """``kvm_coalesced_mmio_zone``: addresses whose writes are gathered instead of causing exits (4.116)."""

    _fields_ = [("addr", c_uint64), ("size", c_uint32), ("pio", c_uint32)]


class Ioeventfd(ctypes.Structure):
    """``kvm_ioeventfd``: an address whose writes signal an eventfd (4.59)."""

    _fields_ = [
        ("datamatch", c_uint64),
        ("addr", c_uint64),
        ("len", c_uint32),
        ("fd", c_int32),
        ("flags", c_uint32),
        ("pad", c_uint8 * 36),
    ]


class Irqfd(ctypes.Structure):
    """``kvm_irqfd``: an eventfd that raises an interrupt (4.75)."""

    _fields_ = [
        ("fd", c_uint32),
        ("gsi", c_uint32),
        ("flags", c_uint32),
        ("resamplefd", c_uint32),
        ("pad", c_uint8 * 16),
    ]


class IrqRoutingIrqchip(ctypes.Structure):
    """``kvm_irq_routing_irqchip``: an input pin of an in-kernel chip."""

    _fields_ = [("irqchip", c_uint32), ("pin", c_uint32)]


class IrqRoutingMsi(ctypes.Structure):
    """``kvm_irq_routing_msi``: a message-signalled interrupt."""

    _fields_ = [
        ("address_lo", c_uint32),
        ("address_hi", c_uint32),
        ("data", c_uint32),
        ("devid", c_uint32),
    ]


class IrqRoutingUnion(ctypes.Union):
    """Where a route leads; which member is meant follows from the entry's ``type``."""

    _fields_ = [("irqchip", IrqRoutingIrqchip), ("msi", IrqRoutingMsi), ("pad", c_uint32 * 8)]


class IrqRoutingEntry(ctypes.Structure):
    """``kvm_irq_routing_entry``: one route from a GSI (4.52)."""

    _fields_ = [
        ("gsi", c_uint32),
        ("type", c_uint32),
        ("flags", c_uint32),
        ("pad", c_uint32),
        ("u", IrqRoutingUnion),
    ]


class IrqRouting(ctypes.Structure):
    """``kvm_irq_routing``: the header before ``nr`` times IrqRoutingEntry (4.52)."""

    _fields_ = [("nr", c_uint32), ("flags", c_uint32)]


class Msi(ctypes.Structure):
    """``kvm_msi``: a message-signalled interrupt to deliver now (4.71)."""

    _fields_ = [
        ("address_lo", c_uint32),
        ("address_hi", c_uint32),
        ("data", c_uint32),
        ("flags", c_uint32),
        ("devid", c_uint32),
        ("pad", c_uint8 * 12),
    ]


class EnableCap(ctypes.Structure):
    """``kvm_enable_cap``: a capability to switch on, with its arguments (4.37)."""

    _fields_ = [
        ("cap", c_uint32),
        ("flags", c_uint32),
        ("args", c_uint64 * 4),
        ("pad", c_uint8 * 64),
    ]


class StatsHeader(ctypes.Structure):
    """``kvm_stats_header``: where the parts of a binary statistics file are (4.133)."""

    _fields_ = [
        (name, c_uint32) for name in ["flags", "name_size", "num_desc", "id_offset", "desc_offset", "data_offset"]
    ]


class StatsDesc(ctypes.Structure):
    """``kvm_stats_desc``: one statistic (4.133); its name follows in ``name_size`` bytes."""

    _fields_ = [
        ("flags", c_uint32),
        ("exponent", ctypes.c_int16),
        ("size", c_uint16),
        ("offset", c_uint32),
        ("bucket_size", c_uint32),
    ]
