"""A console that can leave the machine's window for one of its own, and come back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from virtgui.theme import SPACE_M, icon


def _tr(text: str) -> str:
    return QCoreApplication.translate("Detachable", text)


class ConsoleWindow(QWidget):
    """The window of a console that stands alone. ``leaving`` when it is closed: the page is still in it then."""

    leaving = Signal()

    def __init__(self, page: QWidget, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowIcon(icon("virtgui"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)

    def toggle_full(self) -> None:
        """Full screen, and back."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F11, if the console did not want it."""
        if QKeySequence(event.keyCombination()) == QKeySequence("F11"):
            self.toggle_full()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The page goes back where it came from."""
        self.leaving.emit()
        super().closeEvent(event)


class Detachable(QStackedWidget):
    """Shows ``page``, or in its stead words and a button while the page has a window of its own.

    ``detached_changed(bool)``; ``name`` is what the page is called in the window's title.
    """

    detached_changed = Signal(bool)

    def __init__(self, page: QWidget, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = page
        self._name = name
        self._title = ""
        self.window_: ConsoleWindow | None = None
        self.addWidget(page)
        self._empty = QWidget(self)
        column = QVBoxLayout(self._empty)
        column.setSpacing(SPACE_M)
        words = QLabel(_tr("{0} has a window of its own.").format(name), self._empty)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setWordWrap(True)
        self.button = QPushButton(icon("attach"), _tr("Bring it back"), self._empty)
        self.button.clicked.connect(self.attach)
        column.addStretch(1)
        column.addWidget(words)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)
        self.addWidget(self._empty)

    @property
    def detached(self) -> bool:
        """Whether the page stands alone."""
        return self.window_ is not None

    def set_title(self, title: str) -> None:
        """The machine's name, for the window's title."""
        self._title = title
        if self.window_ is not None:
            self.window_.setWindowTitle(f"{title} – {self._name} – VirtGUI")

    def detach(self) -> None:
        """Give the page a window of its own, as large as it was."""
        if self.window_ is not None:
            self.window_.activateWindow()
            return
        size = self.page.size()
        self.removeWidget(self.page)
        self.window_ = ConsoleWindow(self.page, self.window())
        self.window_.leaving.connect(self.attach)
        self.set_title(self._title)
        self.window_.resize(size)
        self.setCurrentWidget(self._empty)
        self.page.show()
        self.window_.show()
        self.page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.detached_changed.emit(True)

    def attach(self) -> None:
        """Take the page back."""
        window, self.window_ = self.window_, None
        if window is None:
            return
        self.insertWidget(0, self.page)
        self.setCurrentWidget(self.page)
        window.leaving.disconnect(self.attach)
        window.close()
        window.deleteLater()
        self.page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.detached_changed.emit(False)
