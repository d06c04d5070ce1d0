"""engine.ctl.overview: how all machines stand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from engine.config import MachineConfig
from engine.ctl.overview import all_standing
from engine.directory import RuntimeDirectory
from engine.presence import EndRecord, claim, record_end
from engine.store import Store, new_uuid

ROOT = Path(__file__).parents[3]


def test_those_at_rest_and_one_that_is_awake_in_their_order(home: Path) -> None:
    store = Store()
    for name in ("a", "b", "c"):
        store.create(MachineConfig(name=name, uuid=new_uuid()))
    record_end(store.stored("c").directory.ended, EndRecord("crashed", "It was killed."))
    # It runs, as far as its lock says, and does not answer: there is no control socket.
    descriptor = claim(RuntimeDirectory.of(store.load("b").uuid).pid)
    standings = all_standing(store.scan())
    os.close(descriptor)
    assert [(one.state, one.pid) for one in standings] == [("off", None), ("running", os.getpid()), ("crashed", None)]
    assert standings[1].reason
    assert standings[2].reason == "It was killed."


def test_nothing_slow_is_loaded_when_nothing_runs(home: Path) -> None:
    Store().create(MachineConfig(name="a", uuid=new_uuid()))
    code = (
        "import sys; from engine.ctl.overview import all_standing; from engine.store import Store;"
        "print(len(all_standing(Store().scan())), *(name in sys.modules for name in ('asyncio', 'qemu.qmp')))"
    )
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["1", "False", "False"]
