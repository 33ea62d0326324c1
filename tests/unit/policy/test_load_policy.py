"""A policy file is accepted whole or refused with a message a person can act on."""

import hashlib
import os
import re
from pathlib import Path

import pytest

from fakes.broken_policies import BROKEN, SMALL, put
from fakes.random_policies import NAMES, POLICIES, shipped
from homeport.domain.policy import Condition, Policy, Trigger
from homeport.policy.agreement import disagreements
from homeport.policy.load import load_policy
from homeport.policy.own_sentences import rules_with_sentence
from homeport.policy.problem_sentences import problem_sentence
from homeport.policy.problems import PolicyErrors, Problem, ProblemKind
from homeport.policy.vocabulary import MAX_FILE_BYTES

K = ProblemKind
GOLDEN = Path(__file__).parent / "golden"
WITHOUT_VALUE = (K.NOT_TEXT, K.NESTED_TOO_DEEP)
LAYERED = (K.LAYER_TABLE, K.LAYER_WIDENS, K.LAYER_BREAKS_PROMISE)  # tests/unit/policy/test_layers.py

TWO_LANES = (POLICIES / "two-lanes.toml").read_text(encoding="utf-8")
NORDICS = (POLICIES / "nordics.toml").read_text(encoding="utf-8")


def loaded(text: str) -> Policy:
    policy = load_policy(text.encode())
    assert isinstance(policy, Policy), [problem_sentence(problem) for problem in policy.problems]
    return policy


def refused(data: str | bytes) -> tuple[Problem, ...]:
    errors = load_policy(data.encode() if isinstance(data, str) else data)
    assert isinstance(errors, PolicyErrors)
    assert errors.problems
    return errors.problems


@pytest.mark.parametrize("name", NAMES)
def test_shipped_policies_load(name):
    policy = shipped(name)
    data = (POLICIES / f"{name}.toml").read_bytes()
    assert policy.sha256 == hashlib.sha256(data).hexdigest()
    assert list(policy.lanes) == sorted(policy.lanes, key=list(policy.lanes).index)
    cases = (POLICIES / "three-lanes.cases.toml").read_bytes() if name == "three-lanes" else b""
    assert len(policy.examples) == (data + cases).count(b"[[example]]") > 3
    assert len(policy.promises) == data.count(b"[[promise]]") > 5


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_of_a_shipped_policy_stands_in_both_languages(name):
    policy = shipped(name)
    rules = rules_with_sentence(policy)
    said = [*(rule.say for rule in rules), *(lane.say_in for lane in policy.lanes.values())]
    for say in [*said, *(example.say for example in policy.examples)]:
        assert set(say) == {"en", "sv"}, say
        assert say["en"] != say["sv"]
    assert disagreements(policy) == ()


def test_everything_written_in_the_default_policy_is_in_the_value():
    policy = shipped("two-lanes")
    assert list(policy.facts) == ["sensitivity", "task", "difficulty", "stakes", "latency", "ceiling"]
    assert list(policy.lanes) == ["device", "premium"]
    assert policy.facts["ceiling"].can_change
    assert policy.facts["ceiling"].ordered
    assert not policy.facts["task"].ordered
    assert policy.never[0].lanes == ("premium",)
    assert policy.never[0].when == Condition({"sensitivity": frozenset({"confidential", "restricted"})})
    assert policy.route[0].when == Condition()
    assert policy.escalate[0].when == Condition({"sensitivity": frozenset({"public", "internal"})})
    assert policy.fallback[1].on == (Trigger.ERROR, Trigger.SLOW, Trigger.OVER_CEILING)
    assert policy.review[0].people == 1
    assert policy.slow[0].first_word_s == {"interactive": 20, "background": 300, "batch": 3600}
    promises = {promise.id: promise for promise in policy.promises}
    assert promises["P1"].reaches_no == ("premium",)
    assert promises["P2"].has_route
    assert promises["P2"].cases == (Condition(),)
    assert promises["P3"].never_widens == "sensitivity"
    assert promises["P4"].reviewed == "use"
    assert promises["P5"].on == (Trigger.ERROR, Trigger.SLOW, Trigger.OVER_CEILING)


