"""When a second person's yes counts: for these bytes, this lane, this recipient, this policy, and not for ever."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeport.domain.approval import (
    CLOCK_SLACK_SECONDS,
    Approval,
    Approver,
    NotGranted,
    ToApprove,
    not_granted,
    to_approve,
)
from homeport.domain.consent import Prepared, header_sha256
from homeport.domain.exchange import Outgoing
from homeport.domain.lane import Endpoint, Region

WHAT = ToApprove("eu", "m/large", "POST", "https://eu.example/v1", "h" * 64, "b" * 64, "p" * 64)
HOURS = 3600.0
YES = Approval("a1", "t1", "kim", WHAT, True, "2026-11-23T10:00:00Z", "2026-11-23T23:00:00Z", 13 * HOURS, 5000.0)


def judged(yes: Approval, wanted: ToApprove, passed: float = 1.0) -> NotGranted | None:
    return not_granted(yes, wanted, by_wall=passed, by_steady=passed)


def test_it_counts_for_exactly_what_was_approved() -> None:
    assert judged(YES, WHAT, 0.0) is None
    assert judged(YES, WHAT, 13 * HOURS - 1) is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"body_sha256": "c" * 64}, NotGranted.OTHER_BYTES),
        ({"lane": "premium"}, NotGranted.OTHER_LANE),
        ({"policy_sha256": "q" * 64}, NotGranted.OTHER_POLICY),
        ({"endpoint_id": "m/small"}, NotGranted.OTHER_RECIPIENT),
        ({"url": "https://us.example/v1"}, NotGranted.OTHER_RECIPIENT),
        ({"method": "PUT"}, NotGranted.OTHER_RECIPIENT),
        ({"header_sha256": "i" * 64}, NotGranted.OTHER_RECIPIENT),
    ],
)
def test_any_change_is_something_else(change: dict[str, str], why: NotGranted) -> None:
    assert judged(YES, replace(WHAT, **change)) is why


@pytest.mark.parametrize(
    ("by_wall", "by_steady", "why"),
    [
        (13 * HOURS, 13 * HOURS, NotGranted.EXPIRED),
        (13 * HOURS - 60, 13 * HOURS, NotGranted.EXPIRED),  # within the slack, but the time has passed
        (13 * HOURS, 13 * HOURS - 60, NotGranted.EXPIRED),
        (-HOURS, 60.0, NotGranted.CLOCK),  # set back before the yes
        (HOURS / 2, 13 * HOURS, NotGranted.CLOCK),  # set back to before the end
        (60.0, -40.0, NotGranted.CLOCK),  # the computer started anew a moment ago
        (HOURS, -4940.0, NotGranted.CLOCK),
        (600.0, 0.0, NotGranted.CLOCK),  # set forward
    ],
)
def test_it_ends_and_no_clock_brings_it_back(by_wall: float, by_steady: float, why: NotGranted) -> None:
    assert not_granted(YES, WHAT, by_wall=by_wall, by_steady=by_steady) is why


def test_a_no_is_a_no() -> None:
    assert judged(replace(YES, granted=False), WHAT) is NotGranted.REFUSED


def test_a_clock_corrected_by_seconds_takes_nothing_away() -> None:
    assert not_granted(YES, WHAT, by_wall=HOURS - 60, by_steady=HOURS) is None
    assert CLOCK_SLACK_SECONDS < 600


@given(body=st.binary(max_size=200), place=st.integers(0, 199), bit=st.integers(0, 7))
def test_no_changed_byte_survives(body: bytes, place: int, bit: int) -> None:
    yes = replace(YES, what=to_approve(prepared(body), "eu", "p"))
    at = place % max(1, len(body))
    changed = body[:at] + bytes([body[at] ^ 1 << bit]) + body[at + 1 :] if body else b"x"
    assert judged(yes, to_approve(prepared(body), "eu", "p")) is None
    wanted = to_approve(prepared(changed), "eu", "p")
    assert judged(yes, wanted) is NotGranted.OTHER_BYTES


def prepared(body: bytes) -> Prepared:
    endpoint = Endpoint(
        "m/large", "eu", "Exempel AB", "chat", "https://eu.example/v1", "m", True, Region.EU, "-", "-", 1000, 100
    )
    outgoing = Outgoing("POST", "https://eu.example/v1", (("content-type", "application/json"),), body)
    return Prepared("t1", endpoint, outgoing, (), None)


def test_it_names_recipient_address_and_headers() -> None:
    shown = prepared(b"{}")
    what = to_approve(shown, "eu", "p")
    assert (what.endpoint_id, what.method, what.url) == ("m/large", "POST", "https://eu.example/v1")
    assert (what.header_sha256, what.body_sha256) == (header_sha256(shown.outgoing), shown.outgoing.body_sha256)
    assert Approver("1", "Kim", "2026-11-23T10:00:00Z").vouched_by == ""
