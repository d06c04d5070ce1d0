"""From Qt's key events to keys of the guest: places on the keyboard, pressed and released."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from virtgui.widgets.keymap import EVDEV, MODIFIERS, NATIVE_OFFSET, QT, QT_KEYPAD, US, Stroke

_SHIFTS = ("shift", "shift_r")
_CHORDS = MODIFIERS - set(_SHIFTS)


class _Meant(NamedTuple):
    """A key, and whether its character needs Shift (None: not known, or the host's own Shift decides)."""

    qcode: str
    shift: bool | None


class Keyboard:
    """Translates key events and remembers what is down.

    ``send(qcode, down)`` gets the keys. Where the host says which key it was (``native``), that is what counts:
    the guest then applies its own layout. Elsewhere the key is found by its meaning on a US layout.

    The ``host_key`` pressed and released alone calls ``toggle()`` and never reaches the guest; held with another key
    it is an ordinary key. With Tab it calls ``leave(forward)``, the way out for those without a mouse.
    """

    def __init__(
        self,
        send: Callable[[str, bool], None],
        toggle: Callable[[], None],
        leave: Callable[[bool], None],
        *,
        native: bool,
        host_key: str = "ctrl_r",
    ) -> None:
        self._send = send
        self._toggle = toggle
        self._leave = leave
        self.native = native
        self._host_key = host_key
        self._armed = False
        self._caps = False
        self._held: dict[str, None] = {}

    @property
    def host_key(self) -> str:
        """The QKeyCode of the key that takes and releases the grab."""
        return self._host_key

    @host_key.setter
    def host_key(self, qcode: str) -> None:
        self.release_all()
        self._host_key = qcode

    @property
    def held(self) -> tuple[str, ...]:
        """The keys that are down for the guest, oldest first."""
        return tuple(self._held)

    def press(self, event: QKeyEvent) -> None:
        """A key went down, or repeats."""
        stroke = self._translate(event)
        if stroke is None:
            return
        qcode, shift = stroke
        if qcode == self._host_key and qcode not in self._held:
            self._armed = self._armed or not event.isAutoRepeat()
            return
        if self._armed and qcode == "tab":
            self._armed = False
            self._leave(event.key() != Qt.Key.Key_Backtab and "shift" not in self._held)
            return
        self.flush()
        if qcode == "caps_lock" and not event.isAutoRepeat():
            self._caps = not self._caps
        self._held[qcode] = None
        self._down(qcode, shift)

    def release(self, event: QKeyEvent) -> None:
        """A key went up."""
        stroke = self._translate(event)
        if stroke is None or event.isAutoRepeat():
            return
        if stroke.qcode == self._host_key and self._armed:
            self._armed = False
            self._toggle()
        elif stroke.qcode in self._held:
            del self._held[stroke.qcode]
            self._send(stroke.qcode, False)

    def flush(self) -> None:
        """Something else happened while the host key is down: it is an ordinary key this time."""
        if self._armed:
            self._armed = False
            self._held[self._host_key] = None
            self._send(self._host_key, True)

    def release_all(self) -> None:
        """Let go of everything, the newest key first: the keyboard goes to somebody else."""
        self._armed = False
        while self._held:
            qcode, _ = self._held.popitem()
            self._send(qcode, False)

    def _down(self, qcode: str, shift: bool | None) -> None:
        """Press ``qcode``; with ``shift`` given, see that the guest has Shift so at that moment."""
        held = [key for key in _SHIFTS if key in self._held]
        if shift is None or shift == bool(held) or _CHORDS & self._held.keys():
            self._send(qcode, True)
            return
        for key in held or _SHIFTS[:1]:
            self._send(key, shift)
        self._send(qcode, True)
        for key in held or _SHIFTS[:1]:
            self._send(key, not shift)

    def _translate(self, event: QKeyEvent) -> _Meant | None:
        if self.native:
            qcode = EVDEV.get(event.nativeScanCode() - NATIVE_OFFSET)
            if qcode is not None:
                return _Meant(qcode, None)
        key = event.key()
        if event.modifiers() & Qt.KeyboardModifier.KeypadModifier and key in QT_KEYPAD:
            return _Meant(QT_KEYPAD[key], None)
        if key in QT:
            return _Meant(QT[key], None)
        return self._by_character(event.text(), key)

    def _by_character(self, text: str, key: int) -> _Meant | None:
        typed = US.get(text) if text.isprintable() else None
        if typed is not None:
            return _Meant(typed.qcode, typed.shift != (self._caps and text.isalpha()))
        meant: Stroke | None = US.get(chr(key).lower()) if 0x20 <= key < 0x7F else None
        return None if meant is None else _Meant(meant.qcode, None)
