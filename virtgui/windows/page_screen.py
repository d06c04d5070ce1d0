"""The machine's screen, and what stands in its place while there is nothing to see."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from engine.devices.keycode import UntypableError, keys_for_text
from engine.error import EngineError
from virtgui.models.machine import Machine, MachineState
from virtgui.models.preference import Preferences
from virtgui.sentence import told
from virtgui.theme import DARK, SPACE_M, SPACE_S, icon, qt_palette
from virtgui.widgets.display import DisplayWidget, scrollable
from virtgui.widgets.terminal_find import FindBar
from virtgui.windows.fault import FaultPanel
from virtgui.windows.message import Action, Severity
from virtgui.windows.typing_bar import TypingBar

if TYPE_CHECKING:
    from virtgui.bridge import Bridge

_SHOWN_CHARACTERS: Final = 6
_RECOUNT_MS: Final = 200
_GAP: Final = SPACE_M + SPACE_S


def _tr(text: str) -> str:
    return QCoreApplication.translate("ScreenPage", text)


class ScreenPage(QWidget):
    """The display with the machine behind it. ``say(what, remedy, severity, actions)``: for the message bar."""

    say = Signal(str, str, str, list)
    grab_changed = Signal(bool)
    mode_changed = Signal()
    selection_changed = Signal()

    def __init__(
        self, machine: Machine, bridge: Bridge, parent: QWidget | None = None, preferences: Preferences | None = None
    ) -> None:
        super().__init__(parent)
        self._machine, self._bridge = machine, bridge
        self._preferences = preferences or Preferences(None, self)
        self._looking = False
        self._starts = 0
        self._types = False
        self.display = DisplayWidget(self)
        self.display.set_machine_name(machine.name)
        self.area = scrollable(self.display)
        self.fault = FaultPanel(machine, self)
        self.typing = TypingBar(self)
        self._splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.area)
        self._splitter.addWidget(self.fault)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.typing)
        column.addWidget(self._splitter, 1)
        self.setFocusProxy(self.display)
        self._add_buttons()
        self._connect()
        self._take_link()
        self.refresh()

    def _add_buttons(self) -> None:
        """The buttons over the display; it is dark whatever the desktop is."""
        self.buttons = QWidget(self.display)
        self.buttons.setPalette(qt_palette(DARK))
        self.buttons.setCursor(Qt.CursorShape.ArrowCursor)
        self._row = QHBoxLayout(self.buttons)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE_S)
        machine = self._machine
        self.start_button = self._button("run", _tr("&Start"), machine.start)
        self.resume_button = self._button("run", _tr("&Resume"), machine.resume)
        self.log_button = self._button("details", _tr("Open &log"), self._open_log)
        self.file_button = self._button("details", _tr("Open &machine.toml"), self._open_config)
        self.display.installEventFilter(self)
        self.find_bar = FindBar(self.area)
        self.find_bar.line.setPlaceholderText(_tr("Find on the screen"))
        self.find_bar.hide()
        self.find_bar.sought.connect(self._sought)
        self.find_bar.closed.connect(self.hide_find)
        self._recount = QTimer(self, singleShot=True, interval=_RECOUNT_MS)
        self._recount.timeout.connect(self._count)

    def _button(self, picture: str, text: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(icon(picture, DARK.text), text, self.buttons)
        button.setMinimumHeight(32)
        button.clicked.connect(lambda: slot())
        self._row.addWidget(button)
        return button

    def _connect(self) -> None:
        machine, display = self._machine, self.display
        display.key_event.connect(machine.key)
        display.mouse_moved.connect(machine.mouse_move)
        display.mouse_button.connect(machine.mouse_button)
        display.pointed.connect(machine.point)
        display.paste_requested.connect(self.type_text)
        display.text_copied.connect(lambda text: self._info(_tr("Copied {0} characters.").format(len(text))))
        display.grab_changed.connect(self.grab_changed)
        display.mode_changed.connect(self.mode_changed)
        display.selection_changed.connect(lambda _on: self.selection_changed.emit())
        machine.display_changed.connect(display.refresh)
        machine.display_changed.connect(self._screen_changed)
        machine.link_changed.connect(self._take_link)
        machine.changed.connect(self.refresh)
        machine.typed.connect(self._typed)
        self.typing.stopped.connect(machine.stop_typing)

    # --- what is shown -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Follow the machine's state."""
        machine = self._machine
        state = machine.state
        self.display.set_mouse_wanted(bool(machine.facts.get("mouse")))
        self.display.set_tablet(bool(machine.facts.get("tablet")))
        if state is MachineState.STARTING and machine.link is None:
            self.display.clear()
        self.fault.setVisible(state is MachineState.FAULTED)
        if state is MachineState.FAULTED:
            self.fault.refresh()
            if self._splitter.sizes()[1] < 120:
                self._splitter.setSizes([10_000, 300])
        down = state in (MachineState.OFF, MachineState.CRASHED)
        if not state.alive:
            self.typing.hide()
        again = state is MachineState.CRASHED or machine.could_not_start
        self.start_button.setText(_tr("&Start again") if again else _tr("&Start"))
        self.start_button.setVisible(down)
        self.resume_button.setVisible(state in (MachineState.PAUSED, MachineState.IO_ERROR))
        self.log_button.setVisible(again)
        self.file_button.setVisible(state is MachineState.BROKEN)
        shown = any(not button.isHidden() for button in self.buttons.findChildren(QPushButton))
        below = self.buttons.sizeHint().height() + _GAP if shown else 0
        title, detail, picture = _message(machine)
        self.display.set_message(title, detail, picture, below=below)
        self.buttons.setVisible(shown and bool(title))
        self._place_buttons()

    def _place_buttons(self) -> None:
        """Below the message, inside the display."""
        size = self.buttons.sizeHint()
        top = min(self.display.message_rect().bottom() + _GAP, self.display.height() - size.height() - SPACE_S)
        left = self.display.rect().center().x() - size.width() // 2
        self.buttons.setGeometry(QRect(left, max(0, top), size.width(), size.height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the buttons in the middle."""
        if watched is self.display and event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange):
            self._place_buttons()
            self._place_find()
        return False

    # --- search --------------------------------------------------------------------------------------------

    def show_find(self) -> None:
        """Open the bar that searches the text on the screen."""
        problem = self.copy_problem()
        if problem:
            self._warn(_tr("There is no text to search."), problem)
            return
        self.find_bar.show()
        self._place_find()
        self.find_bar.raise_()
        self.find_bar.line.selectAll()
        self.find_bar.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def hide_find(self) -> None:
        """Close it; the highlights go."""
        self.find_bar.hide()
        self.display.finder.stop()
        self.display.update()
        self.display.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sought(self, text: str, forwards: bool, case: bool, typed: bool) -> None:
        self.display.finder.find(self.display.text_rows(), text, forwards, case, not typed)
        self._show_hits()

    def _count(self) -> None:
        self.display.finder.recount(self.display.text_rows())
        self._show_hits()

    def _show_hits(self) -> None:
        finder = self.display.finder
        self.find_bar.show_count(finder.place, len(finder.hits), True)
        self.display.update()

    def _screen_changed(self) -> None:
        """Look again, a moment after the screen did."""
        if self.find_bar.isVisible() and not self._recount.isActive():
            self._recount.start()

    def _place_find(self) -> None:
        self.find_bar.adjustSize()
        self.find_bar.move(max(0, self.area.width() - self.find_bar.width() - SPACE_S), 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks."""
        super().showEvent(event)
        self._look(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        self._look(False)
        super().hideEvent(event)

    def _look(self, looks: bool) -> None:
        if looks != self._looking:
            self._looking = looks
            self._machine.look(looks)

    def _take_link(self) -> None:
        link = self._machine.link
        if link is not None:
            self.display.set_screen(link.screen)
        else:
            self.display.set_screen(None)  # The last picture stays, under the message.

    # --- keyboard and clipboard ----------------------------------------------------------------------------

    def chord(self, qcodes: tuple[str, ...]) -> None:
        """Press keys together in the guest."""
        self._machine.chord(qcodes)
        self.display.setFocus(Qt.FocusReason.OtherFocusReason)

    def paste(self) -> None:
        """Type the clipboard's text."""
        text = QGuiApplication.clipboard().text()
        if text:
            self.type_text(text)
        else:
            self._info(_tr("The clipboard holds no text."))

    def type_text(self, text: str) -> None:
        """Type text on the guest's keyboard. Characters that no key types are named, and nothing is typed yet."""
        why = self._machine.can("type")
        if why:
            self._warn(_tr("Nothing was typed."), why)
            return
        typable, others = parted(text)
        if not others:
            self._type(text)
            return
        shown = " ".join(others[:_SHOWN_CHARACTERS])
        more = len(others) - _SHOWN_CHARACTERS
        what = _tr("A US keyboard has no keys for: {0}").format(shown)
        what += _tr(" and {0} others.").format(more) if more > 0 else "."
        actions = [(_tr("Type the rest"), lambda: self._type(typable))] if typable else []
        self.say.emit(what, _tr("Nothing has been typed."), "warning", actions)

    def _type(self, text: str) -> None:
        self._types = True
        self._machine.type_text(text, self._preferences.typing_rate)
        self.display.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self, typed: int, total: int, state: str) -> None:
        if state == "typing":
            self.typing.show_progress(typed, total)
            return
        self.typing.hide()
        if state == "cancelled":
            self._info(_tr("Typing was stopped after {0} of {1} characters.").format(typed, total))
        elif self._types:  # A program's typing is not this person's business.
            self._types = False
            self._info(_tr("Typed {0} characters.").format(typed))

    def copy_problem(self) -> str:
        """Why no text can be copied; empty if some can."""
        link = self._machine.link
        if link is None:
            return _tr("The machine is off.")
        if link.screen.mode.kind != "text":
            return _tr("The guest shows graphics, not text.")
        return ""

    def copy_text(self) -> None:
        """Copy the selected text, or all of it if nothing is selected."""
        if self.display.copy():
            return
        link = self._machine.link
        if link is None or self.copy_problem():
            self._warn(_tr("Nothing was copied."), self.copy_problem())
            return
        text = "\n".join(link.screen.text()).rstrip()
        QGuiApplication.clipboard().setText(text)
        self._info(_tr("Copied the whole screen: {0} characters.").format(len(text)))

    # --- screenshots ---------------------------------------------------------------------------------------

    def screenshot_problem(self) -> str:
        """Why there is no picture to be kept; empty if there is."""
        return _tr("It has not shown anything yet.") if self.display.screenshot().isNull() else ""

    def copy_screenshot(self) -> None:
        """Put the picture on the clipboard."""
        image = self.display.screenshot()
        QGuiApplication.clipboard().setImage(image)
        self._info(_tr("Copied a picture of {0}x{1} pixels.").format(image.width(), image.height()))

    def ask_screenshot(self) -> None:
        """Ask where to put the picture."""
        image = self.display.screenshot()
        dialog = QFileDialog(self, _tr("Save the picture"), "", _tr("PNG pictures (*.png)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("png")
        dialog.selectFile(f"{self._machine.name}.png")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.save_screenshot(path, image))
        dialog.open()

    def save_screenshot(self, path: str, image: QImage | None = None) -> None:
        """Write the picture (as it is now, if none is given) to a PNG file, off this thread."""
        picture = self.display.screenshot() if image is None else image
        self._bridge.blocking(
            lambda: write_png(Path(path), picture),
            lambda _none: self._info(_tr("Saved {0}.").format(path)),
            lambda error: self.say.emit(error.what, error.remedy, "error", []),
        )

    # --- inside --------------------------------------------------------------------------------------------

    def _info(self, text: str) -> None:
        self.say.emit(text, "", "info", [])

    def _warn(self, what: str, remedy: str) -> None:
        self.say.emit(what, remedy, "warning", [])

    def _open_log(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._machine.directory.log)))

    def _open_config(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._machine.directory.config)))


