"""Whatever a model makes of placeholders: put back, or reported, never guessed."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeport.redaction.entities import Entity, PseudonymMap
from homeport.redaction.restore import MOST_REPORTED, Restorer, restore
from homeport.redaction.structured import (
    json_escaped,
    restore_csv,
    restore_json,
    restore_markdown,
    restore_value,
)

TEN = tuple(
    Entity("PERSON", number, (f"Name{chr(64 + number)}", f"NAME{chr(64 + number)}")) for number in range(1, 11)
)
ODD = Entity("ADDRESS", 1, ('Path "C:\\new" | a, b\nline 2',))
MAP = PseudonymMap("k7q", (*TEN, ODD))


@pytest.mark.parametrize(
    ("said", "put"),
    [
        ("[PERSON_1_k7q] met [PERSON_10_k7q]", "NameA met NameJ"),
        ("[PERSON_1b_k7q]", "NAMEA"),
        ("PERSON_1_k7q", "NameA"),
        ("[person_1_K7Q]", "NameA"),
        ("[Person 1 k7q]", "NameA"),
        ("PERSON-1-k7q", "NameA"),
        ("PERSON1_k7q", "NameA"),
        (r"\[PERSON\_1\_k7q\]", "NameA"),
        (r"PERSON\_1\_k7q", "NameA"),
        ("<PERSON_1_k7q> {PERSON_2_k7q}", "NameA NameB"),
        ("`PERSON_1_k7q` and `[PERSON_1_k7q]`", "NameA and `NameA`"),
        ("**[PERSON_1_k7q]**, _PERSON_1_k7q_", "**NameA**, _NameA_"),
        ("(PERSON_1_k7q)", "(NameA)"),
        ("[[PERSON_1_k7q]]", "[NameA]"),
        ("[PERSON_1_k7q", "[NameA"),
        ("[PERSON_1_k7q]s, [PERSON_1_k7q]'s, PERSON_1_k7qs, PERSON_1_k7q:n", "NameAs, NameA's, NameAs, NameA:n"),
        ("<b>[PERSON_1_k7q]</b>", "<b>NameA</b>"),
    ],
)
def test_a_placeholder_changed_on_the_way_is_known(said: str, put: str) -> None:
    done = restore(said, MAP)
    assert done.text == put


@pytest.mark.parametrize(
    ("said", "unknown", "mangled"),
    [
        ("[PERSON_11_k7q]", ("[PERSON_11_k7q]",), ()),
        ("[PERSON_1c_k7q]", ("[PERSON_1c_k7q]",), ()),
        ("[PERSON_01_k7q]", ("[PERSON_01_k7q]",), ()),
        ("[PERSONNE_1_k7q]", ("[PERSONNE_1_k7q]",), ()),
        ("xPERSON_1_k7q", ("xPERSON_1_k7q",), ()),
        ("[PERSON_1]", (), ("PERSON_1",)),
        ("[PERSON_1_k7]", (), ("PERSON_1",)),
        ("[PERSON_1_k7q2]", (), ("PERSON_1",)),
        ("[PERSON_1_z9z]", (), ("PERSON_1",)),
        (r"\[PERSON\_1\]", (), (r"PERSON\_1",)),
        ("[PERSON_k7q]", (), ("k7q",)),
        ("[Anna_1x]", (), ()),
    ],
)
def test_what_is_not_known_stays_and_is_reported(
    said: str, unknown: tuple[str, ...], mangled: tuple[str, ...]
) -> None:
    done = restore(said, MAP)
    assert done.text == said
    assert (done.report.unknown, done.report.mangled) == (unknown, mangled)
    assert done.report.clean is not bool(unknown or mangled)
    assert done.report.restored == 0


def test_what_never_came_is_listed() -> None:
    report = restore("[PERSON_2b_k7q] [ADDRESS_1_k7q]", MAP).report
    assert report.restored == 2
    assert report.missing == tuple(f"PERSON_{number}" for number in (1, 3, 4, 5, 6, 7, 8, 9, 10))


def test_a_report_does_not_grow_without_end() -> None:
    report = restore(" ".join(f"[PERSON_{number}_k7q]" for number in range(20, 1000)), MAP).report
    assert len(report.unknown) == MOST_REPORTED


SAID = (
    r"[PERSON_1_k7q] x PERSON_10_k7qs \[PERSON\_2\_k7q\] `PERSON 3 k7q` <ADDRESS_1_k7q> [PERSON_99_k7q] PERSON_1 "
    "[PERSON_1_k7 k7q [[PERSON_4_k7q]] person-5-k7q7 {PERSON_6b_k7q"
)


@pytest.mark.parametrize("size", range(1, 60))
def test_pieces_of_any_one_size_give_the_same(size: int) -> None:
    whole, restorer = restore(SAID, MAP), Restorer(MAP)
    pieces = [restorer.feed(SAID[start : start + size]) for start in range(0, len(SAID), size)]
    assert "".join(pieces) + restorer.finish() == whole.text
    assert restorer.report() == whole.report


def test_every_place_to_cut_gives_the_same() -> None:
    whole = restore(SAID, MAP)
    for one in range(len(SAID)):
        for two in range(one, min(one + 40, len(SAID))):
            restorer = Restorer(MAP)
            fed = restorer.feed(SAID[:one]) + restorer.feed(SAID[one:two]) + restorer.feed(SAID[two:])
            assert fed + restorer.finish() == whole.text, (one, two)
            assert restorer.report() == whole.report


PARTS = st.sampled_from(
    [
        "PERSON",
        "person",
        "ADDRESS",
        "_",
        "\\_",
        "-",
        " ",
        "1",
        "10",
        "2b",
        "k7q",
        "k7",
        "q",
        "s",
        "[",
        "]",
        "\\[",
        "\\]",
        *"\\<>{}`xé9\n",
        "PERSON_1_k7q",
        "[PERSON_2_k7q]",
    ]
)


@settings(max_examples=600, deadline=None)
@given(st.lists(PARTS, max_size=30), st.lists(st.integers(1, 9), min_size=1, max_size=40))
def test_random_text_in_random_pieces_gives_the_same(parts: list[str], sizes: list[int]) -> None:
    text = "".join(parts)
    whole, restorer = restore(text, MAP), Restorer(MAP)
    fed, at = [], 0
    for size in sizes:
        fed.append(restorer.feed(text[at : at + size]))
        at += size
    fed += [restorer.feed(text[at:]), restorer.finish()]
    assert "".join(fed) == whole.text
    assert restorer.report() == whole.report


def test_a_stream_is_held_back_only_for_one_possible_placeholder() -> None:
    restorer, given_out = Restorer(MAP), 0
    for fed, sign in enumerate(SAID + "x" * 200 + "a_" * 200 + "[" * 200 + " the end of it. ", 1):
        given_out += len(restorer.feed(sign))
        assert fed - given_out < 64 + 100  # values may be shorter than their placeholders
    restorer = Restorer(MAP)
    assert restorer.feed("The end. ") == "The end. "
    assert restorer.feed("[PERSON_1") == ""
    assert restorer.feed("0_k7q]") == "NameJ"


def test_no_value_comes_out_in_part_when_a_stream_ends_early() -> None:
    whole = "[PERSON_10_k7q]"
    for end in range(1, len(whole)):
        restorer = Restorer(MAP)
        out = restorer.feed(whole[:end]) + restorer.finish()
        assert out == whole[:end] or out == "[NameJ"


def test_json_stays_json() -> None:
    said = (
        '{"a": "[PERSON_1_k7q]", "[PERSON_2_k7q]": ["at [ADDRESS_1_k7q]", 1, null], "u": "\\u005bPERSON_3_k7q]"}'
    )
    done = restore_json(said, MAP)
    value = ODD.surfaces[0]
    assert json.loads(done.text) == {"a": "NameA", "NameB": [f"at {value}", 1, None], "u": "NameC"}
    untouched = '{"b":\t"\\u00e9 \\"" , "c" :1}'
    assert restore_json(untouched, MAP).text == untouched
    cut_off = '{"a": "at [ADDRESS_1_k7q]'
    assert json.loads(restore_json(cut_off, MAP).text + '"}') == {"a": f"at {value}"}


def test_json_in_a_stream_stays_json() -> None:
    said = '{"a": "[PERSON_1_k7q] at [ADDRESS_1_k7q]"}'
    restorer = Restorer(MAP, json_escaped)
    out = "".join(restorer.feed(sign) for sign in said) + restorer.finish()
    assert json.loads(out) == {"a": f"NameA at {ODD.surfaces[0]}"}


def test_arguments_of_a_tool_are_walked() -> None:
    value, report = restore_value(
        {"to": ["PERSON_1_k7q", {"[PERSON_2_k7q]": "[PERSON_77_k7q]"}], "n": 3, "x": None}, MAP
    )
    assert value == {"to": ["NameA", {"NameB": "[PERSON_77_k7q]"}], "n": 3, "x": None}
    assert report.unknown == ("[PERSON_77_k7q]",)
    assert report.restored == 2


def test_tables_keep_their_cells() -> None:
    csv = 'who,where\r\n[PERSON_1_k7q],[ADDRESS_1_k7q]\r\n"[PERSON_2_k7q], ""x""","y"\r\n'
    quoted = ODD.surfaces[0].replace('"', '""')
    assert restore_csv(csv, MAP).text == f'who,where\r\nNameA,"{quoted}"\r\n"NameB, ""x""","y"\r\n'
    table = "At [ADDRESS_1_k7q]:\n\n| who | where |\n| [PERSON_1_k7q] | [ADDRESS_1_k7q] |\nend [PERSON_2_k7q]"
    done = restore_markdown(table, MAP)
    assert done.text == (
        f"At {ODD.surfaces[0]}:\n\n| who | where |\n| NameA | " + 'Path "C:\\new" \\| a, b line 2 |\nend NameB'
    )
    assert done.report.restored == 4


@pytest.mark.parametrize(
    "odd", ['"' * 20_000, '"' + '\\"' * 10_000, "[" * 20_000, "a_1" * 7_000, "\\" * 20_000, "`" * 20_000]
)
def test_odd_texts_take_no_more_than_linear_time(odd: str) -> None:
    for call in (restore_json, restore_csv, restore_markdown, restore):
        assert call(odd, MAP).text == odd
    restorer = Restorer(MAP)
    assert "".join(map(restorer.feed, re.findall(".{1,7}", odd, re.DOTALL))) + restorer.finish() == odd
