"""What a look at one thing found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
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
