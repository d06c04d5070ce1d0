"""How long the GUI thread is away from its event loop."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from tests.support.stopwatch import undisturbed_s

TICK_MS = 4


class Pulse(QObject):
    """Beats on the GUI thread, and keeps the longest time between two beats: ``worst_ms``; and for each thing that
    went on, in ``longest_ms``. What others took of the CPU does not count: a busy machine is no frozen window.
    """

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._beat)
        self._doing = ""
        self.longest_ms: dict[str, float] = {}
        self._last = undisturbed_s()
        self._timer.start()

    def doing(self, what: str) -> None:
        """What goes on from now, for the record."""
        self._beat()
        self._doing = what

    @property
    def worst_ms(self) -> float:
        """The longest of all."""
        return max(self.longest_ms.values(), default=0.0)

    def above(self, most_ms: float) -> str:
        """What took longer than ``most_ms``, the longest first; "" if nothing did."""
        found = sorted(((gap, what) for what, gap in self.longest_ms.items() if gap >= most_ms), reverse=True)
        return ", ".join(f"{what} {gap:.0f} ms" for gap, what in found)

    def stop(self) -> None:
        """No more beats."""
        self._timer.stop()

    def _beat(self) -> None:
        now = undisturbed_s()
        gap_ms = (now - self._last) * 1000
        self._last = now
        self.longest_ms[self._doing] = max(gap_ms, self.longest_ms.get(self._doing, 0.0))
