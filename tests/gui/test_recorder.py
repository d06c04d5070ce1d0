"""Recorders, on pictures and text that the test plays."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtGui import QColor, QImage

from virtgui.recording.recorder import PictureRecorder, SerialRecorder, TextRecorder, rgb_bytes


def picture(colour: str, width: int = 7, height: int = 5) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def test_bytes_of_any_width() -> None:
    assert rgb_bytes(picture("#010203")) == b"\1\2\3" * 35


def test_pictures_as_they_change(bridge, qtbot, tmp_path: Path) -> None:
    shown = [picture("red")]
    recorder = PictureRecorder(bridge, tmp_path / "a.png", lambda: shown[-1])
    recorder._tick()  # Nothing was said to have changed.
    for image in (picture("blue"), picture("blue"), picture("green", 14, 2)):
        shown.append(image)
        recorder.changed()
        recorder._tick()
    with qtbot.waitSignal(recorder.finished, timeout=20000):
        recorder.stop()
    data = (tmp_path / "a.png").read_bytes()
    assert data.count(b"fcTL") == 3
    assert QImage(str(tmp_path / "a.png")).size() == shown[0].size()


def test_text_as_it_changes(bridge, qtbot, tmp_path: Path) -> None:
    rows = [[b"a\x07" * 80] * 25]
    recorder = TextRecorder(bridge, tmp_path / "a.cast", "box", lambda: (rows[-1], (0, 0)))
    recorder.changed()
    recorder._tick()  # It looks the same.
    rows.append([])  # Graphics.
    recorder.changed()
    recorder._tick()
    rows.append([b"b\x07" * 40] * 25)
    with qtbot.waitSignal(recorder.finished, timeout=20000):
        recorder.stop()
    lines = [json.loads(line) for line in (tmp_path / "a.cast").read_text().splitlines()]
    assert lines[0]["width"] == 80
    assert [line[1] for line in lines[1:]] == ["o", "r", "o"]
    assert "b" * 40 in lines[-1][2]


def test_a_serial_port(bridge, qtbot, tmp_path: Path) -> None:
    recorder = SerialRecorder(bridge, tmp_path / "a.cast", "COM1", (80, 24), "utf-8")
    for byte in "né".encode():
        recorder.heard(bytes([byte]))
    recorder.resized(100, 30)
    with qtbot.waitSignal(recorder.finished, timeout=20000):
        recorder.stop()
    lines = [json.loads(line) for line in (tmp_path / "a.cast").read_text().splitlines()][1:]
    assert "".join(line[2] for line in lines if line[1] == "o") == "né"
    assert lines[-1][1:] == ["r", "100x30"]


def test_a_disk_that_takes_nothing(bridge, qtbot, tmp_path: Path) -> None:
    recorder = PictureRecorder(bridge, tmp_path / "no" / "a.png", lambda: picture("red"))
    with qtbot.waitSignal(recorder.failed, timeout=20000) as failure:
        recorder.stop()
    assert "cannot be written" in failure.args[0]
