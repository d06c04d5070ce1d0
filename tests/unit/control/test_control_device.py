"""engine.control.device: balloon and cables by QMP, over real chips."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from engine.config import Network
from engine.control.device import commands
from engine.control.protocol import RequestError
from engine.devices.virtio.balloon import PAGE
from engine.error import EngineError
from engine.virtio import BALLOON_SLOT, CARD_SLOT, DISK_SLOT
from tests.support.virtioboard import RAM, Board

Ask = Callable[..., Awaitable[Any]]


def live(body: Callable[[Board, Ask], Awaitable[None]], **fields: Any) -> None:
    async def main() -> None:
        board = Board(**fields)
        table = commands(board.peripherals, board.drives)

        async def ask(name: str, /, **arguments: object) -> Any:
            return await table[name](arguments)

        await body(board, ask)

    asyncio.run(main())


def test_balloon() -> None:
    async def body(board: Board, ask: Ask) -> None:
        assert await ask("query-balloon") == {"actual": RAM}
        await ask("balloon", value=RAM // 2)
        driver = board.driver(BALLOON_SLOT)
        driver.start(size=8)
        assert driver.config(0, 4) == RAM // 2 // PAGE
        driver.config_write(4, 4, 5)
        assert await ask("query-balloon") == {"actual": RAM - 5 * PAGE}
        await ask("balloon", value=1 << 60)
        assert driver.config(0, 4) == 0
        with pytest.raises(RequestError, match="size"):
            await ask("balloon", value=-1)
        assert await ask("x-virtgui-guest-memory") == {}

    live(body)


def test_a_machine_without_a_balloon() -> None:
    async def body(board: Board, ask: Ask) -> None:
        for name, arguments in (("balloon", {"value": RAM}), ("query-balloon", {}), ("x-virtgui-guest-memory", {})):
            with pytest.raises(RequestError) as refusal:
                await ask(name, **arguments)
            assert refusal.value.kind == "DeviceNotActive"

    live(body, balloon=False)


def test_cables() -> None:
    async def body(board: Board, ask: Ask) -> None:
        driver = board.driver(CARD_SLOT + 1)
        driver.start(size=8)
        await ask("set_link", name="net1", up=False)
        assert driver.config(6, 2) & 1 == 0
        first, second = await ask("x-virtgui-networks")
        assert (first["name"], first["link"], first["backend"]) == ("net0", True, "loopback")
        assert (second["link"], second["mac"]) == (False, "52:54:00:00:00:09")
        await ask("set_link", name="net1", up=True)
        assert driver.config(6, 2) & 1 == 1
        with pytest.raises(RequestError) as refusal:
            await ask("set_link", name="net2", up=True)
        assert refusal.value.kind == "DeviceNotFound"

    live(body, networks=(Network(backend="loopback"), Network(backend="loopback", mac="52:54:00:00:00:09")))


def test_a_disk_grows_under_its_driver(tmp_path: Path) -> None:
    image = tmp_path / "disk.img"
    image.write_bytes(bytes(1 << 20))

    async def body(board: Board, ask: Ask) -> None:
        drive = board.add_disk(image)
        driver = board.driver(DISK_SLOT)
        driver.start(size=8)
        assert driver.config(0, 8) == 2048
        generation = driver.common(21, 1)
        await ask("block_resize", device="virtio0", size=3 << 20)
        assert driver.isr() & 2 and driver.common(21, 1) != generation
        assert driver.config(0, 8) == 6144 and image.stat().st_size == 3 << 20
        for size in (1 << 20, (3 << 20) + 1, -512):
            with pytest.raises(EngineError, match="cannot have"):
                await ask("block_resize", device="virtio0", size=size)
        with pytest.raises(RequestError, match="not found"):
            await ask("block_resize", device="ide0-hd0", size=4 << 20)
        drive.resized = None
        with pytest.raises(EngineError, match="keeps its size"):
            await ask("block_resize", **{"node-name": "virtio0"}, size=4 << 20)
        drive.queue.close()
        board.peripherals.close()

    live(body)


def test_arguments_are_checked() -> None:
    async def body(board: Board, ask: Ask) -> None:
        for name in commands(board.peripherals):
            with pytest.raises(RequestError, match="Invalid arguments"):
                await ask(name, nonsense=1)

    live(body)
