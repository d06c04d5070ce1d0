"""The examination in a process of its own, for a window that should not keep in memory what it takes once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec

from engine.doctor.finding import Finding
from engine.error import EngineError

DEADLINE_S = 30.0
_FINDINGS = msgspec.json.Decoder(list[Finding])


def examine_apart() -> list[Finding]:
    """Every finding, as ``vgctl doctor --json`` has them. Takes a third of a second; blocks. EngineError when nothing
    comes."""
    root = str(Path(__file__).resolve().parents[2])
    path = os.environ.get("PYTHONPATH", "")
    environment = os.environ | {"PYTHONPATH": f"{root}:{path}" if path else root}
    # -P: not whatever is called "engine" in the directory that somebody happens to be in.
    command = [sys.executable, "-P", "-m", "engine.cli", "doctor", "--json"]
    try:
        # Its exit status says how the host is, not whether it could look.
        said = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=DEADLINE_S, check=False
        )
        return _FINDINGS.decode(said.stdout)
    except (OSError, subprocess.TimeoutExpired, msgspec.DecodeError) as error:
        raise EngineError("This host could not be examined.", f"Run: vgctl doctor ({error})") from None
