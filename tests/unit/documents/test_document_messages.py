"""What a worker says is checked before it is believed."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeport.adapters.documents import limits
from homeport.adapters.documents.extraction import Extraction
from homeport.adapters.documents.messages import (
    LENGTH,
    BadMessageError,
    Locked,
    Order,
    decode_result,
    decode_text,
    encode_result,
)
from homeport.domain.document import Remark, Section, SectionKind, Unread, UnreadPart

GOOD: dict[str, Any] = {
    "media_type": "text/plain",
    "unread": None,
    "sections": [["page", "1", 0, 4], ["page", "2", 4, 9]],
    "markings": [["MSIP", "Secret"]],
    "unread_parts": [["page 3", "no-text"]],
    "remarks": ["macros"],
}


def decoded(**changes: object) -> object:
    return decode_result(json.dumps({**GOOD, **changes}).encode(), 9)


def test_what_a_reader_found_comes_through_as_it_was() -> None:
    out = Extraction()
    out.add(SectionKind.PAGE, "1", "på\ud800\U0001f600")
    out.mark("name", "value")
    out.leave_out("page 2", Unread.NO_TEXT)
    out.remarks.add(Remark.MACROS)
    reading = decode_result(encode_result("text/plain", out, None)[LENGTH.size :], len(out.text))
    assert decode_text(out.text.encode()) == "på\ufffd\U0001f600\n"
    assert reading.sections == (Section(SectionKind.PAGE, "1", 0, 5),)
    assert reading.markings == (("name", "value"),)
    assert reading.unread_parts == (UnreadPart("page 2", Unread.NO_TEXT),)
    assert reading.remarks == (Remark.MACROS,)


def test_the_order_and_the_lock_come_through() -> None:
    order = Order("å.txt", 5, pdf=True, mail=False, cpu_seconds=1, memory_bytes=2, open_files=3)
    assert Order.decode(order.encode()[LENGTH.size :]) == order
    locked = Locked(7, seccomp=True, limits=True)
    assert Locked.decode(locked.encode()[LENGTH.size :]) == locked


@pytest.mark.parametrize(
    "changes",
    [
        {"media_type": 5},
        {"media_type": "x" * 300},
        {"unread": "no-such-reason"},
        {"unread": "damaged"},  # and yet there is text
        {"sections": {}},
        {"sections": [["page", "1", 0]]},
        {"sections": [["page", "1", 0, 10]]},
        {"sections": [["page", "1", -1, 4]]},
        {"sections": [["page", "1", 4, 3]]},
        {"sections": [["page", "1", 0, 5], ["page", "2", 4, 9]]},
        {"sections": [["page", "1", 0, True]]},
        {"sections": [["page", "1", 0.0, 4]]},
        {"sections": [["chapter", "1", 0, 4]]},
        {"sections": [["page", "one\ntwo", 0, 4]]},
        {"sections": [["page", "gpj.\u202eexe", 0, 4]]},
        {"sections": [["page", "x" * 200, 0, 4]]},
        {"sections": [["page", "1", 0, 4]] * (limits.SECTIONS + 1)},
        {"markings": [["a", "b", "c"]]},
        {"markings": [["a", "x" * 501]]},
        {"markings": [["a", "b"]] * 201},
        {"unread_parts": [["page", "no-such-reason"]]},
        {"unread_parts": [[None, "no-text"]]},
        {"remarks": ["no-such-remark"]},
        {"remarks": "macros"},
    ],
    ids=lambda changes: str(changes)[:60],
)
def test_what_is_not_in_the_protocol_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(BadMessageError):
        decoded(**changes)


def test_the_good_one_is_good_and_every_field_is_needed() -> None:
    decoded()
    for field in GOOD:
        with pytest.raises(BadMessageError):
            decode_result(json.dumps({key: value for key, value in GOOD.items() if key != field}).encode(), 9)


def test_an_unknown_media_type_is_not_passed_on() -> None:
    assert getattr(decoded(media_type="text/x-script"), "media_type") == "application/octet-stream"  # noqa: B009


def test_text_has_to_be_text_and_not_too_long() -> None:
    with pytest.raises(BadMessageError):
        decode_text(b"\xff")
    with pytest.raises(BadMessageError):
        decode_text(b"\xed\xa0\x80")
    with pytest.raises(BadMessageError):
        decode_text(b"x" * (limits.CHARACTERS + 1))


WORDS = st.text(max_size=5) | st.sampled_from(["page", "damaged", "macros"])
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 20)
    | st.text(max_size=5)
    | st.sampled_from(["page", "damaged", "macros"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(sorted(GOOD)), inner, max_size=6),
    max_leaves=20,
)


@given(json_values, st.sampled_from(sorted(GOOD)))
def test_any_json_is_either_checked_or_refused(value: object, field: str) -> None:
    for message in (value, {**GOOD, field: value}):
        try:
            reading = decode_result(json.dumps(message).encode(), 9)
        except BadMessageError:
            continue
        assert all(0 <= section.start <= section.end <= 9 for section in reading.sections)


@given(st.binary(max_size=200))
def test_any_bytes_are_either_checked_or_refused(data: bytes) -> None:
    for decode in (Locked.decode, lambda each: decode_result(each, 0), decode_text):
        try:
            decode(data)
        except BadMessageError:
            continue
