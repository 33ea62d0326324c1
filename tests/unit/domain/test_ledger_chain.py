"""The chain of the ledger: whatever is changed, taken out, put in or moved is found, at the first wrong entry."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from homeport.domain.ledger import GENESIS, LedgerEntry, LedgerKind, canonical, entry_hash, verify

words = st.text(max_size=12)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
drafts_of_entries = st.tuples(
    st.sampled_from(LedgerKind), words, words, st.dictionaries(words, json_values, max_size=3)
)


def chain_of(drafts: list[tuple[LedgerKind, str, str, dict[str, Any]]]) -> list[LedgerEntry]:
    """Entries as the store would append them."""
    entries: list[LedgerEntry] = []
    previous = GENESIS
    for seq, (kind, workspace, task_id, fields) in enumerate(drafts, start=1):
        at = f"2026-01-01T00:00:{seq % 60:02}Z"
        own = entry_hash(previous, seq, at, kind, workspace, task_id, fields)
        entries.append(LedgerEntry(seq, at, kind, workspace, task_id, fields, previous, own))
        previous = own
    return entries


chains = st.lists(drafts_of_entries, min_size=1, max_size=8).map(chain_of)


def forged(entry: LedgerEntry, **changes: Any) -> LedgerEntry:
    """The entry changed, with a hash that fits it again: what a forger who knows the format would write."""
    entry = replace(entry, **changes)
    own = entry_hash(entry.previous, entry.seq, entry.at, entry.kind, entry.workspace, entry.task_id, entry.fields)
    return replace(entry, hash=own)


@given(chains)
def test_an_untouched_chain_holds(entries: list[LedgerEntry]) -> None:
    verdict = verify(entries)
    assert verdict.broken_at is None
    assert verdict.entries == len(entries)
    assert verdict.sends == sum(entry.kind is LedgerKind.SEND_INTENDED for entry in entries)
    assert verdict.since == entries[0].at
    assert verdict.head == entries[-1].hash


def test_an_empty_ledger_holds_and_says_that_it_is_empty() -> None:
    verdict = verify([])
    assert (verdict.entries, verdict.sends, verdict.since, verdict.head) == (0, 0, "", GENESIS)
    assert verdict.broken_at is None


@given(chains, st.data())
def test_an_edit_of_any_part_is_found_where_it_is(entries: list[LedgerEntry], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(entries) - 1))
    entry = entries[index]
    name, value = data.draw(
        st.one_of(
            st.tuples(st.just("seq"), st.integers(-1, 20)),
            st.tuples(st.sampled_from(["at", "workspace", "task_id"]), words),
            st.tuples(st.just("kind"), st.sampled_from(LedgerKind)),
            st.tuples(st.just("fields"), st.dictionaries(words, json_values, max_size=3)),
            st.tuples(st.sampled_from(["previous", "hash"]), st.binary(min_size=32, max_size=32).map(bytes.hex)),
        )
    )
    changed = replace(entry, **{name: value})
    # 1, 1.0 and True are equal in Python but not in the record: what counts is the written form.
    before, after = getattr(entry, name), getattr(changed, name)
    assume(canonical({"value": before}) != canonical({"value": after}))
    assert verify([*entries[:index], changed, *entries[index + 1 :]]).broken_at == index + 1


@given(chains, st.data())
def test_a_forged_entry_with_a_fitting_hash_breaks_the_next_one(
    entries: list[LedgerEntry], data: st.DataObject
) -> None:
    assume(len(entries) > 1)
    index = data.draw(st.integers(0, len(entries) - 2))
    changed = forged(entries[index], at="2026-01-01T12:00:00Z")
    assert verify([*entries[:index], changed, *entries[index + 1 :]]).broken_at == index + 2


@given(chains, st.data())
def test_a_deletion_is_found(entries: list[LedgerEntry], data: st.DataObject) -> None:
    assume(len(entries) > 1)
    index = data.draw(st.integers(0, len(entries) - 2))
    assert verify([*entries[:index], *entries[index + 1 :]]).broken_at == index + 1


@given(chains, st.integers(1, 8))
def test_a_cut_end_holds_by_itself_but_has_another_head(entries: list[LedgerEntry], cut: int) -> None:
    # The chain alone cannot know what came after its last entry; signed heads are there for that.
    assume(cut <= len(entries))
    verdict = verify(entries[:-cut])
    assert verdict.broken_at is None
    assert verdict.head != entries[-1].hash


@given(chains, st.data())
def test_a_reorder_is_found_at_the_first_entry_out_of_place(
    entries: list[LedgerEntry], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(entries))))
    assume(order != list(range(len(entries))))
    first_wrong = next(place for place, index in enumerate(order) if place != index)
    assert verify([entries[index] for index in order]).broken_at == first_wrong + 1


@given(chains, st.data())
def test_a_repeated_or_inserted_entry_is_found(entries: list[LedgerEntry], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(entries) - 1))
    place = data.draw(st.integers(index + 1, len(entries)))
    assert verify([*entries[:place], entries[index], *entries[place:]]).broken_at == place + 1
    intruder = forged(entries[index], previous=entries[index].hash, seq=index + 2, task_id="another")
    assume(index + 1 == len(entries) or intruder.hash != entries[index + 1].hash)
    broken_at = verify([*entries[: index + 1], intruder, *entries[index + 1 :]]).broken_at
    # At the very end one that fits cannot be told from a real one; before it, it pushes the next out of place.
    assert broken_at == (index + 3 if index + 1 < len(entries) else None)


@given(st.dictionaries(words, json_values, max_size=5))
def test_the_written_form_does_not_depend_on_the_order_of_keys(fields: dict[str, Any]) -> None:
    assert canonical(fields) == canonical(dict(reversed(fields.items())))


def test_the_written_form_is_compact_utf8_with_sorted_keys() -> None:
    assert canonical({"b": [1, True, None], "a": "ö"}) == '{"a":"ö","b":[1,true,null]}'.encode()


@pytest.mark.parametrize("fields", [{"price": math.nan}, {"event": "\ud800"}])
def test_an_entry_that_cannot_have_been_written_is_found(fields: dict[str, Any]) -> None:
    (whole,) = chain_of([(LedgerKind.TASK_EVENT, "default", "t1", {"event": "Started"})])
    assert verify([whole, replace(whole, seq=2, previous=whole.hash, fields=fields)]).broken_at == 2


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_numbers_that_json_does_not_have_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"price": number})


def test_the_hash_is_pinned_because_old_records_must_stay_readable() -> None:
    fields = {"event": "Started", "documents": 1}
    shown = entry_hash(GENESIS, 1, "2026-01-01T00:00:00Z", "task_event", "default", "t1", fields)
    # sha256sum over 33 zero bytes (prefix and genesis) and the body in canonical form, made outside this program.
    assert shown == "96f1dd376c1789477df05e8e1b89e0bc2e7ce3ef10620b8b71b61b8716a014b4"
