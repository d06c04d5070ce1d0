from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine import VERSION
from engine.store import Store
from engine.welcome import create_welcome, ensure_welcome
from virtgui.app import HELP, NO_DISPLAY, has_display, main

ROOT = Path(__file__).parents[2]


def launch(*words: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "virtgui", *words],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(condition, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)  # Polling another process.


def test_version_and_help_need_no_display(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == f"virtgui {VERSION}"
    assert main(["--help"]) == 0
    assert capsys.readouterr().out.strip() == HELP


def test_an_unknown_option_is_wrong_usage(capsys):
    assert main(["--fly"]) == 2
    assert "--fly" in capsys.readouterr().err


def test_without_a_display_it_says_how_to_get_one(monkeypatch, capsys):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main([]) == NO_DISPLAY == 3
    said = capsys.readouterr().err
    assert "xvfb-run" in said
    assert "QT_QPA_PLATFORM=vnc" in said
    assert "5900" in said


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_any_of_three_variables_is_a_display(name):
    assert has_display({name: "x"})
    assert not has_display({name: ""})


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_start_makes_welcome_and_a_signal_ends_it_cleanly(home, number):
    toml = home / "data/virtgui/machines/Welcome/machine.toml"
    with launch("Welcome") as process:
        try:
            wait_for(lambda: toml.exists() or process.poll() is not None)
            assert (toml.parent / "welcome.img").stat().st_size > 0
            process.send_signal(number)
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()  # Nothing, if it has ended as it should.
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert out == ""


def test_welcome_is_made_once_only(store: Store):
    assert ensure_welcome(store)
    assert store.load("Welcome").welcome
    assert not ensure_welcome(store)
    store.delete("Welcome")
    assert not ensure_welcome(store)
    assert not (store.root / "Welcome" / "machine.toml").exists()


def test_welcome_brought_back_uses_the_disk_it_left(store: Store):
    ensure_welcome(store)
    store.delete("Welcome")
    image = store.root / "Welcome" / "welcome.img"
    image.write_bytes(b"mine")
    create_welcome(store)
    assert image.read_bytes() == b"mine"
    assert store.load("Welcome").disks[0].path == "welcome.img"


def test_a_machine_that_happens_to_be_called_welcome_is_left_alone(store: Store, make):
    config = make("Welcome")
    assert not ensure_welcome(store)
    assert store.load("Welcome") == config


def test_neither_the_window_nor_a_machine_that_runs_wants_asyncio():
    """It would cost 10 MB, with the ssl that it imports (decision 16)."""
    modules = "virtgui.app, virtgui.windows.manager, virtgui.models.session, engine.display.link, engine.launch"
    code = f"import sys, {modules}; print([name for name in ('asyncio', 'ssl', 'qemu') if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_help_that_nobody_reads_is_no_failure():
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "virtgui", "--help"],
        cwd=ROOT,
        stdout=writer,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")
