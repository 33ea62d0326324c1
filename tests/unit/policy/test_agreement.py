"""The program's own sentence for every rule, and the warning when an author's sentence says something else."""

import re

import pytest
from hypothesis import given

from fakes.broken_policies import SMALL
from fakes.random_policies import BOUNDED, NAMES, SAY, policies, shipped
from homeport.domain.policy import Condition, Policy, Rule
from homeport.policy.agreement import Disagreement, DisagreementKind, disagreements
from homeport.policy.agreement_sentences import disagreement_sentence
from homeport.policy.load import load_policy
from homeport.policy.own_sentences import own_sentence, rules_with_sentence

KINDS = DisagreementKind
LOWERED = ("internal", "confidential")

RULES = """
[[raise]]
id = "C1"
say = "Development work is at least internal."
when = { task = ["dev"] }
sensitivity = "internal"
[[lower]]
id = "C2"
say = "Confidential development work counts as internal."
when = { sensitivity = ["confidential"], task = ["dev"] }
sensitivity = "internal"
[[declassify]]
id = "D1"
say = "A false alarm may be lowered from confidential to internal."
from = "confidential"
to = "internal"
reasons = ["false alarm", "published"]
by = "self"
[[declassify]]
id = "D2"
say = "A second person may lower restricted to confidential."
from = "restricted"
to = "confidential"
reasons = ["court order"]
by = "second"
[[escalate]]
id = "E1"
say = "Public work is offered to the EU lane."
when = { sensitivity_was = ["public"] }
on = ["asked", "low_quality"]
lanes = ["eu", "device"]
[[fallback]]
id = "F1"
say = "Everything comes back to this computer."
on = ["error"]
lanes = ["device"]
[[review]]
id = "H1"
say = "Two people look at everything."
before = "use"
people = 2
[[review]]
id = "H2"
say = "Somebody ticks every replacement."
before = "send"
[[slow]]
id = "L1"
say = "Ten seconds are slow."
first_word_s = { interactive = 10, batch = 60 }
[[spend]]
id = "S1"
say = "Ten cents for a small one."
per_request_eur = { small = 0.1 }
[[spend]]
id = "S2"
say = "Five euro a week, and one for a small one."
per_request_eur = { small = 1 }
per_week_eur = 5
[[promise]]
id = "P1"
say = "Restricted input never leaves."
for = [ { sensitivity = ["restricted"] }, { sensitivity = ["restricted"], task = ["dev"] } ]
reaches_no = { managed = true }
[[promise]]
id = "P2"
say = "Nothing leaves because of an error."
on = ["error"]
reaches_no = ["eu"]
[[promise]]
id = "P3"
say = "Everything is looked at before it is used."
reviewed = "use"
[[promise]]
id = "P4"
say = "A stricter class never opens anything."
never_widens = "sensitivity"
[[promise]]
id = "P5"
say = "Every task starts somewhere."
has_route = true
"""


def loaded(text: str) -> Policy:
    policy = load_policy(text.encode())
    assert isinstance(policy, Policy), policy
    return policy


def test_every_kind_of_rule_says_what_it_does():
    policy = loaded(SMALL + RULES)
    assert {rule.id: own_sentence(policy, rule) for rule in rules_with_sentence(policy)} == {
        "C1": "If kind of work is development: the data class is at least internal.",
        "C2": "If data class is confidential, and kind of work is development: the data class becomes internal.",
        "D1": "Always: the user may lower the data class from confidential to internal, for one of these reasons: "
        "false alarm, published.",
        "D2": "Always: a second person may lower the data class from restricted to confidential, for one of these "
        "reasons: court order.",
        "N1": "If data class is restricted: never eu.",
        "R1": "Always: it starts with device.",
        "E1": "If data class, as found, is public, when the user asks for a stronger model or the draft fails a "
        "check: the next lane is eu, then device.",
        "F1": "Always, when a lane fails: the next lane is device.",
        "H1": "Always: two people accept the result before it is used.",
        "H2": "Always: a person ticks every replacement before anything is sent.",
        "L1": "Always: a lane counts as slow when the first word takes longer than 10 seconds (while you wait), "
        "60 seconds (nobody is waiting).",
        "S1": "Always: a request may cost at most 0.1 euro (small).",
        "S2": "Always: a request may cost at most 1 euro (small), and a week 5 euro.",
        "P1": "If data class is restricted; or data class is restricted, and kind of work is development: eu is "
        "never reached.",
        "P2": "Always, when a lane fails: eu is never reached.",
        "P3": "Always: a person accepts the result before it is used.",
        "P4": "Always: a higher value of data class never opens a lane.",
        "P5": "Always: there is a first lane.",
    }


def test_the_same_in_swedish():
    policy = loaded(SMALL + RULES)
    sentences = {rule.id: own_sentence(policy, rule, "sv") for rule in rules_with_sentence(policy)}
    assert sentences["N1"] == "Om dataklass = strängt konfidentiell: aldrig eu."
    assert sentences["F1"] == "Alltid, när en väg inte fungerar: nästa väg är device."
    assert not any(re.search(r"[{}]|\b(the|is|if|lane)\b", sentence) for sentence in sentences.values())


