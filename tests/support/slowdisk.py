"""A disk that takes its time: a directory shown again elsewhere, each of whose answers can be held back.

``python -m tests.support.slowdisk SOURCE MOUNTPOINT`` mounts it (FUSE, for root of the mount namespace) and serves
until its standard input ends. A line there says how many seconds each answer takes from now on, and is answered with
the threads that asked for something before, as JSON; "mounted" is written first, when it is there. The kernel keeps
no names, attributes or contents of it: it asks each time.

The protocol is that of linux/fuse.h (version 7.31), as much of it as files and directories need.
"""

from __future__ import annotations

import errno
import heapq
import json
import os
import select
import stat
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

BUFFER = (1 << 20) + (1 << 16)
IN = struct.Struct("<IIQQIIII")
OUT = struct.Struct("<IiQ")
VERSION = (7, 31)
MAX_WRITE = 1 << 17
ROOT = 1
FOPEN_DIRECT_IO = 1
# setattr's valid bits
MODE, SIZE, ATIME, MTIME = 1 << 0, 1 << 3, 1 << 4, 1 << 5

Answer = bytes | None
"""None: nothing is answered."""


class SlowDisk:
    """Answers the kernel's requests out of a directory. Node numbers stand for paths."""

    def __init__(self, source: Path, device: int) -> None:
        self._device = device
        self._paths: dict[int, str] = {ROOT: str(source)}
        self._numbers: dict[str, int] = {str(source): ROOT}
        self._queue: list[tuple[float, int, bytes]] = []
        self._count = 0
        self.askers: set[int] = set()
        """The threads that asked for something since the delay was set, by the kernel's numbers for them."""
        self._calls: dict[int, Callable[[int, bytes], Answer]] = {
            1: self._lookup,
            3: lambda node, _: self._attributes(node),
            4: self._setattr,
            5: lambda node, _: os.fsencode(Path(self._paths[node]).readlink()),
            6: self._symlink,
            9: self._mkdir,
            10: lambda node, data: self._remove(node, data, os.unlink),
            11: lambda node, data: self._remove(node, data, os.rmdir),
            12: lambda node, data: self._rename(node, data, 8),
            14: self._open,
            15: lambda _, data: os.pread(_handle(data), *_span(data)),
            16: self._write,
            17: lambda _, __: self._statfs(),
            18: self._release,
            20: lambda _, data: os.fsync(_handle(data)) or b"",
            25: lambda _, __: b"",
            26: lambda _, __: self._init(),
            27: lambda _, __: struct.pack("<QII", 0, 0, 0),
            28: self._readdir,
            29: lambda _, __: b"",
            30: lambda _, __: b"",
            34: lambda _, __: b"",
            35: self._create,
            45: lambda node, data: self._rename(node, data, 16),
        }

    def serve(self) -> None:
        """Until standard input ends, or it is unmounted."""
        delay_s = 0.0
        typed = b""
        while True:
            self._answer_due()
            wait_s = max(0.0, self._queue[0][0] - time.monotonic()) if self._queue else None
            ready, _, _ = select.select([self._device, 0], [], [], wait_s)
            if 0 in ready:
                data = os.read(0, 64)
                if not data:
                    return
                *lines, typed = (typed + data).split(b"\n")
                if lines:
                    delay_s = float(lines[-1])
                    sys.stdout.write(f"{json.dumps(sorted(self.askers))}\n")
                    sys.stdout.flush()
                    self.askers.clear()
            if self._device in ready:
                try:
                    request = os.read(self._device, BUFFER)
                except OSError as error:
                    if error.errno == errno.ENODEV:
                        return  # unmounted
                    continue
                self._take(request, delay_s)

    def _take(self, request: bytes, delay_s: float) -> None:
        length, opcode, unique, node, _, _, asker, _ = IN.unpack_from(request)
        if opcode in (2, 36, 42):  # FORGET, INTERRUPT and BATCH_FORGET have no answer; numbers are kept for ever
            return
        self.askers.add(asker)
        call = self._calls.get(opcode)
        try:
            answer = call(node, request[IN.size : length]) if call is not None else _refuse()
        except OSError as error:
            reply = OUT.pack(OUT.size, -(error.errno or errno.EIO), unique)
        except KeyError:
            reply = OUT.pack(OUT.size, -errno.ESTALE, unique)
        else:
            if answer is None:
                return
            reply = OUT.pack(OUT.size + len(answer), 0, unique) + answer
        self._count += 1
        heapq.heappush(self._queue, (time.monotonic() + delay_s, self._count, reply))

    def _answer_due(self) -> None:
        while self._queue and self._queue[0][0] <= time.monotonic():
            reply = heapq.heappop(self._queue)[2]
            try:
                os.write(self._device, reply)
            except OSError:
                pass  # Whoever asked was interrupted.

    # Names and attributes.

    def _child(self, node: int, name: bytes) -> str:
        return f"{self._paths[node]}/{os.fsdecode(name.rstrip(bytes(1)))}"

    def _number(self, path: str) -> int:
        if path not in self._numbers:
            number = len(self._paths) + ROOT
            self._numbers[path], self._paths[number] = number, path
        return self._numbers[path]

    def _entry(self, path: str) -> bytes:
        found = os.lstat(path)
        return struct.pack("<QQQQII", self._number(path), 0, 0, 0, 0, 0) + _packed(found)

    def _attributes(self, node: int) -> bytes:
        return struct.pack("<QII", 0, 0, 0) + _packed(os.lstat(self._paths[node]))

    def _lookup(self, node: int, data: bytes) -> Answer:
        return self._entry(self._child(node, data))

    def _setattr(self, node: int, data: bytes) -> Answer:
        valid, _, _, size, _, atime, mtime = struct.unpack_from("<IIQQQQQ", data)
        mode = struct.unpack_from("<I", data, 68)[0]
        path = self._paths[node]
        if valid & SIZE:
            os.truncate(path, size)
        if valid & MODE:
            Path(path).chmod(stat.S_IMODE(mode))
        if valid & (ATIME | MTIME):
            os.utime(path, (atime, mtime) if valid & ATIME and valid & MTIME else None)
        return self._attributes(node)

    def _symlink(self, node: int, data: bytes) -> Answer:
        name, target = data.split(b"\0")[:2]
        path = self._child(node, name)
        Path(path).symlink_to(os.fsdecode(target))
        return self._entry(path)

    def _mkdir(self, node: int, data: bytes) -> Answer:
        path = self._child(node, data[8:])
        Path(path).mkdir(struct.unpack_from("<I", data)[0])
        return self._entry(path)

    def _remove(self, node: int, data: bytes, remove: Callable[[str], None]) -> Answer:
        path = self._child(node, data)
        remove(path)
        self._numbers.pop(path, None)  # A new file of this name is another one.
        return b""

    def _rename(self, node: int, data: bytes, head: int) -> Answer:
        directory = struct.unpack_from("<Q", data)[0]
        old, new = data[head:].split(b"\0")[:2]
        source, target = self._child(node, old), self._child(directory, new)
        Path(source).rename(target)
        self._numbers.pop(target, None)
        for path in [path for path in self._numbers if path == source or path.startswith(f"{source}/")]:
            moved = target + path[len(source) :]
            number = self._numbers.pop(path)
            self._numbers[moved], self._paths[number] = number, moved
        return b""

    # Contents.

    def _open(self, node: int, data: bytes) -> Answer:
        flags = struct.unpack_from("<I", data)[0] & ~(os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_DIRECT)
        return struct.pack("<QII", os.open(self._paths[node], flags | os.O_CLOEXEC), 0, 0)

    def _create(self, node: int, data: bytes) -> Answer:
        flags, mode = struct.unpack_from("<II", data)
        path = self._child(node, data[16:])
        handle = os.open(path, (flags | os.O_CREAT | os.O_CLOEXEC) & ~os.O_APPEND, mode)
        return self._entry(path) + struct.pack("<QII", handle, 0, 0)

    def _write(self, _node: int, data: bytes) -> Answer:
        offset, size = struct.unpack_from("<QI", data, 8)
        return struct.pack("<II", os.pwrite(_handle(data), data[40 : 40 + size], offset), 0)

    def _release(self, _node: int, data: bytes) -> Answer:
        os.close(_handle(data))
        return b""

    def _readdir(self, node: int, data: bytes) -> Answer:
        size, offset = _span(data)
        names = [".", "..", *sorted(path.name for path in Path(self._paths[node]).iterdir())]
        answer = b""
        for index, name in enumerate(names[offset:], offset + 1):
            raw = os.fsencode(name)
            kind = stat.S_IFMT(os.lstat(f"{self._paths[node]}/{name}").st_mode) >> 12
            entry = struct.pack("<QQII", index, index, len(raw), kind) + raw
            entry += bytes(-len(entry) % 8)
            if len(answer) + len(entry) > size:
                break
            answer += entry
        return answer

    def _statfs(self) -> bytes:
        room = os.statvfs(self._paths[ROOT])
        counts = (room.f_blocks, room.f_bfree, room.f_bavail, room.f_files, room.f_ffree)
        return struct.pack("<QQQQQIIII24x", *counts, room.f_bsize, 255, room.f_frsize, 0)

    def _init(self) -> bytes:
        return struct.pack("<IIIIHHIIHHI28x", *VERSION, MAX_WRITE, 0, 16, 16, MAX_WRITE, 1, 0, 0, 0)


