"""Linear framebuffers: the picture lies in the shared memory as a front end can use it, so nothing is drawn here;
what matters is which rows changed."""

from __future__ import annotations

from array import array

from engine.display.layout import Scanout
from engine.display.stamp import PAGE, Stamps


class LinearView:
    """Finds the rows of a scanout whose pages were written since the last look."""

    def __init__(self, stamps: Stamps) -> None:
        self._stamps = stamps
        self._scanout: Scanout | None = None
        self._seen: array[int] = array("I")
        self._first_page = 0
        self._end_page = 0

    def configure(self, scanout: Scanout) -> bool:
        """Follow the registers. Whether another part of the memory is shown now: then every row is new."""
        if scanout == self._scanout:
            return False
        self._scanout = scanout
        self._first_page = scanout.start // PAGE
        self._end_page = -(-(scanout.start + scanout.length) // PAGE)
        self._seen = self._stamps.read(self._first_page, self._end_page)
        return True

    def bands(self) -> list[tuple[int, int]]:
        """Rows that may have changed since the last call, as half-open runs from top to bottom."""
        # Read before the pixels are: what is written in between comes with a newer stamp.
        now = self._stamps.read(self._first_page, self._end_page)
        seen, self._seen = self._seen, now
        scanout = self._scanout
        if scanout is None or now == seen:
            return []
        found: list[tuple[int, int]] = []
        page = self._first_page
        for old, new in zip(seen, now, strict=True):
            if old != new:
                offset = page * PAGE - scanout.start
                top = max(offset // scanout.pitch, 0)
                bottom = min((offset + PAGE - 1) // scanout.pitch + 1, scanout.height)
                if found and found[-1][1] >= top:
                    found[-1] = (found[-1][0], bottom)
                elif top < bottom:
                    found.append((top, bottom))
            page += 1
        return found
