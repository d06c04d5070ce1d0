"""What the engine says, in the language of the windows.

The engine speaks English and knows of no translations. ``make translations`` finds its sentences in its source, as
templates, and lists them in resources/translations/engine.json: so one is known again by its look, and said in
another language with the same names and figures in it (docs/decisions/0020-known-by-their-look.md).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication

from engine import phrase
from engine.resource import resource_path

CONTEXT: Final = "Engine"
"""The context of the engine's sentences in the files of translations."""
LIST: Final = "engine.json"

_FIELD: Final = re.compile(r"\{(\d)\}")
_CUT: Final = re.compile(r"(?<=[.?!:)])(?= )|(?<=[。？！：）\n])|(?= ?[(（])")
"""Where one thing that is said may end and another begin."""
_MARKS: Final = {".": "。", ":": "：", "。": "。", "：": "："}
"""Marks that may have been put behind a sentence, and what they are between Chinese ones."""
_CLOSE: Final = tuple("。？！：；，）")
_LONGEST: Final = 2000
"""Longer texts are no messages."""
_KEPT: Final = 2048


class Known(NamedTuple):
    """What a text says as far as it is understood, and how many letters of it that is."""

    letters: int
    text: str


class Template(NamedTuple):
    """A sentence: what stands around its fields, which are {0}, {1}, ... in this order; and its translation."""

    literals: tuple[str, ...]
    said: str

    @classmethod
    def of(cls, source: str, said: str) -> Template:
        """From its text and its translation."""
        return cls(tuple(_FIELD.sub("\0", source).split("\0")), said)

    def match(self, text: str) -> tuple[str, ...] | None:
        """What stands in the fields if ``text`` is this sentence; else None."""
        if len(self.literals) == 1:
            return () if text == self.literals[0] else None
        first, *between, last = self.literals
        at, end = len(first), len(text) - len(last)
        if not (text.startswith(first) and text.endswith(last)):
            return None
        found = []
        for literal in between:
            there = text.find(literal, at, max(end, at))
            if there < 0:
                return None
            found.append(text[at:there])
            at = there + len(literal)
        return None if at > end else (*found, text[at:end])

    def fill(self, words: list[str]) -> str:
        """The translation with ``words`` in its fields."""
        return _FIELD.sub(lambda field: words[int(field[1])], self.said)


class Book:
    """The engine's sentences in one language."""

    def __init__(self, templates: list[Template]) -> None:
        self._templates = [(max(each.literals, key=len), sum(map(len, each.literals)), each) for each in templates]
        self.understand = lru_cache(_KEPT)(self._understand)

    def _understand(self, text: str) -> Known:
        """The way to cut ``text`` into sentences by which most of it is understood."""
        cuts = [0, *(found.start() for found in _CUT.finditer(text) if 0 < found.start() < len(text)), len(text)]
        at_hand = [each for each in self._templates if each[0].removesuffix(".") in text]
        best = [Known(0, "")]
        for number, end in enumerate(cuts[1:], 1):
            chosen = Known(-1, "")
            # The shortest first: of two ways that understand as much, the one with more sentences is right.
            for before in reversed(range(number)):
                piece = self._piece(text[cuts[before] : end], at_hand, text)
                letters = best[before].letters + piece.letters
                if letters > chosen.letters:
                    chosen = Known(letters, _joined(best[before].text, piece.text))
            best.append(chosen)
        return best[-1]

    def _piece(self, piece: str, at_hand: list[tuple[str, int, Template]], whole: str) -> Known:
        """One sentence, whole, with or without the mark behind it."""
        core = piece.strip(" ")
        best = Known(0, piece)
        if " " not in core and core != whole:
            return best  # A word is not known by its look, unless it is all that is said.
        space = piece[: len(piece) - len(piece.lstrip(" "))]
        for body, end, mark in _endings(core):
            for _, weight, template in at_hand:
                fields = template.match(body)
                if fields is None:
                    continue
                # A single word in a field is a name or a key, also where it reads like one of ours ("memory").
                known = [self.understand(field) if " " in field else Known(0, field) for field in fields]
                letters = weight + sum(each.letters for each in known)
                if letters > best.letters:
                    said = template.fill([each.text for each in known])
                    best = Known(letters, space + said.removesuffix(end) + mark)
        return best


def told(text: str) -> str:
    """What the engine says with ``text``, in the language of the windows. What is none of its sentences stays as it
    is; what has been understood once costs a microsecond."""
    # How one sentence is translated tells the languages apart; most people have none to look up.
    language = QCoreApplication.translate(CONTEXT, phrase.SNAPSHOT)
    if language == phrase.SNAPSHOT or not text or len(text) > _LONGEST:
        return text
    return _book(language).understand(text).text


def _endings(core: str) -> Iterator[tuple[str, str, str]]:
    """The sentence that ``core`` may be, what its translation does not end with then, and what it ends with instead:
    a mark may have been put behind it, or a colon in the place of its full stop."""
    mark = _MARKS.get(core[-1:], "")
    if mark:
        yield core[:-1], "", mark
    if mark == "：":
        yield core[:-1] + ".", "。", mark
    yield core, "", ""


@lru_cache(2)
def _book(_language: str) -> Book:
    sources = json.loads((resource_path("translations") / LIST).read_text("utf-8"))
    return Book([Template.of(source, QCoreApplication.translate(CONTEXT, source)) for source in sources])


def _joined(left: str, right: str) -> str:
    """Chinese sentences have no space between them."""
    return left + (right.lstrip(" ") if left.endswith(_CLOSE) or right.lstrip(" ").startswith("（") else right)
