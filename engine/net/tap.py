"""A tap interface of the host as a Link: the guest is a machine on whatever that interface is part of.

(Linux: Documentation/networking/tuntap.rst)
"""

from __future__ import annotations

import errno
import fcntl
import os
import struct
from collections.abc import Sequence
from pathlib import Path

from engine.error import EngineError
from engine.net.port import MAX_FRAME

DEVICE = Path("/dev/net/tun")
BATCH = 64
# linux/if_tun.h
_TUNSETIFF = 0x4004_54CA
_IFF_TAP, _IFF_NO_PI = 0x0002, 0x1000
_IFREQ = struct.Struct("16sH22x")


class Tap:
    """The interface called ``name``, made if it is not there and this user may. EngineError says why not."""

    def __init__(self, name: str, device: Path = DEVICE) -> None:
        try:
            self._fd = os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise EngineError(
                f"The tap interface {name} cannot be used: {device}: {os.strerror(error.errno or 0)}.",
                "Load the kernel's module tun (modprobe tun), and see that you may read and write the device."
                if error.errno in (errno.ENOENT, errno.ENODEV, errno.ENXIO)
                else f"See that you may read and write {device}.",
            ) from None
        try:
            fcntl.ioctl(self._fd, _TUNSETIFF, _IFREQ.pack(name.encode(), _IFF_TAP | _IFF_NO_PI))
        except OSError as error:
            os.close(self._fd)
            raise _refused(name, error) from None

    @property
    def fd(self) -> int:
        """See Link."""
        return self._fd

    def send(self, frame: Sequence[memoryview]) -> None:
        """See Link. An interface that is down, or full, loses it."""
        try:
            os.writev(self._fd, frame)
        except OSError:
            pass

    def receive(self) -> list[bytes]:
        """See Link."""
        frames: list[bytes] = []
        try:
            while len(frames) < BATCH:
                frames.append(os.read(self._fd, MAX_FRAME))
        except BlockingIOError:
            pass
        except OSError as error:
            raise EOFError(f"the tap interface is gone ({error.strerror})") from None
        return frames

    def close(self) -> None:
        """See Link. An interface that was made here goes."""
        os.close(self._fd)


def _refused(name: str, error: OSError) -> EngineError:
    remedy = {
        errno.EPERM: f"Make it once, for your user: sudo ip tuntap add dev {name} mode tap user $USER",
        errno.EBUSY: "Another machine or program uses it: name another interface.",
        errno.EINVAL: "It is not a tap interface, or no name for one: name another.",
    }.get(error.errno or 0, "Name another interface.")
    return EngineError(f"The tap interface {name} cannot be used: {os.strerror(error.errno or 0)}.", remedy)
