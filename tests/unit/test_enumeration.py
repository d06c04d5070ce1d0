"""Numbers with names are a plain class of them, and an enumeration only where it is used as one.

(docs/decisions/0021-registers-are-plain-numbers.md)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = [path.relative_to(ROOT) for package in ("engine", "virtgui") for path in (ROOT / package).rglob("*.py")]
TREES = {".".join(path.with_suffix("").parts): ast.parse((ROOT / path).read_text("utf-8")) for path in FILES}
# libkvm is for others, too: its numbers have names for people, and a type.
PUBLIC = "engine.kvm."


def enumerations() -> set[tuple[str, str]]:
    """(module, class) of each that has numbers for members."""
    return {
        (module, node.name)
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and {base.id for base in node.bases if isinstance(base, ast.Name)} & {"IntEnum", "IntFlag"}
    }


def wholes(tree: ast.Module) -> Iterator[str]:
    """The names that stand in a module for themselves: ``Step``, not ``Step.IDLE``."""
    owners = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    yield from (node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in owners)


def used_as_a_type() -> set[tuple[str, str]]:
    found = set()
    for module, tree in TREES.items():
        whole = set(wholes(tree))
        found |= {(module, name) for name in whole}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                found |= {(str(node.module), each.name) for each in node.names if (each.asname or each.name) in whole}
    return found


def test_an_enumeration_is_used_as_one() -> None:
    """Its making takes ten times as long as a plain class's, its members four times as long to name."""
    assert enumerations()
    idle = enumerations() - used_as_a_type()
    assert sorted(f"{module}.{name}" for module, name in idle if not module.startswith(PUBLIC)) == []
