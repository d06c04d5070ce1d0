"""virtgui.models.input: keys and mouse in order, in few messages."""

from __future__ import annotations

from collections.abc import Callable

from virtgui.models.input import MOST_WAITING, InputQueue


class Wire:
    """Collects messages; ``done`` says that the last one arrived."""

    def __init__(self) -> None:
        self.messages: list[list[dict[str, object]]] = []
        self._sent: list[Callable[[], None]] = []
        self.queue = InputQueue(self._send)

    def _send(self, events: list[dict[str, object]], sent: Callable[[], None]) -> None:
        self.messages.append(events)
        self._sent.append(sent)

    def done(self) -> None:
        self._sent.pop()()


def key(qcode: str, down: bool) -> dict[str, object]:
    return {"type": "key", "data": {"down": down, "key": {"type": "qcode", "data": qcode}}}


def rel(axis: str, value: int) -> dict[str, object]:
    return {"type": "rel", "data": {"axis": axis, "value": value}}


def test_one_message_at_a_time_and_the_rest_in_the_next() -> None:
    wire = Wire()
    wire.queue.key("a", True)
    wire.queue.key("a", False)
    wire.queue.button("left", True)
    assert wire.messages == [[key("a", True)]]
    wire.done()
    left = {"type": "btn", "data": {"down": True, "button": "left"}}
    assert wire.messages[1:] == [[key("a", False), left]]
    wire.done()
    assert len(wire.messages) == 2


def test_movements_add_up_but_never_past_a_button() -> None:
    wire = Wire()
    wire.queue.key("a", True)
    for _ in range(3):
        wire.queue.move(2, -1, 0)
    wire.queue.button("left", True)
    wire.queue.move(5, 0, 1)
    wire.done()
    kinds = [event["data"] for event in wire.messages[1]]
    assert wire.messages[1][:2] == [rel("x", 6), rel("y", -3)]
    assert kinds[2] == {"down": True, "button": "left"}
    assert wire.messages[1][3:] == [rel("x", 5), rel("wheel", 1)]


def test_no_movement_is_no_message() -> None:
    wire = Wire()
    wire.queue.move(0, 0, 0)
    assert wire.messages == []


def test_a_machine_that_does_not_listen_forgets_what_is_too_much() -> None:
    wire = Wire()
    for number in range(MOST_WAITING + 50):
        wire.queue.key(str(number), True)
    wire.done()
    assert len(wire.messages[1]) == MOST_WAITING
    assert wire.messages[1][0] == key("1", True)


def test_what_waits_is_forgotten_when_the_machine_ends() -> None:
    wire = Wire()
    wire.queue.key("a", True)
    wire.queue.key("b", True)
    wire.queue.clear()
    wire.queue.key("c", True)
    assert wire.messages == [[key("a", True)], [key("c", True)]]


def test_of_places_the_last_alone_counts_but_a_click_is_at_its_own() -> None:
    wire = Wire()
    wire.queue.key("a", True)
    wire.queue.point(1, 2)
    wire.queue.point(3, 4)
    wire.queue.button("left", True)
    wire.queue.point(5, 6)
    wire.done()
    places = [event["data"] for event in wire.messages[1] if event["type"] == "abs"]
    assert places == [{"axis": axis, "value": value} for axis, value in zip("xyxy", (3, 4, 5, 6), strict=True)]
    assert wire.messages[1][2]["type"] == "btn"
    wire.queue.point(7, 8)
    wire.queue.clear()
    wire.queue.key("b", True)
    assert wire.messages[-1] == [key("b", True)]


def test_what_comes_before_somebody_hears_is_kept() -> None:
    wire = Wire()
    wire.queue.hold()
    wire.queue.key("a", True)
    wire.queue.move(1, 0, 0)
    wire.queue.move(2, 0, 0)
    assert wire.messages == []
    wire.queue.release()
    assert wire.messages == [[key("a", True), rel("x", 3)]]
    wire.done()
    wire.queue.hold()
    wire.queue.clear()
    wire.queue.key("b", True)
    assert wire.messages[1:] == [[key("b", True)]], "another run begins"
