"""engine.ctl.grammar: every verb leads somewhere, and reading it costs nothing."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from engine.ctl.grammar import VERBS, add_verbs


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_leads_to_its_function(verb: str) -> None:
    module, function = VERBS[verb]
    assert callable(getattr(import_module(f"engine.ctl.{module}"), function))


def test_the_parser_and_the_table_know_the_same_verbs() -> None:
    parser = argparse.ArgumentParser()
    add_verbs(parser)
    (verbs,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    assert set(verbs.choices) == set(VERBS)


def test_list_imports_neither_an_event_loop_nor_a_qmp_client(tmp_path: Path) -> None:
    code = "import sys; from engine.cli import main; main(['list']); print(sorted(sys.modules), file=sys.stderr)"
    environment = os.environ | {
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
    }
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment).stderr
    for module in (b"'asyncio'", b"'qemu.qmp'", b"'ctypes'", b"'engine.kvm'"):
        assert module not in loaded
