"""What holds for every format."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.wire_cases import REQUEST
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import AnswerEvent, Fault, Finished
from homeport.wire.formats import FORMATS, wire_format


@pytest.mark.parametrize("wire", FORMATS)
def test_a_format_is_found_by_its_name(wire: str) -> None:
    assert FORMATS[wire].id == wire
    assert wire_format(wire) == FORMATS[wire]
    assert wire_format(wire, ["a_key"]) != FORMATS[wire]


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(UserFacingError, match="carrier_pigeon"):
        wire_format("carrier_pigeon")


PIECES = st.sampled_from(
    [
        b"data: ",
        b"event: message_stop\n",
        b"\n\n",
        b"\n",
        b"\r",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b'"choices"',
        b'"delta"',
        b'"content"',
        b'"finish_reason"',
        b'"stop"',
        b'"message"',
        b'"done"',
        b"true",
        b"null",
        b"NaN",
        b"-1",
        b"[DONE]",
        b"\xff",
        b"\xef\xbb\xbf",
        b'data: {"choices":[{"delta":{"content":"a"}}]}\n\n',
        b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n',
        b'{"message":{"content":"a"}}\n',
        b'{"done":true,"done_reason":"stop"}\n',
        b'{"error":"x"}\n',
    ]
)


@pytest.mark.parametrize("wire", FORMATS)
@settings(max_examples=300)
@given(pieces=st.lists(PIECES | st.binary(max_size=4), max_size=25), size=st.integers(1, 9))
def test_any_bytes_in_any_pieces_end_in_exactly_one_way(wire: str, pieces: list[bytes], size: int) -> None:
    data = b"".join(pieces)

    def run(*parts: bytes) -> list[AnswerEvent]:
        decoder = FORMATS[wire].decoder(REQUEST)
        return [event for part in parts for event in decoder.feed(part)] + decoder.close()

    events = run(data)
    assert [isinstance(event, Finished | Fault) for event in events] == [False] * (len(events) - 1) + [True]
    assert run(*(data[i : i + size] for i in range(0, len(data), size))) == events
