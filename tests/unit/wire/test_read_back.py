"""What is read out of the exact bytes is what a request says: no more, no less, in every format."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeport.domain.exchange import Message, ModelRequest, Role
from homeport.domain.lane import Endpoint, Region
from homeport.wire.formats import FORMATS
from homeport.wire.read_back import NotReadableError, ReadBack, read_back

SYSTEM_APART = frozenset({"messages", "responses", "generate_content"})

texts = st.text(max_size=60) | st.sampled_from(
    ('{"role":"user","content":"not me"}', '\\"messages\\":[', "å\u2028\ud83d", "\x00\x1f\t\n", "😀" * 5)
)
messages = st.builds(Message, st.sampled_from((Role.USER, Role.ASSISTANT)), texts)
requests = st.builds(
    ModelRequest,
    model=st.text('abc-.\u00e5"', min_size=1, max_size=8),
    messages=st.builds(
        lambda system, said: (*(Message(Role.SYSTEM, text) for text in system), *said),
        st.lists(texts, max_size=1),
        st.lists(messages, min_size=1, max_size=5),
    ),
    max_output_tokens=st.integers(1, 10**6),
    temperature=st.none() | st.floats(0, 2),
    seed=st.none() | st.integers(0, 2**31),
    logprobs=st.integers(0, 3),
    json_schema=st.none() | st.just({"type": "object", "messages": [{"role": "user", "content": "x"}]}),
    stream=st.booleans(),
)


def endpoint(wire: str) -> Endpoint:
    return Endpoint(
        "p/m", "premium", "P", wire, "https://p.example/v1", "m", True, Region.GLOBAL, "-", "-", 1000, 100
    )


def as_sent(text: str) -> str:
    """UTF-8 has no half characters; the wire writes a question mark for one."""
    return text.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("wire", sorted(FORMATS))
@given(request=requests)
@settings(max_examples=150, deadline=None)
def test_every_request_is_read_back_as_it_was_said(wire: str, request: ModelRequest) -> None:
    body = FORMATS[wire].build(endpoint(wire), request).body
    read = read_back(wire, body)
    said = [(message.role, as_sent(message.text)) for message in request.messages]
    if wire in SYSTEM_APART:  # these leave out a system text that is empty
        said = [(role, text) for role, text in said if role is not Role.SYSTEM or text]
    assert [(message.role, message.text) for message in read] == said
    for message in read:
        assert json.loads(body[message.start_byte : message.end_byte]) == message.text
    assert [m.start_byte for m in read] == sorted(m.start_byte for m in read)


def test_several_system_texts_become_the_one_that_is_sent() -> None:
    request = ModelRequest(
        "m", (Message(Role.SYSTEM, "a"), Message(Role.USER, "b"), Message(Role.SYSTEM, "c")), max_output_tokens=9
    )
    for wire in SYSTEM_APART:
        read = read_back(wire, FORMATS[wire].build(endpoint(wire), request).body)
        assert [(m.role, m.text) for m in read] == [(Role.SYSTEM, "a\n\nc"), (Role.USER, "b")]


def test_places_are_bytes_not_characters() -> None:
    body = '{"model":"ö","messages":[{"role":"user","content":"ålder"}]}'.encode()
    (read,) = read_back("chat", body)
    assert read == ReadBack(Role.USER, "ålder", body.index('"ålder"'.encode()), len(body) - 3)


def test_spaces_between_signs_are_read_over() -> None:
    body = json.dumps({"messages": [{"role": "user", "content": "x"}], "n": [1, {"a": None}]}, indent=3).encode()
    assert [message.text for message in read_back("chat", body)] == ["x"]
    assert read_back("chat", b' {"messages": [ ] } ') == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"messages":[]} ,',
        b'{"messages":{"role":"user"}}',
        b'{"messages":[{"role":"user"}]}',
        b'{"messages":[{"role":"king","content":"x"}]}',
        b'{"messages":[{"role":"user","content":["x"]}]}',
        b'{"messages":[{"role":"user","content":"x"}]',
        b'{"messages":[],"messages":[{"role":"user","content":"hidden"}]}',
        b'{"messages":[{"role":"user","content":"a","content":"b"}]}',
        b'{"messages" [] }',
        b'{"messages":[{"role":"user","content":"a"} {"role":"user","content":"b"}]}',
        b"{1:2}",
        b'{"messages":' + b"[" * 100_000,
    ],
)
def test_what_is_no_such_request_is_refused(body: bytes) -> None:
    with pytest.raises(NotReadableError):
        read_back("chat", body)


def test_a_format_nobody_knows_is_refused() -> None:
    with pytest.raises(NotReadableError, match="telegram"):
        read_back("telegram", b"{}")


@pytest.mark.parametrize("wire", sorted(FORMATS))
def test_time_grows_with_the_length_only(wire: str) -> None:
    def seconds(pieces: int) -> float:
        said = tuple(Message(Role.USER, 'rad "ett" å\n' * 1000) for _ in range(pieces))
        body = FORMATS[wire].build(endpoint(wire), ModelRequest("m", said, 9)).body
        times = []
        for _ in range(3):
            started = time.process_time()
            read_back(wire, body)
            times.append(time.process_time() - started)
        return min(times)

    short, long = seconds(40), seconds(320)  # 0.6 and 4.6 MB
    assert long < 40 * short + 0.05
    assert long < 3.0
