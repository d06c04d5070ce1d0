"""``make translations``: bring the .ts files up to what the sources say, and compile them.

What is new is left unfinished, to be translated with Qt Linguist or an editor; what is no longer said goes.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import PySide6

from tests.translation.catalogue import SENTENCES, TRANSLATIONS, extract, listed, read, write

LRELEASE = Path(PySide6.__file__).parent / "lrelease"


def compile_to(source: Path, target: Path) -> None:
    """One .ts file to a .qm file."""
    subprocess.run([LRELEASE, "-silent", source, "-qm", target], check=True)


def main() -> int:
    """Status 1 while something is not translated, or said untranslated."""
    found = extract()
    SENTENCES.write_text(listed(found), "utf-8")
    unfinished = 0
    for path in sorted(TRANSLATIONS.glob("*.ts")):
        known = read(path)
        anywhere = {source: translation for (_context, source), translation in known.items() if translation}
        messages = {key: known.get(key) or anywhere.get(key[1], "") for key in found.messages}
        write(path, path.stem.partition("_")[2], messages)
        compile_to(path, path.with_suffix(".qm"))
        missing = [source for (_context, source), translation in messages.items() if not translation]
        unfinished += len(missing)
        for source in missing:
            print(f"{path.name}: {source!r} is not translated")  # noqa: T201  # the command's answer
    for fault in found.faults:
        print(fault)  # noqa: T201  # likewise
    return int(bool(unfinished or found.faults))


if __name__ == "__main__":
    sys.exit(main())
