"""The details page."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.config import Disk, Kernel, MachineConfig
from engine.error import EngineError
from tests.support.bench import Bench
from virtgui.windows.page_details import config_lines, log_tail

pytest_plugins = ("tests.support.bench_fixture",)

UUID = "00000000-0000-4000-8000-000000000001"


def test_config_in_words() -> None:
    config = MachineConfig(
        name="a", uuid=UUID, memory_mib=1024, disks=(Disk(path="d.img", readonly=True),), cdrom="/c.iso", floppy="/f"
    )
    lines = dict(config_lines(config))
    assert lines["Memory"] == "1,024 MiB"
    assert lines["Disk 1"] == "d.img (raw, IDE, read-only)"
    assert lines["CD"] == "/c.iso"
    assert lines["Boot order"] == "hard disk, CD, floppy"
    direct = dict(config_lines(MachineConfig(name="a", uuid=UUID, kernel=Kernel(path="/k", initrd="/i", append="x"))))
    assert (direct["Kernel"], direct["Initrd"], direct["Command line"]) == ("/k", "/i", "x")
    assert "Firmware" not in direct


def test_log_tail(tmp_path: Path) -> None:
    assert log_tail(tmp_path / "none") == ""
    (tmp_path / "log").write_bytes(b"x" * (1 << 20) + b"end\n")
    tail = log_tail(tmp_path / "log")
    assert len(tail) == 64 << 10
    assert tail.endswith("end\n")
    with pytest.raises(EngineError):
        log_tail(tmp_path)


def test_page_shows_notes_and_log(bench: Bench) -> None:
    machine = bench.add(notes="Ask Ada before you touch it.")
    machine.directory.log.write_text("guest: hello from the debug port\n")
    window = bench.window(machine)
    window.show_view("details")
    page = window.details_page
    bench.until(lambda: "debug port" in page.log.toPlainText(), "log")
    names = [label.accessibleName() for label in page.findChildren(type(page.where))]
    assert "Notes: Ask Ada before you touch it." in names
    machine.directory.log.write_text("another\n")
    page.again_button.click()
    bench.until(lambda: page.log.toPlainText() == "another\n", "log")
