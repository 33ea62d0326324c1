"""Limits, prices and values that are kept or carried: what they say for themselves."""

import pytest

from homeport.domain.data_class import DataClass
from homeport.domain.draft_edit import DraftEdit
from homeport.domain.instruction_template import Missing, parse
from homeport.domain.label import Label
from homeport.domain.lane import Attested, Price
from homeport.domain.ledger import GENESIS, LedgerEntry, LedgerKind, entry_hash, verify
from homeport.domain.said import said
from homeport.domain.saved_instruction import SavedInstruction
from homeport.domain.settings import Within, within
from homeport.domain.turn import HalfAnswer, Turn


@pytest.mark.parametrize(("value", "holds"), [(99, False), (100, True), (200, True), (201, False)])
def test_the_text_size_has_limits_at_both_ends(value: int, holds: bool) -> None:
    assert within("text_scale").holds(value) is holds


def test_a_number_of_tokens_has_no_upper_limit() -> None:
    assert within("max_output_tokens") == Within(1)
    assert within("max_output_tokens").holds(10**9)


@pytest.mark.parametrize("name", ["language", "appearance", "nothing"])
def test_what_is_no_number_has_no_limits(name: str) -> None:
    with pytest.raises(KeyError):
        within(name)


def test_a_long_input_costs_the_dearer_price_where_it_is_known() -> None:
    plain = Price(2.0, 6.0, "USD", "2026-11-01")
    assert plain.of(1_000_000, 500_000) == 5.0
    dearer = Price(2.0, 6.0, "USD", "2026-11-01", 200_000, 4.0, 12.0)
    assert dearer.of(200_000, 0) == 0.4
    assert dearer.of(200_001, 0) == pytest.approx(0.800004)
    assert Price(2.0, 6.0, "USD", "2026-11-01", 200_000).of(200_001, 0) is None


def test_an_attestation_stands_when_somebody_answers_for_it() -> None:
    assert not Attested("no-training", "not used for training").stands
    assert Attested("no-training", "not used for training", by="A. Person").stands


def test_a_sentence_as_a_value_is_said_with_its_slots() -> None:
    value = said("facts.more", name="Åsa", count=3)
    assert value.texts == (("name", "Åsa"),)
    assert value.numbers == (("count", 3),)
    assert value.in_words(lambda key, **slots: f"{key} {slots}") == "facts.more {'name': 'Åsa', 'count': 3}"


def test_a_template_says_what_is_missing_and_leaves_odd_braces_alone() -> None:
    template = parse("Write to {{name}} on {{day=Monday}}, {{ not one, {{outer {{inner}}}} and \\\\{{name}}")
    assert template.fill({}) == Missing(("name", "inner"))
    filled = template.fill({"name": "Åsa", "inner": "x"})
    assert isinstance(filled, str)
    assert filled.startswith("Write to Åsa on Monday, {{ not one, ")


def entry(seq: int, kind: LedgerKind, fields: dict[str, object], previous: str = GENESIS) -> LedgerEntry:
    at, workspace, task = "2026-11-23T10:00:00Z", "default", "t"
    digest = entry_hash(previous, seq, at, kind, workspace, task, fields)
    return LedgerEntry(seq, at, kind, workspace, task, fields, previous, digest)


def test_a_send_is_confirmed_by_the_yes_that_it_names_and_no_other() -> None:
    yes = entry(1, LedgerKind.TASK_EVENT, {"event": "Confirmed", "confirmation_id": "c1"})
    send = entry(2, LedgerKind.SEND_INTENDED, {"confirmation": "c1"}, yes.hash)
    other = entry(3, LedgerKind.SEND_INTENDED, {"confirmation": "c2"}, send.hash)
    verdict = verify([yes, send, other])
    assert (verdict.entries, verdict.sends, verdict.confirmed) == (3, 2, 1)


def test_values_of_a_thread_carry_their_class() -> None:
    label = Label(DataClass.CONFIDENTIAL)
    assert Turn("q", "a", label, "t").label.data_class is DataClass.CONFIDENTIAL
    assert HalfAnswer("d", "half", label).text == "half"
    assert DraftEdit("d", "mine", label, "2026-11-23T10:00:00Z").label is label
    assert SavedInstruction("i", "Letter", "Write", "2026-11-23T10:00:00Z").name == "Letter"
