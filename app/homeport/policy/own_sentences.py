"""The program's own sentence for each rule, made from its machine part: what it does, whatever its `say` says."""

from collections.abc import Iterable, Iterator, Mapping

from homeport.domain.policy import (
    Condition,
    DeclassifyRule,
    FactSpec,
    LowerRule,
    NeverRule,
    Policy,
    Promise,
    RaiseRule,
    ReviewRule,
    RouteRule,
    Rule,
    SlowRule,
    SpendRule,
    StepRule,
    Trigger,
)
from homeport.policy.sentences import Words, fact_name, pick, value_words
from homeport.policy.vocabulary import CEILING_FACT, FOUND_SUFFIX, LATENCY_FACT, SENSITIVITY

WHEN: Mapping[Trigger, Words] = {
    Trigger.ERROR: ("a lane fails", "en väg inte fungerar"),
    Trigger.SLOW: ("a lane is too slow", "en väg är för långsam"),
    Trigger.OVER_CEILING: ("it would cost more than the ceiling", "det skulle kosta mer än taket"),
    Trigger.LOW_QUALITY: ("the draft fails a check", "utkastet inte klarar en kontroll"),
    Trigger.ASKED: ("the user asks for a stronger model", "användaren ber om en starkare modell"),
    Trigger.HARD: ("the work is hard", "arbetet är svårt"),
    Trigger.HIGH_STAKES: ("the stakes are high", "mycket står på spel"),
}

ALWAYS: Words = ("Always", "Alltid")
IF: Words = ("If {facts}", "Om {facts}")
IS: Words = ("{name} is {values}", "{name} = {values}")
ARE: Words = ("{name} are {values}", "{name} = {values}")
PLURAL = ("stakes",)
"""Facts whose English name is a plural."""
WAS: Words = ("{name}, as found, is {values}", "{name} som det hittades = {values}")
OR: Words = (" or ", " eller ")
AND: Words = (", and ", ", och ")
THEN: Words = (", then ", ", sedan ")
DECIMAL: Words = (".", ",")
EITHER: Words = ("; or ", "; eller ")

RAISES: Words = (
    "{when}: the data class is at least {target}.",
    "{when}: dataklassen är minst {target}.",
)
LOWERS: Words = ("{when}: the data class becomes {target}.", "{when}: dataklassen blir {target}.")
DECLASSIFIES: Mapping[str, Words] = {
    "self": (
        "{when}: the user may lower the data class from {source} to {target}, for one of these reasons: "
        "{reasons}.",
        "{when}: användaren får sänka dataklassen från {source} till {target}, av något av dessa skäl: {reasons}.",
    ),
    "second": (
        "{when}: a second person may lower the data class from {source} to {target}, for one of these reasons: "
        "{reasons}.",
        "{when}: en andra person får sänka dataklassen från {source} till {target}, av något av dessa skäl: "
        "{reasons}.",
    ),
}
NO_SUCH_LANE: Words = ("{when}: there is no such lane.", "{when}: det finns ingen sådan väg.")
CLOSES: Words = ("{when}: never {lanes}.", "{when}: aldrig {lanes}.")
STARTS: Words = ("{when}: it starts with {lanes}.", "{when}: det börjar med {lanes}.")
MOVES: Words = (
    "{when}, when {triggers}: the next lane is {lanes}.",
    "{when}, när {triggers}: nästa väg är {lanes}.",
)
REVIEWS: Mapping[tuple[str, bool], Words] = {
    ("use", False): (
        "{when}: a person accepts the result before it is used.",
        "{when}: en person godkänner resultatet innan det används.",
    ),
    ("use", True): (
        "{when}: two people accept the result before it is used.",
        "{when}: två personer godkänner resultatet innan det används.",
    ),
    ("send", False): (
        "{when}: a person ticks every replacement before anything is sent.",
        "{when}: en person bockar av varje ersättning innan något skickas.",
    ),
    ("send", True): (
        "{when}: two people tick every replacement before anything is sent.",
        "{when}: två personer bockar av varje ersättning innan något skickas.",
    ),
}
SLOW: Words = (
    "{when}: a lane counts as slow when the first word takes longer than {limits}.",
    "{when}: en väg räknas som långsam när första ordet tar längre tid än {limits}.",
)
SECONDS: Words = ("{number} seconds ({value})", "{number} sekunder ({value})")
SPENDS: Words = (
    "{when}: a request may cost at most {limits}.",
    "{when}: en uppgift får kosta högst {limits}.",
)
SPENDS_A_WEEK: Words = (
    "{when}: a request may cost at most {limits}, and a week {week} euro.",
    "{when}: en uppgift får kosta högst {limits}, och en vecka {week} euro.",
)
EURO: Words = ("{number} euro ({value})", "{number} euro ({value})")
REACHES_NO: Words = ("{when}: {lanes} is never reached.", "{when}: {lanes} nås aldrig.")
REACHES_NO_ON: Words = (
    "{when}, when {triggers}: {lanes} is never reached.",
    "{when}, när {triggers}: {lanes} nås aldrig.",
)
HAS_FIRST: Words = ("{when}: there is a first lane.", "{when}: det finns en första väg.")
WIDENS: Words = (
    "Always: a higher value of {name} never opens a lane.",
    "Alltid: ett högre värde för {name} öppnar aldrig en väg.",
)


