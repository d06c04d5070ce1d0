"""The one way into the kernel for everything but the hot paths.

fcntl.ioctl takes the argument as a signed C int, which KVM_SET_TSS_ADDR's 0xFFFBD000 does not fit; this calls
the C library's ioctl with an unsigned long.
"""

from __future__ import annotations

import ctypes
import errno

from engine.kvm.abi import Request
from engine.kvm.error import explain

Argument = int | ctypes.Structure | ctypes.Array[ctypes.c_char] | ctypes.c_uint64

_libc = ctypes.CDLL(None, use_errno=True)
_by_value = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_ulong, ctypes.c_ulong, use_errno=True)(
    ("ioctl", _libc)
)
_by_pointer = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, use_errno=True)(
    ("ioctl", _libc)
)


def ioctl(fd: int, request: Request, argument: Argument = 0) -> int:
    """Issue ``request`` on ``fd`` and return what it returns (0 or more).

    ``argument`` is an int (passed by value) or a ctypes object (passed by address, and changed in place if the
    request says so). The GIL is released. A call a signal interrupts is made again, after Python's signal
    handlers have run (so not for KVM_RUN, see ``Vcpu.run``). Raises KvmError.
    """
    while True:
        if isinstance(argument, int):
            result: int = _by_value(fd, request, argument)
        else:
            result = _by_pointer(fd, request, ctypes.byref(argument))
        if result >= 0:
            return result
        number = ctypes.get_errno()
        if number != errno.EINTR:
            raise explain(f"KVM_{request.name}", number)
