"""What is learnt of the known build is what was read off it."""

from __future__ import annotations

import pytest
from msgspec.structs import astuple

from engine.cpu.soft import learn
from engine.cpu.soft.layout import NATIVE
from engine.cpu.soft.library import Context, Library


@pytest.fixture
def library() -> Library:
    return Library(bits64=True)


def test_all_places_are_found(library: Library) -> None:
    """A context has a few words of its own before the registers."""
    found = learn.learn(library)
    heads = {learnt - known for learnt, known in zip(astuple(found), astuple(NATIVE), strict=True)}
    assert len(heads) == 1
    assert 0 <= heads.pop() < 256


def test_what_is_not_found_once_is_unknown(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learn, "_PATTERNS", (0, 0))
    with pytest.raises(learn.Unknown, match="RAX"):
        learn.learn(library)


def test_a_context_gives_back_what_it_took(library: Library) -> None:
    context = Context(library)
    library.write(learn.RAX, 1)
    context.save()
    library.write(learn.RAX, 2)
    context.restore()
    assert library.read(learn.RAX) == 1
    context.close()
