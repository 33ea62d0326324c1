"""Decides facts that a person sets, and puts everything about the decision into words."""

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QObject

from homeport.domain.decision import Decision
from homeport.domain.facts import Fact, Facts, FactSource
from homeport.domain.lane import DEVICE
from homeport.domain.policy import FactSpec, Policy
from homeport.policy.counterfactual import Changes, what_would_open
from homeport.policy.decide import decide
from homeport.policy.explain import Explanation, LaneLine, RuleLine, explain
from homeport.policy.lane_state import LaneState
from homeport.policy.prove import Whole
from homeport.policy.sentences import fact_name, value_words
from homeport.services.program import Program
from homeport.ui.dialogs.policy_try import TrySection
from homeport.ui.models.policy_opened import Combination
from homeport.ui.models.policy_tried import Tried, TriedFact, TriedLane, TriedRule, TriedStep, Way
from homeport.ui.presenters.policy_work import PolicyWork
from homeport.ui.words import Words


class TryPresenter(QObject):
    """Decides in a thread what is set; a newer choice takes the place of one that is still being decided."""

    def __init__(self, work: PolicyWork, section: TrySection) -> None:
        super().__init__(work)
        self._work, self._section = work, section
        section.facts_changed.connect(self._try)

    def _try(self, facts: dict[str, str]) -> None:
        opened = self._work.opened
        all_of = opened.all_of if opened is not None else None
        if all_of is None:
            return
        wanted = facts or first_facts(all_of.policy)

        def work(_program: Program, words: Words) -> Tried:
            return try_facts(all_of, wanted, words)

        self._work.off_window(work, self._section.show_tried, "try")


REACHED = {LaneState.CHOSEN, LaneState.ALLOWED, LaneState.WOULD_ASK}


def first_facts(policy: Policy) -> dict[str, str]:
    """What to begin with: the first example that sets every fact, else the first value of each."""
    given = (example.given for example in policy.examples)
    return completed(policy, next((facts for facts in given if set(policy.facts) <= set(facts)), {}))


def completed(policy: Policy, facts: Combination) -> dict[str, str]:
    """A declared value for every declared fact; the first one where `facts` has none."""
    return {
        name: facts[name] if facts.get(name) in spec.values else spec.values[0]
        for name, spec in policy.facts.items()
    }


def try_facts(all_of: Whole, facts: Combination, words: Words) -> Tried:
    """Decide and explain. A fact without a declared value gets the first one."""
    policy, language = all_of.policy, words.language
    values = completed(policy, facts)
    decision = decide(policy, values)
    assert isinstance(decision, Decision)  # every fact has a declared value
    given = Facts(tuple(Fact(name, value, FactSource.TYPED, "") for name, value in values.items()))
    explained = explain(policy, decision, given, language)
    return Tried(
        facts=tuple(_fact(spec, values[name], language) for name, spec in policy.facts.items()),
        first=decision.first,
        asks=decision.first not in {None, DEVICE},
        outcome=explained.outcome[-1],
        deciding=_rule(explained.deciding) if explained.deciding else None,
        class_said=explained.class_that_counts,
        classified_by=tuple(_rule(line) for line in explained.classification),
        steps=tuple(_steps(explained, words)),
        lanes=tuple(_lane(all_of, values, line, words) for line in explained.lanes),
        review=tuple((line.id, line.sentence) for line in explained.review),
        no_review=explained.no_review,
        sentences=explained.sentences,
    )


def _fact(spec: FactSpec, value: str, language: str) -> TriedFact:
    title = fact_name(spec.name, language)
    options = tuple((each, _capital(value_words(spec.name, each, language))) for each in spec.values)
    return TriedFact(spec.name, _capital(title), value, options, spec.can_change)


def _rule(line: RuleLine) -> TriedRule:
    return TriedRule(line.id, line.say, line.does)


def _steps(explained: Explanation, words: Words) -> Iterator[TriedStep]:
    for line in explained.next:
        lanes = tuple((lane, lane != DEVICE) for lane in line.lanes)
        title = words(f"policy_window.trigger_{line.trigger}")
        yield TriedStep(title, lanes, line.rule or "", line.sentence)


def _lane(all_of: Whole, values: Mapping[str, str], line: LaneLine, words: Words) -> TriedLane:
    said = words(f"policy_window.state_{line.state}")
    rules = tuple(_rule(rule) for rule in line.rules)
    if line.state in REACHED:
        return TriedLane(line.id, line.say, line.state, said, rules, reached=True)
    found = what_would_open(all_of, values, line.id)
    return TriedLane(
        line.id,
        line.say,
        line.state,
        said,
        rules,
        reached=False,
        you_can=tuple(_way(changes, values, words) for changes in found.you_can),
        otherwise=tuple(_way(changes, values, words) for changes in found.otherwise),
    )


def _way(changes: Changes, values: Mapping[str, str], words: Words) -> Way:
    said = words("policy_window.and").join(
        words(
            "policy_window.change",
            name=fact_name(name, words.language),
            value=value_words(name, value, words.language),
        )
        for name, value in changes.items()
    )
    return Way(_capital(said), {**values, **changes})


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
