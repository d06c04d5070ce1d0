"""Ways to fail that have an exit status of their own."""

from __future__ import annotations

from engine.error import EngineError


class UsageError(Exception):
    """The command line makes no sense: exit status 2. The text is a sentence without its full stop."""


class TimedOutError(EngineError):
    """What was waited for did not happen in time: exit status 124."""
