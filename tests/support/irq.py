"""An interrupt line whose changes a test can read."""

from __future__ import annotations

from engine.bus.irq import IrqLine


class RecordingIrq:
    """``line`` goes to the chip; ``changes`` lists every level it was driven to, oldest first."""

    def __init__(self) -> None:
        self.changes: list[int] = []
        self.line = IrqLine(self.changes.append)

    @property
    def level(self) -> bool:
        """Where the line is now."""
        return self.line.level

    @property
    def rises(self) -> int:
        """How many rising edges there were: what an edge-triggered input counts."""
        return self.changes.count(1)

    def clear(self) -> None:
        """Forget the history; the level stays."""
        self.changes.clear()
