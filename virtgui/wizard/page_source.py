"""First page: what the machine starts from."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFormLayout, QLabel, QLineEdit, QPushButton, QWidget

from engine.storage.image import ImageKind
from virtgui.theme import SPACE_M, SPACE_S, SPACE_XS
from virtgui.wizard.card import Card
from virtgui.wizard.download_row import DownloadRow
from virtgui.wizard.draft import Source, attached
from virtgui.wizard.file_row import FileRow, dropped_file
from virtgui.wizard.page import Page, faint
from virtgui.wizard.plan import NOTHING, Plan


def _tr(text: str) -> str:
    return QCoreApplication.translate("SourcePage", text)


class SourcePage(Page):
    """Cards for the sources, and below them what the chosen one needs. A file may be dropped anywhere."""

    def __init__(self, plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(
            plan,
            _tr("Start from"),
            _tr("What should the machine start from?"),
            _tr("Choose, or drop a file here: what it is is told from its contents."),
            parent,
        )
        self.setAcceptDrops(True)
        self.cards: dict[Source, Card] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.column.setSpacing(SPACE_XS + 2)
        for source, picture, title, detail in _choices():
            card = Card(picture, title, detail, self)
            card.toggled.connect(lambda on, chosen=source: self._toggled(on, chosen))
            self._group.addButton(card)
            self.cards[source] = card
            self.column.addWidget(card)
        self.column.addSpacing(SPACE_S)
        self._add_files()
        self.column.addStretch(1)
        self.refresh()

    def _add_files(self) -> None:
        self.welcome = faint(
            QLabel(_tr("It comes with VirtGUI: nothing is downloaded, and it starts in a second."), self)
        )
        self.file = FileRow(_tr("File"), _tr("Choose a file"), _tr("All files (*)"), self.plan.preferences, self)
        self.file.chosen.connect(lambda path: self.plan.choose_file("source", path))
        self.fetch = QPushButton(_tr("Download it from the web"), self)
        self.fetch.setCheckable(True)
        self.download = DownloadRow(self.plan.bridge, self)
        self.download.hide()
        self.fetch.toggled.connect(lambda _: self.refresh())
        self.download.got.connect(self.take)
        self.copy = QCheckBox(_tr("Work on a copy in the machine's own directory; the file stays as it is"), self)
        self.copy.toggled.connect(lambda on: self.plan.edit(copy=on))
        self.kernel = QWidget(self)
        form = QFormLayout(self.kernel)
        form.setContentsMargins(0, SPACE_S, 0, 0)
        form.setHorizontalSpacing(SPACE_M)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.initrd = FileRow(
            _tr("Initrd"), _tr("Choose an initrd"), _tr("All files (*)"), self.plan.preferences, self.kernel
        )
        self.initrd.line.setPlaceholderText(_tr("Optional: initial RAM disk"))
        self.initrd.chosen.connect(lambda path: self.plan.choose_file("initrd", path))
        self.append = QLineEdit(self.kernel)
        self.append.setPlaceholderText(_tr("Optional, for instance: console=ttyS0 root=/dev/sda1"))
        self.append.textEdited.connect(lambda text: self.plan.edit(append=text))
        form.addRow(_tr("&Initrd:"), self.initrd)
        form.addRow(_tr("Command &line:"), self.append)
        self.modules = QLineEdit(self.kernel)
        self.modules.setPlaceholderText(_tr("Optional, for Multiboot kernels: PATH TEXT, PATH TEXT"))
        self.modules.setToolTip(
            _tr("Files put beside the kernel, and what it is told about each, separated by commas")
        )
        self.modules.textEdited.connect(lambda text: self.plan.edit(modules=text))
        form.addRow(_tr("&Modules:"), self.modules)
        for widget in (self.welcome, self.file, self.copy, self.kernel):
            self.column.addWidget(widget)
        self.column.addWidget(self.fetch, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.download)

    def refresh(self) -> None:
        """Show the source, its file and what that is."""
        draft = self.plan.draft
        card = self.cards[draft.source]
        if not card.isChecked():
            card.setChecked(True)
        is_welcome = draft.source is Source.WELCOME
        self.welcome.setVisible(is_welcome)
        self.file.setVisible(not is_welcome)
        self.kernel.setVisible(draft.source is Source.KERNEL)
        fetchable = draft.source in (Source.CD, Source.DISK, Source.FLOPPY)
        self.fetch.setVisible(fetchable)
        self.download.setVisible(fetchable and self.fetch.isChecked())
        self.copy.setVisible(not is_welcome and attached(draft) in ("disk", "floppy"))
        self.copy.setChecked(draft.copy)
        self.file.set_path(draft.path)
        self.file.show_finding(self.plan.findings["source"], self._more())
        self.initrd.set_path(draft.initrd)
        self.initrd.show_finding(self.plan.findings["initrd"])
        if self.append.text() != draft.append:
            self.append.setText(draft.append)
        if self.modules.text() != draft.modules:
            self.modules.setText(draft.modules)

    def problem(self) -> str:
        """What is wrong with the file."""
        return self.plan.source_problem()

    def enter(self) -> None:
        """To the chosen card."""
        super().enter()
        self.cards[self.plan.draft.source].setFocus(Qt.FocusReason.OtherFocusReason)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One local file is welcome."""
        if dropped_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take it as the source, whatever it is."""
        self.take(dropped_file(event.mimeData()))
        event.acceptProposedAction()

    def take(self, path: str) -> None:
        """Use a file, and the source that suits it best."""
        self.plan.choose_any_file(path)

    def _toggled(self, on: bool, source: Source) -> None:
        if on:
            if any(card.hasFocus() for card in self.cards.values()):
                self.cards[source].setFocus(Qt.FocusReason.OtherFocusReason)
            self.plan.choose_source(source)

    def _more(self) -> str:
        """What follows from what the file is."""
        draft = self.plan.draft
        image = draft.image
        if image is None or self.plan.findings["source"] == NOTHING:
            return ""
        if image.kind is ImageKind.BLANK:
            return _tr("There is nothing on it to start: choose an ISO to install from, and this as its disk.")
        if not image.bootable:
            return _tr("Nothing on it can be started.")
        if draft.source is Source.CD and "disk" in image.attach_as:
            return _tr("It can be a hard disk, too.")
        if draft.source is Source.FLOPPY and attached(draft) == "disk":
            return _tr("It is attached as a hard disk.")
        return ""


def _choices() -> tuple[tuple[Source, str, str, str], ...]:
    return (
        (
            Source.WELCOME,
            "welcome",
            _tr("Welcome"),
            _tr("A ready-made guest that shows what a machine can do"),
        ),
        (
            Source.CD,
            "cdrom",
            _tr("CD or DVD image"),
            _tr("Install or try an operating system from an ISO file"),
        ),
        (
            Source.DISK,
            "disk",
            _tr("Existing disk image"),
            _tr("Start what is installed on it"),
        ),
        (
            Source.FLOPPY,
            "floppy",
            _tr("Boot sector or floppy image"),
            _tr("From 512 bytes of your own to a 2.88 MB floppy"),
        ),
        (
            Source.KERNEL,
            "kernel",
            _tr("Linux kernel"),
            _tr("Start a kernel directly, with an initrd and a command line"),
        ),
    )
