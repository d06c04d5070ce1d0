"""vgctl: VirtGUI's machines from a shell. Exit status: 0 done, 1 failed, 2 usage, 124 timed out."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from importlib import import_module

from engine import VERSION
from engine.ctl.fault import TimedOutError, UsageError
from engine.ctl.grammar import VERBS, add_verbs
from engine.error import EngineError

FAILED = 1
USAGE = 2
TIMED_OUT = 124


def main(arguments: list[str] | None = None) -> int:
    """Run one verb and return the exit status. What goes wrong is one line on stderr."""
    words = sys.argv[1:] if arguments is None else arguments
    if words[:1] == ["--complete"]:
        from engine.ctl.complete import complete

        return complete(words[1:])
    parser = argparse.ArgumentParser(prog="vgctl", description="Make, run and watch virtual machines.")
    parser.add_argument("--version", action="version", version=f"VirtGUI {VERSION}")
    add_verbs(parser)
    options = parser.parse_args(words)
    try:
        status = _run(options)
        sys.stdout.flush()
        return status
    except UsageError as error:
        _complain(f"{options.verb}: {error}. See: vgctl {options.verb} --help")
        return USAGE
    except TimedOutError as error:
        _complain(str(error))
        return TIMED_OUT
    except EngineError as error:
        _complain(str(error))
        return FAILED
    except BrokenPipeError:
        # Whoever read our output has had enough; the interpreter must not try to flush it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _run(options: argparse.Namespace) -> int:
    """A verb's module is imported when it is used: a shell's prompt should not wait for the others."""
    module, function = VERBS[options.verb]
    return int(getattr(import_module(f"engine.ctl.{module}"), function)(options))


def _complain(text: str) -> None:
    sys.stderr.write(f"vgctl: {' '.join(text.split())}\n")


if __name__ == "__main__":
    sys.exit(main())
