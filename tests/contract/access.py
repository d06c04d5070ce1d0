"""Guests that hypothesis writes: lists of passages, each a seed from which come sixty-four accesses to a device.

Where a list breaks a device, hypothesis leaves out passages until none can be spared; a note says what the last
accesses were.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from types import FrameType

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ACCESSES = 100_000
PASSAGE = 64
PASSAGES = 24
"""In one program, the whole life of one device."""
TIME_LIMIT_S = 120
"""CPU seconds after which a device is taken to hang. All programs together take a tenth of it."""
TOLD = 8
READ, WRITE = 6, 7
"""Of sixteen turns; what is left are blocks, where there are such, and events."""
_BLOCK = 40


@dataclass(frozen=True)
class Window:
    """Addresses that a device answers. ``values`` are worth writing more often than others; blocks are REP INS and
    REP OUTS, where there are such."""

    base: int
    length: int
    sizes: tuple[int, ...]
    read: Callable[[int, int], int]
    write: Callable[[int, int, int], None]
    values: tuple[int, ...] = ()
    read_block: Callable[[int, int, int], bytes] | None = None
    write_block: Callable[[int, int, bytes], None] | None = None


@dataclass(frozen=True)
class Target:
    """A device in a machine: its windows, what else may happen to it (``event(parameter)``, 24 bits), and what must
    be true after each access."""

    windows: list[Window]
    event: Callable[[int], None]
    check: Callable[[], None]


def passage(target: Target, seed: int) -> int:
    """PASSAGE accesses and events. How many of them were accesses."""
    pick, done, told = Random(seed), 0, deque[tuple[int, ...]](maxlen=TOLD)
    for _ in range(PASSAGE):
        window = pick.choice(target.windows)
        what, size, parameter = pick.getrandbits(4), pick.choice(window.sizes), pick.getrandbits(24)
        address = window.base + pick.randrange(window.length)
        told.append((what, address, size, parameter))
        try:
            done += _access(target, window, what, address, size, parameter)
            target.check()
        except Exception as error:
            error.add_note("\n".join("turn {}, at {:#x}, {} bytes, {:#x}".format(*each) for each in told))
            raise
    return done


def _access(target: Target, window: Window, what: int, address: int, size: int, parameter: int) -> bool:
    if what < READ:
        value = window.read(address, size)
        assert isinstance(value, int)
        assert 0 <= value < 1 << 8 * size, f"{address:#x}, {size} bytes, read as {value:#x}"
    elif what < READ + WRITE:
        window.write(address, size, _value(window, size, parameter))
    elif what == READ + WRITE and window.read_block is not None and window.write_block is not None:
        count = parameter >> 1 & 0xFF
        if parameter & 1:
            window.write_block(address, size, (parameter & 0xFFFFFF).to_bytes(4, "little") * (size * count // 4))
        else:
            assert len(window.read_block(address, size, count % _BLOCK)) == size * (count % _BLOCK)
    else:
        target.event(parameter)
        return False
    return True


def _value(window: Window, size: int, parameter: int) -> int:
    mask = (1 << 8 * size) - 1
    if parameter & 1 and window.values:
        return window.values[(parameter >> 1) % len(window.values)] & mask
    return (parameter * 0x0001_0000_0100_0001 >> (parameter & 15)) & mask


@contextmanager
def time_limit() -> Iterator[None]:
    """AssertionError from whatever runs for TIME_LIMIT_S seconds of this process's own time."""

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise AssertionError("the device hangs")

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, TIME_LIMIT_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def survives(build: Callable[[], Target]) -> None:
    """At least ACCESSES accesses to devices from ``build``, a new one for each program; the same every time."""
    done, broken = 0, list[list[int]]()

    @settings(
        # More than enough: some turns are events, and hypothesis likes short lists.
        max_examples=8 * ACCESSES // (PASSAGE * PASSAGES),
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(st.integers(0, 1 << 32), min_size=PASSAGES // 2, max_size=PASSAGES))
    def programs(seeds: list[int]) -> None:
        nonlocal done
        if done < ACCESSES or broken:
            target = build()
            broken.append(seeds)
            done += sum(passage(target, seed) for seed in seeds)
            broken.pop()

    with time_limit():
        programs()
    assert done >= ACCESSES
