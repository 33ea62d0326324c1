"""From a well-shaped file to a `Policy`: names are looked up, attributes and ranges expanded, sense is checked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from homeport.domain.policy import (
    Condition,
    DeclassifyRule,
    LowerRule,
    NeverRule,
    Policy,
    Promise,
    RaiseRule,
    ReviewRule,
    RouteRule,
    SlowRule,
    SpendRule,
    StepRule,
    Trigger,
)
from homeport.policy.build_examples import read_examples
from homeport.policy.declarations import Sentences, read_facts, read_lanes
from homeport.policy.lookups import Lookups
from homeport.policy.own_sentences import rules_with_sentence
from homeport.policy.problems import ProblemKind, ProblemList
from homeport.policy.schema import PROMISE_KINDS, REPEATED
from homeport.policy.toml_lines import Path
from homeport.policy.vocabulary import CEILING_FACT, FOUND_SUFFIX, LATENCY_FACT, SENSITIVITY

Raw = Mapping[str, Any]


def build_policy(raw: Raw, sha256: str, problems: ProblemList) -> Policy:
    """Make the policy; it is fit for use only if `problems` is still empty afterwards."""
    sentences = Sentences(tuple(raw.get("languages", ())), problems)
    facts = read_facts(raw["facts"], problems)
    lanes = read_lanes(raw["lanes"], facts, sentences, problems)
    build = _Rules(raw, Lookups(facts, lanes, problems), sentences, problems)
    build.check_ids(())
    if not raw.get("route"):
        problems.add(ProblemKind.NO_ROUTE, ("route",))
    policy = Policy(
        schema=raw["schema"],
        name=raw["name"],
        version=raw["version"],
        owner=raw["owner"],
        sha256=sha256,
        facts=facts,
        lanes=lanes,
        raises=tuple(build.raises()),
        lowers=tuple(build.lowers()),
        declassify=tuple(build.declassify()),
        never=tuple(build.never()),
        route=tuple(build.route()),
        escalate=tuple(build.steps("escalate")),
        fallback=tuple(build.steps("fallback")),
        review=tuple(build.review()),
        slow=tuple(build.slow()),
        spend=tuple(build.spend()),
        promises=tuple(build.promises()),
        languages=sentences.languages,
    )
    return replace(policy, examples=tuple(read_examples(raw.get("example", ()), policy, build.lookups, sentences)))


@dataclass(frozen=True, slots=True)
class Layer:
    """A user's file, read against the organisation's facts and lanes."""

    name: str
    version: str
    never: tuple[NeverRule, ...]
    route: tuple[RouteRule, ...]
    review: tuple[ReviewRule, ...]


def build_layer(raw: Raw, organisation: Policy, problems: ProblemList) -> Layer:
    """Make the layer; it is fit for use only if `problems` is still empty afterwards."""
    lookups = Lookups(organisation.facts, organisation.lanes, problems)
    build = _Rules(raw, lookups, Sentences(tuple(raw.get("languages", ())), problems), problems)
    build.check_ids(rule.id for rule in rules_with_sentence(organisation))
    return Layer(raw["name"], raw["version"], tuple(build.never()), tuple(build.route()), tuple(build.review()))


@dataclass(frozen=True, slots=True)
class _Rules:
    raw: Raw
    lookups: Lookups
    sentences: Sentences
    problems: ProblemList

    def check_ids(self, taken: Iterable[str]) -> None:
        """No two rules or promises may share an id: decisions and records name rules by it."""
        seen = set(taken)
        for table in REPEATED:
            for path, entry in self._entries(table):
                rule = entry.get("id", "")
                if rule and rule in seen:
                    self.problems.add(ProblemKind.DUPLICATE_ID, (*path, "id"), rule)
                seen.add(rule)

    def raises(self) -> Iterator[RaiseRule]:
        for path, entry in self._entries("raise"):
            target = self.lookups.data_class(entry["sensitivity"], (*path, "sensitivity"))
            yield RaiseRule(*self._head(path, entry), target)

    def lowers(self) -> Iterator[LowerRule]:
        for path, entry in self._entries("lower"):
            rule = LowerRule(
                *self._head(path, entry), self.lookups.data_class(entry["sensitivity"], (*path, "sensitivity"))
            )
            self._check_lower(rule, path)
            yield rule

    def declassify(self) -> Iterator[DeclassifyRule]:
        for path, entry in self._entries("declassify"):
            source = self.lookups.data_class(entry["from"], (*path, "from"))
            target = self.lookups.data_class(entry["to"], (*path, "to"))
            if not self._below(target, source):
                self.problems.add(ProblemKind.DECLASSIFY_NOT_LOWER, (*path, "to"), target, detail=source)
            yield DeclassifyRule(*self._head(path, entry), source, target, tuple(entry["reasons"]), entry["by"])

    def never(self) -> Iterator[NeverRule]:
        for path, entry in self._entries("never"):
            yield NeverRule(*self._head(path, entry), self._selected(entry["lanes"], (*path, "lanes")))

    def route(self) -> Iterator[RouteRule]:
        for path, entry in self._entries("route"):
            yield RouteRule(*self._head(path, entry), self._listed(entry["lanes"], (*path, "lanes")))

    def steps(self, table: str) -> Iterator[StepRule]:
        for path, entry in self._entries(table):
            on = tuple(Trigger(trigger) for trigger in entry["on"])
            yield StepRule(*self._head(path, entry), on, self._listed(entry["lanes"], (*path, "lanes")))

    def review(self) -> Iterator[ReviewRule]:
        for path, entry in self._entries("review"):
            yield ReviewRule(*self._head(path, entry), entry["before"], entry.get("people", 1))

    def slow(self) -> Iterator[SlowRule]:
        for path, entry in self._entries("slow"):
            seconds = self._by_value(entry["first_word_s"], LATENCY_FACT, (*path, "first_word_s"))
            yield SlowRule(*self._head(path, entry), seconds)

    def spend(self) -> Iterator[SpendRule]:
        for path, entry in self._entries("spend"):
            euros = self._by_value(entry["per_request_eur"], CEILING_FACT, (*path, "per_request_eur"))
            yield SpendRule(*self._head(path, entry), euros, entry.get("per_week_eur"))

    def promises(self) -> Iterator[Promise]:
        for path, entry in self._entries("promise"):
            kinds = [kind for kind in PROMISE_KINDS if kind in entry]
            if len(kinds) != 1:
                known = () if kinds else PROMISE_KINDS
                self.problems.add(ProblemKind.PROMISE_KIND, path, ", ".join(kinds), known)
            if "on" in entry and kinds != ["reaches_no"]:
                self.problems.add(ProblemKind.PROMISE_ON, (*path, "on"))
            no = entry.get("reaches_no")
            widens = entry.get("never_widens")
            if widens is not None:
                self._check_widens(widens, (*path, "never_widens"))
            yield Promise(
                *self._head(path, entry),
                cases=self._cases(entry.get("for", {}), (*path, "for")),
                on=tuple(Trigger(trigger) for trigger in entry.get("on", ())),
                reaches_no=None if no is None else self._selected(no, (*path, "reaches_no")),
                has_route="has_route" in entry,
                reviewed=entry.get("reviewed"),
                never_widens=widens,
            )

    def _entries(self, table: str) -> Iterator[tuple[Path, Raw]]:
        for place, entry in enumerate(self.raw.get(table, ())):
            yield (table, place), entry

    def _head(self, path: Path, entry: Raw) -> tuple[str, Mapping[str, str], Condition]:
        when = self.lookups.condition(entry.get("when", {}), (*path, "when"))
        return entry["id"], self.sentences.read(entry["say"], path), when

    def _listed(self, raw: list[str], path: Path) -> tuple[str, ...]:
        return self.lookups.lanes_listed(raw, path)

    def _selected(self, raw: list[str] | Raw, path: Path) -> tuple[str, ...]:
        return self.lookups.lanes_selected(raw, path)

    def _below(self, lower: str, upper: str) -> bool:
        order = self.lookups.classes
        return lower not in order or upper not in order or order.index(lower) < order.index(upper)

    def _check_lower(self, rule: LowerRule, path: Path) -> None:
        order = self.lookups.classes
        admitted = [name for name in order if name in rule.when.allowed.get(SENSITIVITY, order)]
        if order and order[-1] in admitted:
            self.problems.add(ProblemKind.LOWER_FROM_TOP, (*path, "when"), order[-1])
        for name in admitted:
            if not self._below(rule.sensitivity, name):
                self.problems.add(
                    ProblemKind.LOWER_NOT_LOWER, (*path, "sensitivity"), rule.sensitivity, detail=name
                )

    def _check_widens(self, fact: str, path: Path) -> None:
        spec = self.lookups.fact(fact, path)
        if spec is not None and not spec.ordered:
            self.problems.add(ProblemKind.NOT_ORDERED, path, fact)

    def _by_value(self, raw: Mapping[str, float], fact: str, path: Path) -> Mapping[str, float]:
        spec = self.lookups.fact(fact, path)
        if spec is not None:
            for value in raw:
                self.lookups.value(spec, value, path)
        return dict(raw)

    def _cases(self, raw: Raw | list[Raw], path: Path) -> tuple[Condition, ...]:
        cases = raw if isinstance(raw, list) else [raw]
        for case in cases:
            for key in case:
                if key.endswith(FOUND_SUFFIX):
                    # Promises read the facts as found already; a second name for the same would only confuse.
                    self.problems.add(ProblemKind.FOUND_IN_PROMISE, (*path, key), key)
        return tuple(self.lookups.condition(case, path) for case in cases)
