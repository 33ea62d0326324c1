"""Make what the panel "Why this route" shows from a decision.

`why_view` is pure: a decision, the policy that made it, the label and what else is known go in; sentences in the
person's language come out, in the order in which the panel shows them.
"""

from collections.abc import Iterable, Iterator, Mapping

from homeport.domain.data_class import DataClass
from homeport.domain.decision import CEILING, Decision
from homeport.domain.facts import Fact, FactSource
from homeport.domain.lane import DEVICE
from homeport.domain.policy import DEVICE_ONLY_NAME, Policy, RouteRule, Rule, Trigger
from homeport.policy.counterfactual import what_would_open
from homeport.policy.decide import FactError, decide
from homeport.policy.explain import Explanation, LaneLine, RuleLine, explain, explain_error
from homeport.policy.lane_state import LaneState
from homeport.policy.sentences import SOURCES, TRIGGERS, fact_name, pick, value_words
from homeport.ui.finding_words import FindingWords
from homeport.ui.models.why import (
    Card,
    ClassRow,
    FactGroup,
    FactRow,
    LaneRow,
    Moment,
    NextRow,
    PolicyRow,
    RuleRow,
    Told,
    WhyView,
)
from homeport.ui.models.why_evidence import evidence_of, findings_behind
from homeport.ui.words import Words

_SENSITIVITY = "sensitivity"
_CHOSEN_AS_SUCH = frozenset({"task", "latency", "ceiling"})
"""Facts that a person sets; that it is their choice is all there is to say."""

_FROM_LEAST = (DEVICE, "private", "eu", "shared", "premium")


def why_view(told: Told, words: Words) -> WhyView:
    """What the panel shows of this."""
    if told.decision is None or told.moment is Moment.NOTHING:
        return WhyView(notice=_unreadable(told, words))
    return _Maker(told, told.decision, words).view()