def rules_with_sentence(policy: Policy) -> Iterator[Rule]:
    """Every rule and promise of the policy, in the order of the tables."""
    yield from policy.raises
    yield from policy.lowers
    yield from policy.declassify
    yield from policy.never
    yield from policy.route
    yield from policy.escalate
    yield from policy.fallback
    yield from policy.review
    yield from policy.slow
    yield from policy.spend
    yield from policy.promises


def own_sentence(policy: Policy, rule: Rule, language: str = "en") -> str:
    """What the machine part of a rule or promise does, in the program's words."""
    return _Own(policy, language).sentence(rule)


class _Own:
    def __init__(self, policy: Policy, language: str) -> None:
        self._facts = policy.facts
        self._language = language

    def sentence(self, rule: Rule) -> str:  # noqa: PLR0911 - one return for each kind of rule
        when = self._when(rule.cases if isinstance(rule, Promise) else (rule.when,))
        match rule:
            case RaiseRule():
                return self._say(RAISES, when=when, target=self._class(rule.sensitivity))
            case LowerRule():
                return self._say(LOWERS, when=when, target=self._class(rule.sensitivity))
            case DeclassifyRule():
                source, target = self._class(rule.from_class), self._class(rule.to_class)
                reasons = ", ".join(rule.reasons)
                return self._say(DECLASSIFIES[rule.by], when=when, source=source, target=target, reasons=reasons)
            case NeverRule(lanes=()) | Promise(reaches_no=()):
                return self._say(NO_SUCH_LANE, when=when)
            case NeverRule():
                return self._say(CLOSES, when=when, lanes=self._lanes(rule.lanes, OR))
            case RouteRule():
                return self._say(STARTS, when=when, lanes=self._lanes(rule.lanes, THEN))
            case StepRule():
                lanes = self._lanes(rule.lanes, THEN)
                return self._say(MOVES, when=when, triggers=self._triggers(rule.on), lanes=lanes)
            case ReviewRule():
                return self._say(REVIEWS[rule.before, rule.people > 1], when=when)
            case SlowRule():
                return self._say(SLOW, when=when, limits=self._limits(rule.first_word_s, LATENCY_FACT, SECONDS))
            case SpendRule():
                limits = self._limits(rule.per_request_eur, CEILING_FACT, EURO)
                if rule.per_week_eur is None:
                    return self._say(SPENDS, when=when, limits=limits)
                return self._say(SPENDS_A_WEEK, when=when, limits=limits, week=self._number(rule.per_week_eur))
            case Promise():
                return self._promise(rule, when)
        raise TypeError(f"{type(rule).__name__} is no kind of rule")

    def _promise(self, promise: Promise, when: str) -> str:
        if promise.reaches_no is not None:
            lanes = self._lanes(promise.reaches_no, OR)
            if promise.on:
                return self._say(REACHES_NO_ON, when=when, triggers=self._triggers(promise.on), lanes=lanes)
            return self._say(REACHES_NO, when=when, lanes=lanes)
        if promise.never_widens is not None:
            return self._say(WIDENS, name=fact_name(promise.never_widens, self._language))
        if promise.reviewed is not None:
            return self._say(REVIEWS[promise.reviewed, False], when=when)
        return self._say(HAS_FIRST, when=when)

    def _number(self, number: float) -> str:
        return f"{number:g}".replace(".", pick(DECIMAL, self._language))

    def _say(self, words: Words, **slots: str) -> str:
        return pick(words, self._language).format(**slots)

    def _when(self, cases: tuple[Condition, ...]) -> str:
        if not all(case.allowed for case in cases):
            return self._say(ALWAYS)
        either = self._say(EITHER).join(self._say(AND).join(self._facts_of(case)) for case in cases)
        return self._say(IF, facts=either)

    def _facts_of(self, condition: Condition) -> Iterator[str]:
        for key, allowed in condition.allowed.items():
            spec = self._facts[key.removesuffix(FOUND_SUFFIX)]
            words = WAS if key.endswith(FOUND_SUFFIX) else ARE if spec.name in PLURAL else IS
            yield self._say(words, name=fact_name(spec.name, self._language), values=self._values(spec, allowed))

    def _values(self, spec: FactSpec, allowed: frozenset[str]) -> str:
        named = (value_words(spec.name, value, self._language) for value in spec.values if value in allowed)
        return self._say(OR).join(named)

    def _class(self, value: str) -> str:
        return value_words(SENSITIVITY, value, self._language)

    def _lanes(self, lanes: Iterable[str], between: Words) -> str:
        return self._say(between).join(lanes)

    def _triggers(self, triggers: Iterable[Trigger]) -> str:
        return self._say(OR).join(self._say(WHEN[trigger]) for trigger in triggers)

    def _limits(self, by_value: Mapping[str, float], fact: str, words: Words) -> str:
        named = (
            self._say(words, number=self._number(number), value=value_words(fact, value, self._language))
            for value, number in by_value.items()
        )
        return ", ".join(named)
