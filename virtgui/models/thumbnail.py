"""Small pictures of the machines' screens: of the ones that run, looked at now and then; of the others, the last."""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from virtgui.bridge import Bridge
from virtgui.models.machine import Machine
from virtgui.widgets.picture import image_of

if TYPE_CHECKING:
    from engine.display.link import DisplayLink
    from engine.display.screen import Screen

SIZE: Final = QSize(64, 48)
"""Logical pixels. A PC's screen is 4:3, whatever its pixels are."""
SCALE: Final = 2
INTERVAL_MS: Final = 300
FIRST_MS: Final = 900


class View:
    """Somebody's own look at a machine's screen: the damage it takes is nobody else's."""

    def __init__(self, link: DisplayLink) -> None:
        from engine.display.screen import Screen

        self.link = link
        memory = mmap.mmap(link.fds["display"], 0, mmap.MAP_SHARED, mmap.PROT_READ)
        self.screen: Screen = Screen(memoryview(memory))

    def image(self, scale: int = SCALE) -> QImage | None:
        """The picture as it is now; None if it is the same as the last time."""
        if self.screen.refresh() is None:
            return None
        mode = self.screen.mode
        if mode.width <= 0 or mode.height <= 0:
            return None
        return shrink(image_of(self.screen, 0, mode.height), scale)


def shrink(picture: QImage, scale: int = SCALE) -> QImage:
    """A picture of a screen at the thumbnails' size, times ``scale``."""
    return picture.convertToFormat(QImage.Format.Format_RGB32).scaled(
        SIZE * scale, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


class Thumbnails(QObject):
    """``of`` a machine; ``changed`` says that one is another. Only machines in ``set_visible`` are looked at."""

    changed = Signal(object)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._images: dict[Machine, QImage | None] = {}
        self._views: dict[Machine, View] = {}
        self._glancing: set[Machine] = set()
        self._visible: list[Machine] = []
        self._turn = 0
        self._scale = SCALE
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._next)

    def of(self, machine: Machine) -> QImage | None:
        """The newest picture; None if there is none (yet). The first question has it fetched."""
        if machine not in self._images:
            self._images[machine] = None
            machine.link_changed.connect(self._link_changed)
            machine.display_changed.connect(self._display_changed)
            machine.gone.connect(self._gone)
            self._load(machine)
        return self._images[machine]

    def set_scale(self, scale: int) -> None:
        """How many pixels of theirs go into one of SIZE; of pictures taken from now on."""
        if scale > self._scale:
            self._scale = scale
            self._views.clear()  # What has been seen at the old scale is to be seen again.
            for machine in self._images:
                self._load(machine)

    def set_visible(self, machines: Iterable[Machine]) -> None:
        """The machines on the screen now; none while the window is hidden."""
        self._visible = [machine for machine in machines if machine.state.alive]
        for machine in self._glancing - set(self._visible):
            self._glance_over(machine)  # Nobody would ever end it: its answer may not come.
        # A look takes 300 kB; with hundreds of machines only those on the screen are worth that.
        self._views = {machine: view for machine, view in self._views.items() if machine in self._visible}
        if self._visible and not self._timer.isActive():
            self._timer.start()
        elif not self._visible:
            self._timer.stop()

    def _next(self) -> None:
        """One machine at a time, in turn."""
        self._turn += 1
        machine = self._visible[self._turn % len(self._visible)]
        self.of(machine)
        self.glance(machine)

    def glance(self, machine: Machine) -> None:
        """Look at a machine's screen for an instant."""
        if machine.link is None:
            return
        if machine in self._glancing:
            self._glance_over(machine)
        elif machine.looked_at:
            self._refresh(machine)
        else:
            # It answers with a notice when its memory is up to date; then we look away.
            self._glancing.add(machine)
            machine.look(True)

    def _display_changed(self) -> None:
        machine = self.sender()
        if isinstance(machine, Machine) and machine in self._glancing:
            self._glance_over(machine)
            self._refresh(machine)

    def _glance_over(self, machine: Machine) -> None:
        self._glancing.discard(machine)
        machine.look(False)

    def _refresh(self, machine: Machine) -> None:
        link = machine.link
        if link is None:
            return
        view = self._views.get(machine)
        if view is None or view.link is not link:
            view = self._views[machine] = View(link)
        image = view.image(self._scale)
        if image is not None:
            self._take(machine, image)

    def _link_changed(self) -> None:
        machine = self.sender()
        if not isinstance(machine, Machine):
            return
        self._views.pop(machine, None)
        if machine in self._glancing:
            self._glance_over(machine)
        if machine.link is None:
            self._load(machine)
        else:
            QTimer.singleShot(FIRST_MS, self, lambda: self.glance(machine))

    def _load(self, machine: Machine) -> None:
        """The picture that the last run left behind."""
        path, scale = machine.directory.thumbnail, self._scale

        def read() -> QImage | None:
            if not os.path.exists(path):  # noqa: PTH110  # Path's raises when a disk has gone
                return None  # Asked for it, Qt would load every image plugin there is first.
            picture = QImage(str(path))
            return None if picture.isNull() else shrink(picture, scale)

        self._bridge.blocking(read, lambda image: self._take(machine, image))

    def _take(self, machine: Machine, image: QImage | None) -> None:
        if image is None:
            return  # A machine that is just ending may not have left its last picture yet: keep ours.
        self._images[machine] = image
        self.changed.emit(machine)

    def _gone(self) -> None:
        machine = self.sender()
        if isinstance(machine, Machine):
            self._images.pop(machine, None)
            self._views.pop(machine, None)
            self._glancing.discard(machine)
