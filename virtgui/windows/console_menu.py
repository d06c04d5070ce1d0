"""The menus of a machine's consoles: keys, scale, clipboard. What is chosen there is remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from virtgui.models.preference import TYPING_RATES, Preferences
from virtgui.theme import icon
from virtgui.widgets.display import DisplayWidget
from virtgui.widgets.keymap import COMBOS, HOST_KEYS, Combo, combo_title, key_name
from virtgui.widgets.scale import SCALES, Scale
from virtgui.windows.own_key import OWN_KEYS, VIEW_KEYS, kept, title, view_key_title


def _tr(text: str) -> str:
    return QCoreApplication.translate("ConsoleMenus", text)


def menu_of(parent: QWidget, text: str, picture: str, actions: Iterable[QAction] = ()) -> QMenu:
    """A menu for a tool button: its entries' tool tips are shown."""
    menu = QMenu(text, parent)
    menu.setToolTipsVisible(True)
    menu.addActions(list(actions))
    menu.menuAction().setIcon(icon(picture))
    menu.menuAction().setToolTip(text)
    menu.menuAction().setData(text)
    return menu


class ConsoleMenus(QObject):
    """``combos``: the entries that press keys together in the guest, to be connected. ``scales``: those of the scale
    menu."""

    def __init__(self, parent: QWidget, display: DisplayWidget, preferences: Preferences, uuid: str) -> None:
        super().__init__(
            parent
        )  # A child of the window: what is chosen elsewhere no longer reaches it when it is gone.
        self._parent, self._display, self._preferences, self._uuid = parent, display, preferences, uuid
        self.combos: dict[Combo, QAction] = {}
        self.scales: dict[Scale, QAction] = {}
        self.host_keys: dict[str, QAction] = {}
        self.view_keys: dict[str, QAction] = {}
        self.own_keys: dict[str, QAction] = {}
        self.rates: dict[int, QAction] = {}
        preferences.changed.connect(self.refresh)

    def keys(self, switch: QAction, grab: QAction) -> QMenu:
        """Key combinations that the desktop would keep for itself, and which keys do what."""
        menu = menu_of(self._parent, _tr("Keys"), "keyboard")
        for group in COMBOS:
            target = menu
            if group[0].label.startswith("Ctrl+Alt+F"):
                target = menu.addMenu(_tr("Ctrl+Alt+F1 to F12"))
            elif group[0].label.startswith("SysRq"):
                target = menu.addMenu(_tr("SysRq, for Linux guests"))
            for combo in group:
                self.combos[combo] = target.addAction(combo_title(combo))
            if target is menu:
                menu.addSeparator()
        menu.addSeparator()
        menu.addActions([switch, grab])
        menu.addSeparator()
        self._host_key(menu.addMenu(_tr("Key that takes and releases them")))
        self._view_key(menu.addMenu(_tr("Key that switches screen and serial")))
        self._own_keys(menu.addMenu(_tr("Keys that go to the guest")))
        self.refresh()
        return menu

    def scale(self) -> QMenu:
        """How large the screen is; each machine has its own."""
        menu = menu_of(self._parent, _tr("Scale"), "zoom")
        scales: tuple[tuple[Scale, str], ...] = (
            ("fit", _tr("Fit the window")),
            ("whole", _tr("Whole pixels, the sharpest")),
            ("stretch", _tr("Fill the window")),
            *((scale, f"{scale:.0%}") for scale in SCALES),
        )
        for scale, text in scales:
            self.scales[scale] = self._choice(menu, text, partial(self._preferences.set_scale, self._uuid, scale))
        self.refresh()
        return menu

    def clipboard(self, copy: QAction, paste: QAction, find: QAction, share: QAction) -> QMenu:
        """What goes between guest and desktop as text."""
        menu = menu_of(self._parent, _tr("Text"), "text", [find, copy, paste])
        speed = menu.addMenu(_tr("Typing speed"))
        for rate in TYPING_RATES:
            text = _tr("{0} characters a second").format(rate) if rate else _tr("As fast as the guest reads")
            self.rates[rate] = self._choice(speed, text, partial(self._set_rate, rate))
        menu.addSeparator()
        menu.addAction(share)
        self.refresh()
        return menu

    def refresh(self) -> None:
        """Take over what was chosen, here or in another machine's window."""
        chosen = self._preferences
        if self._display.host_key != chosen.host_key:
            self._display.set_host_key(chosen.host_key)
        scale: Scale = chosen.scale(self._uuid)  # type: ignore[assignment]  # Preferences knows no widgets
        if self._display.scale != scale:
            self._display.set_scale(scale)
        ours = kept(chosen)
        self._display.own_chords = ours
        _check(self.host_keys, chosen.host_key)
        _check(self.view_keys, chosen.view_key)
        _check(self.scales, scale)
        _check(self.rates, chosen.typing_rate)
        for name, action in self.own_keys.items():
            action.setChecked(name not in ours)
        for name, action in self.view_keys.items():
            taken = bool(name) and name == chosen.host_key
            action.setEnabled(not taken)
            action.setToolTip(_tr("It takes and releases keyboard and mouse.") if taken else "")

    # --- inside --------------------------------------------------------------------------------------------

    def _choice(self, menu: QMenu, text: str, call: Callable[[], None]) -> QAction:
        """One of several of which exactly one is checked."""
        group = menu.findChild(QActionGroup) or QActionGroup(menu)
        action = menu.addAction(text)
        action.setCheckable(True)
        action.triggered.connect(lambda: call())
        group.addAction(action)
        return action

    def _host_key(self, menu: QMenu) -> None:
        for qcode in HOST_KEYS:
            self.host_keys[qcode] = self._choice(menu, key_name(qcode), partial(self._set_host_key, qcode))

    def _view_key(self, menu: QMenu) -> None:
        menu.setToolTipsVisible(True)
        for name in (*VIEW_KEYS, ""):
            self.view_keys[name] = self._choice(menu, view_key_title(name), partial(self._set_view_key, name))

    def _own_keys(self, menu: QMenu) -> None:
        menu.setToolTipsVisible(True)
        for key in OWN_KEYS:
            action = menu.addAction(_tr("{0} ({1})").format(title(key.name), key.keys))
            action.setCheckable(True)
            action.setToolTip(_tr("If checked, the guest gets this key, and VirtGUI does not."))
            action.triggered.connect(lambda on, name=key.name: self._pass(name, on))
            self.own_keys[key.name] = action

    def _pass(self, name: str, on: bool) -> None:
        ours = kept(self._preferences)
        self._preferences.kept = ours - {name} if on else ours | {name}

    def _set_host_key(self, qcode: str) -> None:
        self._preferences.host_key = qcode

    def _set_view_key(self, name: str) -> None:
        self._preferences.view_key = name

    def _set_rate(self, rate: int) -> None:
        self._preferences.typing_rate = rate


def _check(actions: dict[str, QAction] | dict[Scale, QAction] | dict[int, QAction], chosen: object) -> None:
    for value, action in actions.items():
        action.setChecked(value == chosen)
