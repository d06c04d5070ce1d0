"""How many machines stand, quickly: a shell's prompt waits for ``vgctl list``."""

from __future__ import annotations

from engine.ctl.standing import Standing, at_rest
from engine.store import Stored


def all_standing(machines: list[Stored]) -> list[Standing]:
    """How machines stand; those that run are asked, all at once."""
    resting = [at_rest(stored) for stored in machines]
    awake = [stored for stored, rest in zip(machines, resting, strict=True) if rest is None]
    if awake:
        # An event loop and a QMP client take longer to load than everything else together.
        from engine.ctl.attach import standings

        answers = iter(standings(awake))
        return [rest or next(answers) for rest in resting]
    return [rest for rest in resting if rest is not None]
