"""A file written piece by piece on workers."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from engine.error import EngineError
from virtgui.recording.tape import Tape


class Plain:
    def __init__(self, file: IO[str]) -> None:
        self.file = file

    def close(self) -> None:
        self.file.write("end")


def test_in_order_and_whole(bridge, qtbot, tmp_path: Path) -> None:
    done: list[Path] = []
    tape: Tape[Plain] = Tape(bridge, tmp_path / "t", Plain, done.append, lambda _error: None, text=True)
    for number in range(200):
        tape.put(lambda writer, n=number: writer.file.write(f"{n} "))
    tape.close()
    tape.put(lambda writer: writer.file.write("too late"))
    qtbot.waitUntil(lambda: bool(done), timeout=20000)
    assert (tmp_path / "t").read_text().split() == [*map(str, range(200)), "end"]


def test_a_place_that_cannot_be_written(bridge, qtbot, tmp_path: Path) -> None:
    errors: list[EngineError] = []
    tape: Tape[Plain] = Tape(bridge, tmp_path / "no" / "t", Plain, lambda _path: None, errors.append, text=True)
    tape.put(lambda writer: None)
    qtbot.waitUntil(lambda: bool(errors), timeout=20000)
    tape.put(lambda writer: None)
    tape.close()
    assert "cannot be written" in errors[0].what
