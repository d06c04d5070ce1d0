"""The conversation with one running machine, on the bridge's loop: what it reports, what it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from engine.error import EngineError

if TYPE_CHECKING:
    from engine.remote import Remote

RETRY_S = 1.0
SOCKET_POLL_S = 0.05
SOCKET_PATIENCE_S = 30.0
TYPED = "X_VIRTGUI_TYPED"
"""How far a text is that is being typed: "typed", "total", and "state" (typing, done, cancelled)."""
SNAPSHOT = "X_VIRTGUI_SNAPSHOT"
"""How far a snapshot is that the machine takes: see engine.control.snapshot.EVENT."""
LINE = "X_VIRTGUI_LINE"
"""What the guest programmed has changed: serial line formats ("serial"), whether its mouse reports ("mouse")."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a machine says of itself. ``status`` is QMP's run state, "" when it does not answer (``reason`` says
    so); ``event`` what made it report, "" at first contact. Of LINE, TYPED and SNAPSHOT there is no status, and
    ``facts`` has only what they bring."""

    status: str
    reason: str = ""
    event: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    fault: dict[str, Any] | None = None


class Session:
    """``run`` for as long as the machine lives; it reconnects by itself. ``report`` is called on the loop."""

    def __init__(self, name: str, control: Path, report: Callable[[Report], None]) -> None:
        self._name = name
        self._control = control
        self._report = report
        self._remote: Remote | None = None

    async def run(self) -> None:
        """Connect, follow, reconnect; until cancelled."""
        import asyncio

        while True:
            try:
                await self._wait_for_socket()
                await self._follow()
            except EngineError as error:
                self._report(Report("", str(error)))
            await asyncio.sleep(RETRY_S)

    async def execute(
        self, command: str, arguments: dict[str, object] | None = None, timeout_s: float | None = None
    ) -> Any:  # noqa: ANN401  # whatever the command answers
        """Run a QMP command. EngineError says what the machine, or the connection, said."""
        if self._remote is None:
            raise EngineError(_tr("{0} does not answer yet.").format(self._name), _tr("Try again in a moment."))
        if timeout_s is None:
            return await self._remote.execute(command, arguments)
        return await self._remote.execute(command, arguments, timeout_s)

    async def _wait_for_socket(self) -> None:
        """A machine that is just starting has none yet."""
        import asyncio

        loop = asyncio.get_running_loop()
        deadline = loop.time() + SOCKET_PATIENCE_S
        while not self._control.exists():
            if loop.time() > deadline:
                raise EngineError(
                    _tr("{0} has no control socket.").format(self._name), _tr("Power it off and start it again.")
                )
            await asyncio.sleep(SOCKET_POLL_S)

    async def _follow(self) -> None:
        from engine.remote import Remote

        remote = Remote(self._name, self._control)
        try:
            await remote.connect()
            await self._tell(remote, "")
            self._remote = remote
            async for event, data in remote.events():
                if event in (LINE, TYPED, SNAPSHOT):
                    self._report(Report("", "", event, dict(data)))
                elif event != "SHUTDOWN":
                    await self._tell(remote, event)
        finally:
            self._remote = None
            await remote.close()

    async def _tell(self, remote: Remote, event: str) -> None:
        facts = await remote.execute("x-virtgui-info")
        status = str(facts.get("status", ""))
        fault = None
        if status in ("internal-error", "guest-panicked"):
            fault = (await remote.execute("x-virtgui-fault")).get("fault")
        self._report(Report(status, str(facts.get("x-virtgui-reason", "")), event, facts, fault))


def _tr(text: str) -> str:
    return QCoreApplication.translate("session", text)
