"""An amount of something: a slider for the hand and a field for the keyboard, in step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QSpinBox, QWidget

from virtgui.theme import SPACE_M


class Amount(QWidget):
    """``changed(int)`` when a person sets it. The slider stops at ``stops``; the field takes what lies between."""

    changed = Signal(int)

    def __init__(
        self, name: str, stops: Sequence[int], least: int, most: int, suffix: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._stops = list(stops)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName(name)
        self.slider.setPageStep(1)
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.slider.setTickInterval(1)
        self.field = QSpinBox(self)
        self.field.setAccessibleName(name)
        self.field.setRange(least, most)
        self.field.setSuffix(suffix)
        self.field.setGroupSeparatorShown(True)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setMinimumWidth(130)
        self.field.setAccelerated(True)
        self.set_stops(stops)
        self.slider.valueChanged.connect(self._slid)
        self.field.valueChanged.connect(self._typed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        row.addWidget(self.slider, 1)
        row.addWidget(self.field)
        self.setFocusProxy(self.field)

    def set_stops(self, stops: Sequence[int]) -> None:
        """Other values for the slider to stop at."""
        self._stops = list(stops)
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, len(self._stops) - 1)
        self.set_value(self.field.value())

    def value(self) -> int:
        """The amount."""
        return self.field.value()

    def set_value(self, value: int) -> None:
        """Show an amount, without a signal."""
        with QSignalBlocker(self.field):
            self.field.setValue(value)
        nearest = min(range(len(self._stops)), key=lambda index: abs(self._stops[index] - value))
        with QSignalBlocker(self.slider):
            self.slider.setValue(nearest)

    def _slid(self, index: int) -> None:
        self.set_value(self._stops[index])
        self.changed.emit(self._stops[index])

    def _typed(self, value: int) -> None:
        self.set_value(value)
        self.changed.emit(value)
