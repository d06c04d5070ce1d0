"""virtgui.models.thumbnail: small pictures of screens."""

from __future__ import annotations

from PySide6.QtGui import QColor, QImage

from virtgui.models.thumbnail import SCALE, SIZE, Thumbnails

SHORT = 20000
LONG = 60000


def picture(colour: str) -> QImage:
    image = QImage(720, 400, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def test_the_picture_that_the_last_run_left(make, opened, bridge, qtbot) -> None:
    make("a")
    machine = opened("a")
    assert picture("#336699").save(str(machine.directory.thumbnail))
    thumbnails = Thumbnails(bridge)
    with qtbot.waitSignal(thumbnails.changed, timeout=SHORT) as said:
        assert thumbnails.of(machine) is None, "reading a file must not be waited for"
    assert said.args == [machine]
    image = thumbnails.of(machine)
    assert image is not None
    assert image.size() == SIZE * SCALE
    assert image.pixelColor(10, 10).name() == "#336699"


def test_none_and_no_picture_are_the_same(make, opened, bridge, qtbot) -> None:
    make("a")
    make("b")
    thumbnails = Thumbnails(bridge)
    opened("a").directory.thumbnail.write_bytes(b"no picture")
    said: list[object] = []
    thumbnails.changed.connect(said.append)
    for name in ("a", "b"):
        assert thumbnails.of(opened(name)) is None
    done: list[int] = []
    bridge.blocking(lambda: None, lambda _: done.append(1))
    qtbot.waitUntil(lambda: bool(done), timeout=SHORT)
    assert said == []


def test_a_machine_that_runs_is_looked_at_only_while_it_is_visible(make, running, bridge, qtbot) -> None:
    make("a")
    machine = running("a")
    thumbnails = Thumbnails(bridge)
    thumbnails.set_visible([machine])
    qtbot.waitUntil(lambda: thumbnails.of(machine) is not None, timeout=LONG)
    assert machine in thumbnails._views
    assert "screen" not in vars(machine.link), "a picture that nobody has asked for takes no memory"
    thumbnails.set_visible([])
    assert not thumbnails._views
    assert not thumbnails._timer.isActive()
    assert not machine.looked_at
    machine.kill()
    qtbot.waitUntil(lambda: machine.link is None, timeout=SHORT)
    assert thumbnails.of(machine) is not None, "the last picture stays"
