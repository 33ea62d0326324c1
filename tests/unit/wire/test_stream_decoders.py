"""The bounded decoders: any split of the bytes gives the same events, at linear cost and in bounded memory."""

import time
import tracemalloc
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeport.wire.stream import (
    JsonBody,
    JsonLine,
    NdjsonDecoder,
    SseDecoder,
    SseEvent,
    SseOrJsonDecoder,
    TooLarge,
)

BOM = b"\xef\xbb\xbf"


class Decoder(Protocol):
    def feed(self, data: bytes) -> Sequence[object]: ...

    def close(self) -> Sequence[object]: ...


def run(decoder: Decoder, *pieces: bytes) -> list[object]:
    events: list[object] = []
    for piece in pieces:
        events += decoder.feed(piece)
    events += decoder.close()
    return events


def split_at(data: bytes, cuts: Sequence[int]) -> list[bytes]:
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_an_event_ends_at_a_blank_line_whatever_ends_a_line(end: bytes) -> None:
    data = end.join(
        [b"event: greeting", b": a comment", b"id: 7", b"retry: 10", b"data: hyv\xc3\xa4", b"data:two", b"", b""]
    )
    assert run(SseDecoder(), data) == [SseEvent("greeting", "hyvä\ntwo")]
    assert run(SseDecoder(), *(bytes([byte]) for byte in data)) == [SseEvent("greeting", "hyvä\ntwo")]


def test_an_event_comes_as_soon_as_its_blank_line_has() -> None:
    decoder = SseDecoder()
    assert decoder.feed(b"data: a\r\n\r") == [SseEvent("", "a")]
    assert decoder.feed(b"\ndata: b\n\n") == [SseEvent("", "b")]


def test_a_byte_order_mark_does_not_swallow_the_first_event() -> None:
    assert run(SseDecoder(), BOM + b"data: a\n\n") == [SseEvent("", "a")]
    assert run(SseDecoder(), b"data: " + BOM + b"a\n\n") == [SseEvent("", "\ufeffa")], (
        "only the first one is a mark"
    )


def test_an_unterminated_last_event_is_given_and_flagged() -> None:
    assert run(SseDecoder(), b"data: a\n\ndata: b\n") == [SseEvent("", "a"), SseEvent("", "b", terminated=False)]
    assert run(SseDecoder(), b"data: b") == [SseEvent("", "b", terminated=False)]


def test_an_event_without_data_is_none() -> None:
    assert run(SseDecoder(), b"event: ping\n\n\n\n: hello\n\ndata\n\n") == [SseEvent("", "")]


def test_one_leading_space_belongs_to_the_syntax_and_the_rest_to_the_value() -> None:
    assert run(SseDecoder(), b"data:  a \n\n") == [SseEvent("", " a ")]


def test_bytes_that_are_not_utf_8_become_replacement_characters() -> None:
    assert run(SseDecoder(), b"data: hyv\xe4\xe4\n\n") == [SseEvent("", "hyv��")]


def test_nothing_comes_after_the_end() -> None:
    decoder = SseDecoder()
    decoder.close()
    assert decoder.feed(b"data: a\n\n") == []
    assert decoder.close() == []


@pytest.mark.parametrize(
    "data",
    [
        b"data: " + b"x" * 101 + b"\n\n",  # one long line
        b"data: " + b"x" * 300,  # one that never ends
        b": " + b"x" * 300 + b"\n\n",  # a comment
        b"data: 0123456789\n" * 20,  # many lines of one event
        b"data\n" * 200,  # many empty ones
    ],
)
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_what_is_too_large_ends_the_stream(data: bytes, size: int) -> None:
    pieces = [data[i : i + size] for i in range(0, len(data), size)]
    good, more = b"data: good\n\n", b"\n\ndata: more\n\n"
    assert run(SseDecoder(limit=100), good, *pieces, more) == [SseEvent("", "good"), TooLarge(100)]


def test_an_event_of_exactly_the_limit_passes() -> None:
    data = b"data: " + b"x" * 94
    assert run(SseDecoder(limit=100), data + b"\n\n") == [SseEvent("", "x" * 94)]
    assert run(SseDecoder(limit=100), data + b"x\n\n") == [TooLarge(100)]


def test_lines_of_json() -> None:
    data = BOM + b'{"a":1}\r\n\n  \n{"b":2}\n{"c":'
    assert run(NdjsonDecoder(), data) == [
        JsonLine('{"a":1}'),
        JsonLine('{"b":2}'),
        JsonLine('{"c":', terminated=False),
    ]


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_a_json_line_that_is_too_large_ends_the_stream(size: int) -> None:
    data = b'{"a":1}\n' + b"x" * 101 + b'\n{"b":2}\n'
    pieces = [data[i : i + size] for i in range(0, len(data), size)]
    assert run(NdjsonDecoder(limit=100), *pieces) == [JsonLine('{"a":1}'), TooLarge(100)]


