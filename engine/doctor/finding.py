"""What a look at one thing found."""

from __future__ import annotations

from typing import Literal

import msgspec

Verdict = Literal["ok", "warning", "problem"]


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at. ``problem`` keeps machines from running, ``warning`` costs something.

    ``what`` is found, ``why`` says why that matters, ``remedy`` is advice in words, and ``command`` can be pasted
    into a shell as it is. The last three are empty where there is nothing to say or do.
    """

    subject: str
    verdict: Verdict
    what: str
    why: str = ""
    remedy: str = ""
    command: str = ""


def in_the_way(findings: list[Finding]) -> list[Finding]:
    """What a person should hear of without asking, the worst first: what keeps machines from running, or from running
    as fast as this host could."""
    told = [each for each in findings if each.verdict == "problem" or (each.verdict == "warning" and each.command)]
    return sorted(told, key=lambda each: each.verdict != "problem")
