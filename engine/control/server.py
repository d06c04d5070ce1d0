"""The control socket: QMP to any number of clients at once. Event-loop thread only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from engine.control import protocol
from engine.control.protocol import Request, RequestError
from engine.error import EngineError

Execute = Callable[[Request], Awaitable[object]]
EVENT_BACKLOG = 1 << 20
GOODBYE_S = 1.0
CLIENTS = 64
"""Conversations at once. Who comes beyond them is hung up on: descriptors are needed for other things, too."""


class ControlServer:
    """Answers requests with ``execute``, to be set before ``open``, and tells every client of events.

    Garbage gets an error for an answer and the connection lives; a request above protocol.REQUEST_LIMIT ends it.
    """

    def __init__(self, version: str) -> None:
        self.execute: Execute = _nothing_yet
        self._version = version
        self._clients: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._conversations: set[asyncio.Task[None]] = set()

    async def open(self, path: Path) -> None:
        """Listen on a Unix socket at ``path``."""
        self._server = await asyncio.start_unix_server(self._serve, path)

    async def close(self) -> None:
        """Say nothing more: hang up on everybody, also who has not introduced themselves."""
        if self._server is not None:
            self._server.close()
        for writer in list(self._clients):
            writer.close()
        if self._conversations:
            _, left = await asyncio.wait(self._conversations, timeout=GOODBYE_S)
            for conversation in left:
                conversation.cancel()

    def announce(self, name: str, data: dict[str, object]) -> None:
        """Send an event to every client that has negotiated. One that does not read is hung up on."""
        line = protocol.event(name, data)
        for writer in list(self._clients):
            if writer.transport.get_write_buffer_size() > EVENT_BACKLOG:
                writer.transport.abort()
            else:
                writer.write(line)

    def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._conversations) >= CLIENTS:
            writer.transport.abort()
            return
        # Our own task: asyncio's would tell the log of its cancelling.
        conversation = asyncio.get_running_loop().create_task(self._converse(reader, writer))
        self._conversations.add(conversation)
        conversation.add_done_callback(self._conversations.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(protocol.greeting(self._version))
        splitter = protocol.Splitter()
        try:
            while data := await reader.read(1 << 16):
                for piece in splitter.feed(data):
                    writer.write(await self._answer(piece, writer))
                    await writer.drain()
        except protocol.RequestTooLongError:
            limits = f"{protocol.REQUEST_LIMIT} bytes, or nested deeper than {protocol.NESTING_LIMIT}"
            writer.write(protocol.failure(RequestError(f"A request is longer than {limits}")))
        except OSError:
            pass  # The client has gone; there is nobody to tell.
        finally:
            self._clients.discard(writer)
            writer.close()

    async def _answer(self, line: bytes, writer: asyncio.StreamWriter) -> bytes:
        try:
            request = protocol.parse(line)
        except RequestError as error:
            return protocol.failure(error)
        try:
            if request.execute == "qmp_capabilities":
                self._clients.add(writer)
                return protocol.reply(None, request.id)
            if writer not in self._clients:
                raise RequestError("Expecting capabilities negotiation with 'qmp_capabilities'", "CommandNotFound")
            return protocol.reply(await self.execute(request), request.id)
        except RequestError as error:
            error.request_id = request.id
            return protocol.failure(error)
        except EngineError as error:
            return protocol.failure(RequestError(str(error), request_id=request.id))


async def _nothing_yet(request: Request) -> object:
    raise RequestError(f"The command {request.execute} has not been found", "CommandNotFound")
