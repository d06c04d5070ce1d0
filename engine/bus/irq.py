"""An interrupt line: the one thing a chip may do to the rest of the machine on its own."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock


class IrqLine:
    """One wire into an interrupt controller.

    ``drive`` is called with 1 or 0, and only when the level changes, so a chip may state its level as often
    as it likes without costing a system call. Edge-triggered ISA inputs see the rise.
    """

    __slots__ = ("_drive", "level")

    def __init__(self, drive: Callable[[int], None]) -> None:
        self._drive = drive
        self.level = False

    def set(self, level: bool) -> None:
        """State the wire's level."""
        if level != self.level:
            self.level = level
            self._drive(int(level))

    def pulse(self) -> None:
        """An edge: up and down again."""
        self.set(False)
        self.set(True)
        self.set(False)


class OrGate:
    """Joins the wires of chips that share one input. They share a lock too: nothing here has one."""

    def __init__(self, line: IrqLine) -> None:
        self._line = line
        self._inputs: list[IrqLine] = []

    def input(self) -> IrqLine:
        """One more wire."""
        wire = IrqLine(lambda _level: self._line.set(any(each.level for each in self._inputs)))
        self._inputs.append(wire)
        return wire


class Gate:
    """A wire that can be cut: ``input`` is the chip's end. While it is cut the other end is low. It has a lock of its
    own, since who cuts is another chip."""

    def __init__(self, line: IrqLine) -> None:
        self._line = line
        self._lock = Lock()
        self._cut = False
        self.input = IrqLine(lambda _level: self._follow())

    def cut(self, cut: bool) -> None:
        """Cut the wire, or join it again."""
        self._cut = cut
        self._follow()

    def _follow(self) -> None:
        with self._lock:
            self._line.set(self.input.level and not self._cut)
