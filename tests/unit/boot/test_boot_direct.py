"""engine.boot.direct: what goes where, and what does not fit."""

from __future__ import annotations

import pytest

from engine.boot.direct import COMMAND_LINE, INFORMATION_END, Module, Placer
from engine.error import EngineError
from tests.support.kernel import MIB, RAM, loaded, payload


def test_a_piece_of_the_kernel_ends_in_zeros() -> None:
    placer = Placer(payload(b""))
    placer.put(MIB, b"\xff" * 64)
    placer.put_kernel(MIB, b"code", 64)
    assert loaded(placer.protected_mode(MIB, {})).read(MIB, 64) == b"code".ljust(64, b"\0")
    assert placer.kernel_end() == MIB + 64


def test_modules_begin_at_pages() -> None:
    placer = Placer(payload(b"", Module(b"a" * 4097), Module(b"b")))
    assert placer.put_modules(2 * MIB + 1) == [2 * MIB + 4096, 2 * MIB + 3 * 4096]


@pytest.mark.parametrize("address", [0x1800, COMMAND_LINE, INFORMATION_END - 1])
def test_a_kernel_must_not_lie_on_what_it_is_told(address: int) -> None:
    with pytest.raises(EngineError, match="what it is told by its loader"):
        Placer(payload(b"")).put_kernel(address, b"x", 1)
    Placer(payload(b"")).put_kernel(INFORMATION_END, b"x", 1)


def test_what_is_larger_than_memory_is_refused() -> None:
    with pytest.raises(EngineError, match=r"needs memory up to 33 MiB; the machine has 31 below 4 GiB"):
        Placer(payload(b"")).put_kernel(RAM, b"x", 1)
    with pytest.raises(EngineError, match=r"need about 35 MiB; the machine has 31"):
        Placer(payload(b"", Module(bytes(4 * MIB)))).put_modules(30 * MIB)
