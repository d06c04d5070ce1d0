"""Long work under way."""

from __future__ import annotations

import threading

from engine.error import EngineError
from engine.progress import Progress
from virtgui.bridge import Bridge
from virtgui.windows.manager_task import TaskPanel


def test_two_pieces_of_work_and_what_becomes_of_them(bridge: Bridge, qtbot) -> None:
    panel = TaskPanel(bridge)
    qtbot.addWidget(panel)
    go, results = threading.Event(), []

    def work(progress: Progress) -> int:
        progress.what, progress.done, progress.total = "Half", 50, 100
        go.wait(5)
        return 7

    def wrong(progress: Progress) -> int:
        raise EngineError("It broke.", "Mend it.")

    panel.run("Good", work, results.append)
    with qtbot.waitSignal(panel.failed) as heard:
        panel.run("Bad", wrong)
    assert heard.args == ["It broke.", "Mend it."]
    qtbot.waitUntil(lambda: panel.rows[0].bar.value() == 500, timeout=20000)
    assert panel.rows[0].label.text() == "Good: Half, 50 B / 100 B"
    go.set()
    qtbot.waitUntil(lambda: results == [7], timeout=20000)
    assert panel.isHidden()
