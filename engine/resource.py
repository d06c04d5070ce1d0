"""Where the files shipped with the program are: icons, guests, firmware."""

from __future__ import annotations

from pathlib import Path

from engine.error import EngineError


def resource_path(*parts: str) -> Path:
    """The path of a shipped file or directory, such as ``resource_path("icons", "run.svg")``.

    An installed package carries them in ``engine/resources``, a checkout in ``resources`` beside ``engine``.
    The file itself need not exist. Raises EngineError when neither directory does.
    """
    return _root(Path(__file__).parent).joinpath(*parts)


def _root(package: Path) -> Path:
    for candidate in (package / "resources", package.parent / "resources"):
        if candidate.is_dir():
            return candidate
    raise EngineError("VirtGUI's own resources directory is missing.", "Install VirtGUI again.")
