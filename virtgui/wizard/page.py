"""What every page of the wizard is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from virtgui.theme import SPACE_M, SPACE_S
from virtgui.wizard.plan import Plan


class Page(QWidget):
    """A heading, an explanation, and whatever the page asks, in ``column``."""

    def __init__(self, plan: Plan, step: str, title: str, detail: str, parent: QWidget | None = None) -> None:
        """``step`` is its short name in the list of steps."""
        super().__init__(parent)
        self.plan = plan
        self.step = step
        self.title = title
        heading = QLabel(title, self)
        font = heading.font()
        font.setPointSizeF(font.pointSizeF() * 1.45)
        font.setWeight(font.Weight.DemiBold)
        heading.setFont(font)
        self.explanation = faint(QLabel(detail, self))
        self.explanation.setWordWrap(True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACE_S)
        self.column.addWidget(heading)
        self.column.addWidget(self.explanation)
        self.column.addSpacing(SPACE_M)
        self.setAccessibleName(title)
        plan.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the plan as it is now."""

    def problem(self) -> str:
        """Why the wizard cannot go on from here; empty if it can."""
        return ""

    def enter(self) -> None:
        """The page is shown: give the focus to what is most likely wanted."""
        self.refresh()


def faint(label: QLabel) -> QLabel:
    """A label for what is less important."""
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
