"""A running machine, from a front end: QMP over its control socket. asyncio."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from qemu.qmp import EventListener, ExecuteError, QMPClient, QMPError

from engine.error import EngineError

CONNECT_TIMEOUT_S = 5.0
ANSWER_TIMEOUT_S = 5.0
# The library reports every disconnection as an error of its own; we report them as what they mean.
logging.getLogger("qemu.qmp").setLevel(logging.CRITICAL)


class Remote:
    """A connection to one machine. ``connect`` first; ``close`` when done."""

    def __init__(self, name: str, control: Path) -> None:
        self._client = QMPClient(name)
        self._control = control
        self._listener = EventListener()

    async def connect(self) -> None:
        """EngineError when the machine does not answer."""
        self._client.register_listener(self._listener)
        try:
            await asyncio.wait_for(self._client.connect(str(self._control)), CONNECT_TIMEOUT_S)
        except (QMPError, OSError, TimeoutError) as error:
            raise EngineError("The machine does not answer on its control socket.", _hint(error)) from None

    async def execute(
        self, command: str, arguments: dict[str, object] | None = None, timeout_s: float = ANSWER_TIMEOUT_S
    ) -> Any:  # noqa: ANN401  # whatever the command answers
        """Run a command and return its answer. EngineError says what the machine, or the connection, said."""
        try:
            return await asyncio.wait_for(self._client.execute(command, arguments), timeout_s)
        except ExecuteError as error:
            raise EngineError(str(error), "") from None
        except TimeoutError:
            raise EngineError(
                f"The machine did not answer {command} within {timeout_s:g} s.", "Is it hung?"
            ) from None
        except (QMPError, OSError) as error:
            raise EngineError("The connection to the machine was lost.", _hint(error)) from None

    async def events(self) -> AsyncIterator[tuple[str, dict[str, object]]]:
        """Events as (name, data), until the machine has gone."""
        async for message in self._listener:
            data = message.get("data", {})
            yield str(message["event"]), data if isinstance(data, dict) else {}

    async def close(self) -> None:
        """Hang up. Never fails."""
        self._client.remove_listener(self._listener)
        try:
            await asyncio.wait_for(self._client.disconnect(), ANSWER_TIMEOUT_S)
        except (QMPError, OSError, TimeoutError, EOFError):
            pass  # It was gone already.


def _hint(error: BaseException) -> str:
    return f"({type(error).__name__}: {error})" if str(error) else ""
