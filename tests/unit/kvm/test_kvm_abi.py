"""Request numbers and constants, against the C header."""

from __future__ import annotations

from collections.abc import Callable

from engine.kvm import abi
from engine.kvm.abi import MpStateValue, Request

# The kernel's spelling of what we spell right.
SPELLING = {"KVM_CPUID_FLAG_SIGNIFICANT_INDEX": "KVM_CPUID_FLAG_SIGNIFCANT_INDEX"}
PREFIXES = ("MEM_", "PIO_", "COALESCED_", "IRQ", "PIT_", "IOEVENTFD_", "CLOCK_", "CPUID_", "GUESTDBG_", "VCPUEVENT_")


def test_some_well_known_request_numbers() -> None:
    assert Request.RUN == 0xAE80
    assert Request.SET_USER_MEMORY_REGION == 0x4020AE46
    assert Request.GET_SUPPORTED_CPUID == 0xC008AE05
    assert Request.SET_IRQCHIP == 0x8208AE63


def test_every_request_number(kernel_header: Callable[..., dict[str, int]]) -> None:
    ours = {f"KVM_{request.name}": int(request) for request in Request}
    assert kernel_header(ours) == ours


def test_no_two_requests_share_a_number() -> None:
    assert len(Request) == len(Request.__members__)


def test_every_constant(kernel_header: Callable[..., dict[str, int]]) -> None:
    ours = {f"KVM_{name}": value for name, value in vars(abi).items() if name.startswith(PREFIXES)}
    ours["KVM_API_VERSION"] = abi.API_VERSION
    ours["KVM_IOAPIC_NUM_PINS"] = abi.IOAPIC_PINS
    for mine, theirs in SPELLING.items():
        ours[theirs] = ours.pop(mine)
    assert len(ours) > 30
    assert kernel_header(ours) == ours


def test_every_mp_state(kernel_header: Callable[..., dict[str, int]]) -> None:
    ours = {f"KVM_MP_STATE_{value.name}": int(value) for value in MpStateValue}
    assert kernel_header(ours) == ours
