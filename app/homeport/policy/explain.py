"""Why a decision came out as it did: data first, then a sentence for every piece of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from homeport.domain.decision import CEILING, Decision
from homeport.domain.facts import Fact, Facts, FactSource
from homeport.domain.lane import DEVICE, Lane
from homeport.domain.policy import Policy, ReviewRule, Rule, Trigger
from homeport.policy.decide import FactError, opens_by_approval
from homeport.policy.lane_state import LaneState
from homeport.policy.own_sentences import own_sentence
from homeport.policy.sentences import (
    SENTENCES,
    SOURCES,
    TRIGGERS,
    fact_name,
    in_language,
    pick,
    say,
    value_words,
)
from homeport.policy.vocabulary import (
    ALWAYS_TRIGGERED,
    CEILING_FACT,
    FOUND_SUFFIX,
    PER_LANE_FACTS,
    SENSITIVITY,
)


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact the policy reads, as found."""

    name: str
    value: str
    source: FactSource
    why: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule that took part, with its own sentence (`say`) and ours.

    `does` is made from the machine part alone, to stand under `say`; empty for what is no rule of the file.
    """

    id: str
    say: str
    sentence: str
    does: str = ""


@dataclass(frozen=True, slots=True)
class LaneLine:
    """One lane of the policy; `rules` are all that refuse it.

    `needs_approval`: it is closed, and a second person's approval of the text prepared for it opens it.
    """

    id: str
    say: str
    state: LaneState
    asks: bool  # whether entering it takes a person's yes
    rules: tuple[RuleLine, ...]
    sentence: str
    needs_approval: bool = False


@dataclass(frozen=True, slots=True)
class NextLine:
    """Where the task goes when the trigger fires; `rule` is None when no rule speaks of it."""

    trigger: Trigger
    rule: str | None
    lanes: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """One decision, explained. `outcome` says where it starts, or that it waits."""

    policy: str
    facts: tuple[FactLine, ...]
    classification: tuple[RuleLine, ...]
    class_that_counts: str  # empty when no rule changed it
    deciding: RuleLine | None
    outcome: tuple[str, ...]
    lanes: tuple[LaneLine, ...]
    next: tuple[NextLine, ...]
    review: tuple[RuleLine, ...]
    no_review: str  # said when `review` is empty

    @property
    def rules(self) -> tuple[RuleLine, ...]:
        """Every rule of the file that took part, once, in reading order."""
        refusing = (rule for lane in self.lanes for rule in lane.rules)
        deciding = (self.deciding,) if self.deciding else ()
        lines = (*self.classification, *deciding, *refusing, *self.review)
        return tuple({line.id: line for line in lines if line.does}.values())

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything in reading order."""
        return tuple(self._said())

    def _said(self) -> Iterator[str]:
        yield from (line.sentence for line in self.facts)
        yield from (line.sentence for line in self.classification)
        if self.class_that_counts:
            yield self.class_that_counts
        yield from self.outcome
        yield from (line.sentence for line in self.lanes)
        yield from (line.sentence for line in self.next)
        yield from (line.sentence for line in self.review)
        if not self.review:
            yield self.no_review
        yield self.policy


def explain(policy: Policy, decision: Decision, facts: Facts, language: str = "en") -> Explanation:
    """Explain a decision that `policy` made from these facts.

    Args:
        policy: the policy that decided.
        decision: its decision, narrowed or not.
        facts: where each value came from.
        language: ``en`` or ``sv``; English for any other.

    Raises:
        ValueError: another policy made this decision.
    """
    if decision.policy_sha256 != policy.sha256:
        raise ValueError(f"decided by {decision.policy_name} {decision.policy_version}, not by {policy.name}")
    return _Explainer(policy, decision, facts, language).explanation()


def explain_error(error: FactError, language: str = "en") -> str:
    """Why a request waits without a decision."""
    known = ", ".join(value_words(error.fact, value, language) for value in error.declared)
    name = fact_name(error.fact, language)
    if error.value is None:
        return say("fact_missing", language, name=name, known=known)
    return say("fact_undeclared", language, name=name, value=error.value, known=known)


