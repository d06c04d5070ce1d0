"""What the BIOS shows: its boot menu, and why nothing could be started."""

from __future__ import annotations

from collections.abc import Sequence

from engine.boot.bios.keyboard import Keyboard
from engine.boot.bios.peripheral import tell
from engine.boot.bios.platform import Platform
from engine.boot.bios.service import Steps, Wait
from engine.boot.bios.video import Video

TITLE, PLAIN, DIM, BRIGHT = 0x1F, 0x07, 0x08, 0x0F
WIDTH = 78
SECOND_NS = 1_000_000_000


class Menu:
    """Text pages of the BIOS."""

    def __init__(self, platform: Platform, video: Video, keyboard: Keyboard) -> None:
        self._platform = platform
        self._video = video
        self._keyboard = keyboard
        self.choice: int | None = None
        """What was chosen last; None for Esc."""

    def _page(self, title: str) -> None:
        self._video.setter.set(3)
        self._video.cursor.shape(0x2607)
        self._video.write(f" {title}".ljust(80), TITLE)
        self._video.write("\r\n")

    def choose(self, names: Sequence[str], seconds: int = 0) -> Steps:
        """Let the person choose one of ``names``; see ``choice``. With ``seconds``, only for so long."""
        self._page("Boot menu")
        for number, name in enumerate(names, 1):
            self._video.write(f"  {number}", BRIGHT)
            self._video.write(f"  {_short(name)}\r\n", PLAIN)
        self._video.write("\r\n  Press a number, or Esc to boot as usual.\r\n", PLAIN)
        row = self._video.cursor.position(0)[0]
        now_ns = self._platform.now_ns
        end, shown = now_ns() + seconds * SECOND_NS, 0
        self.choice = None
        while not seconds or now_ns() < end:
            left = -(-(end - now_ns()) // SECOND_NS)
            if seconds and left != shown:
                shown = left
                self._video.cursor.move(0, row, 0)
                self._video.write(f"  Booting as usual in {left} s. ", DIM)
            key = self._keyboard.take()
            if key is None:
                yield Wait.HALT
                continue
            seconds = 0 if key & 0xFF != 0x1B else seconds  # Somebody is there, and may take time.
            number = (key & 0xFF) - ord("0")
            if 1 <= number <= len(names):
                self.choice = number - 1
            if key & 0xFF == 0x1B or self.choice is not None:
                break
        self._page("")
        self._video.setter.set(3)
        self._video.cursor.shape(0x0607)

    def nothing(self, tried: Sequence[tuple[str, str]], *, keep: bool) -> Steps:
        """Nothing has been started: list what was tried, with the reason each failed, here and on COM1; return at a
        key. ``keep`` what is on the screen: something was started, and may have said why it gave up."""
        write = self._video.write
        told = [f"  {name}: {reason}" for name, reason in tried] or ["  no disk, CD or floppy"]
        tell(self._platform, "\r\n".join(("", "No bootable device:", *told, "")))
        if keep and self._video.cells.mode().is_text:
            write("\r\n\r\n")
        else:
            self._page("Nothing to boot")
        if tried:
            write("  This machine found no system to start. It tried, in this order:\r\n\r\n", PLAIN)
        else:
            write("  This machine has no disk, CD or floppy to start from.\r\n", PLAIN)
        for name, reason in tried:
            write(f"  \u25a0 {_short(name)}\r\n", BRIGHT)
            write(f"      {reason}\r\n", PLAIN)
        write("\r\n  Attach a bootable disk or CD in the machine's settings, or change the order.\r\n", PLAIN)
        write("\r\n  Press any key to try again, Esc for the boot menu.\r\n", DIM)
        while self._keyboard.peek() is None:
            yield Wait.HALT
        self._keyboard.take()


def _short(name: str) -> str:
    return name if len(name) <= WIDTH - 8 else f"{name[:20]}\u2500{name[-(WIDTH - 30) :]}"
