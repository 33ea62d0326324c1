"""What the tests of the wire formats share: an endpoint, a request, bytes of a stream, and reading them."""

import json
from collections.abc import Iterable, Mapping

from homeport.domain.exchange import AnswerEvent, Fault, Finished, Message, ModelRequest, Role, TextDelta
from homeport.domain.lane import Endpoint, Region
from homeport.wire.format import WireFormat

REQUEST = ModelRequest(
    model="a-model",
    messages=(Message(Role.SYSTEM, "Be brief."), Message(Role.USER, 'Hyvää päivää "quoted"\n<b>\u2028')),
    max_output_tokens=64,
)


def endpoint(wire: str, base_url: str, *, context_tokens: int = 4096, auth_header: str = "") -> Endpoint:
    """An endpoint with nothing else to it."""
    return Endpoint(
        id="test",
        lane="device",
        provider="Test",
        wire=wire,
        base_url=base_url,
        model="a-model",
        managed=False,
        region=Region.DEVICE,
        country="here",
        retention="none",
        context_tokens=context_tokens,
        max_output_tokens=512,
        auth_header=auth_header,
    )


def sse(*events: Mapping[str, object] | str, name_key: str = "") -> bytes:
    """A stream of events; with `name_key` each is named by that field of its data."""
    out = []
    for event in events:
        if isinstance(event, Mapping) and name_key in event:
            out.append(f"event: {event[name_key]}\n")
        data = event if isinstance(event, str) else json.dumps(event, ensure_ascii=False)
        out.append(f"data: {data}\n\n")
    return "".join(out).encode()


def ndjson(*lines: Mapping[str, object]) -> bytes:
    """A stream of JSON lines."""
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def decode(wire: WireFormat, *pieces: bytes) -> list[AnswerEvent]:
    """All events of an answer; checked to have exactly one end, which is the last of them."""
    decoder = wire.decoder(REQUEST)
    events: list[AnswerEvent] = []
    for piece in pieces:
        events += decoder.feed(piece)
    events += decoder.close()
    assert decoder.feed(b"data: {}\n\n{}\n") == []
    assert decoder.close() == []
    assert [isinstance(event, Finished | Fault) for event in events] == [False] * (len(events) - 1) + [True]
    return events


def text_of(events: Iterable[AnswerEvent]) -> str:
    """The answer's text."""
    return "".join(event.text for event in events if isinstance(event, TextDelta))
