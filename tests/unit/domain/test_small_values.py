"""The small rules that values carry: what they derive, and what they never show."""

import hashlib
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from homeport.domain.check import Check, QualityReport
from homeport.domain.consent import Confirmation, DevicePermit, Prepared, SendPermit, header_sha256
from homeport.domain.decision import Decision
from homeport.domain.draft import Draft, DraftEnd, Speed
from homeport.domain.errors import UserCancelled, UserFacingError
from homeport.domain.exchange import Outgoing, TokenLogprob
from homeport.domain.facts import KNOWN_FACTS, Fact, Facts, FactSource
from homeport.domain.lane import DEVICE, Endpoint, Region
from homeport.domain.policy import ESCALATE_TRIGGERS, FALLBACK_TRIGGERS, Trigger
from homeport.domain.settings import Settings
from homeport.domain.task import DEFAULT_WORKSPACE, Ceiling, Latency, Relation, Task, TaskKind

ENDPOINT = Endpoint(
    id="built-in", lane=DEVICE, provider="this computer", wire="chat", base_url="http://127.0.0.1:1",
    model="m", managed=False, region=Region.DEVICE, country="here", retention="none",
    context_tokens=4096, max_output_tokens=512,
)  # fmt: skip
OUTGOING = Outgoing(
    "POST", "https://example.test/v1", (("accept", "*/*"), ("x-a", "1")), b"{}", ("authorization",)
)

# RFC 9110, section 5.1 and 5.5: names are tokens in lower case here, values hold no line ends.
header_names = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=8)
header_values = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=8).map(str.strip)
header_lists = st.lists(st.tuples(header_names, header_values), max_size=4, unique_by=lambda pair: pair[0])


def test_a_value_cannot_be_changed_after_it_was_shown() -> None:
    with pytest.raises(FrozenInstanceError):
        OUTGOING.body = b"other"  # type: ignore[misc]


@given(st.binary(max_size=200))
def test_the_body_hash_is_of_exactly_the_body(body: bytes) -> None:
    assert replace(OUTGOING, body=body).body_sha256 == hashlib.sha256(body).hexdigest()


@given(header_lists, header_lists)
def test_other_headers_have_another_hash(first: list[tuple[str, str]], second: list[tuple[str, str]]) -> None:
    assume(sorted(first) != sorted(second))
    one, other = replace(OUTGOING, headers=tuple(first)), replace(OUTGOING, headers=tuple(second))
    assert header_sha256(one) != header_sha256(other)


@given(header_lists, st.lists(header_names, max_size=3, unique=True), header_names)
def test_a_secret_header_more_has_another_hash(
    headers: list[tuple[str, str]], secret: list[str], another: str
) -> None:
    assume(another not in secret)
    one = replace(OUTGOING, headers=tuple(headers), secret_headers=tuple(secret))
    assert header_sha256(one) != header_sha256(replace(one, secret_headers=(*secret, another)))


def test_the_header_hash_is_not_about_order_or_body() -> None:
    turned = replace(OUTGOING, headers=OUTGOING.headers[::-1], body=b"other")
    assert header_sha256(turned) == header_sha256(OUTGOING)


def test_permits_carry_what_the_broker_checks() -> None:
    yes = Confirmation(
        "c1", "t1", "e1", "POST", OUTGOING.url, "h", OUTGOING.body_sha256, "2026-01-01T00:00:00Z", 60
    )
    assert SendPermit(yes, 7, managed=True).company_ca == ""
    assert DevicePermit("built-in").endpoint_id == "built-in"
    assert Prepared("t1", ENDPOINT, OUTGOING, (), None).currency == ""


def test_an_endpoint_claims_this_computer_only_when_region_and_terms_agree() -> None:
    assert ENDPOINT.on_device
    assert not replace(ENDPOINT, managed=True).on_device
    assert not replace(ENDPOINT, region=Region.EU).on_device


def test_a_decision_can_reach_its_route_and_every_next_lane() -> None:
    decision = Decision(
        facts_found={}, facts={}, classified_by=(), route_rule="R1", route_lanes=("device",), first="device",
        blocked={}, next={Trigger.ASKED: ("eu", "premium"), Trigger.ERROR: ()}, next_rules={}, review=(),
        policy_name="p", policy_version="1", policy_sha256="",
    )  # fmt: skip
    assert decision.allowed == {"device", "eu", "premium"}
    assert replace(decision, route_lanes=(), next={}).allowed == frozenset()


def test_facts_are_found_by_name() -> None:
    facts = Facts(
        (Fact("sensitivity", "public", FactSource.LABEL, "marked"), Fact("task", "dev", FactSource.TYPED, ""))
    )
    assert facts.values() == {"sensitivity": "public", "task": "dev"}
    found = facts.get("task")
    assert found is not None
    assert found.value == "dev"
    assert facts.get("stakes") is None
    assert len(set(KNOWN_FACTS)) == len(KNOWN_FACTS)


def test_a_report_names_the_checks_that_failed() -> None:
    passed, failed = Check("a", True, "fine"), Check("b", False, "a quote is not in the text")
    assert QualityReport((passed, failed)).failed == (failed,)
    assert QualityReport(()).failed == ()


def test_a_draft_does_not_spill_its_logprobs_into_a_log() -> None:
    draft = Draft(
        "d1", "t1", DEVICE, "built-in", "m", "", "text", "", DraftEnd.WHOLE, None, None, Speed(None, 1.0),
        logprobs=(TokenLogprob("secret-token", -0.1),),
    )  # fmt: skip
    assert "secret-token" not in repr(draft)


def test_an_error_for_people_says_what_happened_and_what_to_do() -> None:
    error = UserFacingError("The file is damaged.", "Choose another copy.")
    assert (error.title, error.what_next) == ("The file is damaged.", "Choose another copy.")
    assert str(error) == "The file is damaged. Choose another copy."
    assert not issubclass(UserCancelled, UserFacingError)


def test_no_trigger_both_falls_back_and_escalates() -> None:
    assert not set(FALLBACK_TRIGGERS) & set(ESCALATE_TRIGGERS)
    assert set(Trigger) - set(FALLBACK_TRIGGERS) - set(ESCALATE_TRIGGERS) == {Trigger.DECLINED}


def test_settings_switch_nothing_on_by_themselves() -> None:
    settings = Settings()
    assert not settings.engines.ollama_enabled
    assert settings.lanes == {}
    assert Settings().lanes is not settings.lanes


def test_a_task_carries_its_workspace() -> None:
    task = Task(
        "t1", DEFAULT_WORKSPACE, "", TaskKind.GENERAL, Latency.INTERACTIVE, Ceiling.FREE, "2026-01-01T00:00:00Z"
    )
    assert task.workspace == "default"


def test_a_first_task_is_its_own_thread() -> None:
    first = Task("t1", DEFAULT_WORKSPACE, "Hello", TaskKind.GENERAL, Latency.INTERACTIVE, Ceiling.FREE, "now")
    assert (first.root, first.relation) == ("t1", Relation.FIRST)
    second = replace(first, id="t2", thread=first.root, follows=first.id, relation=Relation.FOLLOW_UP)
    assert second.root == "t1"
