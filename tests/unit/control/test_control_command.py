"""engine.control.command: what a machine answers, with real vCPU threads and a guest that the test plays."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from engine.clock import MachineClock
from engine.config import MachineConfig
from engine.control.command import Commands, Hands
from engine.control.input import Keyboard
from engine.control.protocol import Request, RequestError
from engine.cpu.accel import Stop, StopKind
from engine.error import EngineError
from engine.machine import Ended, Machine
from tests.support.fakecpu import DEADLINE_S, FakeAccel
from tests.support.vgacard import VgaCard


class Board:
    """The chips, as far as a machine's life touches them."""

    entry = None

    def reset(self) -> None: ...

    def warm_reset_wanted(self) -> bool:
        return False

    def retry_disks(self) -> None: ...

    def memory_at(self, linear: int, length: int, translate: Callable[[int], int | None]) -> bytes:
        return b"\x0f\x0b"

    def settle(self) -> None: ...

    def close(self) -> None: ...


class Rig:
    """A machine's commands. ``log`` is what reached its input devices."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.accel = FakeAccel()
        self.log: list[str] = []
        self.faulted = asyncio.Event()
        self.machine = Machine(loop, self.accel, MachineClock(loop), 2, self._announce)
        self.machine.fit(Board())
        keyboard = Keyboard(lambda name, down: self.log.append(f"{'+' if down else '-'}{name}"), lambda: 0)
        hands = Hands(
            keyboard,
            lambda x, y, z: self.log.append(f"move {x} {y} {z}"),
            lambda x, y: self.log.append(f"point {x} {y}"),
            lambda name, down: self.log.append(f"{'+' if down else '-'}{name} button"),
            lambda: self.log.append("power"),
            VgaCard(3).memory.toreadonly(),
            lambda: [{"device": "ide0"}],
            lambda: {"serial": ["9600 8N1"], "mouse": False},
            {"accel": "kvm", "name": "box"},
        )
        self.commands = Commands(self.machine, MachineConfig(name="box", uuid="the-uuid"), hands, "1.2.3")

    def _announce(self, name: str, data: dict[str, object]) -> None:
        if name in ("GUEST_PANICKED", "STOP"):
            self.faulted.set()

    async def ask(self, command: str, **arguments: object) -> Any:
        return await self.commands.execute(Request(command, arguments))


def live(body: Callable[[Rig], Awaitable[None]]) -> None:
    async def main() -> None:
        rig = Rig()
        async with asyncio.timeout(DEADLINE_S):
            await body(rig)
            if not rig.machine.ended.done():
                await rig.machine.end(Ended("quit", "The test is over."))

    asyncio.run(main())


def test_every_command_is_listed_and_checks_its_arguments() -> None:
    async def body(rig: Rig) -> None:
        names = [entry["name"] for entry in await rig.ask("query-commands")]
        assert {"qmp_capabilities", "stop", "cont", "x-virtgui-fault"} <= set(names)
        for name in names[1:]:
            with pytest.raises(RequestError, match="Invalid arguments"):
                await rig.ask(name, nonsense=1)
        assert rig.log == []
        with pytest.raises(RequestError, match="format-disk") as refusal:
            await rig.ask("format-disk")
        assert refusal.value.kind == "CommandNotFound"

    live(body)


def test_life_by_qmp() -> None:
    async def body(rig: Rig) -> None:
        async def status() -> str:
            return str((await rig.ask("query-status"))["status"])

        assert await status() == "prelaunch"
        await rig.ask("cont")
        assert await status() == "running"
        await rig.ask("stop")
        assert await status() == "paused"
        await rig.ask("system_reset")
        assert await status() == "paused"
        await rig.ask("system_powerdown")
        assert rig.log == ["power"]
        await rig.ask("quit")
        assert (await rig.machine.ended).kind == "quit"

    live(body)


def test_facts() -> None:
    async def body(rig: Rig) -> None:
        version = await rig.ask("query-version")
        assert version["qemu"] == {"major": 1, "minor": 2, "micro": 3}
        assert (await rig.ask("query-name"))["name"] == "box"
        assert (await rig.ask("query-uuid"))["UUID"] == "the-uuid"
        assert (await rig.ask("query-kvm"))["enabled"] is True
        assert await rig.ask("query-block") == [{"device": "ide0"}]
        cpus = await rig.ask("query-cpus-fast")
        assert [cpu["cpu-index"] for cpu in cpus] == [0, 1]
        info = await rig.ask("x-virtgui-info")
        assert (info["name"], info["status"], info["serial"]) == ("box", "prelaunch", ["9600 8N1"])

    live(body)


def test_keys_and_text() -> None:
    async def body(rig: Rig) -> None:
        await rig.ask("send-key", **{"keys": [{"type": "qcode", "data": "a"}], "hold-time": 0})
        await rig.ask("x-virtgui-type", text="B")
        assert rig.log == ["+a", "-a", "+shift", "+b", "-b", "-shift"]
        with pytest.raises(RequestError, match="cannot be typed"):
            await rig.ask("x-virtgui-type", text="雪")
        for bad in ({"hold-time": 10_001}, {"hold-time": -1}, {"keys": [{"type": "qcode", "data": "a"}] * 17}):
            with pytest.raises(RequestError, match="up to 16 keys"):
                await rig.ask("send-key", **({"keys": []} | bad))

    live(body)


def rel(axis: str, value: object) -> dict[str, object]:
    return {"type": "rel", "data": {"axis": axis, "value": value}}


def button(name: str, down: bool) -> dict[str, object]:
    return {"type": "btn", "data": {"button": name, "down": down}}


def test_pointer_events_keep_their_order_and_movements_add_up() -> None:
    async def body(rig: Rig) -> None:
        key = {"type": "key", "data": {"down": True, "key": {"type": "qcode", "data": "x"}}}
        events = [rel("x", 3), rel("y", -2), rel("x", 1), button("left", True), key, rel("wheel", 1)]
        events += [button("wheel-up", True), button("wheel-up", False), button("wheel-down", True)]
        await rig.ask("input-send-event", events=events)
        moves = ["move 0 0 1", "move 0 0 -1", "move 0 0 1"]
        assert rig.log == ["move 4 -2 0", "+left button", "+x", *moves]

    live(body)


@pytest.mark.parametrize("event", [rel("z", 1), rel("x", "far"), rel("x", None), button("fourth", True)])
def test_events_that_mean_nothing(event: dict[str, object]) -> None:
    async def body(rig: Rig) -> None:
        with pytest.raises(RequestError):
            await rig.ask("input-send-event", events=[event])
        assert rig.log == []

    live(body)


def test_screenshots(tmp_path: Path) -> None:
    async def body(rig: Rig) -> None:
        await rig.ask("screendump", filename=str(tmp_path / "a.ppm"))
        await rig.ask("screendump", filename=str(tmp_path / "a.png"), format="png")
        assert (tmp_path / "a.ppm").read_bytes().startswith(b"P6\n")
        assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
        for name in ("", "a\0b"):
            with pytest.raises(RequestError, match="Invalid arguments"):
                await rig.ask("screendump", filename=name)
        with pytest.raises(RequestError, match="failed to open"):
            await rig.ask("screendump", filename=str(tmp_path / "nowhere" / "a.ppm"))

    live(body)


def test_a_screendump_of_a_program_that_was_removed_meanwhile_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is drawn by modules that are imported only then."""

    async def body(rig: Rig) -> None:
        monkeypatch.setitem(sys.modules, "engine.display.screen", None)
        with pytest.raises(EngineError, match="files have changed"):
            await rig.ask("screendump", filename="a.ppm")

    live(body)


def test_registers_of_a_cpu_that_is_there() -> None:
    async def body(rig: Rig) -> None:
        await rig.ask("cont")
        assert (await rig.ask("x-virtgui-registers", cpu=1))["general"]["rip"] == 0x7C00
        for cpu in (2, -1):
            with pytest.raises(RequestError, match=f"no CPU {cpu}"):
                await rig.ask("x-virtgui-registers", cpu=cpu)

    live(body)


def test_a_fault_is_told_with_its_instruction() -> None:
    async def body(rig: Rig) -> None:
        assert await rig.ask("x-virtgui-fault") == {"fault": None}
        await rig.ask("cont")
        rig.accel.vcpus[0].guest(lambda: Stop(StopKind.INTERNAL_ERROR, "It met a strange instruction.", b"\x0f\x0b"))
        await rig.faulted.wait()
        fault = (await rig.ask("x-virtgui-fault"))["fault"]
        assert (fault["cpu"], fault["instruction"], fault["disassembly"]) == (0, "0f 0b", "ud2")
        assert fault["stack"] == "0f 0b"
        assert fault["registers"]["general"]["rip"] == 0x7C00
        with pytest.raises(EngineError, match="cannot go on"):
            await rig.ask("cont")

    live(body)
