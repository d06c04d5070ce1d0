"""What a person chose and is remembered: the host key, the keys kept back, scales, typing speed, media, and what new
machines are like."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec
from PySide6.QtCore import QObject, QSettings, Signal

HOST_KEY: Final = "ctrl_r"
VIEW_KEY: Final = "scroll_lock"
TYPING_RATES: Final = (0, 5, 10, 20, 40, 100)
"""Characters a second that can be chosen; 0 is as fast as the guest reads."""

MEDIA: Final = 5
"""How many images are remembered for each kind of drive."""

SavedScale = str | float
"""A widgets.scale.Scale."""


class NewMachine(msgspec.Struct, frozen=True):
    """What new machines are like where nothing else says: ``start`` at once, on a ``copy`` of the image they start
    from, with this ``firmware`` and a new disk of ``disk_gib``."""

    start: bool = True
    copy: bool = False
    firmware: str = "auto"
    disk_gib: int = 10


class Preferences(QObject):
    """Kept in ``settings``; without them for as long as this object lives. ``changed`` when any is another."""

    changed = Signal()

    def __init__(self, settings: QSettings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._values: dict[str, str] = {}

    @property
    def host_key(self) -> str:
        """QKeyCode of the key that takes keyboard and mouse, and gives them back."""
        return self._get("console/host-key", HOST_KEY)

    @host_key.setter
    def host_key(self, qcode: str) -> None:
        self._put("console/host-key", qcode)

    @property
    def view_key(self) -> str:
        """Name of the key that goes from Screen to Serial to both; "" for none."""
        return self._get("console/view-key", VIEW_KEY)

    @view_key.setter
    def view_key(self, name: str) -> None:
        self._put("console/view-key", name)

    @property
    def kept(self) -> frozenset[str] | None:
        """Which of our own shortcuts stay with us while a console has the focus; None if nobody chose."""
        text = self._get("console/kept-keys", "?")
        return None if text == "?" else frozenset(text.split())

    @kept.setter
    def kept(self, names: frozenset[str]) -> None:
        self._put("console/kept-keys", " ".join(sorted(names)))

    @property
    def typing_rate(self) -> int:
        """Characters a second for pasted text; one of TYPING_RATES."""
        text = self._get("console/typing-rate", "0")
        return int(text) if text.isdecimal() and int(text) in TYPING_RATES else 0

    @typing_rate.setter
    def typing_rate(self, rate: int) -> None:
        self._put("console/typing-rate", str(rate))

    def scale(self, uuid: str) -> SavedScale:
        """How large a machine's screen is shown."""
        text = self._get(f"console/scale/{uuid}", "fit")
        try:
            return float(text)
        except ValueError:
            return text if text in ("fit", "whole", "stretch") else "fit"

    def set_scale(self, uuid: str, scale: SavedScale) -> None:
        """Remember a machine's scale."""
        self._put(f"console/scale/{uuid}", str(scale))

    def media(self, drive: str) -> tuple[str, ...]:
        """The images that were in a drive ("cdrom", "floppy") lately, in any machine; the last one first."""
        return tuple(path for path in self._get(f"media/{drive}", "").split("\n") if path)

    def remember_medium(self, drive: str, path: str) -> None:
        """An image was put into a drive."""
        others = [one for one in self.media(drive) if one != path]
        self._put(f"media/{drive}", "\n".join([path, *others][:MEDIA]))

    @property
    def directory(self) -> str:
        """Where a file was chosen last, and the next dialog for one begins."""
        return self._get("files/directory", str(Path.home()))

    def remember_file(self, path: str) -> None:
        """A file was chosen."""
        self._put("files/directory", str(Path(path).parent))

    @property
    def new_machine(self) -> NewMachine:
        """As the last one was made; what cannot be is as usual."""
        usual = NewMachine()
        said = {name: self._get(f"wizard/{name}", "") for name in usual.__struct_fields__}
        known: dict[str, Any] = {
            name: said[name].casefold() == "true"
            for name in ("start", "copy")
            if said[name].casefold() in ("true", "false")
        }
        if said["firmware"]:
            known["firmware"] = said["firmware"]
        if said["disk_gib"].isdecimal():
            known["disk_gib"] = int(said["disk_gib"])
        return msgspec.structs.replace(usual, **known)

    @new_machine.setter
    def new_machine(self, last: NewMachine) -> None:
        for name in last.__struct_fields__:
            self._put(f"wizard/{name}", str(getattr(last, name)))

    def _get(self, key: str, usual: str) -> str:
        if self._settings is not None:
            return str(self._settings.value(key, usual))
        return self._values.get(key, usual)

    def _put(self, key: str, value: str) -> None:
        if self._get(key, "?") == value:
            return
        if self._settings is not None:
            self._settings.setValue(key, value)
        else:
            self._values[key] = value
        self.changed.emit()
