"""A raw disk: byte N of the disk is byte N of a file or of a block device of the host."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import struct
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from engine.error import EngineError
from engine.storage.backend import SECTOR, length_of, skip, zero
from engine.storage.lock import lock

LARGEST = 1 << 63
"""Files are shorter: their offsets are signed 64-bit numbers."""
IOV_MAX = os.sysconf("SC_IOV_MAX")
# linux/falloc.h: struct space_resv and fallocate(2)'s FALLOC_FL_PUNCH_HOLE and FALLOC_FL_ZERO_RANGE as ioctls.
_SPACE = struct.Struct("hhqqiI4i")
_FS_IOC_UNRESVSP = 0x4030_582B
_FS_IOC_ZERO_RANGE = 0x4030_5839
_BLKZEROOUT = 0x127F  # linux/fs.h
_NOT_NOW = (errno.EAGAIN, errno.EOPNOTSUPP, errno.EINVAL)


class RawDisk:
    """BlockBackend over one file. ``warnings`` are sentences about what is odd but usable.

    Opening locks the file: readers share it, a writer has it alone. EngineError says what is wrong with it.
    """

    def __init__(self, path: Path | str, *, readonly: bool = False) -> None:
        self.path = Path(path)
        self.warnings: list[str] = []
        self._readonly = readonly
        # A file system that cannot read without waiting, such as tmpfs, is not asked again.
        self._always_waits = False
        self._fd = _open(self.path, readonly)
        try:
            warning = lock(self._fd, self.path, shared=readonly)
            stored = self._check()
        except BaseException:
            os.close(self._fd)
            raise
        if warning:
            self.warnings.append(warning)
        self._stored = stored
        self._size = -(-stored // SECTOR) * SECTOR
        if self._size != stored:
            self.warnings.append(
                f"{self.path} is {stored:,} bytes long, not a multiple of {SECTOR}: perhaps it was cut off. "
                "The missing end reads as zeros."
            )

    @property
    def size(self) -> int:
        """Bytes, rounded up to whole sectors."""
        return self._size

    @property
    def readonly(self) -> bool:
        """As opened."""
        return self._readonly

    def _check(self) -> int:
        """The length in bytes; EngineError for what cannot be a disk."""
        mode = os.fstat(self._fd).st_mode
        if stat.S_ISDIR(mode):
            raise _directory(self.path)
        if not stat.S_ISREG(mode) and not stat.S_ISBLK(mode):
            raise EngineError(f"{self.path} is neither a file nor a block device.", "Choose a disk image instead.")
        size = os.lseek(self._fd, 0, os.SEEK_END)
        if size == 0:
            raise EngineError(
                f"The disk image {self.path} is empty (0 bytes).",
                "Delete it and create it anew with a size, or choose another file.",
            )
        return size

    def check_place(self) -> None:
        """EngineError when another file, or none, is where this one was opened: whoever copies it by its path would
        copy something else."""
        try:
            same = os.path.samestat(os.fstat(self._fd), self.path.stat())
        except OSError:
            same = False
        if not same:
            raise EngineError(
                f"{self.path} is no longer the file that the machine writes to: it was moved, replaced or deleted.",
                "Put it back where it was.",
            )

    def read_into(self, offset: int, buffers: Sequence[memoryview]) -> None:
        """See BlockBackend."""
        left = length_of(buffers)
        while left:
            count = os.preadv(self._fd, buffers[:IOV_MAX], offset)
            if count == 0:
                zero(buffers)
                return
            offset, left = offset + count, left - count
            if left:
                buffers = skip(buffers, count)

    def try_read_into(self, offset: int, buffers: Sequence[memoryview]) -> bool:
        """See BlockBackend: answers from the page cache only."""
        if self._always_waits or len(buffers) > IOV_MAX:
            return False
        try:
            count = os.preadv(self._fd, buffers, offset, os.RWF_NOWAIT)
        except OSError as error:
            if error.errno not in _NOT_NOW:
                raise
            self._always_waits = error.errno == errno.EOPNOTSUPP
            return False
        if count == length_of(buffers):
            return True
        if offset + count < self._stored:
            return False
        zero(skip(buffers, count))
        return True

    def write_from(self, offset: int, buffers: Sequence[memoryview]) -> None:
        """See BlockBackend. OSError EROFS if read-only, ENOSPC beyond the end of the disk."""
        if self._readonly:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(self.path))
        left = length_of(buffers)
        if offset < 0 or offset + left > self._size:
            raise OSError(errno.EINVAL, "a write beyond the end of the disk", str(self.path))
        while left:
            count = os.pwritev(self._fd, buffers[:IOV_MAX], offset)
            offset, left = offset + count, left - count
            self._stored = max(self._stored, offset)
            if left:
                buffers = skip(buffers, count)

    def erase(self, offset: int, length: int, *, unmap: bool) -> None:
        """See BlockBackend. By fallocate's ioctls, or a block device's; by writing zeros where there are none."""
        if self._readonly:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(self.path))
        if offset < 0 or offset + length > self._size:
            raise OSError(errno.EINVAL, "a stretch beyond the end of the disk", str(self.path))
        try:
            if stat.S_ISBLK(os.fstat(self._fd).st_mode):
                # BLKDISCARD promises no zeros afterwards; BLKZEROOUT unmaps where the device can do that safely.
                fcntl.ioctl(self._fd, _BLKZEROOUT, struct.pack("QQ", offset, length))
            else:
                request = _FS_IOC_UNRESVSP if unmap else _FS_IOC_ZERO_RANGE
                fcntl.ioctl(self._fd, request, _SPACE.pack(0, 0, offset, length, 0, 0, 0, 0, 0, 0))
        except OSError as error:
            if error.errno not in (errno.EOPNOTSUPP, errno.ENOTTY, errno.EINVAL, errno.ENOSYS):
                raise
            self._write_zeros(offset, length)
        self._stored = max(self._stored, os.lseek(self._fd, 0, os.SEEK_END))

    def _write_zeros(self, offset: int, length: int) -> None:
        zeros = memoryview(bytes(1 << 20))
        while length:
            count = min(length, zeros.nbytes)
            self.write_from(offset, [zeros[:count]])
            offset, length = offset + count, length - count

    def grow(self, size: int) -> None:
        """Make the disk longer, to ``size`` bytes; what is new reads as zeros and takes no space. EngineError for
        what cannot be made longer, or would be made shorter."""
        if self._readonly or not stat.S_ISREG(os.fstat(self._fd).st_mode):
            raise EngineError(f"{self.path} cannot be made longer.", "Only image files that can be written can.")
        if size % SECTOR or not self._size <= size < LARGEST:
            raise EngineError(
                f"{self.path} has {self._size:,} bytes and cannot have {size:,}.",
                f"Use a multiple of {SECTOR} that is no smaller: what lies at its end would be lost.",
            )
        try:
            os.ftruncate(self._fd, size)
        except OSError as error:
            raise EngineError(f"{self.path} cannot be made longer: {error.strerror}.", _advice(error)) from None
        self._size = size

    def flush(self) -> None:
        """See BlockBackend."""
        if not self._readonly:
            os.fdatasync(self._fd)

    def close(self) -> None:
        """See BlockBackend."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def create_raw(path: Path | str, size: int) -> list[str]:
    """Create a disk image of ``size`` bytes that takes no space until written. Returns warnings.

    The file appears whole or not at all, and never in place of another. EngineError says why not.
    """
    path = Path(path)
    if size <= 0 or size % SECTOR:
        raise EngineError(f"A disk cannot have {size:,} bytes.", f"Use a positive multiple of {SECTOR}.")
    draft = path.with_name(f".{path.name}.{os.urandom(4).hex()}.new")
    try:
        if path.is_symlink() or path.exists():
            raise _exists(path)
        if not path.parent.is_dir():
            raise EngineError(f"The directory {path.parent} does not exist.", "Create it, or choose another place.")
        warnings = _check_space(path, size)
        fd = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            os.ftruncate(fd, size)
            os.fsync(fd)
        finally:
            os.close(fd)
        _publish(draft, path)
    except FileExistsError as error:
        raise _exists(path) from error
    except OSError as error:
        raise EngineError(
            f"The disk image {path} could not be created: {os.strerror(error.errno or 0)}.", _advice(error)
        ) from error
    finally:
        with suppress(OSError):  # Where it could not be made there is none.
            draft.unlink()
    return warnings


