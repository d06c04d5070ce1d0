"""engine.boot.bios.backing: the machine's disks as the BIOS uses them."""

from __future__ import annotations

import errno
from pathlib import Path
from threading import Event, Lock
from typing import Any

from engine.boot.bios.backing import FloppyDisk, QueuedDisk
from engine.storage.backend import Request, length_of
from engine.storage.floppy import FloppyImage
from engine.storage.queue import DiskQueue
from engine.storage.raw import RawDisk


class _Holder:
    """A drive of the board, and the seat of its chip."""

    path = "image"

    def __init__(self, lock: Lock, *, queue: Any = None, image: Any = None) -> None:
        self.lock = lock
        self.queue = queue
        self.image = image
        self.seat = self


def test_floppy(tmp_path: Path) -> None:
    (tmp_path / "a.img").write_bytes(b"x" * 1000)
    image = FloppyImage(tmp_path / "a.img")
    disk = FloppyDisk(_Holder(Lock(), image=image))
    buffers = [memoryview(bytearray(600)), memoryview(bytearray(600))]
    errors: list[int] = []
    assert disk.submit(Request("read", 0, buffers, length_of(buffers)), errors.append)
    assert bytes(buffers[1]) == b"x" * 400 + bytes(200)
    assert not disk.submit(Request("read", 3 << 20, buffers, length_of(buffers)), errors.append)
    assert errors == [errno.EINVAL]
    image.close()


def test_queued_disk_writes_in_the_background(tmp_path: Path) -> None:
    (tmp_path / "d.img").write_bytes(bytes(4096))
    lock, finished = Lock(), Event()

    def deliver(call: object) -> None:
        with lock:
            call()  # type: ignore[operator]  # a completion

    queue = DiskQueue(RawDisk(tmp_path / "d.img"), deliver)
    disk = QueuedDisk(_Holder(lock, queue=queue))
    assert (disk.path, disk.size, disk.readonly) == ("image", 4096, False)
    assert not disk.submit(Request("write", 512, [memoryview(b"y" * 512)], 512), lambda _error: finished.set())
    assert finished.wait(10)
    queue.close()
    assert (tmp_path / "d.img").read_bytes()[512:514] == b"yy"