def _handle(data: bytes) -> int:
    return int(struct.unpack_from("<Q", data)[0])


def _span(data: bytes) -> tuple[int, int]:
    """Length and offset, as os.pread takes them."""
    offset, size = struct.unpack_from("<QI", data, 8)
    return size, offset


def _packed(found: os.stat_result) -> bytes:
    times = [int(moment) for moment in (found.st_atime, found.st_mtime, found.st_ctime)]
    nanoseconds = [moment % 10**9 for moment in (found.st_atime_ns, found.st_mtime_ns, found.st_ctime_ns)]
    numbers = (found.st_ino, found.st_size, found.st_blocks, *times, *nanoseconds)
    owner = (found.st_mode, found.st_nlink, found.st_uid, found.st_gid, found.st_rdev, found.st_blksize, 0)
    return struct.pack("<QQQQQQIII", *numbers) + struct.pack("<IIIIIII", *owner)


def _refuse() -> Answer:
    raise OSError(errno.ENOSYS, "not here")


def main() -> int:
    """Mount, and serve."""
    source, mountpoint = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    device = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
    options = f"fd={device},rootmode=40000,user_id=0,group_id=0"
    subprocess.run(["mount", "-i", "-t", "fuse", "-o", options, "slow", mountpoint], pass_fds=[device], check=True)
    sys.stdout.write("mounted\n")
    sys.stdout.flush()
    SlowDisk(source, device).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
