"""Downloading an image in the wizard."""

from __future__ import annotations

from pathlib import Path

from tests.support.web import DATA, SUM, Web
from virtgui.bridge import Bridge
from virtgui.wizard.download_row import DownloadRow

pytest_plugins = ("tests.support.web_fixture",)

SHORT = 20000


def test_an_image_comes_into_the_download_directory(
    bridge: Bridge,
    web: Web,
    home: Path,
    qtbot,
    monkeypatch,
) -> None:
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(home / "downloads"))
    row = DownloadRow(bridge)
    qtbot.addWidget(row)
    row.url.setText("nonsense")
    row.button.click()
    qtbot.waitUntil(lambda: row.notice.kind == "error", timeout=SHORT)
    assert row.bar.isHidden() and row.url.isEnabled()
    row.url.setText(web.url)
    row.checksum.setText(SUM)
    with qtbot.waitSignal(row.got, timeout=SHORT) as heard:
        row.button.click()
        assert row.button.text() == "Stop"
    assert heard.args == [str(home / "downloads" / "big.iso")]
    assert (home / "downloads" / "big.iso").read_bytes() == DATA
    assert row.bar.isHidden()


def test_what_goes_wrong_is_said_and_can_be_tried_again(
    bridge: Bridge,
    web: Web,
    home: Path,
    qtbot,
    monkeypatch,
) -> None:
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(home / "downloads"))
    row = DownloadRow(bridge)
    qtbot.addWidget(row)
    web.cut = 1000
    row.url.setText(web.url)
    row.button.click()
    qtbot.waitUntil(lambda: "cut off" in row.notice.text, timeout=SHORT)
    web.cut = len(DATA)
    with qtbot.waitSignal(row.got, timeout=SHORT):
        row.button.click()
    assert web.ranges[-1] == "bytes=1000-"
