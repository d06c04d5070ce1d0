"""engine.ctl.qmp and engine.ctl.overview against a control socket that answers."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.config import MachineConfig
from engine.control.protocol import Request, RequestError
from engine.control.server import ControlServer
from engine.directory import RuntimeDirectory
from engine.presence import claim
from engine.store import Store, new_uuid

INFO = {"status": "paused", "x-virtgui-reason": "Paused.", "accel": "kvm"}


async def execute(request: Request) -> object:
    if request.execute == "x-virtgui-info":
        return INFO
    if request.execute == "echo":
        return request.arguments
    raise RequestError(f"The command {request.execute} has not been found", "CommandNotFound")


@pytest.fixture
def machine(home: Path) -> Iterator[MachineConfig]:
    """A machine called box whose place is taken, with a control socket that another thread answers."""
    config = MachineConfig(name="box", uuid=new_uuid(), memory_mib=16)
    Store().create(config)
    runtime = RuntimeDirectory.of(config.uuid)
    descriptor = claim(runtime.pid)
    loop = asyncio.new_event_loop()
    server = ControlServer("1.2.3")
    server.execute = execute
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(server.open(runtime.control), loop).result(10)
    yield config
    asyncio.run_coroutine_threadsafe(server.close(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()
    os.close(descriptor)


def test_any_command_and_its_answer_as_json(machine, vgctl) -> None:
    status, out, _ = vgctl("qmp", "box", "echo", '{"a": [1, "ü"]}')
    assert status == 0
    assert json.loads(out) == {"a": [1, "ü"]}


def test_what_the_machine_refuses_is_an_error(machine, vgctl) -> None:
    status, out, error = vgctl("qmp", "box", "fly")
    assert (status, out) == (1, "")
    assert "fly" in error


@pytest.mark.parametrize("words", ["nonsense", "[1]", '"text"'])
def test_arguments_that_are_no_object_are_wrong_usage(machine, vgctl, words: str) -> None:
    status, _, error = vgctl("qmp", "box", "echo", words)
    assert status == 2
    assert "not a JSON object" in error


def test_one_that_does_not_run(home: Path, vgctl) -> None:
    Store().create(MachineConfig(name="box", uuid=new_uuid()))
    status, _, error = vgctl("qmp", "box", "query-status")
    assert status != 0
    assert "not running" in error
