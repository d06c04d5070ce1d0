"""The laboratory's parts that need no QEMU."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import time
from pathlib import Path
from typing import ClassVar

import pytest

from tests.census import __main__ as census
from tests.census.trial import Outcome
from tests.lab import laboratory, plugin
from tests.support import debian, initramfs


def test_an_archive_is_what_cpio_reads():
    if shutil.which("busybox") is None:
        pytest.skip("busybox is not installed: apt install busybox-static")
    made = initramfs.archive(["bin", "dev"], {"init": b"#!/bin/sh\n", "bin/odd": b"12345"})
    listed = subprocess.run(["busybox", "cpio", "-tv"], input=made, capture_output=True, check=True).stdout.decode()
    lines = [line.split() for line in listed.splitlines()]
    assert [(line[0], line[-1]) for line in lines] == [
        ("drwxr-xr-x", "bin"),
        ("drwxr-xr-x", "dev"),
        ("-rwxr-xr-x", "init"),
        ("-rwxr-xr-x", "bin/odd"),
    ]
    assert int(lines[3][2]) == 5


def test_a_root_without_busybox_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(initramfs, "BUSYBOX", str(tmp_path / "busybox"))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(initramfs.NoBusybox):
        initramfs.busybox_root("")
    (tmp_path / "busybox").write_bytes(b"\x7fELF /lib64/ld-linux-x86-64.so.2")
    with pytest.raises(initramfs.NoBusybox):
        initramfs.busybox_root("")


def test_modules_keep_their_order_and_what_is_built_in_is_left_out(tmp_path):
    (tmp_path / "modules").mkdir()
    for name in ("virtio", "virtio_ring"):
        (tmp_path / "modules" / f"{name}.ko").write_bytes(b"")
    kernel = debian.DebianKernel(tmp_path)
    assert [path.stem for path in kernel.modules(*debian.VIRTIO)] == ["virtio_ring", "virtio"]


def test_a_kernel_in_the_cache_is_not_fetched_again(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(debian.NoKernel):
        debian.kernel(debian.CLOUD)
    place = tmp_path / "virtgui-lab" / debian.CLOUD
    place.mkdir(parents=True)
    (place / "vmlinuz").write_bytes(b"kernel")
    (place / "kept").write_text("virtio")
    with pytest.raises(debian.NoKernel):
        debian.kernel(debian.CLOUD)  # It has not all the modules that are wanted by now.
    (place / "kept").write_text("\n".join(debian.KEPT))
    assert debian.kernel(debian.CLOUD).vmlinuz.read_bytes() == b"kernel"


class FakeItem:
    """As much of a test as the plugin looks at."""

    def __init__(self, nodeid: str, *marks: str) -> None:
        self.nodeid = nodeid
        self.marks = [getattr(pytest.mark, name).mark for name in marks]

    def get_closest_marker(self, name):
        return next((mark for mark in self.marks if mark.name == name), None)

    def add_marker(self, marker, append=True):
        self.marks.insert(len(self.marks) if append else 0, marker.mark)


class FakeConfig:
    def __init__(self, *options: str) -> None:
        self.options = options
        self.stash = pytest.Stash()
        self.left = []
        self.hook = self

    def getoption(self, name):
        return name in self.options

    def pytest_deselected(self, items):
        self.left += items


def sorted_out(monkeypatch, *options: str, emulated: bool = True) -> tuple[list[FakeItem], FakeConfig]:
    monkeypatch.setattr(plugin, "kvm_is_emulated", lambda: emulated)
    monkeypatch.delenv("VIRTGUI_LAB", raising=False)
    items = [
        FakeItem("tests/unit/test_a.py::a"),
        FakeItem("tests/guests/test_b.py::b"),
        FakeItem("tests/guests/test_c.py::c", "hardware"),
        FakeItem("tests/guests/test_d.py::d", "hardware", "long"),
        FakeItem("tests/guests/test_e.py::e", "outside"),
    ]
    config = FakeConfig(*options)
    plugin.modify(config, items)
    return items, config


def sent(items: list[FakeItem]) -> list[str]:
    return [item.nodeid[-1] for item in items if item.get_closest_marker("timeout")]


def test_what_is_sent_to_the_laboratory_is_not_timed_here(monkeypatch):
    items, config = sorted_out(monkeypatch)
    assert sent(items) == ["c"]
    assert next(item for item in items if item.nodeid[-1] == "c").get_closest_marker("timeout").args == (0,)
    assert [item.nodeid[-1] for item in config.left] == ["d"]
    assert sent(sorted_out(monkeypatch, "--lab", "--long")[0]) == ["b", "c", "d"]
    assert sent(sorted_out(monkeypatch, "--lab", emulated=False)[0]) == []


class FakeLaboratory:
    """One that does one test of two and then stands still; booted again it does what it is asked for."""

    booted: ClassVar[list[list[str]]] = []
    runs = True

    def __init__(self, out, command, _environment) -> None:
        wanted = [word for word in command if "::" in word]
        self.booted.append(wanted)
        self.failure = "stands still" if len(self.booted) == 1 else ""
        done = wanted[:1] if len(self.booted) == 1 else wanted
        begun = wanted[1:2] if len(self.booted) == 1 else []
        lines = [report(nodeid, when) for nodeid in done for when in ("setup", "call", "teardown")]
        lines += [report(nodeid, "setup") for nodeid in begun]
        (out / plugin.REPORTS).write_text("".join(lines))

    def __exit__(self, *_error) -> None:
        pass

    def story(self) -> str:
        return ""


def standing(out: Path, silent_s: float) -> laboratory.Laboratory:
    """A laboratory whose computer runs, but without a pulse for so long."""
    made = object.__new__(laboratory.Laboratory)
    made.out, made._began = out, time.time() - silent_s
    made._process = subprocess.Popen(["sleep", "60"], stderr=subprocess.PIPE)
    return made


def test_a_laboratory_that_stands_still_is_known_by_its_pulse(tmp_path):
    with standing(tmp_path, laboratory.SILENT_S + 1) as lab:
        with pytest.raises(laboratory.KernelFailed, match="stands still"):
            lab.wait(60)
        (tmp_path / "alive").write_text("now")
        with pytest.raises(TimeoutError, match="did not end within 0 s"):
            lab.wait(0)
        lab._process.terminate()
        with pytest.raises(RuntimeError, match="ended before its command did"):
            lab.wait(60)
        (tmp_path / "console").write_text("Kernel panic - not syncing: corrupted stack end")
        with pytest.raises(laboratory.KernelFailed, match="has panicked"):
            lab.wait(60)
        (tmp_path / "status").write_text("3")
        assert lab.wait(60) == 3


def test_a_census_goes_on_behind_what_it_has_tried_when_the_laboratory_stands(monkeypatch):
    outcomes = [Outcome("Welcome", "ide", "kvm (lab)", firmware, True, 1.0, 1) for firmware in ("builtin", "seabios")]
    stands = laboratory.KernelFailed("It stands still.")
    lives = [(outcomes[:1], stands), ([], stands), (outcomes[1:], None)]
    asked = []

    def one(words):
        asked.append(words[-1])
        return lives.pop(0)

    monkeypatch.setattr(census, "GUESTS", ())
    monkeypatch.setattr(census, "_one_laboratory", one)
    options = argparse.Namespace(guest=[], firmware=None)
    assert list(census._laboratory(options)) == outcomes
    assert asked == ["0", "1", "1"]
    lives = [([], stands)] * 4
    with pytest.raises(laboratory.KernelFailed):
        list(census._laboratory(options))


def report(nodeid: str, when) -> str:
    made = pytest.TestReport(nodeid, ("", 0, ""), {}, "passed", None, when)
    return json.dumps(made._to_json()) + "\n"


def test_a_laboratory_that_stands_still_is_booted_again_for_what_is_left(monkeypatch, tmp_path):
    monkeypatch.setattr(plugin, "Laboratory", FakeLaboratory)
    monkeypatch.setattr(plugin, "SAID", tmp_path / "said")
    monkeypatch.setattr(FakeLaboratory, "booted", [])
    remote = plugin.Remote(FakeConfig(), ["a::1", "a::2"])
    for nodeid in remote.wanted:
        item = FakeItem(nodeid)
        item.iter_markers = lambda _name: iter(())
        reports = list(remote.reports(item))
        assert [one.when for one in reports] == ["setup", "call", "teardown"]
    remote.close()
    assert FakeLaboratory.booted == [["a::1", "a::2"], ["a::2"]]


def test_why_a_test_was_skipped_comes_back_as_pytest_wants_it(tmp_path):
    made = pytest.TestReport("a::1", ("", 0, ""), {}, "skipped", ("a.py", 1, "Skipped: no root"), "call")
    remote = plugin.Remote(FakeConfig(), ["a::1"])
    remote._out = tmp_path
    (tmp_path / plugin.REPORTS).write_text(json.dumps(made._to_json()) + "\n")
    remote._read()
    assert [report.longrepr for report in remote._back["a::1"]] == [("a.py", 1, "Skipped: no root")]