@BOUNDED
@given(policies())
def test_no_rule_of_a_random_policy_is_without_a_sentence(policy):
    for rule in rules_with_sentence(policy):
        for language in ("en", "sv"):
            sentence = own_sentence(policy, rule, language)
            assert sentence.endswith(".")
            assert not re.search(r"\{|\}|  | [,.;:]|None", sentence)


def test_a_selector_without_a_lane_and_a_stranger_are_said():
    policy = loaded(SMALL.replace("{ managed = true }", '{ managed = true, region = "global" }'))
    assert own_sentence(policy, policy.never[0]) == "If data class is restricted: there is no such lane."
    with pytest.raises(TypeError, match="Rule is no kind of rule"):
        own_sentence(policy, Rule("X1", SAY, Condition()))


@pytest.mark.parametrize("name", NAMES)
def test_the_sentences_of_shipped_policies_say_what_their_rules_do(name):
    assert disagreements(shipped(name)) == ()


def says(rule: str, sentence: str) -> tuple[Disagreement, ...]:
    """What is found when a rule of the small policy has this sentence."""
    text = re.sub(rf'(id = "{rule}"\nsay = )"[^"]*"', rf'\1"{sentence}"', SMALL + RULES)
    assert sentence in text
    return tuple(found for found in disagreements(loaded(text)) if found.rule == rule)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("N1", "Restricted input never reaches the eu lane."),
        ("N1", "Restricted input is kept on this computer."),
        ("N1", "Strängt konfidentiellt material stannar på den här datorn."),
        ("N1", "Sensitive input never leaves."),
        ("N1", "Nothing restricted goes to a model in the EU."),
        ("R1", "Work starts here, wherever it goes next."),
        ("E1", "Public work goes to the EU lane, else to this computer."),
        ("E1", "Öppet arbete erbjuds vägen eu."),
        ("P1", "Restricted input never leaves this computer."),
        ("C1", "Development work is internal or higher."),
    ],
)
def test_a_sentence_that_says_the_same_in_other_words_is_not_warned_about(rule, sentence):
    assert says(rule, sentence) == ()


@pytest.mark.parametrize(
    ("rule", "sentence", "kind", "named", "does"),
    [
        ("N1", "Restricted input goes to the eu lane.", KINDS.DENIES_NOT, (), ()),
        ("P1", "Restricted input reaches a model in the EU.", KINDS.DENIES_NOT, (), ()),
        ("P4", "A stricter class opens more.", KINDS.DENIES_NOT, (), ()),
        ("E1", "Public work never goes to the eu lane.", KINDS.DENIES, (), ()),
        ("R1", "Arbetet börjar aldrig här.", KINDS.DENIES, (), ()),
        ("N1", "Confidential input never leaves.", KINDS.CLASSES, ("confidential",), ("restricted",)),
        ("N1", "Input never leaves the computer.", KINDS.CLASSES, (), ("restricted",)),
        ("C2", "Restricted work counts as internal.", KINDS.CLASSES, ("internal", "restricted"), LOWERED),
        ("C1", "Development work is confidential.", KINDS.CLASSES, ("confidential",), ("internal",)),
        ("D1", "Konfidentiellt kan bli öppet.", KINDS.CLASSES, ("public", "confidential"), LOWERED),
        ("P1", "Confidential or higher never leaves.", KINDS.CLASSES, ("confidential",), ("restricted",)),
        ("N1", "Restricted input is never in the eu lane or here.", KINDS.LANES, ("device", "eu"), ("eu",)),
        ("R1", "Everything starts in the eu lane.", KINDS.LANES, ("eu",), ("device",)),
        ("F1", "Everything moves to a model in the EU.", KINDS.LANES, ("eu",), ("device",)),
        ("E1", "Public work comes back to this computer.", KINDS.LANES, ("device",), ("eu", "device")),
    ],
)  # fmt: skip
def test_a_sentence_that_says_something_else_is_warned_about(rule, sentence, kind, named, does):
    (found,) = says(rule, sentence)
    assert found == Disagreement(kind, rule, "", named, does)
    for language in ("en", "sv"):
        said = disagreement_sentence(found, language)
        assert said.startswith(f"{rule}: ")
        assert not re.search(r"[{}]|  |, ?\.", said)


def test_each_language_of_a_sentence_is_compared():
    both = '{ en = "Restricted input stays here.", sv = "Konfidentiellt material stannar här." }'
    policy = loaded(SMALL.replace('"Restricted input stays here."', both))
    (found,) = disagreements(policy)
    assert (found.language, found.says, found.does) == ("sv", ("confidential",), ("restricted",))


def test_a_condition_on_every_class_names_none():
    everything = '{ sensitivity = ["public", "internal", "confidential", "restricted"] }'
    text = SMALL.replace('{ sensitivity = ["restricted"] }', everything)
    assert disagreements(loaded(text.replace("Restricted input stays here.", "Input never leaves."))) == ()
    (found,) = disagreements(loaded(text))
    assert (found.kind, found.says, found.does) == (KINDS.CLASSES, ("restricted",), ())
