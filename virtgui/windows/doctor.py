"""The doctor: what this host has for machines, and the command that mends each thing it lacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from engine.doctor.finding import Finding
from virtgui import theme
from virtgui.sentence import told
from virtgui.widgets.tint import mixed

if TYPE_CHECKING:
    from virtgui.bridge import Bridge, Job

ICONS = {"ok": "ok", "warning": "warning", "problem": "error"}
SIZE = QSize(760, 640)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Doctor", text)


def examine() -> list[Finding]:
    """Look at the host. Blocks, and is imported when it is first needed."""
    from engine.doctor.examination import examine as look

    return look()


class DoctorWindow(QWidget):
    """A card for each finding, the worst first. Looks again whenever the person comes back to it.

    ``examined`` carries the findings. ``look`` is what examines; it blocks.
    """

    examined = Signal(list)

    def __init__(
        self, bridge: Bridge, parent: QWidget | None = None, look: Callable[[], list[Finding]] = examine
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._bridge, self._look = bridge, look
        self._job: Job[list[Finding]] | None = None
        self.findings: list[Finding] = []
        self.setWindowTitle(_tr("Doctor – VirtGUI"))
        self.setWindowIcon(theme.icon(theme.APP_ICON))
        self.summary = QLabel(wordWrap=True)
        font = self.summary.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        self.summary.setFont(font)
        self.busy = QProgressBar(textVisible=False, maximum=0)
        self.busy.setFixedHeight(theme.SPACE_XS)
        self.busy.setAccessibleName(_tr("Looking"))
        room = self.busy.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.busy.setSizePolicy(room)
        self.again = QPushButton(theme.icon("refresh"), _tr("Look again"))
        self.again.clicked.connect(self.look)
        self.copy_all = QPushButton(theme.icon("copy"), _tr("Copy report"))
        self.copy_all.setToolTip(_tr("All of this as text, for a question to somebody else"))
        self.copy_all.clicked.connect(self._copy_report)
        self._lay_out()
        self.resize(SIZE)

    def look(self) -> None:
        """Examine the host again."""
        if self._job is not None and not self._job.finished:
            return
        self.busy.show()
        self._job = self._bridge.blocking(
            self._look, self._take, lambda error: self.summary.setText(told(str(error)))
        )

    def event(self, event: QEvent) -> bool:
        """Whoever comes back has perhaps just mended something."""
        if event.type() == QEvent.Type.WindowActivate:
            self.look()
        elif event.type() == QEvent.Type.PaletteChange and self.findings:
            self._show()
        return super().event(event)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.summary, 1)
        head.addWidget(self.copy_all)
        head.addWidget(self.again)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_M)
        column.setSpacing(theme.SPACE_M)
        column.addLayout(head)
        column.addWidget(self.busy)
        column.addWidget(self._area, 1)
        self.summary.setText(_tr("Looking at this host…"))

    def _take(self, findings: list[Finding]) -> None:
        self.busy.hide()
        worst = {"problem": 0, "warning": 1, "ok": 2}
        findings = sorted(findings, key=lambda finding: worst[finding.verdict])
        if findings != self.findings:
            self.findings = findings
            self._show()
        self.examined.emit(findings)

    def _show(self) -> None:
        problems = sum(finding.verdict == "problem" for finding in self.findings)
        warnings = sum(finding.verdict == "warning" for finding in self.findings)
        if problems:
            said = _tr("Machines cannot run here yet. What is in the way comes first.")
        elif warnings:
            said = _tr("Machines run here. Some things could be better; they come first.")
        else:
            said = _tr("All is well: machines run here at full speed.")
        self.summary.setText(said)
        position = self._area.verticalScrollBar().value()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_S)
        for finding in self.findings:
            column.addWidget(FindingCard(finding, page))
        column.addStretch(1)
        self._area.setWidget(page)
        self._area.verticalScrollBar().setValue(position)

    def _copy_report(self) -> None:
        QApplication.clipboard().setText("\n".join(report(finding) for finding in self.findings))


def translated(finding: Finding) -> Finding:
    """The same in the language of the windows."""
    words = {key: told(getattr(finding, key)) for key in ("subject", "what", "why", "remedy")}
    return msgspec.structs.replace(finding, **words)


def report(finding: Finding) -> str:
    """A finding as lines of text."""
    finding = translated(finding)
    rest = (finding.why, finding.remedy, finding.command)
    return "\n".join([f"{finding.verdict:<8}{finding.subject}: {finding.what}", *(f"        {x}" for x in rest if x)])


class FindingCard(QFrame):
    """One finding: what, why it matters, and the command that mends it, with a button that copies it."""

    def __init__(self, finding: Finding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("finding")
        finding = translated(finding)
        colours = theme.colours_for(self.palette())
        colour = {"ok": colours.running, "warning": colours.paused, "problem": colours.crashed}[finding.verdict]
        ground = mixed(colour, colours.base, 0.0 if finding.verdict == "ok" else 0.08)
        edge = mixed(colour, colours.border, 0.0 if finding.verdict == "ok" else 0.4)
        self.setStyleSheet(
            f"#finding {{ background: {ground.name()}; border: 1px solid {edge.name()};"
            f" border-radius: {theme.RADIUS}px; }}"
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.SPACE_M, theme.SPACE_S, theme.SPACE_M, theme.SPACE_S)
        grid.setHorizontalSpacing(theme.SPACE_M)
        grid.setVerticalSpacing(theme.SPACE_XS)
        grid.setColumnStretch(2, 1)
        picture = QLabel()
        picture.setPixmap(theme.icon(ICONS[finding.verdict], colour).pixmap(theme.ICON_TOOL, theme.ICON_TOOL))
        grid.addWidget(picture, 0, 0, Qt.AlignmentFlag.AlignTop)
        subject = _text(finding.subject)
        font = subject.font()
        font.setWeight(font.Weight.DemiBold)
        subject.setFont(font)
        subject.setFixedWidth(subject.fontMetrics().averageCharWidth() * 12)
        grid.addWidget(subject, 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_text(finding.what), 0, 2, Qt.AlignmentFlag.AlignTop)
        for text in (finding.why, finding.remedy):
            if text:
                label = _text(text)
                label.setStyleSheet(f"color: {colours.muted.name()}")
                grid.addWidget(label, grid.rowCount(), 2)
        if finding.command:
            grid.addLayout(_command(finding), grid.rowCount(), 2)
        self.setAccessibleName(f"{finding.subject}: {finding.what}. {finding.why} {finding.remedy}".strip())


def _text(text: str) -> QLabel:
    label = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _command(finding: Finding) -> QHBoxLayout:
    field = QLineEdit(finding.command, readOnly=True)
    field.setFont(theme.monospace())
    field.setAccessibleName(_tr("Command that mends it"))
    field.setCursorPosition(0)
    copy = QPushButton(theme.icon("copy"), _tr("Copy"))
    copy.setAccessibleName(_tr("Copy the command: {}").format(finding.command))

    def copied() -> None:
        QApplication.clipboard().setText(finding.command)
        copy.setText(_tr("Copied"))

    copy.clicked.connect(copied)
    row = QHBoxLayout()
    row.setSpacing(theme.SPACE_S)
    row.addWidget(field, 1)
    row.addWidget(copy)
    return row