class _Maker:
    def __init__(self, told: Told, decision: Decision, words: Words) -> None:
        self._told = told
        self._decision = decision
        self._words = words
        self._said = FindingWords(words)
        policy = told.policy
        self._policy = policy if policy and policy.sha256 == decision.policy_sha256 else None
        self._error = self._fact_error()
        self._explained: Explanation | None = None
        if self._policy is not None and self._error is None:
            self._explained = explain(self._policy, decision, told.facts, words.language)
        self._rules = {rule.id: rule for rule in _all_rules(self._policy)} if self._policy else {}

    def view(self) -> WhyView:
        told, decision, explained = self._told, self._decision, self._explained
        return WhyView(
            moment=told.moment,
            notice=self._notice(),
            card=self._card(),
            counts=self._counts(),
            deciding=tuple(self._deciding()),
            instead=self._instead(),
            facts=tuple(self._facts()),
            lanes=tuple(self._lanes()),
            next=tuple(self._next()),
            next_else=self._next_else(),
            review=tuple(self._review()),
            no_review="" if decision.review or self._error else self._words("why.no_review"),
            way=told.ways[0] if told.ways else None,
            smallest=self._smallest() if explained is not None else "",
            policy=PolicyRow(
                self._words("why.policy", name=decision.policy_name, version=decision.policy_version),
                decision.policy_sha256,
            ),
        )

    def _fact_error(self) -> FactError | None:
        """What the policy could not read, when that is why nothing was decided."""
        if self._policy is None or self._decision.first is not None:
            return None
        decided = decide(self._policy, self._decision.facts_found)
        return decided if isinstance(decided, FactError) else None

    def _notice(self) -> tuple[str, str]:
        words, decision = self._words, self._decision
        if self._told.moment is Moment.PAST:
            title = words(
                "why.past" if self._told.decided_at else "why.past_undated",
                date=words.date(self._told.decided_at) if self._told.decided_at else "",
                name=decision.policy_name,
                version=decision.policy_version,
            )
            return title, words("why.past_here" if self._policy else "why.past_gone")
        if self._error is not None:
            return words("why.undecidable"), explain_error(self._error, words.language)
        return _unreadable(self._told, words)

    def _card(self) -> Card:
        told, words = self._told, self._words
        lane = told.lane or self._decision.first or ""
        if not lane or told.waits:
            return Card("", words("why.heading_waits"), words("why.waits"), words("why.waits_next"))
        when = told.moment.value
        asks = lane != DEVICE and told.moment is Moment.BEFORE
        return Card(
            lane,
            words("why.heading_before_asks" if asks else f"why.heading_{when}"),
            words.lane(lane),
            told.model or self._model(lane),
        )

    def _model(self, lane: str) -> str:
        endpoint = self._told.endpoints.get(lane)
        if endpoint is None:
            return ""
        key = "why.model_here" if endpoint.on_device else "why.model_there"
        return self._words(key, model=endpoint.model, provider=endpoint.provider, country=endpoint.country)

    def _counts(self) -> ClassRow | None:
        decision, label = self._decision, self._told.label
        data_class = DataClass.from_word(decision.facts.get(_SENSITIVITY, ""))
        says = self._said.why(label) if label is not None else ""
        return ClassRow(
            data_class,
            says,
            self._explained.class_that_counts if self._explained else self._changed(),
            tuple(self._rule_of(rule) for rule in decision.classified_by),
        )

    def _changed(self) -> str:
        found, counts = (
            facts.get(_SENSITIVITY, "") for facts in (self._decision.facts_found, self._decision.facts)
        )
        if found == counts:
            return ""
        language = self._words.language
        return self._words(
            "why.class_changed",
            found=value_words(_SENSITIVITY, found, language),
            counts=value_words(_SENSITIVITY, counts, language),
        )

    def _deciding(self) -> Iterator[RuleRow]:
        if self._decision.route_rule is not None:
            yield self._rule_of(self._decision.route_rule)

    def _instead(self) -> str:
        """Which lanes the deciding rule names before the first one, and why they are passed over."""
        decision, words = self._decision, self._words
        rule = self._rules.get(decision.route_rule or "")
        if not isinstance(rule, RouteRule) or decision.first is None:
            return ""
        before = rule.lanes[: rule.lanes.index(decision.first)] if decision.first in rule.lanes else ()
        return " ".join(
            words("why.instead", lane=words.lane(lane), why=decision.unavailable[lane])
            if lane in decision.unavailable
            else words("why.instead_closed", lane=words.lane(lane))
            for lane in before
        )

    def _rule_of(self, rule_id: str, line: RuleLine | None = None) -> RuleRow:
        """A rule with its sentence where the policy is here, by its number where it is not."""
        rule, words = self._rules.get(rule_id), self._words
        if line is None and self._explained is not None:
            known = (*self._explained.rules, *self._explained.review)
            line = next((each for each in known if each.id == rule_id), None)
        caption = words("why.rule", rule=rule_id)
        if rule is None or line is None or self._policy is None:
            return RuleRow(rule_id, line.say if line else "", caption)
        label = self._told.label
        found = findings_behind(rule, self._policy, self._decision, label) if label else ()
        return RuleRow(rule_id, line.say, caption, line.does, evidence_of(found, self._said))

    def _facts(self) -> Iterator[FactGroup]:
        """The facts by where they came from, in the order in which the sources first come."""
        language = self._words.language
        groups: dict[FactSource | None, list[FactRow]] = {}
        for name, value in self._decision.facts_found.items():
            fact = self._told.facts.get(name)
            if fact is None or fact.value != value:
                unknown = name == _SENSITIVITY and bool(self._told.facts.given)
                fact = Fact(name, value, FactSource.UNKNOWN, "") if unknown else None
            source = fact.source if fact else None
            if source is FactSource.DEFAULT and name == _SENSITIVITY:
                source = FactSource.LABEL  # every text was looked at, and nothing was found
            said_by_source = source is FactSource.TYPED and name in _CHOSEN_AS_SUCH
            shown = fact_name(name, language)
            row = FactRow(
                shown[:1].upper() + shown[1:],
                value_words(name, value, language),
                _why(fact, self._words) if fact and not said_by_source else "",
            )
            groups.setdefault(source, []).append(row)
        usual = groups.pop(FactSource.DEFAULT, [])
        for source, rows in groups.items():
            heading = pick(SOURCES[source], language) if source else self._words("why.as_recorded")
            yield FactGroup(heading[:1].upper() + heading[1:], tuple(rows))
        if usual:
            yield FactGroup(self._words("why.usual_facts", count=len(usual)), tuple(usual), usual=True)

    def _lanes(self) -> Iterator[LaneRow]:
        if self._explained is not None:
            for line in self._explained.lanes:
                yield self._lane(line.id, self._where(line.id, line.state), line)
            return
        for lane, state in _states(self._decision).items():
            yield self._lane(lane, self._where(lane, state), None)

    def _where(self, lane: str, state: LaneState) -> LaneState:
        """The lane that works or worked is the chosen one, whichever the policy names first."""
        if self._error is not None:
            return LaneState.UNUSED  # no rule was asked, so none closed it
        if not self._told.lane:
            return state
        if lane == self._told.lane:
            return LaneState.CHOSEN
        return LaneState.ALLOWED if state is LaneState.CHOSEN else state

    def _lane(self, lane: str, state: LaneState, line: LaneLine | None) -> LaneRow:
        words, decision = self._words, self._decision
        rules: tuple[RuleRow, ...] = ()
        if state is LaneState.BLOCKED and self._error is None:
            lines = {each.id: each for each in line.rules} if line else {}
            rules = tuple(self._refusal(lane, rule, lines.get(rule)) for rule in decision.blocked[lane])
        return LaneRow(
            lane,
            words.lane(lane),
            state,
            self._state_words(lane, state),
            self._lane_caption(lane, state, rules, line),
            self._lane_says(lane, state, line) if self._error is None else "",
            rules,
        )

    def _refusal(self, lane: str, rule_id: str, line: RuleLine | None) -> RuleRow:
        if rule_id != CEILING:
            return self._rule_of(rule_id, line)
        says = ""
        if self._policy is not None:
            language = self._words.language
            needs, given = (
                value_words(CEILING, value, language)
                for value in (self._policy.lanes[lane].needs_ceiling, self._decision.facts[CEILING])
            )
            says = self._words("why.ceiling_says", needs=needs, given=given)
        return RuleRow(CEILING, says, self._words("why.ceiling"))

    def _lane_caption(self, lane: str, state: LaneState, rules: tuple[RuleRow, ...], line: LaneLine | None) -> str:
        if rules:
            first = next((each for rule in rules for each in rule.evidence), None)
            named = ", ".join(rule.caption if not at else _lower(rule.caption) for at, rule in enumerate(rules))
            return f"{named} · {first.where}" if first else named
        if state is LaneState.BLOCKED:
            return ""
        endpoint = self._told.endpoints.get(lane)
        if endpoint is not None:
            return self._model(lane)
        return line.say if line else ""

    def _state_words(self, lane: str, state: LaneState) -> str:
        if self._error is not None:
            return self._words("why.state_waits")
        return self._words("why.state_before" if self._came_before(lane) else f"common.lane_state_{state}")

    def _came_before(self, lane: str) -> bool:
        return bool(self._told.lane) and lane == self._decision.first != self._told.lane

    def _lane_says(self, lane: str, state: LaneState, line: LaneLine | None) -> str:
        if state is LaneState.UNAVAILABLE:
            return self._words("why.unavailable", why=self._decision.unavailable[lane])
        if state is LaneState.BLOCKED:
            return "" if line else self._words("why.closed_by_number")
        if state is LaneState.CHOSEN or self._came_before(lane):
            return ""
        return self._words(f"why.lane_{state}")

    def _next(self) -> Iterator[NextRow]:
        """Where it goes when something happens; triggers that lead to the same by the same rule stand together."""
        if self._error is not None:
            return
        if self._explained is not None:
            steps = [(line.trigger, line.lanes, line.rule or "") for line in self._explained.next]
        else:
            rules = self._decision.next_rules
            steps = [(trigger, lanes, rules.get(trigger, "")) for trigger, lanes in self._decision.next.items()]
        together: dict[tuple[tuple[str, ...], str], list[Trigger]] = {}
        for trigger, lanes, rule in steps:
            if lanes:
                together.setdefault((lanes, rule), []).append(trigger)
        for (lanes, rule), triggers in together.items():
            yield self._step(triggers, lanes, rule)

    def _next_else(self) -> str:
        """What holds for every trigger that leads nowhere."""
        stuck = self._explained is not None and not all(line.lanes for line in self._explained.next)
        return self._words("why.next_nothing") if stuck else ""

    def _step(self, triggers: Iterable[Trigger], lanes: Iterable[str], rule: str) -> NextRow:
        words = self._words
        shown = [
            words.lane(lane) if lane == DEVICE else words("why.next_asks", lane=words.lane(lane)) for lane in lanes
        ]
        first, *others = (pick(TRIGGERS[trigger], words.language) for trigger in triggers)
        when = "; ".join((first, *map(_lower, others)))
        return NextRow(words("why.next_when", when=when, rule=rule), words("why.then").join(shown))

    def _review(self) -> Iterator[RuleRow]:
        for duty in self._decision.review:
            row = self._rule_of(duty)
            rule = next((each for each in self._policy.review if each.id == duty), None) if self._policy else None
            if rule is None:
                yield row
            else:
                two = "_two" if rule.people > 1 else ""
                says = self._words(f"why.review_{rule.before}{two}", rule=duty)
                yield RuleRow(row.id, row.say, says, row.does, row.evidence)

    def _smallest(self) -> str:
        """The least a person could set otherwise so that one more lane would be offered; never to relabel."""
        all_of, policy = self._told.all_of, self._policy
        if all_of is None or policy is None or self._told.moment not in {Moment.BEFORE, Moment.AFTER}:
            return ""
        best: tuple[int, str, Mapping[str, str]] | None = None
        for lane in policy.lanes:
            if lane == DEVICE or lane in self._decision.unavailable:
                continue
            found = what_would_open(all_of, self._decision.facts_found, lane)
            if found.reached or not found.you_can:
                continue
            changes = found.you_can[0]
            if best is None or len(changes) < best[0]:
                best = (len(changes), lane, changes)
        return self._change(best[1], best[2]) if best else ""

    def _change(self, lane: str, changes: Mapping[str, str]) -> str:
        words, language = self._words, self._words.language
        endpoint = self._told.endpoints.get(lane)
        listed = [
            f"{fact_name(name, language)} {value_words(name, value, language)}" for name, value in changes.items()
        ]
        return words(
            "why.smallest",
            changes=words("why.and").join(listed),
            lane=endpoint.provider if endpoint else words.lane(lane),
        )


