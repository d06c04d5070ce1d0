"""engine.control.protocol: requests cut out of a stream, and read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.control import protocol
from engine.control.protocol import REQUEST_LIMIT, RequestError, RequestTooLongError, Splitter, parse

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(st.text(), VALUES, max_size=4), max_size=5), st.integers(1, 40), st.booleans())
def test_any_objects_in_any_pieces_come_out_as_they_went_in(
    values: list[dict[str, object]], step: int, newlines: bool
) -> None:
    texts = [json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass") for value in values]
    stream = (b"\r\n" if newlines else b"").join(texts)
    splitter = Splitter()
    pieces = [piece for at in range(0, len(stream), step) for piece in splitter.feed(stream[at : at + step])]
    assert pieces == texts


@given(st.binary(max_size=300), st.integers(1, 50))
def test_after_any_garbage_the_stream_is_found_again(garbage: bytes, step: int) -> None:
    splitter = Splitter()
    for at in range(0, len(garbage), step):
        splitter.feed(garbage[at : at + step])
    # At worst the garbage opened brackets and a string: a newline ends the string, and these close the rest.
    splitter.feed(b"\n" + b"}" * len(garbage) + b"\n")
    assert splitter.feed(b'{"execute":"stop"}\n')[-1] == b'{"execute":"stop"}'


@pytest.mark.parametrize("junk", [b"hello", b"\x00\xff\xfe", b"]]}}", b'"', b'{"a": "unfinished'])
def test_a_line_of_junk_is_one_piece(junk: bytes) -> None:
    splitter = Splitter()
    assert splitter.feed(junk + b"\n") == [junk]
    assert splitter.feed(b'{"execute":"stop"}') == [b'{"execute":"stop"}']


def test_brackets_and_escaped_quotes_in_strings_do_not_count() -> None:
    text = rb'{"a": "}\"{[\\"}'
    assert Splitter().feed(text + b"{}") == [text, b"{}"]


def test_a_request_may_be_as_long_as_the_limit_and_no_longer() -> None:
    splitter = Splitter()
    head = b'{"x":"'
    assert splitter.feed(head + b"y" * (REQUEST_LIMIT - len(head))) == []
    with pytest.raises(RequestTooLongError):
        splitter.feed(b"y")


def test_a_megabyte_in_small_pieces_is_scanned_once() -> None:
    splitter = Splitter()
    splitter.feed(b'{"x":"')
    for _ in range(1000):
        splitter.feed(b"y" * 1000)
    assert len(splitter.feed(b'"}')[0]) == 1_000_008


def test_parse() -> None:
    request = parse(b'{"execute": "send-key", "arguments": {"keys": []}, "id": {"n": 1}}')
    assert (request.execute, request.arguments, request.id) == ("send-key", {"keys": []}, {"n": 1})
    assert parse(b'{"execute": "stop"}').arguments == {}


@pytest.mark.parametrize(
    ("line", "request_id"),
    [
        (b"hello", None),
        (b"[1]", None),
        (b'"x"', None),
        (b"\xff", None),
        (b'{"id": 7}', 7),
        (b'{"execute": 5, "id": "a"}', "a"),
        (b'{"execute": "stop", "arguments": [], "id": 0}', 0),
        (b'{"execute": "stop", "extra": 1, "id": 3}', 3),
    ],
)
def test_parse_refuses_what_is_no_command_and_keeps_its_id(line: bytes, request_id: object) -> None:
    with pytest.raises(RequestError) as caught:
        parse(line)
    assert caught.value.request_id == request_id
    assert caught.value.kind == "GenericError"


def test_answers_are_lines_of_json() -> None:
    assert json.loads(protocol.greeting("1.2.3"))["QMP"]["version"]["qemu"] == {"major": 1, "minor": 2, "micro": 3}
    assert json.loads(protocol.reply(None, 4)) == {"return": {}, "id": 4}
    assert json.loads(protocol.reply([], None)) == {"return": []}
    error = RequestError("no", "CommandNotFound", "x")
    assert json.loads(protocol.failure(error)) == {"error": {"class": "CommandNotFound", "desc": "no"}, "id": "x"}
    event = json.loads(protocol.event("STOP", {"a": 1}))
    assert (event["event"], event["data"]) == ("STOP", {"a": 1})
    assert 0 <= event["timestamp"]["microseconds"] < 1_000_000
    assert protocol.reply(1).endswith(b"\r\n")
