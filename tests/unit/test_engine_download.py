"""Fetching images from a web server of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.download import download, file_name
from engine.error import EngineError
from engine.progress import CancelledError, Progress
from tests.support.web import DATA, SUM, Web

pytest_plugins = ("tests.support.web_fixture",)


def test_a_whole_file_with_its_checksum(web: Web, tmp_path: Path) -> None:
    progress = Progress()
    download(web.url, tmp_path / "a" / "big.iso", progress, SUM.upper())
    assert (tmp_path / "a" / "big.iso").read_bytes() == DATA
    assert progress.done == progress.total == len(DATA)
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["big.iso"]


def test_it_goes_on_where_it_was_cut_off(web: Web, tmp_path: Path) -> None:
    web.cut = 300_000
    with pytest.raises(EngineError, match="cut off"):
        download(web.url, tmp_path / "big.iso", Progress(), SUM)
    assert (tmp_path / "big.iso.part").stat().st_size == 300_000
    web.cut = len(DATA)
    download(web.url, tmp_path / "big.iso", Progress(), SUM)
    assert web.ranges == ["", "bytes=300000-"]
    assert (tmp_path / "big.iso").read_bytes() == DATA


def test_all_of_it_was_there_already(web: Web, tmp_path: Path) -> None:
    (tmp_path / "big.iso.part").write_bytes(DATA)
    download(web.url, tmp_path / "big.iso", Progress(), SUM)
    assert (tmp_path / "big.iso").read_bytes() == DATA


def test_stopping_keeps_what_has_come(web: Web, tmp_path: Path) -> None:
    class Stops(Progress):
        def check(self) -> None:
            if self.done:
                self.cancel()
            super().check()

    with pytest.raises(CancelledError):
        download(web.url, tmp_path / "big.iso", Stops())
    assert 0 < (tmp_path / "big.iso.part").stat().st_size < len(DATA)
    assert not (tmp_path / "big.iso").exists()


def test_another_checksum_leaves_nothing(web: Web, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="is not what the checksum says"):
        download(web.url, tmp_path / "big.iso", Progress(), "0" * 64)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(EngineError, match="no SHA-256"):
        download(web.url, tmp_path / "big.iso", Progress(), "abc")


def test_what_goes_wrong_is_said(web: Web, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="404"):
        download(web.url.replace("big", "missing"), tmp_path / "a", Progress())
    with pytest.raises(EngineError, match="refused"):
        download("http://127.0.0.1:1/x.iso", tmp_path / "a", Progress())
    (tmp_path / "a").write_text("mine")
    with pytest.raises(EngineError, match="exists"):
        download(web.url, tmp_path / "a", Progress())


def test_names() -> None:
    assert file_name("https://example.org/a%20b/c%20d.iso?x=1") == "c d.iso"
    assert file_name("https://example.org/") == "example.org.img"
    assert "/" not in file_name("https://example.org/..%2F..%2Fetc%2Fpasswd")
    assert file_name("https://example.org/.bashrc") == "bashrc"
    for bad in ("ftp://x/y", "file:///etc/passwd", "nonsense", "http://[::1", "http://x:99999/y", "http://x:y/z"):
        with pytest.raises(EngineError, match="no web address"):
            file_name(bad)


@pytest.mark.parametrize("name", ["local", "babble"])
def test_an_answer_that_leads_astray_or_is_none(web: Web, tmp_path: Path, name: str) -> None:
    with pytest.raises(EngineError, match="could not be fetched"):
        download(web.url.replace("big", name), tmp_path / "a", Progress())
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("host", ["a b", "x" * 80, "a\nb"])
def test_a_host_that_no_resolver_takes(tmp_path: Path, host: str) -> None:
    with pytest.raises(EngineError):
        download(f"http://{host}.invalid/x.iso", tmp_path / "a", Progress())


@pytest.mark.parametrize("astray", [None, 100, 99])
def test_another_part_than_was_asked_for_is_not_put_behind_ours(web: Web, tmp_path: Path, astray: int | None) -> None:
    (tmp_path / "a.part").write_bytes(DATA[:100])
    web.astray = astray
    if astray == 99:
        with pytest.raises(EngineError, match="another part"):
            download(web.url, tmp_path / "a", Progress())
        assert list(tmp_path.iterdir()) == []
    download(web.url, tmp_path / "a", Progress())
    assert (tmp_path / "a").read_bytes() == DATA
