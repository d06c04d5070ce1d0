"""The sentences that engine/ makes and the windows show, found in its source as templates: each expression in an
f-string is a {0}, {1}, ... of its template.

Everything that reads like prose is one, but for what is in SKIPPED and the arguments of QUIET calls. So nobody who
writes a sentence in the engine need think of its translation, nor of a function that marks it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]

SKIPPED: Final = {
    "engine/ctl/": "vgctl speaks English",
    "engine/cli.py": "vgctl speaks English",
    "engine/recipe/": "command lines and XML of other programs",
    "engine/boot/bios/": "the screen of a guest, which has no other letters",
    "engine/boot/acpi/": "mistakes of who writes tables",
    "engine/boot/smbios.py": "names that a guest reads",
    "engine/cpu/soft/learn.py": "found out in a process of its own, for the log",
    "engine/cpu/soft/native.py": "for the log",
    "engine/cpu/soft/stub.py": "labels of code",
    "engine/control/protocol.py": "what QMP says to a program that speaks it wrong",
    "engine/control/server.py": "what QMP says to a program that speaks it wrong",
    "engine/control/input.py": "what QMP says to a program that speaks it wrong",
    "engine/devices/": "names that a guest reads, and faults of its drivers, for the log",
    "engine/advice.py:_TABLE": "names of systems",
    "engine/doctor/software.py:MANAGERS": "commands",
    "engine/doctor/software.py:NAMES": "names of packages",
    "engine/doctor/surrounding.py:HYPERVISORS": "names of products",
    "engine/doctor/probe.py:CODE": "code of a guest",
    "engine/feature.py:_REGISTERS": "names of features",
    "engine/kvm/exit.py": "names of KVM's exits",
    "engine/display/mode.py": "figures",
    "engine/welcome.py:NOTES": "written into a description, where it is a person's to change",
}
"""Files, directories and top-level names of modules whose texts no window shows, or not as prose; and why."""

QUIET: Final = (
    *("ValueError", "IndexError", "OSError", "OverlapError", "Unsupported", "Identity", "_check", "log"),
    *("compile", "match", "startswith", "fromhex"),
)
"""Calls whose texts are for programmers, for the log, or no texts for people."""

WHOLE: Final = {"Finding": (0, 2, 3, 4)}
"""Calls of which single words are shown too, and which of their arguments."""

BORROWED: Final = (
    *("No such file or directory", "Permission denied", "No space left on device", "Is a directory"),
    *("Not a directory", "Read-only file system", "Input/output error", "Device or resource busy", "File exists"),
    *("Operation not permitted", "Too many open files", "Cannot allocate memory", "No such device"),
    *("No such device or address", "Connection refused", "Connection reset by peer", "Broken pipe"),
    *("File too large", "Disk quota exceeded", "Invalid argument", "Address already in use", "File name too long"),
    *("Directory not empty", "Invalid cross-device link", "Text file busy", "Resource temporarily unavailable"),
    *("Too many levels of symbolic links", "Operation not supported", "Connection timed out", "Bad file descriptor"),
    *("Network is unreachable", "No route to host", "timed out", "[Errno {0}] {1}", "[Errno {0}] {1}: {2}"),
    *("Expected `{0}`, got `{1}`", "Object missing required field `{0}`", "Invalid enum value {0}"),
    *("Expected `int` >= {0}", "Expected `int` <= {0}", "{0} - at `{1}`"),
)
"""What stands within the engine's sentences and is said by others: the C library, Python, msgspec."""

_COMMAND: Final = re.compile(r"(sudo|python3|du|newgrp|QT_\w+)\b")
_WORD: Final = re.compile(r"[A-Za-z][a-z']*\b")
_FIELD: Final = re.compile(r"\{\d\}")


def is_prose(template: str) -> bool:
    """Whether a text is for people, as far as its looks go."""
    literal = _FIELD.sub("", template)
    if "\n" in template or _COMMAND.match(template) or template[:1] in "-<^" or " " not in template:
        return False
    words = [len(word) for word in _WORD.findall(literal)]
    return sum(words) > 3 and (len(words) > 1 or literal != template)


def templates(node: ast.expr) -> list[str]:
    """The templates that an expression can give, one for each way that it may go; [] if it is no text."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    parts = [*_parts(node)]
    if not any(isinstance(part, list) for part in parts):
        return []
    found = []
    for chosen in product(*(part if isinstance(part, list) else [None] for part in parts)):
        numbers = iter(range(10))
        found.append(_numbered("".join("\0" if part is None else part for part in chosen), numbers))
    return found


def _numbered(text: str, numbers: Iterator[int]) -> str:
    return re.sub("\0|" + _FIELD.pattern, lambda _: f"{{{next(numbers)}}}", text)


def _parts(node: ast.expr) -> Iterator[list[str] | None]:
    """What an expression is made of: texts that may stand in a place, or None for what only the run knows."""
    if isinstance(node, ast.JoinedStr):
        for value in node.values:
            yield from _parts(value.value if isinstance(value, ast.FormattedValue) else value)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [*_parts(node.left), *_parts(node.right)]
        yield from parts if any(part is not None for part in parts) else [None]
    elif isinstance(node, ast.IfExp) and templates(node.body) and templates(node.orelse):
        yield templates(node.body) + templates(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield [node.value]
    else:
        yield None


def sentences() -> dict[str, list[str]]:
    """Every template with the places where it stands."""
    found: dict[str, list[str]] = {text: ["BORROWED"] for text in BORROWED}
    for path in sorted((ROOT / "engine").rglob("*.py")):
        place = str(path.relative_to(ROOT))
        if any(place.startswith(skipped) for skipped in SKIPPED):
            continue
        for top in ast.parse(path.read_text("utf-8"), place).body:
            if f"{place}:{_named(top)}" not in SKIPPED:
                finder = _Finder(place)
                finder.visit(top)
                for text, where in finder.found:
                    found.setdefault(text, []).append(where)
    return found


def _named(node: ast.stmt) -> str:
    if isinstance(node, ast.Assign | ast.AnnAssign):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        return ast.unparse(target)
    return str(getattr(node, "name", ""))


def called(call: ast.Call) -> str:
    """The last name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


class _Finder(ast.NodeVisitor):
    def __init__(self, place: str) -> None:
        self._place = place
        self.found: list[tuple[str, str]] = []

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.expr):
            said = templates(node)
            if said:
                self._take(node, (text for text in said if is_prose(text.strip())))
                return
        super().visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # A docstring.
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = called(node)
        if name in QUIET:
            return
        for place in WHOLE.get(name, ()):
            for argument in node.args[place : place + 1]:
                self._take(argument, filter(None, templates(argument)))
        self.generic_visit(node)

    def _take(self, node: ast.expr, texts: Iterator[str]) -> None:
        self.found += [(text.strip(), f"{self._place}:{node.lineno}") for text in texts]