@pytest.mark.parametrize("lead", [b"", BOM, b"\r\n \t", BOM + b"\n"])
def test_a_body_that_starts_with_a_bracket_is_one_json_text(lead: bytes) -> None:
    assert run(SseOrJsonDecoder(), lead + b'{"a":\n\n1}') == [JsonBody('{"a":\n\n1}')]
    assert run(SseOrJsonDecoder(), lead + b"[1]") == [JsonBody("[1]")]
    assert run(SseOrJsonDecoder(), lead + b"data: {}\n\n") == [SseEvent("", "{}")]


@pytest.mark.parametrize("data", [b"", b" \n ", BOM, BOM[:2]])
def test_nothing_is_no_event(data: bytes) -> None:
    assert run(SseOrJsonDecoder(), data) == []


@pytest.mark.parametrize("size", [1, 10_000])
def test_a_json_text_that_is_too_large_is_refused(size: int) -> None:
    data = b"{" + b" " * 100
    pieces = [data[i : i + size] for i in range(0, len(data), size)]
    assert run(SseOrJsonDecoder(limit=100), *pieces) == [TooLarge(100)]


MAKERS: list[Callable[[], Decoder]] = [
    lambda: SseDecoder(limit=40),
    lambda: NdjsonDecoder(limit=40),
    lambda: SseOrJsonDecoder(limit=40),
]
SYNTAX = [b"data", b"event", b":", b" ", b"\n", b"\r", b"\r\n", b"\n\n", b"{", b"}", b"[DONE]", b"data: hi\n\n"]
ODD = [BOM, BOM[:1], BOM[1:], b"\xc3\xa4", b"\xf0\x9f\x98\x8e", b"\xff", b"\x00", b"x" * 15]
ODD_BYTES = st.lists(st.sampled_from(SYNTAX + ODD), max_size=30).map(b"".join)


@pytest.mark.parametrize("make", MAKERS)
@given(data=ODD_BYTES | st.binary(max_size=60), cuts=st.lists(st.integers(0, 500), max_size=12))
def test_any_split_gives_the_same_events(make: Callable[[], Decoder], data: bytes, cuts: list[int]) -> None:
    whole = run(make(), data)
    assert run(make(), *split_at(data, cuts)) == whole
    assert run(make(), *(data[i : i + 1] for i in range(len(data)))) == whole


@pytest.mark.parametrize(
    ("make", "start", "piece"),
    [
        (SseDecoder, b"data: " + b"x" * 7_000_000, b"x"),
        (SseDecoder, b"data: xxxxxxxxxxxxxxx\n" * 300_000, b"data: x\n"),
        (SseDecoder, b"x" * 7_000_000, b"\xc3"),
        (NdjsonDecoder, b"x" * 7_000_000, b"x"),
        (SseOrJsonDecoder, b"{" * 7_000_000, b"\n"),
        (SseOrJsonDecoder, b"data: " + b"x" * 7_000_000, b"x"),
    ],
)
def test_what_is_held_back_is_not_looked_at_again(make: Callable[[], Decoder], start: bytes, piece: bytes) -> None:
    """A small piece costs the same after seven million bytes as after seven; looking back, hundreds of times."""

    def seconds(before: bytes) -> float:
        decoder = make()
        decoder.feed(before)
        decoder.feed(piece * 100)
        began = time.process_time()
        for _ in range(2_000):
            decoder.feed(piece)
        return time.process_time() - began

    few, many = (min(seconds(before) for _ in range(3)) for before in (start[:7], start))
    assert many < 20 * few


@pytest.mark.parametrize("lead", [b"\n", BOM])
def test_endless_leading_space_costs_nothing(lead: bytes) -> None:
    decoder = SseOrJsonDecoder()
    began = time.process_time()
    for _ in range(50):
        assert decoder.feed(lead * 20_000) == []
    assert time.process_time() - began < 2.0


@pytest.mark.parametrize("make", [SseDecoder, NdjsonDecoder, SseOrJsonDecoder])
@pytest.mark.parametrize("piece", [b"x" * 65_536, b"data: " + b"x" * 65_529 + b"\n", b"{" * 65_536])
def test_memory_stays_bounded_whatever_comes(make: Callable[[], Decoder], piece: bytes) -> None:
    decoder = make()
    tracemalloc.start()
    try:
        for _ in range(1024):  # 64 MiB
            decoder.feed(piece)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 32 * 1024 * 1024