def parted(text: str) -> tuple[str, list[str]]:
    """What of a text a US keyboard types, and the characters it does not, each once."""
    others = [character for character in dict.fromkeys(text) if not _typable(character)]
    return "".join(character for character in text if character not in others), others


def _typable(character: str) -> bool:
    try:
        keys_for_text(character)
    except UntypableError:
        return False
    return True


def write_png(path: Path, image: QImage) -> None:
    """Write a picture. EngineError if that fails. Blocks."""
    if not image.save(str(path), "PNG"):  # type: ignore[call-overload]  # the stub wants bytes
        raise EngineError(_tr("The picture could not be written to {0}.").format(path), _tr("Choose another place."))


def _message(machine: Machine) -> tuple[str, str, str]:
    """What is said over the display in the machine's state: title, detail, icon. An empty title: nothing."""
    said = told(f"{machine.reason} {machine.remedy}".strip())
    state = machine.state
    if said.rstrip(".") == machine.state_title:
        said = ""
    if state is MachineState.OFF:
        if machine.could_not_start:
            return machine.state_title, said, "error"
        return _tr("Off"), said, "power-off"
    return {
        MachineState.STARTING: (_tr("Starting…"), "", "run"),
        MachineState.PAUSED: (_tr("Paused"), said, "pause"),
        MachineState.IO_ERROR: (_tr("Paused by a disk error"), said, "warning"),
        MachineState.CRASHED: (_tr("Crashed"), said, "error"),
        MachineState.BROKEN: (_tr("Its description is broken"), said, "error"),
    }.get(state, ("", "", ""))


__all__ = ["Action", "ScreenPage", "Severity", "parted", "write_png"]
