"""Everything that the windows say is translatable and translated; the compiled files are those of the sources."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.translation.__main__ import LRELEASE, compile_to
from tests.translation.catalogue import TRANSLATIONS, extract, read, write

LANGUAGES = sorted(TRANSLATIONS.glob("*.ts"))
MEND = "make translations, then translate what is unfinished in resources/translations"


def test_nothing_is_shown_untranslated() -> None:
    faults = extract().faults
    assert not faults, "\n".join(faults)


def test_there_is_chinese() -> None:
    assert "virtgui_zh_CN.ts" in [path.name for path in LANGUAGES]


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_every_text_is_translated(path: Path) -> None:
    said, known = extract().messages, read(path)
    missing = [f"{text!r} ({where[0]})" for (context, text), where in said.items() if not known.get((context, text))]
    assert not missing, f"not translated: {MEND}\n" + "\n".join(missing)
    gone = sorted(known.keys() - said.keys())
    assert not gone, f"no longer said: {MEND}\n{gone}"


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_placeholders_and_mnemonics_are_kept(path: Path) -> None:
    for (context, text), translation in read(path).items():
        assert fields(translation) == fields(text), (context, text, translation)
        assert ("&" in translation) == ("&" in text), (context, text, translation)


def fields(text: str) -> list[str]:
    return sorted(re.findall(r"\{[^}]*\}|%n", text))


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_the_compiled_file_is_that_of_the_source(path: Path, tmp_path: Path) -> None:
    if not shutil.which(LRELEASE):
        pytest.skip("PySide6 came without lrelease")
    compile_to(path, tmp_path / "fresh.qm")
    assert (tmp_path / "fresh.qm").read_bytes() == path.with_suffix(".qm").read_bytes(), MEND


def test_a_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    messages = {("A", "one & <two>"): "eins", ("A", " three\n"): "", ("B", "one"): " ein "}
    write(tmp_path / "x.ts", "de", messages)
    assert read(tmp_path / "x.ts") == messages
    assert read(tmp_path / "none.ts") == {}