def test_classification_spending_and_alternatives_of_a_promise_are_read():
    policy = shipped("nordics")
    assert [rule.sensitivity for rule in policy.raises] == ["restricted", "confidential"]
    assert policy.lowers[0].sensitivity == "internal"
    assert policy.spend[0].per_request_eur == {"free": 0.0, "small": 0.02, "premium": 0.5}
    assert policy.spend[0].per_week_eur == 20.0
    assert policy.never[1].lanes == ("premium",)
    assert len(next(promise for promise in policy.promises if promise.id == "P3").cases) == 2
    assert "sensitivity_was" in policy.review[2].when.allowed


def test_lanes_may_be_named_or_chosen_by_attributes():
    more = put(
        "[[never]]",
        '[lanes.premium]\nsay = "A model anywhere"\nmanaged = true\nregion = "global"\nneeds_ceiling = "small"\n'
        "[[never]]",
    )
    assert loaded(more).never[0].lanes == ("eu", "premium")
    assert loaded(more.replace("{ managed = true }", '["premium", "eu"]')).never[0].lanes == ("eu", "premium")
    both = more.replace("{ managed = true }", '{ managed = true, region = "global" }')
    assert loaded(both).never[0].lanes == ("premium",)
    none = more.replace("{ managed = true }", '{ managed = false, region = "global" }')
    assert loaded(none).never[0].lanes == ()


def test_sentences_may_stand_in_several_languages():
    say = 'say = { en = "Everything starts here.", sv = "Allt börjar här." }'
    text = SMALL.replace('say = "Everything starts on this computer."', say)
    assert loaded(text).route[0].say == {"en": "Everything starts here.", "sv": "Allt börjar här."}
    lane = SMALL.replace('say = "A model in the EU"', 'say = { sv = "En modell inom EU" }')
    assert (loaded(lane).lanes["eu"].say, loaded(lane).lanes["eu"].say_in) == (
        "En modell inom EU",
        {"sv": "En modell inom EU"},
    )


def test_languages_that_are_asked_for_and_given_are_accepted():
    text = put("schema = 1", 'schema = 1\nlanguages = ["en", "sv"]')
    for sentence in re.findall(r'say = (".*")', text):
        text = text.replace(sentence, f"{{ en = {sentence}, sv = {sentence} }}")
    assert loaded(text).languages == ("en", "sv")


def test_declassify_review_by_two_and_a_week_without_limit_are_read():
    policy = loaded(
        SMALL
        + """
[[declassify]]
id = "D1"
say = "A false alarm may be lowered by a second person."
from = "confidential"
to = "internal"
reasons = ["false alarm"]
by = "second"
[[review]]
id = "H1"
say = "Two people look at everything."
before = "use"
people = 2
[[spend]]
id = "S1"
say = "At most ten cents a request."
per_request_eur = { small = 0.1 }
"""
    )
    assert (policy.declassify[0].from_class, policy.declassify[0].to_class) == ("confidential", "internal")
    assert policy.review[0].people == 2
    assert policy.spend[0].per_week_eur is None


def test_a_byte_order_mark_and_windows_line_ends_are_taken():
    data = b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()
    policy = load_policy(data)
    assert isinstance(policy, Policy)
    assert policy.sha256 == hashlib.sha256(data).hexdigest()


def test_a_policy_without_a_ceiling_fact_may_have_lanes_that_need_none():
    text = SMALL.replace('[facts.ceiling]\nvalues = ["free", "small", "premium"]\nordered = true\n', "")
    assert "ceiling" not in loaded(text.replace('needs_ceiling = "small"', 'needs_ceiling = "free"')).facts


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_policy_is_refused_at_the_line_with_the_offending_value(case):
    text, kind, at, value = BROKEN[case]
    problems = [problem for problem in refused(text) if problem.kind is kind]
    assert problems, refused(text)
    assert (text.split("\n")[problems[0].line - 1], problems[0].value) == (at, value)
    for problem in refused(text):
        for language in ("en", "sv"):
            sentence = problem_sentence(problem, language)
            assert str(problem.line) in sentence
            assert not re.search(r"\{\w*\}", sentence.replace(problem.value, ""))  # a slot nobody filled
            assert "“”" not in sentence
            assert "””" not in sentence
            assert "()" not in sentence


