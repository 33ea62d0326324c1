"""From a real policy file to what the panel shows."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from homeport.domain.consent import Part, PartKind
from homeport.domain.data_class import Category, DataClass
from homeport.domain.decision import Decision
from homeport.domain.facts import Fact, Facts, FactSource
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.domain.lane import Endpoint, Region
from homeport.domain.policy import Policy
from homeport.policy.decide import decide, narrow
from homeport.policy.device_only import DEVICE_ONLY
from homeport.policy.lane_state import LaneState
from homeport.policy.load import load_policy
from homeport.policy.prove import whole
from homeport.services.route import Route
from homeport.services.ways_on import LeaveIt, OnlyQuestion, RunHere, WithoutDocuments
from homeport.ui.models.why import LaneRow, Moment, Told, WayOn, WhyView
from homeport.ui.models.why_view import why_view
from homeport.ui.models.why_ways import AskForMore, ways_in_words
from homeport.ui.words import Words

POLICIES = Path(__file__).parents[2] / "resources" / "policies"
ORDINARY = {
    "sensitivity": "internal",
    "personal": "none",
    "task": "general",
    "difficulty": "routine",
    "stakes": "normal",
    "latency": "interactive",
    "ceiling": "free",
    "redaction": "none",
    "approval": "none",
}
MISTRAL = Endpoint(
    "mistral/large", "premium", "Mistral", "chat", "https://api.example.test", "large-2", True, Region.GLOBAL,
    "France", "30 days", 128_000, 8_000,
)  # fmt: skip


def policy_of(name: str) -> Policy:
    policy = load_policy((POLICIES / f"{name}.toml").read_bytes(), b"")
    assert isinstance(policy, Policy)
    return policy


def finding(
    kind: str = "SE_PNR",
    source: str = "Addendum.docx",
    place: str = "page 3",
    data_class: DataClass = DataClass.RESTRICTED,
    category: Category = Category.PERSONAL,
    start: int = 10,
) -> Finding:
    evidence = {
        "SE_PNR": "a Swedish personal identity or coordination number with a correct check digit",
        "CONTRACT": "terms of confidentiality in a contract",
        "HEALTH": "words that describe the health of one individual (judged by cues)",
    }[kind]
    return Finding(kind, source, place, start, start + 11, data_class, category, "test", evidence)


def told(name: str, values: Mapping[str, str], *findings: Finding, moment: Moment = Moment.BEFORE) -> Told:
    policy = policy_of(name)
    values = {**ORDINARY, **values}
    decision = decide(policy, values)
    assert isinstance(decision, Decision)
    facts = Facts(tuple(Fact(key, value, FactSource.TYPED, "") for key, value in values.items()))
    label = Label(DataClass.from_word(values["sensitivity"]), findings)
    return Told(moment, decision, policy, facts, label, all_of=whole(policy))


def everything(view: WhyView) -> str:
    return repr(view)


def lane(view: WhyView, name: str) -> LaneRow:
    return next(row for row in view.lanes if row.lane == name)


def test_nothing_is_said_of_a_route_that_is_not_decided(words: Words) -> None:
    assert why_view(Told(), words) == WhyView()


def test_a_forecast_says_would(words: Words, swedish: Words) -> None:
    known = told("two-lanes", {})
    assert why_view(known, words).card.heading == "Would run here"
    assert why_view(known, swedish).card.heading == "Skulle köras här"
    assert why_view(replace(known, moment=Moment.DURING), words).card.heading == "Runs here now"
    assert why_view(replace(known, moment=Moment.AFTER), words).card.heading == "Ran here"


def test_a_lane_that_asks_first_is_not_said_to_run(words: Words) -> None:
    view = why_view(told("nordics", {"sensitivity": "restricted", "difficulty": "hard"}), words)
    assert view.card.lane == "private"
    assert view.card.heading == "Would start here, after your yes"


def test_every_rule_and_every_finding_that_closes_a_lane_is_named(words: Words) -> None:
    known = told(
        "nordics",
        {"sensitivity": "restricted", "personal": "personal", "ceiling": "free"},
        finding(),
        finding("SE_PNR", "Lease.pdf", "page 12", start=90),
        finding("CONTRACT", "Lease.pdf", "page 1", DataClass.CONFIDENTIAL, Category.LEGAL),
    )
    premium = lane(why_view(known, words), "premium")
    assert premium.state is LaneState.BLOCKED
    assert [rule.id for rule in premium.rules] == list(known.decision.blocked["premium"])
    (restricted, ceiling) = premium.rules
    assert [each.where for each in restricted.evidence] == ["Addendum.docx, page 3", "Lease.pdf, page 12"]
    assert restricted.say == "Restricted input stays on this computer or our own server."
    assert ceiling.say == "It needs the cost ceiling “premium”; for this task it is “nothing”."
    assert premium.caption == "Rule N1, cost ceiling · Addendum.docx, page 3"


def test_a_class_that_a_rule_raised_rests_on_what_the_rule_read(words: Words, swedish: Words) -> None:
    health = finding("HEALTH", "Journal.docx", "page 2", DataClass.CONFIDENTIAL, Category.SPECIAL)
    known = told("nordics", {"sensitivity": "confidential", "personal": "special"}, health)
    view = why_view(known, words)
    assert view.counts.data_class is DataClass.RESTRICTED
    assert view.counts.changed == "The data class that counts is restricted; found was confidential."
    assert [rule.id for rule in view.counts.rules] == ["C1"]
    assert [each.finding for each in view.counts.rules[0].evidence] == [health]
    assert [each.finding for each in lane(view, "eu").rules[0].evidence] == [health]
    assert lane(why_view(known, swedish), "eu").rules[0].evidence[0].where == "Journal.docx, sidan 2"


def test_findings_that_read_alike_are_counted_and_none_is_dropped(words: Words) -> None:
    alike = [finding(start=10 * n) for n in range(1, 8)]
    known = told("two-lanes", {"sensitivity": "restricted"}, *alike, finding(place="page 4"))
    evidence = lane(why_view(known, words), "premium").rules[0].evidence
    assert [(each.where, each.count) for each in evidence] == [
        ("Addendum.docx, page 3", 7),
        ("Addendum.docx, page 4", 1),
    ]


def test_a_finding_called_a_false_alarm_closes_nothing(words: Words) -> None:
    struck = replace(finding(), struck=True)
    known = told("two-lanes", {"sensitivity": "restricted"}, struck, finding(place="page 9"))
    assert [e.where for e in lane(why_view(known, words), "premium").rules[0].evidence] == [
        "Addendum.docx, page 9"
    ]


def test_a_rule_that_is_passed_over_says_for_which_reason(words: Words) -> None:
    known = told("nordics", {"sensitivity": "restricted", "difficulty": "hard"})
    narrowed = narrow(known.decision, {"private": "no address is entered for it"})
    view = why_view(replace(known, decision=narrowed), words)
    assert view.card.lane == "device"
    assert view.instead == "Own server comes first by this rule, but not now: no address is entered for it."
    assert lane(view, "private").state_words == "Not set up"


def test_every_trigger_is_answered(words: Words) -> None:
    view = why_view(
        told("two-lanes", {"sensitivity": "public", "ceiling": "premium", "difficulty": "hard"}), words
    )
    assert [(row.lanes, row.when) for row in view.next] == [
        ("Premium after your yes, then This device", "If a lane fails; if a lane is too slow (rule F1)"),
        ("This device", "If it would cost more than the ceiling (rule F2)"),
        (
            "Premium after your yes",
            "If the draft fails a check; if you ask for a stronger model; because the work is hard (rule E1)",
        ),
    ]
    assert view.next_else == ""


def test_triggers_that_lead_nowhere_are_told_once(words: Words) -> None:
    view = why_view(told("two-lanes", {"sensitivity": "restricted"}), words)
    assert [row.lanes for row in view.next] == ["This device"]
    assert view.next_else.startswith("Whatever else happens, there is no further lane")


def test_facts_stand_by_where_they_came_from(words: Words) -> None:
    known = told("two-lanes", {"sensitivity": "restricted"}, finding())
    given = {
        "sensitivity": Fact("sensitivity", "restricted", FactSource.LABEL, "Addendum.docx, page 3: a number"),
        "task": Fact("task", "general", FactSource.TYPED, "the kind of work you chose"),
        "stakes": Fact("stakes", "normal", FactSource.DEFAULT, "no word speaks for high stakes"),
        "difficulty": Fact("difficulty", "routine", FactSource.MEASURED, "one readable document at most"),
    }
    facts = Facts(tuple(given.get(fact.name, fact) for fact in known.facts.given))
    groups = why_view(replace(known, facts=facts), words).facts
    assert [(group.source, [fact.name for fact in group.facts]) for group in groups] == [
        ("Found in the text", ["Data class"]),
        ("Your choice", ["Kind of work", "Waiting time", "Cost ceiling"]),
        ("Measured", ["Difficulty"]),
        ("1 fact is as usual", ["Stakes"]),
    ]
    assert groups[0].facts[0].why == "Addendum.docx, page 3: a number"
    assert groups[1].facts[0].why == "", "that it is their choice says it all"
    assert groups[-1].usual


def test_what_is_held_names_its_rule(words: Words) -> None:
    view = why_view(told("two-lanes", {"task": "contract"}), words)
    (held,) = view.review
    assert held.say == "A person approves every contract and medical output before it is used."
    assert held.caption == "Rule H2: a person accepts it before it is used"
    assert view.no_review == ""
    assert why_view(told("two-lanes", {}), words).no_review == "The policy asks for no review."


def test_the_smallest_change_is_one_a_person_can_make(words: Words, swedish: Words) -> None:
    known = replace(told("two-lanes", {"sensitivity": "public"}), endpoints={"premium": MISTRAL})
    assert why_view(known, words).smallest == "With cost ceiling premium, Mistral would be offered."
    assert why_view(known, swedish).smallest == "Med kostnadstak premium skulle Mistral erbjudas."


def test_no_change_is_named_where_only_another_class_would_help(words: Words) -> None:
    for level in ("confidential", "restricted"):
        known = told("two-lanes", {"sensitivity": level, "ceiling": "premium"}, finding())
        assert why_view(known, words).smallest == ""


def test_a_lane_that_is_not_set_up_is_no_change_worth_naming(words: Words) -> None:
    known = told("two-lanes", {"sensitivity": "public"})
    decision = narrow(known.decision, {"premium": "nothing is set up for it"})
    assert why_view(replace(known, decision=decision), words).smallest == ""


def test_only_the_best_way_on_gets_the_button(words: Words) -> None:
    ways = (WayOn("Try own server…", "First.", 1), WayOn("Run here", "Second.", 2))
    assert why_view(replace(told("two-lanes", {}), ways=ways), words).way == ways[0]


def test_an_old_task_shows_the_decision_of_its_day(words: Words, swedish: Words) -> None:
    known = replace(
        told("two-lanes", {"sensitivity": "restricted"}, finding(), moment=Moment.PAST),
        decided_at="2026-03-12T09:00:00+00:00",
    )
    view = why_view(known, words)
    assert f"12 March 2026 by Two lanes, one escalation rule {known.policy.version}" in view.notice[0]
    assert view.notice[1] == "This is the decision of that day. Today’s policy may decide otherwise."
    assert view.deciding[0].say == "Everything starts on this computer."
    assert view.policy.sha256 == known.policy.sha256
    assert "12 mars 2026 av Two lanes" in why_view(known, swedish).notice[0]


@pytest.mark.parametrize("here", [None, "nordics"])
def test_without_its_policy_an_old_task_shows_numbers_and_says_so(words: Words, here: str | None) -> None:
    known = told("two-lanes", {"sensitivity": "restricted", "ceiling": "free"}, finding(), moment=Moment.PAST)
    known = replace(known, policy=policy_of(here) if here else None, decided_at="2026-03-12T09:00:00+00:00")
    view = why_view(known, words)
    assert view.notice[1].startswith("That policy is no longer here")
    assert [(rule.id, rule.say) for rule in view.deciding] == [("R1", "")]
    assert [(row.lane, row.state) for row in view.lanes] == [
        ("device", LaneState.CHOSEN),
        ("premium", LaneState.BLOCKED),
    ]
    assert [rule.id for rule in lane(view, "premium").rules] == ["N1", "ceiling"]
    assert view.card.lane == "device"
    assert view.counts.data_class is DataClass.RESTRICTED
    assert view.smallest == ""
    assert "Everything starts" not in everything(view)


def test_a_lane_that_worked_after_another_is_the_chosen_one(words: Words) -> None:
    known = told("two-lanes", {"sensitivity": "public", "ceiling": "premium"}, moment=Moment.AFTER)
    view = why_view(replace(known, lane="premium", endpoints={"premium": MISTRAL}), words)
    assert (view.card.name, view.card.model) == ("Premium", "large-2 at Mistral, France")
    assert lane(view, "premium").state is LaneState.CHOSEN
    assert lane(view, "device").state_words == "Came first"


def test_a_task_the_policy_cannot_read_waits_and_says_what_it_lacks(words: Words) -> None:
    policy = policy_of("two-lanes")
    facts = Facts((Fact("sensitivity", "public", FactSource.TYPED, ""),))
    decision, _ = Route(policy, {}, 8192).decide(facts)
    view = why_view(Told(Moment.BEFORE, decision, policy, facts, Label(DataClass.PUBLIC)), words)
    assert view.card.lane == ""
    assert view.card.name == "Waits for you"
    assert view.notice[0] == "The policy cannot read this task"
    assert "kind of work" in view.notice[1]
    assert "facts:" not in everything(view)
    assert {row.state_words for row in view.lanes} == {"Waits"}, "no rule was asked, so none closed a lane"
    assert view.no_review == ""


def test_a_policy_that_cannot_be_read_leaves_this_device_only(words: Words, swedish: Words) -> None:
    values = {**ORDINARY, "declassified": "none"}
    decision = decide(DEVICE_ONLY, values)
    assert isinstance(decision, Decision)
    known = Told(Moment.BEFORE, decision, DEVICE_ONLY, Facts(()), Label(DataClass.INTERNAL), notice=("Line 3.",))
    assert why_view(known, words).notice == (
        "This device only",
        "The policy could not be read, so everything stays on this computer until it can. Line 3.",
    )
    assert why_view(known, swedish).notice[0] == "Bara den här datorn"
    assert [row.lane for row in why_view(known, words).lanes] == ["device"]
    assert [group.source for group in why_view(known, words).facts] == ["As recorded"]
    assert why_view(replace(known, moment=Moment.NOTHING), words).notice[0] == "This device only"


@pytest.mark.parametrize("name", ["two-lanes", "three-lanes", "nordics"])
def test_no_view_offers_to_relabel_or_promises_what_cannot_be_known(
    name: str, words: Words, swedish: Words
) -> None:
    for data_class in DataClass:
        for say in (words, swedish):
            view = why_view(told(name, {"sensitivity": data_class.word, "task": "contract"}, finding()), say)
            said = " ".join(
                [view.smallest, *(row.when for row in view.next), *(row.caption for row in view.lanes)]
            )
            for never in ("verified", "secure", "compliant", "säker", "data class", "dataklass"):
                assert never not in said.lower()


def document_part(name: str) -> Part:
    label = Label(DataClass.RESTRICTED, (finding(source=name),))
    return Part("document-1", PartKind.DOCUMENT, "Document 1", name, 10, None, label, removable=True)


def test_ways_on_are_legal_ones_and_the_one_that_changes_least_comes_first(words: Words, swedish: Words) -> None:
    closed = told("two-lanes", {"sensitivity": "restricted", "ceiling": "premium"}, finding()).decision
    open_ = told("two-lanes", {"sensitivity": "public", "ceiling": "premium"}).decision
    without = WithoutDocuments((document_part("Addendum.docx"),), open_, ("premium",))
    only = OnlyQuestion(open_, ("premium",))
    ways = ways_in_words((RunHere(), without, only, LeaveIt()), closed, {}, words, drafted=True)
    assert [way.label for way in ways] == ["Without Addendum.docx…", "Send only the question…"]
    assert [way.value for way in ways] == [without, only]
    assert all("exactly what would be sent" in way.says for way in ways)
    assert ways_in_words((LeaveIt(),), closed, {}, words, drafted=True) == ()
    more = ways_in_words((RunHere(), LeaveIt()), open_, {"premium": MISTRAL}, swedish, drafted=True)
    assert [(way.label, way.value) for way in more] == [("Prova Mistral…", AskForMore("premium"))]
    assert ways_in_words((RunHere(),), open_, {}, words, drafted=False) == (), "that it runs here needs no button"
    assert ways_in_words((), open_, {}, words, drafted=True, tried=["device", "premium"]) == ()
    hard = told("nordics", {"sensitivity": "restricted", "difficulty": "hard"}).decision
    assert [w.label for w in ways_in_words((RunHere(),), hard, {}, words, drafted=False)] == ["Run here"]


def test_a_task_without_a_draft_is_not_said_to_have_run(words: Words) -> None:
    known = told("two-lanes", {}, moment=Moment.AFTER)
    assert why_view(known, words).card.heading == "Ran here"
    waits = why_view(replace(known, waits=True), words).card
    assert (waits.lane, waits.name) == ("", "Waits for you")


def test_a_file_is_called_by_its_own_name(words: Words) -> None:
    why = "referral.docx, paragraph 2: a Swedish personal identity number"
    given = Facts((Fact("sensitivity", "restricted", FactSource.LABEL, why),))
    view = why_view(replace(told("two-lanes", {"sensitivity": "restricted"}), facts=given), words)
    (row,) = [row for group in view.facts for row in group.facts if row.name == "Data class"]
    assert row.why == why