def _publish(draft: Path, path: Path) -> None:
    """Give ``draft`` its name. link(2), unlike rename(2), never replaces a file."""
    try:
        path.hardlink_to(draft)
    except OSError as error:
        # FAT and some FUSE filesystems have no hard links.
        if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS):
            raise
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        draft.replace(path)


def _check_space(path: Path, size: int) -> list[str]:
    room = os.statvfs(path.parent)
    total, free = room.f_blocks * room.f_frsize, room.f_bavail * room.f_frsize
    if total and size > total:
        raise EngineError(
            f"A disk of {_gib(size)} can never fit on the filesystem of {path.parent}, which has {_gib(total)}.",
            "Make it smaller, or put it elsewhere.",
        )
    if total and size > free:
        return [
            f"Only {_gib(free)} are free at {path.parent}: the guest will be paused if its disk of "
            f"{_gib(size)} fills up."
        ]
    return []


def _gib(size: int) -> str:
    return f"{size / (1 << 30):,.1f} GiB"


def _exists(path: Path) -> EngineError:
    return EngineError(
        f"{path} exists already, and is never overwritten.", "Choose another name, or attach it as it is."
    )


def _open(path: Path, readonly: bool) -> int:
    flags = (os.O_RDONLY if readonly else os.O_RDWR) | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
    try:
        return os.open(path, flags)
    except IsADirectoryError:
        raise _directory(path) from None
    except FileNotFoundError as error:
        raise EngineError(
            f"The disk image {path} does not exist.", "Put it back, or name another file in machine.toml."
        ) from error
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise EngineError(
            f"The disk image {path} cannot be {'read' if readonly else 'opened for writing'}: {why}.", _advice(error)
        ) from error


def _directory(path: Path) -> EngineError:
    return EngineError(f"{path} is a directory, not a disk image.", "Choose a file.")


_ADVICE = {
    errno.EACCES: "Change its permissions, or attach it read-only if it may only be read.",
    errno.EPERM: "Change its permissions, or attach it read-only if it may only be read.",
    errno.EROFS: "Attach it read-only, or copy it to a filesystem that can be written.",
    errno.ENOSPC: "Free some space, or put it elsewhere.",
    errno.EDQUOT: "Your disk quota is used up: delete something, or put it elsewhere.",
    errno.EFBIG: "The filesystem allows no file of that size: make it smaller, or put it elsewhere.",
    errno.ETXTBSY: "The file is a program that is running: choose another.",
    errno.ELOOP: "The link leads in a circle: choose another file.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
}


def _advice(error: OSError) -> str:
    return _ADVICE.get(error.errno or 0, "Choose another file.")
