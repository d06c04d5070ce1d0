"""What virtgui/ and the engine say to people, found in their sources, and Qt Linguist's files of translations.

Qt's own lupdate does not know the context of a module's ``_tr``; this knows our three ways of saying things:
``_tr("...")`` of a module, ``self.tr("...")`` of a class, ``QCoreApplication.translate("Context", "...")``.
"""

from __future__ import annotations

import ast
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.translation.sentence import sentences
from virtgui.sentence import CONTEXT, LIST

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "virtgui"
TRANSLATIONS = ROOT / "resources" / "translations"
SENTENCES = TRANSLATIONS / LIST

Messages = dict[tuple[str, str], str]
"""Context and English text to the translation, "" for none."""

# Calls whose plain text arguments a person reads: those must be translated.
SHOWN = {
    *("setText", "setToolTip", "setAccessibleName", "setAccessibleDescription", "setWindowTitle", "setTitle"),
    *("setPlaceholderText", "setStatusTip", "addAction", "addMenu", "addTab", "show_message", "set_message"),
    *("QLabel", "QPushButton", "QAction", "QCheckBox", "QRadioButton", "QGroupBox", "EngineError"),
}
NAMES = {"VirtGUI"}
"""What is the same in every language."""


@dataclass
class Found:
    """What is in the sources: messages with where they are said, and the places that say something wrongly."""

    messages: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def extract() -> Found:
    """Everything that virtgui/ says, and what the engine says in it."""
    found = Found({(CONTEXT, text): where for text, where in sentences().items()})
    for path in sorted(SOURCES.rglob("*.py")):
        place = str(path.relative_to(ROOT))
        tree = ast.parse(path.read_text("utf-8"), place)
        _Finder(found, place, _module_context(tree)).visit(tree)
    return found


def _module_context(tree: ast.Module) -> str:
    """The context of the module's ``_tr``; "" if it has none."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "_tr":
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and _name(call) == "translate":
                    return str(ast.literal_eval(call.args[0]))
    return ""


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


class _Finder(ast.NodeVisitor):
    def __init__(self, found: Found, place: str, context: str) -> None:
        self._found, self._place, self._context = found, place, context
        self._classes: list[str] = []

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if node.name != "_tr":
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = _name(node)
        where = f"{self._place}:{node.lineno}"
        if name == "_tr" and node.args:
            self._add(self._context, node.args[0], where)
        elif name == "tr" and isinstance(node.func, ast.Attribute) and node.args:
            if ast.unparse(node.func.value) != "self":
                self._found.faults.append(f"{where}: the context of {ast.unparse(node.func)} is not known here")
            self._add(self._classes[-1] if self._classes else "", node.args[0], where)
        elif name == "translate" and len(node.args) == 2 and isinstance(node.func, ast.Attribute):
            if isinstance(node.args[0], ast.Constant):
                self._add(str(node.args[0].value), node.args[1], where)
        elif name in SHOWN:
            self._found.faults += [f"{where} shows {text!r} untranslated" for text in _plain(node.args)]
        self.generic_visit(node)

    def _add(self, context: str, said: ast.expr, where: str) -> None:
        try:
            text = ast.literal_eval(said)
        except ValueError:
            self._found.faults.append(f"{where} translates what is not a plain text")
            return
        if not context:
            self._found.faults.append(f"{where} says {text!r} without a context")
        self._found.messages.setdefault((context, text), []).append(where)


def _plain(arguments: list[ast.expr]) -> Iterator[str]:
    for argument in arguments:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            text = argument.value
        elif isinstance(argument, ast.JoinedStr):
            text = "".join(part.value for part in argument.values if isinstance(part, ast.Constant))
            text = text if len([word for word in text.split() if word.isalpha() and word not in NAMES]) > 1 else ""
        else:
            continue
        words = text.strip().split(" ")
        if text not in NAMES and any(map(str.isalpha, text)) and (len(words) > 1 or text[:1].isupper()):
            yield text


def listed(found: Found) -> str:
    """The file in which virtgui.sentence finds the engine's templates."""
    texts = sorted(text for context, text in found.messages if context == CONTEXT)
    return json.dumps(texts, ensure_ascii=False, indent=0) + "\n"


def read(path: Path) -> Messages:
    """The messages of a .ts file; empty if there is none."""
    if not path.exists():
        return {}
    messages: Messages = {}
    for context in ET.parse(path).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            messages[name, message.findtext("source", "")] = message.findtext("translation", "") or ""
    return messages


def write(path: Path, language: str, messages: Messages) -> None:
    """A .ts file, sorted, so that two people's changes meet seldom."""
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    contexts: dict[str, ET.Element] = {}
    for (name, source), translation in sorted(messages.items()):
        if name not in contexts:
            contexts[name] = ET.SubElement(root, "context")
            ET.SubElement(contexts[name], "name").text = name
        message = ET.SubElement(contexts[name], "message")
        ET.SubElement(message, "source").text = source
        element = ET.SubElement(message, "translation")
        if translation:
            element.text = translation
        else:
            element.set("type", "unfinished")
    ET.indent(root, " ")
    body = ET.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', "utf-8")
