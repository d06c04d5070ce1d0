"""The engine's sentences: each is found in its source, listed, and known again in another language."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from engine import phrase
from engine.error import ConfigError, EngineError
from engine.storage import raw
from engine.toml import decode
from tests.translation.catalogue import SENTENCES, TRANSLATIONS, extract, listed, read
from tests.translation.sentence import ROOT, SKIPPED, called, is_prose, sentences, templates
from virtgui.sentence import CONTEXT, Book, Template, told

WRITTEN = read(TRANSLATIONS / "virtgui_zh_CN.ts")
CHINESE = {source: said for (context, source), said in WRITTEN.items() if context == CONTEXT}
SAMPLES = ("/srv/a.img", "'b7'", "4096", "0x10", "c-9")

ERRORS = {"EngineError", "ConfigError", "KvmError", "LockedError"}
PASSED_ON = {
    "str(error)": "what QMP answered: engine.control says it",
    "error.what": "another error's",
    "error.remedy": "another error's",
    "stored.error.remedy": "another error's",
    "ready.what": "what the VM process says as it starts: another error's",
    "ready.remedy": "what the VM process says as it starts: another error's",
    "self._work.reason": "said by whoever holds the guest",
    "self._work.reason if self._work else 'The machine is ending.'": "said by whoever holds the guest, or here",
    "_hint(error)": "an exception's name, for who asks further",
    "_near(name)": "said in that function",
    "_advice(error)": "said in that function",
    "_CONVERT": "said where it is defined",
    "CANNOT_SHARE": "said where it is defined",
    "what": "said where it is assigned",
    "remedy": "said where it is assigned",
}
"""Arguments of errors that are no texts, and where the text is."""


@pytest.fixture
def chinese(qapp: QCoreApplication) -> Iterator[None]:
    translator = QTranslator()
    assert translator.load(QLocale("zh_CN"), "virtgui", "_", str(TRANSLATIONS))
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def errors() -> Iterator[tuple[str, ast.expr]]:
    """What each error of the engine is given to say, with its place."""
    for path in sorted((ROOT / "engine").rglob("*.py")):
        place = str(path.relative_to(ROOT))
        if any(place.startswith(skipped) for skipped in SKIPPED):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and called(node) in ERRORS:
                yield from ((f"{place}:{node.lineno}", argument) for argument in node.args[:2])


def test_every_error_is_found() -> None:
    said, count = sentences(), 0
    for place, argument in errors():
        core = argument
        if isinstance(core, ast.Call) and called(core) == "strip" and isinstance(core.func, ast.Attribute):
            core = core.func.value
        texts = [text for text in templates(core) if text]
        count += len(texts)
        assert all(text in said for text in texts), (place, texts)
        plain = isinstance(core, ast.Constant)
        assert texts or plain or ast.unparse(argument) in PASSED_ON, (place, ast.unparse(argument))
    assert count > 250


def test_every_exception_is_one() -> None:
    given = {ast.unparse(argument) for _, argument in errors()}
    assert not [expression for expression in PASSED_ON if expression not in given]
    for entry in SKIPPED:
        path, _, name = entry.partition(":")
        assert (ROOT / path).exists(), entry
        assert not name or re.search(rf"^{name}\b", (ROOT / path).read_text("utf-8"), re.MULTILINE), entry


def test_the_list_is_up_to_date() -> None:
    assert SENTENCES.read_text("utf-8") == listed(extract()), "make translations"


def test_templates_have_few_fields_and_no_other_braces() -> None:
    for text in sentences():
        fields = re.findall(r"[{}]", text)
        assert fields == ["{", "}"] * (len(fields) // 2), text
        assert [int(number) for number in re.findall(r"\{(\d)\}", text)] == list(range(len(fields) // 2)), text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("'Plain.'", ["Plain."]),
        ("f'{a} is {b + 1}.'", ["{0} is {1}."]),
        ("f'{n} part' + ('s' if n > 1 else '')", ["{0} parts", "{0} part"]),
        ("f'{1 if a else 2} of {name}'", ["{0} of {1}"]),
        ('f\'{"long" if a else "short"} {x}\'', ["long {0}", "short {0}"]),
        ("a + b", []),
        ("17", []),
    ],
)
def test_expressions_are_templates(source: str, expected: list[str]) -> None:
    assert templates(ast.parse(source, mode="eval").body) == expected


@pytest.mark.parametrize("text", ["Choose a file.", "a container", "{0} is set", "Copying {0}", "it is closed"])
def test_prose(text: str) -> None:
    assert is_prose(text)


@pytest.mark.parametrize(
    "text", ["sudo modprobe {0}", "memory", "-device {0}", "<a b>", "{0}: {1}", "7z x", "a\nb c"]
)
def test_no_prose(text: str) -> None:
    assert not is_prose(text)


def test_every_sentence_comes_back(chinese: None) -> None:
    """Filled in, each is known as itself and not as another that looks like it."""
    for source in sentences():
        english, said = source, CHINESE[source]
        for number, sample in enumerate(SAMPLES):
            english = english.replace(f"{{{number}}}", sample)
            said = said.replace(f"{{{number}}}", sample)
        assert told(english) == said, source


def test_english_is_left_alone(qapp: QCoreApplication) -> None:
    assert told("This machine is running already.") == "This machine is running already."


@pytest.mark.parametrize("text", ["", "Nobody says this.", "web", "/srv/disk", "已经在运行。", "x" * 3000, ". : . ("])
def test_what_is_no_sentence_stays(chinese: None, text: str) -> None:
    assert told(text) == text


def failure(call: Callable[[], object]) -> EngineError:
    with pytest.raises(EngineError) as caught:
        call()
    return caught.value


def test_what_and_remedy_in_one(chinese: None, tmp_path: Path) -> None:
    path = tmp_path / "no. such: (disk).img"
    error = failure(lambda: raw.RawDisk(path))
    assert told(str(error)) == f"磁盘映像 {path} 不存在。请将其放回，或在 machine.toml 中指定其他文件。"


def test_a_sentence_within_a_sentence(chinese: None) -> None:
    text = "/dev/kvm cannot be opened: the kernel offers no KVM here (ENOENT)."
    assert (
        told(f"KVM cannot be used here: {text}")
        == "无法在此使用 KVM：无法打开 /dev/kvm：内核在此不提供 KVM（ENOENT）。"
    )


def test_a_description_with_a_mistake(chinese: None) -> None:
    error = failure(lambda: decode('name = "a"\nuuid = "1"\nmemory_mib = "much"\n'))
    assert isinstance(error, ConfigError)
    assert error.line == 3
    assert told(error.what) == "machine.toml：memory_mib：应为 `int`，实际为 `str`。"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("web: This machine is running already.", "web: 此虚拟机已在运行。"),
        (
            '描述已损坏：networks forwards ports, which only backend "user" does. Leave forward out.',
            '描述已损坏：networks 转发端口，而只有后端 "user" 支持转发。请省略 forward。',
        ),
        (
            "machine.toml has an unknown key memory.（第 4 行） Remove it, or correct its name.",
            "machine.toml 中有未知的键 memory。（第 4 行）请移除它，或更正其名称。",
        ),
        ("memory", "内存"),
        ("Blank disk, 4 MiB.", "空白磁盘，4 MiB。"),
        ("Disk with 2 partitions, 1.5 GiB. 已设置。", "有 2 个分区的磁盘，1.5 GiB。已设置。"),
        (
            "KVM met an instruction that it cannot emulate: movaps xmm0,[eax].",
            "KVM 遇到了它无法模拟的指令：movaps xmm0,[eax].",
        ),
        (phrase.SNAPSHOT, "正在创建快照。"),
        ("An unknown thing. Choose another file.", "An unknown thing. 请选择其他文件。"),
    ],
)
def test_pieces(chinese: None, text: str, said: str) -> None:
    assert told(text) == said


def test_most_of_it_wins() -> None:
    pairs = (("{0} is {1}.", "A{0}{1}"), ("{0} is not {1}.", "B{1}{0}"), ("Go on.", "C。"))
    book = Book([Template.of(source, said) for source, said in pairs])
    assert book.understand("x is not y.").text == "Byx"
    assert book.understand("x is y. Go on.").text == "Axy C。"


def test_two_languages_do_not_mix(chinese: None, qapp: QCoreApplication) -> None:
    assert told(phrase.SNAPSHOT) != phrase.SNAPSHOT
    assert QCoreApplication.translate(CONTEXT, phrase.SNAPSHOT) == told(phrase.SNAPSHOT)