@dataclass(frozen=True, slots=True)
class _Explainer:
    policy: Policy
    decision: Decision
    given: Facts
    language: str

    def explanation(self) -> Explanation:
        decision, language = self.decision, self.language
        deciding = self._deciding()
        return Explanation(
            policy=say("policy", language, name=decision.policy_name, version=decision.policy_version),
            facts=tuple(self._fact(name) for name in self.policy.facts),
            classification=tuple(
                self._rule(rule, "classified")
                for rule in (*self.policy.raises, *self.policy.lowers)
                if rule.id in decision.classified_by
            ),
            class_that_counts=self._class_that_counts(),
            deciding=deciding,
            outcome=tuple(self._outcome(deciding)),
            lanes=tuple(self._lane(lane) for lane in self.policy.lanes.values()),
            next=tuple(self._next(trigger) for trigger in Trigger if self._can_fire(trigger)),
            review=tuple(self._reviews()),
            no_review=say("review_none", language),
        )

    def _fact(self, name: str) -> FactLine:
        value = self.decision.facts_found[name]
        fact = self.given.get(name)
        if fact is None or fact.value != value:
            # Only sensitivity is ever replaced: unknown counts as the highest.
            fact = Fact(name, value, FactSource.UNKNOWN, "")
        shown = fact_name(name, self.language)
        slots = {
            "name": shown[0].upper() + shown[1:],
            "value": value_words(name, value, self.language),
            "source": pick(SOURCES[fact.source], self.language),
        }
        sentence = (
            say("fact", self.language, why=fact.why, **slots)
            if fact.why
            else say("fact_plain", self.language, **slots)
        )
        return FactLine(name, value, fact.source, fact.why, sentence)

    def _rule(self, rule: Rule, sentence: str) -> RuleLine:
        own = in_language(rule.say, self.language)
        says = _say_rule(sentence, self.language, rule.id, own)
        return RuleLine(rule.id, own, says, own_sentence(self.policy, rule, self.language))

    def _class_that_counts(self) -> str:
        if not self.decision.classified_by:
            return ""
        counts, found = (
            value_words(SENSITIVITY, facts[SENSITIVITY], self.language)
            for facts in (self.decision.facts, self.decision.facts_found)
        )
        if counts == found:
            return say("class_same", self.language, counts=counts)
        return say("class", self.language, counts=counts, found=found)

    def _deciding(self) -> RuleLine | None:
        rule = next((rule for rule in self.policy.route if rule.id == self.decision.route_rule), None)
        return None if rule is None else self._rule(rule, "decided")

    def _outcome(self, deciding: RuleLine | None) -> Iterator[str]:
        yield deciding.sentence if deciding else say("undecided", self.language)
        first = self.decision.first
        if first is None:
            yield say("waits", self.language)
        else:
            yield say("starts", self.language, lane=self._lane_words(self.policy.lanes[first]))

    def _lane(self, lane: Lane) -> LaneLine:
        state, asks = self._state(lane.id), lane.id != DEVICE
        needs_approval = state is LaneState.BLOCKED and opens_by_approval(self.policy, self.decision, lane.id)
        rules = tuple(self._refusals(lane))
        words = self._lane_words(lane)
        if state is LaneState.BLOCKED:
            refusals = _joined((rule.sentence for rule in rules), "and", self.language)
            read = "; ".join(self._read(lane))
            sentence = (
                say("blocked_because", self.language, lane=words, rules=refusals, facts=read)
                if read
                else say("blocked", self.language, lane=words, rules=refusals)
            )
            if needs_approval:
                sentence = pick(SENTENCES["approval_opens"], self.language).format(closed=sentence)
        elif state is LaneState.UNAVAILABLE:
            sentence = say(state, self.language, lane=words, why=self.decision.unavailable[lane.id])
        else:
            sentence = say(
                "chosen_asks" if state is LaneState.CHOSEN and asks else state, self.language, lane=words
            )
        own = in_language(lane.say_in or {"": lane.say}, self.language)
        return LaneLine(lane.id, own, state, asks, rules, sentence, needs_approval)

    def _state(self, lane: str) -> LaneState:
        decision = self.decision
        if lane in decision.blocked:
            return LaneState.BLOCKED
        if lane in decision.unavailable:
            return LaneState.UNAVAILABLE
        if lane == decision.first:
            return LaneState.CHOSEN
        if lane not in decision.allowed:
            return LaneState.UNUSED
        return LaneState.ALLOWED if lane == DEVICE else LaneState.WOULD_ASK

    def _lane_words(self, lane: Lane) -> str:
        own = in_language(lane.say_in or {"": lane.say}, self.language)
        return say("lane", self.language, lane=lane.id, say=own)

    def _refusals(self, lane: Lane) -> Iterator[RuleLine]:
        refusing = self.decision.blocked.get(lane.id, ())
        for rule in self.policy.never:
            if rule.id in refusing:
                yield self._rule(rule, "rule")
        if CEILING in refusing:
            sentence = say(
                "ceiling",
                self.language,
                needs=value_words(CEILING_FACT, lane.needs_ceiling, self.language),
                ceiling=value_words(CEILING_FACT, self.decision.facts[CEILING_FACT], self.language),
            )
            yield RuleLine(CEILING, sentence, sentence)
        known = {rule.id for rule in self.policy.never} | {CEILING}
        for reason in refusing:
            if reason not in known:  # the program's own, when the facts could not be read
                yield RuleLine(reason, reason, reason)

    def _read(self, lane: Lane) -> Iterator[str]:
        """The facts that the refusing rules read, each with its reason; not those judged per lane."""
        refusing = self.decision.blocked[lane.id]
        read = [key for rule in self.policy.never if rule.id in refusing for key in rule.when.allowed]
        for name in dict.fromkeys(key.removesuffix(FOUND_SUFFIX) for key in read):
            if name in PER_LANE_FACTS:
                continue
            line = self._fact(name)
            why = line.why or pick(SOURCES[line.source], self.language)
            if name == SENSITIVITY and self.decision.classified_by:
                why = say("by_rules", self.language, rules=", ".join(self.decision.classified_by))
            value = value_words(name, self.decision.facts[name], self.language)
            yield say("read", self.language, name=fact_name(name, self.language), value=value, why=why)

    def _can_fire(self, trigger: Trigger) -> bool:
        if trigger is Trigger.DECLINED:
            return self.decision.first not in {DEVICE, None}
        if trigger not in ALWAYS_TRIGGERED:
            return True
        fact, value = ALWAYS_TRIGGERED[trigger]
        return self.decision.facts.get(fact) == value

    def _next(self, trigger: Trigger) -> NextLine:
        when = pick(TRIGGERS[trigger], self.language)
        lanes, rule = self.decision.next.get(trigger, ()), self.decision.next_rules.get(trigger)
        if not lanes or rule is None:
            return NextLine(trigger, rule, lanes, say("next_none", self.language, when=when))
        shown = (lane if lane == DEVICE else say("next_asks", self.language, lane=lane) for lane in lanes)
        steps = _joined(shown, "then", self.language)
        return NextLine(trigger, rule, lanes, say("next", self.language, when=when, lanes=steps, rule=rule))

    def _reviews(self) -> Iterator[RuleLine]:
        rules = {rule.id: rule for rule in self.policy.review}
        for duty in self.decision.review:
            if duty in rules:
                yield self._rule(rules[duty], _review_sentence(rules[duty]))
            else:
                yield RuleLine(duty, duty, say("review_added", self.language, why=duty))


def _review_sentence(rule: ReviewRule) -> str:
    return f"review_{rule.before}" + ("_two" if rule.people > 1 else "")


def _say_rule(sentence: str, language: str, rule: str, own: str) -> str:
    return say(sentence, language, rule=rule, say=own)


def _joined(parts: Iterable[str], word: str, language: str) -> str:
    return say(word, language).join(parts)