def _unreadable(told: Told, words: Words) -> tuple[str, str]:
    decided = told.decision is not None and told.decision.policy_name == DEVICE_ONLY_NAME
    if not told.notice and not decided:
        return "", ""
    return words("why.unreadable"), " ".join((words("why.unreadable_next"), *told.notice))


def _why(fact: Fact, words: Words) -> str:
    says = "; ".join(said.in_words(words) for said in fact.said) or fact.why
    begins_with_a_file = "." in says.partition(" ")[0].rstrip(".,:;")  # whose name is not ours to spell
    return says if begins_with_a_file else says[:1].upper() + says[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _all_rules(policy: Policy) -> Iterator[Rule]:
    yield from policy.raises
    yield from policy.lowers
    yield from policy.never
    yield from policy.route
    yield from policy.escalate
    yield from policy.fallback
    yield from policy.review


def _states(decision: Decision) -> dict[str, LaneState]:
    """Every lane the stored decision speaks of, from least to most exposed as far as that is known."""
    lanes = {*decision.blocked, *decision.unavailable, *decision.allowed}
    known = [lane for lane in _FROM_LEAST if lane in lanes]
    return {lane: _state(decision, lane) for lane in (*known, *sorted(lanes - set(known)))}


def _state(decision: Decision, lane: str) -> LaneState:
    if lane in decision.blocked:
        return LaneState.BLOCKED
    if lane in decision.unavailable:
        return LaneState.UNAVAILABLE
    if lane == decision.first:
        return LaneState.CHOSEN
    return LaneState.ALLOWED if lane == DEVICE else LaneState.WOULD_ASK
