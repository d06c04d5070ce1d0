"""engine.control.adjust: what is taken over is said in the machine's own description; what is refused is not."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from engine import toml
from engine.config import MachineConfig, Serial
from engine.control.adjust import Means, commands
from engine.control.protocol import RequestError
from engine.error import EngineError


class Rig:
    """The commands, with ends that write down what they are told."""

    def __init__(self, **fields: Any) -> None:
        config = MachineConfig(name="box", uuid="the-uuid", vcpus=2, **fields)
        self.log: list[str] = []
        self.facts: dict[str, object] = {"config": toml.encode(config)}
        means = Means(self._lead, lambda order: self.log.append(f"boot {order}"), self._pin)
        self._table = commands(config, self.facts, means, lambda event, _data: self.log.append(event))

    def ask(self, command: str, **arguments: object) -> Any:
        async def answer() -> object:
            return await self._table[command](arguments)

        return asyncio.run(answer())

    @property
    def config(self) -> MachineConfig:
        return toml.decode(str(self.facts["config"]))

    def _lead(self, number: int, port: Serial) -> str:
        if number > 1:
            raise EngineError(f"COM{number + 1} is no port of the running machine.")
        self.log.append(f"COM{number + 1} {port.target} {port.path}")
        return "/dev/pts/7"

    def _pin(self, cpus: Sequence[int]) -> None:
        if 99 in cpus:
            raise EngineError("There is no host CPU 99.")
        self.log.append(f"pin {list(cpus)}")


def test_a_serial_port_is_led_elsewhere() -> None:
    rig = Rig()
    assert rig.ask("x-virtgui-serial", port=1, target="pty") == {"place": "/dev/pts/7"}
    assert rig.log == ["COM2 pty ", "X_VIRTGUI_CONFIG"]
    assert rig.config.serial == (Serial(), Serial(target="pty"))
    for bad in ({"port": 0, "target": "none"}, {"port": "x", "target": "pty"}, {"target": "pty"}):
        with pytest.raises(RequestError, match="Invalid"):
            rig.ask("x-virtgui-serial", **bad)
    for path in ("", "a\0b"):
        with pytest.raises(EngineError, match="COM1"):
            rig.ask("x-virtgui-serial", port=0, target="file", path=path)
    with pytest.raises(EngineError, match="COM5"):
        rig.ask("x-virtgui-serial", port=4, target="console")
    assert len(rig.log) == 2 and rig.config.serial[0] == Serial()


def test_the_boot_order_and_the_pinning() -> None:
    rig = Rig()
    rig.ask("x-virtgui-boot", order="dc")
    rig.ask("x-virtgui-pin", cpus=[1, 0])
    rig.ask("x-virtgui-pin", cpus=[1, 0])
    assert rig.log == ["boot dc", "X_VIRTGUI_CONFIG", "pin [1, 0]", "X_VIRTGUI_CONFIG", "pin [1, 0]"]
    assert (rig.config.boot, rig.config.cpu_pinning) == ("dc", (1, 0))
    rig.ask("x-virtgui-pin")
    assert rig.config.cpu_pinning == ()


@pytest.mark.parametrize(
    ("command", "arguments", "why"),
    [
        ("x-virtgui-boot", {"order": "x"}, "boot is 'x'"),
        ("x-virtgui-boot", {"order": ""}, "boot is ''"),
        ("x-virtgui-pin", {"cpus": [0]}, "for 2 CPUs"),
        ("x-virtgui-pin", {"cpus": [0, -1]}, "for 2 CPUs"),
        ("x-virtgui-pin", {"cpus": [0, 99]}, "no host CPU 99"),
    ],
)
def test_what_cannot_be_changes_nothing(command: str, arguments: dict[str, object], why: str) -> None:
    rig = Rig()
    before = rig.config
    with pytest.raises(EngineError, match=why):
        rig.ask(command, **arguments)
    assert rig.log == [] and rig.config == before


def test_arguments_are_checked() -> None:
    rig = Rig()
    for command in ("x-virtgui-serial", "x-virtgui-boot", "x-virtgui-pin"):
        with pytest.raises(RequestError, match="Invalid arguments"):
            rig.ask(command, nonsense=1)
