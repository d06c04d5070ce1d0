"""What may come next on vgctl's command line: asked by the shells' completion, as ``vgctl --complete WORD ...``."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from engine.ctl.grammar import add_verbs

_NEW = {"create", "run", "import"}
"""Verbs whose name is that of a machine that is not there yet."""


def suggestions(
    words: list[str], names: Callable[[], list[str]], snapshots: Callable[[str], list[str]] = lambda _: []
) -> list[str]:
    """What the last of ``words`` can become; [] where anything can, such as a file. ``names``: the machines';
    ``snapshots``: those of a machine."""
    parser = argparse.ArgumentParser(prog="vgctl")
    add_verbs(parser)
    (verbs,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    current = words[-1] if words else ""
    if len(words) < 2:
        return _beginning(current, [*verbs.choices, "--help", "--version"])
    verb = verbs.choices.get(words[0])
    if verb is None:
        return []
    options = {text: action for action in verb._actions for text in action.option_strings}
    before = options.get(words[-2]) if len(words) > 2 else None
    if before is not None and before.dest == "snapshot":
        return _beginning(current, snapshots(words[1]))
    if before is not None and before.nargs != 0:
        return _beginning(current, [str(choice) for choice in before.choices or ()])
    if current.startswith("-"):
        return _beginning(current, list(options))
    place = _positional(verb, options, words[1:-1])
    if place is not None and place.dest in ("name", "names") and words[0] not in _NEW:
        return _beginning(current, names())
    if place is not None and place.dest == "snapshot" and "take" not in words:
        return _beginning(current, snapshots(words[1]))
    return _beginning(current, [str(choice) for choice in (place.choices if place else None) or ()])


def _positional(
    verb: argparse.ArgumentParser, options: dict[str, argparse.Action], before: list[str]
) -> argparse.Action | None:
    """The argument whose turn it is after these words."""
    places = [action for action in verb._actions if not action.option_strings]
    taken, skip = 0, False
    for word in before:
        option = options.get(word)
        if not skip and option is None and not word.startswith("-"):
            taken += 1
        skip = not skip and option is not None and option.nargs != 0
    for place in places:
        if place.nargs in ("+", "*") or taken == 0:
            return place
        taken -= 1
    return None


def _beginning(text: str, words: list[str]) -> list[str]:
    return sorted(word for word in words if word.startswith(text))


def complete(words: list[str]) -> int:
    """Print the suggestions, one a line."""
    from engine.error import EngineError
    from engine.snapshot.shelf import listed
    from engine.store import Store

    def snapshots(machine: str) -> list[str]:
        try:
            return [snapshot.name for snapshot in listed(Store().stored(machine).directory)]
        except EngineError:
            return []  # There is no such machine.

    for word in suggestions(words, lambda: [stored.name for stored in Store().scan()], snapshots):
        print(word)  # noqa: T201  # the shell's answer
    return 0
