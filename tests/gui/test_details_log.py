"""The log of a VM process."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.error import EngineError
from virtgui.bridge import Bridge
from virtgui.details.log import TAIL, LogView, log_tail, matching


def test_log_tail(tmp_path: Path) -> None:
    assert log_tail(tmp_path / "none") == ""
    (tmp_path / "log").write_bytes(b"x" * (1 << 20) + b"\nend\n")
    tail = log_tail(tmp_path / "log")
    assert tail == "end\n"
    assert len(tail) < TAIL
    with pytest.raises(EngineError):
        log_tail(tmp_path)


def test_matching() -> None:
    text = "Guest: one\nhost: two\nguest: TWO\n"
    assert matching(text, "") == text
    assert matching(text, "guest two") == "guest: TWO\n"


def test_it_follows_filters_and_stops_when_hidden(bridge: Bridge, tmp_path: Path, qtbot) -> None:
    path = tmp_path / "machine.log"
    path.write_text("".join(f"line {number}\n" for number in range(500)))
    view = LogView(path, bridge)
    qtbot.addWidget(view)
    view.resize(400, 200)
    view.show()
    qtbot.waitUntil(lambda: "line 499" in view.log.toPlainText(), timeout=20000)
    bar = view.log.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    with path.open("a") as log:
        log.write("guest: the end\n")
    qtbot.waitUntil(lambda: "the end" in view.log.toPlainText(), timeout=20000)
    assert bar.value() == bar.maximum()
    view.search.setText("GUEST")
    assert view.log.toPlainText() == "guest: the end\n"
    view.hide()
    path.write_text("new run\n")
    view.search.clear()
    view.show()
    qtbot.waitUntil(lambda: view.log.toPlainText() == "new run\n", timeout=20000)
