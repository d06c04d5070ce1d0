"""What the control socket can be asked: QMP's commands by QEMU's names and shapes, and ours with x-virtgui-.

(QEMU: docs/interop/qemu-qmp-ref)
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from engine import atomic
from engine.config import MachineConfig
from engine.control.input import InputEvent, Keyboard, KeyValue, Movement, qcode
from engine.control.protocol import Request, RequestError
from engine.control.typist import Announce, Typist, checked_rate
from engine.devices.keycode import UntypableError, keys_for_text
from engine.error import EngineError
from engine.machine import Ended, Machine, status_of

Handler = Callable[[dict[str, Any]], Awaitable[object]]
_Shape = TypeVar("_Shape")
FileName = Annotated[str, msgspec.Meta(pattern=r"\A[^\0]+\Z")]
"""What may be a file's name on the host."""


class SendKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """send-key: ``hold_time`` in milliseconds."""

    keys: list[KeyValue]
    hold_time: int = 100


class InputSendEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """input-send-event."""

    events: list[InputEvent]
    device: str | None = None
    head: int | None = None


class Screendump(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """screendump, to a file of the VM process's host."""

    filename: FileName
    format: Literal["ppm", "png"] = "ppm"
    device: str | None = None
    head: int | None = None


class OfCpu(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A command about one vCPU."""

    cpu: int = 0


class Type(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """x-virtgui-type: text as typed on a US keyboard, ``rate`` characters a second (None: as fast as it can be).

    With ``wait`` it is answered when all is typed; without, at once, and X_VIRTGUI_TYPED tells the progress.
    """

    text: str
    rate: float | None = None
    wait: bool = True


class Empty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A command without arguments."""


def shaped(arguments: dict[str, Any], shape: type[_Shape]) -> _Shape:
    """Arguments as the command wants them. RequestError says what is wrong."""
    try:
        return msgspec.convert(arguments, shape)
    except msgspec.ValidationError as error:
        raise RequestError(f"Invalid arguments: {error}") from None


def replaced(error: Exception) -> EngineError:
    """What to say when a module that is imported only now is not there, or another than it was."""
    return EngineError(
        f"VirtGUI's files have changed since this machine was started: {error}.",
        "Shut the machine down, and start it again.",
    )


class Hands:
    """What commands may touch besides the machine's life: its input devices, its screen and its facts. ``frame()``
    brings ``display`` up to date."""

    def __init__(
        self,
        keyboard: Keyboard,
        move_mouse: Callable[[int, int, int], None],
        point_at: Callable[[int, int], None],
        mouse_button: Callable[[str, bool], None],
        power_button: Callable[[], None],
        display: memoryview,
        blocks: Callable[[], list[dict[str, object]]],
        lines: Callable[[], dict[str, object]],
        facts: dict[str, object],
        frame: Callable[[], object] = lambda: None,
    ) -> None:
        self.keyboard = keyboard
        self.move_mouse = move_mouse
        self.point_at = point_at
        self.mouse_button = mouse_button
        self.power_button = power_button
        self.display = display
        self.blocks = blocks
        self.lines = lines
        self.facts = facts
        self.frame = frame


def _say_nothing(_event: str, _data: dict[str, object]) -> None:
    """Nobody listens."""


class Commands:
    """The commands of one machine, and ``more`` that others answer. ``execute`` is what ControlServer wants."""

    def __init__(
        self,
        machine: Machine,
        config: MachineConfig,
        hands: Hands,
        version: str,
        announce: Announce = _say_nothing,
        more: Mapping[str, Handler] = MappingProxyType({}),
    ) -> None:
        self._machine = machine
        self._config = config
        self._hands = hands
        self._version = version
        self._typist = Typist(hands.keyboard, announce)
        self._pointer = Movement(hands.move_mouse, hands.point_at)
        self._table: dict[str, Handler] = {
            "query-commands": self._query_commands,
            "query-status": self._query_status,
            "query-version": self._query_version,
            "query-name": self._query_name,
            "query-uuid": self._query_uuid,
            "query-kvm": self._query_kvm,
            "query-cpus-fast": self._query_cpus,
            "query-block": self._query_block,
            "stop": self._stop,
            "cont": self._cont,
            "system_reset": self._system_reset,
            "system_powerdown": self._system_powerdown,
            "quit": self._quit,
            "screendump": self._screendump,
            "send-key": self._send_key,
            "input-send-event": self._input_send_event,
            "x-virtgui-type": self._type,
            "x-virtgui-type-cancel": self._type_cancel,
            "x-virtgui-info": self._info,
            "x-virtgui-registers": self._registers,
            "x-virtgui-fault": self._fault,
            **more,
        }

    async def execute(self, request: Request) -> object:
        """Do what a client asks. RequestError and EngineError are its answer then."""
        handler = self._table.get(request.execute)
        if handler is None:
            raise RequestError(f"The command {request.execute} has not been found", "CommandNotFound")
        return await handler(request.arguments)

    async def _query_commands(self, arguments: dict[str, Any]) -> object:
        shaped(arguments, Empty)
        return [{"name": name} for name in ("qmp_capabilities", *self._table)]

    async def _query_status(self, arguments: dict[str, Any]) -> object:
        shaped(arguments, Empty)
        return status_of(self._machine)

    async def _query_version(self, arguments: dict[str, Any]) -> object:
        shaped(arguments, Empty)
        major, minor, micro = (int(part) for part in self._version.split(".")[:3])
        return {"qemu": {"major": major, "minor": minor, "micro": micro}, "package": f"VirtGUI {self._version}"}

    async def _query_name(self, arguments: dict[str, Any]) -> object:
        shaped(arguments, Empty)
        return {"name": self._config.name}

    async def _query_uuid(self, arguments: dict[str, Any]) -> object:
        shaped(arguments, Empty)
        return {"UUID": self._config.uuid}

    async def _query_kvm(self, arguments: dict[str, Any]) -> object:
        shaped(arguments, Empty)
        return {"enabled": self._hands.facts["accel"] == "kvm", "present": Path("/dev/kvm").exists()}

    async def _query_cpus(self, arguments: dict[str, Any]) -> object:
        shaped(arguments, Empty)
        return [
            {
                "cpu-index": thread.index,
                "thread-id": thread.tid,
                "target": "x86_64",
                "qom-path": f"/cpu/{thread.index}",
            }
            for thread in self._machine.threads
        ]

    async def _query_block(self, arguments: dict[str, Any]) -> object:
        shaped(arguments, Empty)
        return self._hands.blocks()

    async def _stop(self, arguments: dict[str, Any]) -> object:
        shaped(arguments, Empty)
        await self._machine.pause()
        return None

    async def _cont(self, arguments: dict[str, Any]) -> object:
        shaped(arguments, Empty)
        await self._machine.resume()
        return None

    async def _system_reset(self, arguments: dict[str, Any]) -> object:
        shaped(arguments, Empty)
        await self._machine.reset()
        return None

    async def _system_powerdown(self, arguments: dict[str, Any]) -> object:
        shaped(arguments, Empty)
        self._hands.power_button()
        return None

    async def _quit(self, arguments: dict[str, Any]) -> object:
        shaped(arguments, Empty)
        asyncio.get_running_loop().call_soon(
            self._machine.ask_end, Ended("quit", "Powered off by a person or program on this host.")
        )
        return None

    async def _screendump(self, arguments: dict[str, Any]) -> object:
        wanted = shaped(arguments, Screendump)
        try:
            # Imported here: front ends draw for themselves, and every start would wait for it.
            from engine.display.screen import Screen
            from engine.display.screenshot import png, ppm
        except (ImportError, SyntaxError, OSError) as error:
            raise replaced(error) from None
        self._hands.frame()
        screen = Screen(self._hands.display)
        screen.refresh()

        def save() -> None:
            atomic.write(Path(wanted.filename), png(screen) if wanted.format == "png" else ppm(screen))

        try:
            await asyncio.to_thread(save)
        except OSError as error:
            raise RequestError(f"failed to open file '{wanted.filename}': {error.strerror}") from None
        return None

    async def _send_key(self, arguments: dict[str, Any]) -> object:
        wanted = shaped(arguments, SendKey)
        if not 0 <= wanted.hold_time <= 10_000 or len(wanted.keys) > 16:
            raise RequestError("send-key takes up to 16 keys, held for up to 10,000 ms")
        await self._hands.keyboard.chord([qcode(key) for key in wanted.keys], wanted.hold_time / 1000)
        return None

    async def _input_send_event(self, arguments: dict[str, Any]) -> object:
        pointer = self._pointer
        for event in shaped(arguments, InputSendEvent).events:
            if event.type in ("rel", "abs"):
                pointer.add(event)
            else:
                pointer.settle()
                self._press(event)
        pointer.settle()
        return None

    def _press(self, event: InputEvent) -> None:
        down = event.data.get("down") is True
        if event.type == "key":
            self._hands.keyboard.key(qcode(shaped(event.data.get("key") or {}, KeyValue)), down)
            return
        button = event.data.get("button")
        if button in ("wheel-up", "wheel-down"):
            if down:
                self._hands.move_mouse(0, 0, -1 if button == "wheel-up" else 1)
        elif button in ("left", "middle", "right", "side", "extra"):
            self._hands.mouse_button(button, down)
        else:
            raise RequestError(f"Invalid parameter '{button}'")

    async def _type(self, arguments: dict[str, Any]) -> object:
        wanted = shaped(arguments, Type)
        rate = checked_rate(wanted.rate)
        try:
            chords = keys_for_text(wanted.text)
        except UntypableError as error:
            raise RequestError(f"This text cannot be typed on a US keyboard: {error}") from None
        if wanted.wait:
            return {"typed": await self._typist.type(chords, rate)}
        return {"total": self._typist.start(chords, rate)}

    async def _type_cancel(self, arguments: dict[str, Any]) -> object:
        shaped(arguments, Empty)
        return {"typed": self._typist.cancel()}

    async def _info(self, arguments: dict[str, Any]) -> object:
        shaped(arguments, Empty)
        return self._hands.facts | self._hands.lines() | status_of(self._machine)

    async def _registers(self, arguments: dict[str, Any]) -> object:
        cpu = shaped(arguments, OfCpu).cpu
        if not 0 <= cpu < len(self._machine.threads):
            raise RequestError(f"There is no CPU {cpu}")
        return msgspec.to_builtins(await self._machine.registers(cpu))

    async def _fault(self, arguments: dict[str, Any]) -> object:
        """Why the guest cannot go on; null when it can."""
        shaped(arguments, Empty)
        fault = self._machine.fault
        if fault is None:
            return {"fault": None}
        shown = {"instruction": fault.instruction.hex(" "), "stack": fault.stack.hex(" ")}
        return {"fault": msgspec.to_builtins(fault) | shown}
