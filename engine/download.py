"""Fetching an image from the web: goes on where it was cut off, and is compared with a checksum."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from engine.error import EngineError
from engine.progress import Progress

if TYPE_CHECKING:
    from http.client import HTTPResponse

TIMEOUT_S: Final = 30.0
CHUNK: Final = 256 << 10
PART: Final = ".part"


def file_name(url: str) -> str:
    """What the file behind an address is called. EngineError for an address that cannot be fetched."""
    try:
        parts = urlsplit(url.strip())
        fetchable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # Brackets, or a port, that do not make an address.
        fetchable = False
    if not fetchable:
        raise EngineError(f"{url} is no web address.", "It begins with https:// or http://.")
    # Not hidden, whatever the server calls it.
    name = re.sub(r"[/\0]", "-", unquote(parts.path.rsplit("/", 1)[-1])).lstrip(".")
    return name if name.strip(". ") else f"{parts.hostname}.img"


def download(url: str, target: Path, progress: Progress, sha256: str = "") -> None:
    """Fetch ``url`` to ``target``. What was fetched before it was cut off, or cancelled, stays beside it as ``.part``
    and is not fetched again. EngineError says why it failed; a file with another checksum is removed.
    """
    from http.client import HTTPException

    file_name(url)
    wanted = sha256.strip().lower()
    if wanted and not re.fullmatch(r"[0-9a-f]{64}", wanted):
        raise EngineError("That is no SHA-256 checksum.", "It has 64 digits from 0 to 9 and a to f.")
    if target.exists():
        raise EngineError(f"{target} exists already.", "Use it, or remove it first.")
    part = target.with_name(target.name + PART)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _fetch(url.strip(), part, progress)
        if wanted:
            progress.what = "Checking"
            _check(part, wanted, progress)
        part.rename(target)
    except OSError as error:
        # urllib's errors are OSErrors: a refused connection, an unknown host, "HTTP Error 404: Not Found".
        code, reason = getattr(error, "code", 0), getattr(error, "reason", "")
        why = f"the server says {code}, {reason}" if code else error.strerror or str(reason) or str(error)
        raise EngineError(f"{url} could not be fetched: {why}.", "Try again: it goes on where it stopped.") from None
    except (HTTPException, ValueError) as error:
        # Of http.client and the resolver: an answer that is none, an address that cannot be asked for.
        why = str(error) or type(error).__name__
        raise EngineError(f"{url} could not be fetched: {why}.", "Check the address.") from None


def _fetch(url: str, part: Path, progress: Progress) -> None:
    from urllib.request import Request, urlopen

    have = part.stat().st_size if part.exists() else 0
    request = Request(url, headers={"User-Agent": "VirtGUI", **({"Range": f"bytes={have}-"} if have else {})})
    progress.what = f"Fetching {part.name.removesuffix(PART)}"
    try:
        answer: HTTPResponse = urlopen(request, timeout=TIMEOUT_S)
    except OSError as error:
        # 416: there is nothing after what we have, which is all of it then.
        if have and getattr(error, "code", 0) == 416:
            return
        raise
    resumed = answer.status == 206
    if resumed and _start_of(answer.headers.get("Content-Range", ""), have) != have:
        answer.close()
        part.unlink()
        raise EngineError(f"{url} sent another part than was asked for.", "Try again: it begins anew.")
    with answer, part.open("r+b" if resumed else "wb") as file:
        file.seek(0, os.SEEK_END)
        progress.done = file.tell()
        length = answer.headers.get("Content-Length", "")
        progress.total = progress.done + int(length) if length.isdigit() else 0
        _receive(answer, file, progress)
        if progress.total and progress.done < progress.total:
            raise EngineError(f"{url} was cut off.", "Try again: it goes on where it stopped.")


def _start_of(content_range: str, otherwise: int) -> int:
    """Where what is sent begins (RFC 9110, 14.4)."""
    found = re.match(r"bytes (\d+)-", content_range)
    return int(found[1]) if found else otherwise


def _receive(answer: HTTPResponse, file: IO[bytes], progress: Progress) -> None:
    while True:
        progress.check()
        piece = answer.read(CHUNK)
        if not piece:
            return
        file.write(piece)
        progress.done += len(piece)


def _check(part: Path, wanted: str, progress: Progress) -> None:
    digest = hashlib.sha256()
    progress.done, progress.total = 0, part.stat().st_size
    with part.open("rb") as file:
        while piece := file.read(1 << 20):
            progress.check()
            digest.update(piece)
            progress.done += len(piece)
    if digest.hexdigest() != wanted:
        part.unlink()
        raise EngineError(
            f"What came is not what the checksum says: it has {digest.hexdigest()}.",
            "Do not use it. Compare address and checksum with those on the maker's page.",
        )
