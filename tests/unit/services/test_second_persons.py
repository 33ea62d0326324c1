"""Who may approve, and whether what they said still counts: the real record and ledger, clocks that are set."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fakes.kept_secrets import KeptSecrets
from fakes.record_samples import sample_task
from fakes.still_clock import StillClock
from homeport.adapters.store.record import FILE_NAME, Record, open_record
from homeport.domain.approval import Approval, Approver, NotGranted, ToApprove
from homeport.domain.ledger import LedgerKind
from homeport.domain.task import DEFAULT_WORKSPACE
from homeport.ports.approvals import Proof
from homeport.services.approvals import EnrolRefused, Said, SecondPersons, end_of_day

pytestmark = pytest.mark.anyio

WHAT = ToApprove("eu", "m/l", "POST", "https://eu.example/v1", "h" * 64, "b" * 64, "p" * 64)
KIM, ALEX = "kim's own passphrase", "alex' own passphrase"


@pytest.fixture
def clock() -> StillClock:
    return StillClock("2026-11-23T09:00:00Z")


@pytest.fixture
async def record(tmp_path: Path, clock: StillClock) -> AsyncIterator[Record]:
    opened = open_record(tmp_path / FILE_NAME, KeptSecrets(), clock)
    await opened.save_task(sample_task())
    yield opened
    await opened.close()


@pytest.fixture
def second(record: Record, clock: StillClock) -> SecondPersons:
    ids = iter(f"id-{number}" for number in range(100))
    return SecondPersons(record, record, clock, lambda: next(ids), frozenset({"robin", "Robin Work"}))


async def kim(second: SecondPersons) -> Approver:
    enrolled = await second.enrol("Kim", KIM)
    assert isinstance(enrolled, Approver)
    return enrolled


async def lines(record: Record) -> list[dict[str, object]]:
    return [dict(e.fields) for e in await record.entries() if e.kind is LedgerKind.APPROVER]


async def test_the_first_is_enrolled_plainly_and_the_ledger_says_it_was_the_first(
    record: Record, second: SecondPersons
) -> None:
    assert await second.people() == ()
    person = await kim(second)
    assert await second.people() == (person,)
    (line,) = await lines(record)
    assert (line["did"], line["approver"], line["first"], line["vouched_by"]) == ("enrolled", person.id, True, "")
    assert await record.is_commitment_to(str(line["name"]), "Kim")
    assert "Kim" not in json.dumps(line)
    assert KIM not in json.dumps(line)


@pytest.mark.parametrize("own", ["Robin Work", "robin", " ROBIN  work "])
async def test_whoever_works_is_never_an_approver(second: SecondPersons, own: str) -> None:
    assert await second.enrol(own, KIM) is EnrolRefused.OWN_NAME
    assert await second.people() == ()


@pytest.mark.parametrize(
    ("name", "passphrase", "why"),
    [
        ("", KIM, EnrolRefused.NO_NAME),
        ("   ", KIM, EnrolRefused.NO_NAME),
        ("K" * 61, KIM, EnrolRefused.NO_NAME),
        ("Kim", "short", EnrolRefused.SHORT),
    ],
)
async def test_what_is_no_name_or_passphrase_is_refused(
    record: Record, second: SecondPersons, name: str, passphrase: str, why: EnrolRefused
) -> None:
    assert await second.enrol(name, passphrase) is why
    assert await lines(record) == []


async def test_another_one_needs_the_yes_of_somebody_enrolled(record: Record, second: SecondPersons) -> None:
    first = await kim(second)
    assert await second.enrol("Alex", ALEX) is EnrolRefused.NOT_VOUCHED
    assert await second.enrol("Alex", ALEX, Proof(first.id, "not kim's")) is EnrolRefused.NOT_VOUCHED
    assert await second.enrol("Alex", ALEX, Proof("nobody", KIM)) is EnrolRefused.NOT_VOUCHED
    assert await second.enrol("Alex", KIM, Proof(first.id, KIM)) is EnrolRefused.SAME_AS_VOUCHER
    assert await second.enrol("kim", ALEX, Proof(first.id, KIM)) is EnrolRefused.NAME_TAKEN
    alex = await second.enrol("Alex", ALEX, Proof(first.id, KIM))
    assert isinstance(alex, Approver)
    assert alex.vouched_by == first.id
    assert [line["did"] for line in await lines(record)] == ["enrolled", "wrong passphrase", "enrolled"]


async def test_removing_is_in_the_ledger_and_takes_back_what_they_said(
    record: Record, second: SecondPersons
) -> None:
    person = await kim(second)
    assert await second.say(WHAT, "t1", DEFAULT_WORKSPACE, Said(True, Proof(person.id, KIM)))
    assert await second.remove(person.id)
    assert not await second.remove(person.id)
    assert await second.standing(WHAT) is None
    assert [line["did"] for line in await lines(record)] == ["enrolled", "removed"]


async def test_a_yes_counts_for_these_bytes_until_the_end_of_the_day(
    second: SecondPersons, clock: StillClock
) -> None:
    person = await kim(second)
    assert await second.standing(WHAT) is None
    given = await second.say(WHAT, "t1", DEFAULT_WORKSPACE, Said(True, Proof(person.id, KIM)))
    assert isinstance(given, Approval)
    assert await second.standing(WHAT) == given
    for other in (
        {"body_sha256": "c" * 64},
        {"lane": "premium"},
        {"policy_sha256": "q" * 64},
        {"url": "https://x"},
    ):
        assert await second.standing(replace(WHAT, **other)) is None
    clock.pass_seconds(25 * 3600)
    assert await second.standing(WHAT) is NotGranted.EXPIRED


async def test_a_clock_set_back_grants_nothing(second: SecondPersons, clock: StillClock) -> None:
    person = await kim(second)
    await second.say(WHAT, "t1", DEFAULT_WORKSPACE, Said(True, Proof(person.id, KIM)))
    clock.pass_seconds(20 * 3600)
    clock._at -= timedelta(hours=19)  # the evening is set back to the morning
    assert await second.standing(WHAT) is NotGranted.CLOCK


async def test_it_stays_over_a_restart_of_the_program(record: Record, second: SecondPersons) -> None:
    person = await kim(second)
    given = await second.say(WHAT, "t1", DEFAULT_WORKSPACE, Said(True, Proof(person.id, KIM)))
    again = SecondPersons(record, record, StillClock("2026-11-23T09:00:00Z"), lambda: "x")
    assert await again.standing(WHAT) == given


async def test_the_latest_word_counts(second: SecondPersons) -> None:
    person = await kim(second)
    alex = await second.enrol("Alex", ALEX, Proof(person.id, KIM))
    assert isinstance(alex, Approver)
    await second.say(WHAT, "t1", DEFAULT_WORKSPACE, Said(True, Proof(person.id, KIM)))
    no = await second.say(WHAT, "t1", DEFAULT_WORKSPACE, Said(False, Proof(alex.id, ALEX), " names a client "))
    assert no is not None
    assert no.reason == "names a client"
    assert await second.standing(WHAT) is NotGranted.REFUSED
    yes = await second.say(WHAT, "t1", DEFAULT_WORKSPACE, Said(True, Proof(person.id, KIM)))
    assert await second.standing(WHAT) == yes


async def test_a_wrong_passphrase_says_nothing_and_is_in_the_ledger(record: Record, second: SecondPersons) -> None:
    person = await kim(second)
    assert await second.say(WHAT, "t1", DEFAULT_WORKSPACE, Said(True, Proof(person.id, "guessed"))) is None
    assert await second.standing(WHAT) is None
    assert [line["did"] for line in await lines(record)] == ["enrolled", "wrong passphrase"]


def test_the_end_of_the_day_is_the_next_midnight_here() -> None:
    for now in ("2026-11-23T09:00:00Z", "2026-06-30T23:59:59Z", "2026-03-28T22:30:00Z"):
        ends = datetime.fromisoformat(end_of_day(now)).astimezone()
        assert (ends.hour, ends.minute) == (0, 0)
        assert timedelta() < ends - datetime.fromisoformat(now) <= timedelta(hours=25)
