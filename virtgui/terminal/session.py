"""One terminal without a window: screen, stream, feed and document, put together."""

from __future__ import annotations

from collections.abc import Callable

from virtgui.terminal.document import Document
from virtgui.terminal.feed import Feed
from virtgui.terminal.screen import TerminalScreen
from virtgui.terminal.scrollback import LIMIT, Scrollback
from virtgui.terminal.stream import TerminalStream


class Session:
    """The parts of a terminal. ``answer`` is called with bytes for the guest, ``ring`` at a bell."""

    def __init__(
        self,
        answer: Callable[[bytes], None],
        ring: Callable[[], None],
        columns: int = 80,
        lines: int = 24,
        limit: int = LIMIT,
    ) -> None:
        self.screen = TerminalScreen(
            columns, lines, Scrollback(limit), lambda text: answer(text.encode("latin-1")), ring
        )
        self.stream = TerminalStream(self.screen)
        self.feed = Feed(self.stream)
        self.document = Document(self.screen)

    def clear(self) -> None:
        """Forget scrollback and screen; the guest's modes stay."""
        self.screen.scrollback.clear()
        self.screen.erase_in_display(2)
        self.screen.cursor_position()

    def reset(self) -> None:
        """As after power on, whatever the guest left behind; the scrollback stays."""
        self.feed.drop()
        self.screen.reset()
