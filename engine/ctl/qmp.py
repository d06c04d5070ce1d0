"""``vgctl qmp``: any command of the control socket."""

from __future__ import annotations

import argparse

import msgspec

from engine.ctl.attach import ask
from engine.ctl.fault import UsageError
from engine.ctl.output import say_json
from engine.ctl.standing import running

TIMEOUT_S = 60.0


def qmp(options: argparse.Namespace) -> int:
    """``vgctl qmp NAME COMMAND [JSON]``: the answer as JSON."""
    try:
        arguments = msgspec.json.decode(options.arguments, type=dict[str, object])
    except msgspec.DecodeError as error:
        raise UsageError(f"{options.arguments!r} is not a JSON object: {error}") from None
    say_json(ask(running(options.name), options.command, arguments or None, TIMEOUT_S))
    return 0
