"""The errors a person sees: one sentence that says what happened, and one that says what to do about it."""

from __future__ import annotations


class EngineError(Exception):
    """Something that went wrong for a reason a person can understand and act on.

    ``what`` says what happened and why ("The disk image /a/b.img does not exist."), ``remedy`` what to do
    ("Choose another file, or create it with: ..."; may be empty). ``str(error)`` is both.
    """

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(f"{what} {remedy}".strip())
        self.what = what
        self.remedy = remedy


class ConfigError(EngineError):
    """A machine description that cannot be used. ``line`` is the 1-based line of machine.toml, if known."""

    def __init__(self, what: str, remedy: str = "", line: int | None = None) -> None:
        super().__init__(what, remedy)
        self.line = line
