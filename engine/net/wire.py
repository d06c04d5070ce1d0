"""A cable: frames from a link to the card in a thread of its own, and from the card to the link at once."""

from __future__ import annotations

import os
import select
from collections.abc import Callable, Sequence
from functools import partial
from threading import Thread

from engine.net.port import Link

Deliver = Callable[[Callable[[], None]], None]


class Wire:
    """A NetPort over ``link``.

    ``deliver(call)`` must make ``call`` with the card's lock held. ``receive`` is where frames go: VirtioNet.receive,
    set after the card is made, before ``start``. ``broken(reason)`` is called once, from the wire's thread, when the
    link's other end is gone.
    """

    def __init__(self, link: Link, deliver: Deliver, broken: Callable[[str], None], name: str = "net") -> None:
        self.receive: Callable[[bytes], object] = len
        self._link = link
        self._deliver = deliver
        self._broken = broken
        self._stop = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._thread = Thread(target=self._run, name=name, daemon=True)
        self._gone = False

    def start(self) -> None:
        """Begin to receive."""
        self._thread.start()

    def send(self, frame: Sequence[memoryview]) -> None:
        """See NetPort."""
        if not self._gone:
            self._link.send(frame)

    def close(self) -> None:
        """Stop the thread and let go of the link. The vCPUs have ended."""
        self._gone = True
        os.eventfd_write(self._stop, 1)
        if self._thread.ident is not None:
            self._thread.join()
        self._link.close()
        os.close(self._stop)

    def _run(self) -> None:
        poll = select.poll()
        poll.register(self._link.fd, select.POLLIN)
        poll.register(self._stop, select.POLLIN)
        while True:
            if any(fd == self._stop for fd, _ in poll.poll()):
                return
            try:
                frames = self._link.receive()
            except EOFError as error:
                self._broken(str(error))
                return
            if frames:
                self._deliver(partial(self._hand_over, frames))

    def _hand_over(self, frames: list[bytes]) -> None:
        for frame in frames:
            self.receive(frame)