OTHERWISE_BROKEN: dict[str, str | bytes] = {
    "a file of a megabyte and more": b"#" * (MAX_FILE_BYTES + 1),
    "not UTF-8": SMALL.encode().replace(b"Small", b"Sm\xe5ll"),
    "brackets without end": "x = " + "[" * 100_000,
}


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_message_is_one_that_a_person_read(language):
    told = []
    for case, data in {**{case: text for case, (text, *_) in BROKEN.items()}, **OTHERWISE_BROKEN}.items():
        told.append(f"# {case}")
        for problem in refused(data):
            says = problem_sentence(problem, language)
            told.append(says)
            assert says.endswith((".", "?")), says
            assert problem.value in says or problem.kind in WITHOUT_VALUE, says
            assert problem.nearest in says
            assert says != problem_sentence(problem, "sv" if language == "en" else "en")
    path = GOLDEN / f"mistakes.{language}.txt"
    text = "\n".join(told) + "\n"
    if os.environ.get("HOMEPORT_WRITE_GOLDEN"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def test_at_least_forty_kinds_of_mistakes_are_told_apart():
    assert len({kind for _, kind, _, _ in BROKEN.values()}) >= 40
    others = {K.FILE_TOO_LARGE, K.NOT_TEXT, K.NESTED_TOO_DEEP, *LAYERED}
    assert {kind for _, kind, _, _ in BROKEN.values()} | others == set(ProblemKind)


def test_the_nearest_known_word_is_suggested():
    (problem,) = refused(put('["device"]', '["devise"]'))
    assert problem.nearest == "device"
    assert (
        problem_sentence(problem) == "Line 37. Rule R1: there is no lane called “devise”. Did you mean “device”?"
    )
    assert problem_sentence(problem, "sv") == (
        "Rad 37. Regel R1: det finns ingen väg som heter ”devise”. Menade du ”device”?"
    )


def test_known_words_are_listed_when_none_is_near():
    (problem,) = refused(put('region = "eu"', 'region = "moon"'))
    assert problem_sentence(problem).endswith("Choose a known one. Known: device, eu, global.")


def test_entries_without_an_id_are_counted():
    problems = refused(put('id = "N1"\n', ""))
    assert problem_sentence(problems[0]) == "Line 28. Rule 1: “id” is missing. Add it."


def test_all_mistakes_of_one_kind_are_told_at_once():
    text = put('"N1"', '"n1"', put('region = "eu"', 'region = "europe"', put("lanes = [", "lane = [")))
    assert [problem.kind for problem in refused(text)] == [
        K.UNKNOWN_CHOICE,
        K.BAD_ID,
        K.MISSING_KEY,
        K.UNKNOWN_KEY,
    ]


def test_bytes_that_are_no_text_are_refused_with_their_line():
    (problem,) = refused(SMALL.encode().replace(b"Small", b"Sm\xe5ll"))
    assert (problem.kind, problem.line) == (K.NOT_TEXT, 2)
    assert problem_sentence(problem).startswith("Line 2. Policy file: this line is not UTF-8 text.")


def test_a_file_of_absurd_size_or_depth_is_refused():
    assert refused(b"#" * (MAX_FILE_BYTES + 1))[0].kind is K.FILE_TOO_LARGE
    assert refused("x = " + "[" * 100_000)[0].kind is K.NESTED_TOO_DEEP


def test_a_hostile_file_gives_a_bounded_list():
    text = SMALL + "".join(f"\n[[route]]\nidd{n} = 1\n" for n in range(5_000))
    assert len(refused(text)) == 100


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"\xff\xfe", b"[[[", b"schema = 1", b"schema = 1\nfacts = 1\nlanes = []\n"]
)
def test_rubbish_is_refused_not_raised(data):
    for problem in refused(data):
        assert problem_sentence(problem)


@pytest.mark.parametrize("text", [TWO_LANES, NORDICS])
def test_no_single_deleted_line_of_a_shipped_policy_raises(text):
    lines = text.splitlines()
    for place in range(0, len(lines), 1 + len(lines) // 100):
        outcome = load_policy("\n".join(lines[:place] + lines[place + 1 :]).encode())
        if isinstance(outcome, PolicyErrors):
            assert all(problem_sentence(problem) for problem in outcome.problems)
