"""Debug console, debug exit, POST codes and the shutdown port."""

from __future__ import annotations

from threading import Lock

import pytest

from engine.bus.port import PortBus, PortRegion
from engine.devices.debugport import LINE_LIMIT, DebugConsole, DebugExit, PostCode, ShutdownPort


class TestConsole:
    def setup_method(self):
        self.lines = []
        self.chip = DebugConsole(self.lines.append)

    def say(self, text):
        for byte in text.encode("latin-1"):
            self.chip.write(0, 1, byte)

    def test_presence(self):
        assert self.chip.read(0, 1) == 0xE9

    def test_lines(self):
        self.say("SeaBIOS (version 1.16.2)\r\nnext\n\nrest")
        assert self.lines == ["SeaBIOS (version 1.16.2)", "next", ""]
        self.chip.reset()
        assert self.lines[3:] == ["rest"]
        self.chip.reset()
        assert len(self.lines) == 4

    def test_any_byte_is_a_character(self):
        self.say("\xe9\x00\xff\n")
        assert self.lines == ["\xe9\x00\xff"]

    def test_a_line_without_end_comes_in_pieces(self):
        self.say("x" * (LINE_LIMIT + 5) + "\n")
        assert self.lines == ["x" * LINE_LIMIT, "x" * 5]

    def test_block(self):
        self.chip.write_block(0, 1, b"ab\ncd")
        self.chip.write_block(0, 2, b"e.\n.")
        assert self.lines == ["ab", "cde"]


class TestExit:
    @pytest.mark.parametrize(("size", "value", "status"), [(1, 0, 1), (1, 0x10, 0x21), (4, 0x123, 0x247)])
    def test_status(self, size, value, status):
        ends = []
        chip = DebugExit(ends.append)
        bus = PortBus()
        bus.add(PortRegion(chip.BASE, chip.LENGTH, chip.read, chip.write, width=chip.WIDTH), Lock())
        bus.write(0xF4, size, value)
        assert ends == [status]

    def test_reads_float(self):
        chip = DebugExit(lambda _status: None)
        chip.reset()
        assert chip.read(0, 4) == 0xFFFF_FFFF


def test_post_code_is_kept():
    chip = PostCode()
    chip.write(0, 1, 0x55)
    assert chip.state.code == chip.read(0, 1) == 0x55
    chip.reset()
    assert chip.read(0, 1) == 0


class TestShutdown:
    @pytest.mark.parametrize(
        ("text", "count"),
        [
            (b"Shutdown", 1),
            (b"ShutdownShutdown", 2),
            (b"SShutdown", 1),
            (b"ShutShutdown", 1),
            (b"Shutdow", 0),
            (b"shutdown", 0),
            (b"Shut down", 0),
        ],
    )
    def test_the_word(self, text, count):
        offs = []
        chip = ShutdownPort(lambda: offs.append(1))
        for byte in text:
            chip.write(0, 1, byte)
        assert len(offs) == count
        assert chip.read(0, 1) == 0xFF

    def test_reset_forgets_the_beginning(self):
        offs = []
        chip = ShutdownPort(lambda: offs.append(1))
        for byte in b"Shut":
            chip.write(0, 1, byte)
        chip.reset()
        for byte in b"down":
            chip.write(0, 1, byte)
        assert offs == []
