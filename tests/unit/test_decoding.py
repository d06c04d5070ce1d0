"""Structures are decoded by several threads at once: no first time may fall on two of them.

msgspec learns what a structure holds when it is first decoded, and follows a null pointer where a second thread uses
it meanwhile (seen with 0.22). So each has its decoder made while its module is imported.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TRIES = 3
"""Without the decoder three of four of them crash."""

TOGETHER = """
import sys, threading
from engine import toml
text = '''schema = 1
name = "a"
uuid = "0d0d0d0d-0d0d-4d0d-8d0d-0d0d0d0d0d0d"
[[disks]]
path = "a.img"
[[networks]]
backend = "loopback"
'''
sys.setswitchinterval(1e-6)
together = threading.Barrier(16)
threads = [threading.Thread(target=lambda: (together.wait(), toml.decode(text))) for _ in range(16)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_descriptions_are_read_by_many_threads_from_the_first_one_on() -> None:
    for _ in range(TRIES):
        subprocess.run([sys.executable, "-c", TOGETHER], cwd=ROOT, timeout=60, check=True)


def test_no_structure_is_decoded_without_a_decoder_made_before() -> None:
    """``msgspec.json.decode(..., type=X)`` is for what is none: dict[str, object]."""
    found = []
    for source in [*(ROOT / "engine").rglob("*.py"), *(ROOT / "virtgui").rglob("*.py")]:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "msgspec.json.decode":
                kinds = [ast.unparse(keyword.value) for keyword in node.keywords if keyword.arg == "type"]
                found += [f"{source.relative_to(ROOT)}: {kind}" for kind in kinds if not kind.startswith("dict[")]
    assert found == []
