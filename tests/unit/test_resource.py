from __future__ import annotations

import pytest

from engine.error import EngineError
from engine.resource import _root, resource_path


def test_a_shipped_file_is_found():
    assert resource_path("icons", "run.svg").read_text().startswith("<svg")


def test_the_installed_directory_wins_over_the_checkout(tmp_path):
    package = tmp_path / "engine"
    (tmp_path / "resources").mkdir()
    package.mkdir()
    assert _root(package) == tmp_path / "resources"
    (package / "resources").mkdir()
    assert _root(package) == package / "resources"


def test_a_missing_directory_is_said_plainly(tmp_path):
    with pytest.raises(EngineError, match="resources directory is missing"):
        _root(tmp_path)
