"""Run the examples a policy carries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from homeport.domain.decision import Decision
from homeport.domain.policy import Example, Policy, Trigger
from homeport.policy.decide import FactError, decide


@dataclass(frozen=True, slots=True)
class Difference:
    """One expectation and what came out; `key` as in the file, for example ``next.hard``."""

    key: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example and where the decision differs from it."""

    example: Example
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.differences


def check_examples(policy: Policy) -> tuple[ExampleResult, ...]:
    """Decide every example of the policy and compare."""
    return tuple(ExampleResult(example, tuple(_differences(policy, example))) for example in policy.examples)


def outcome_of(policy: Policy, decision: Decision) -> dict[str, str | list[str] | bool]:
    """A decision in the words of ``expect``, one key for each thing that can be expected.

    Lanes that are reached stand from least to most exposed.
    """
    outcome: dict[str, str | list[str] | bool] = {
        "first": decision.first or "",
        "rule": decision.route_rule or "",
        "reaches": [lane for lane in policy.lanes if lane in decision.allowed],
        "review": list(decision.review),
        "waits": decision.first is None,
    }
    for trigger in Trigger:
        outcome[f"next.{trigger}"] = list(decision.next.get(trigger, ()))
    for lane in policy.lanes:
        outcome[f"blocked.{lane}"] = list(decision.blocked.get(lane, ()))
    return outcome


def expectations(policy: Policy, example: Example) -> tuple[Difference, ...]:
    """Everything the example expects beside what comes out, met or not."""
    return tuple(each for each, _ in _compared(policy, example))


def _differences(policy: Policy, example: Example) -> Iterator[Difference]:
    return (each for each, same in _compared(policy, example) if not same)


def _compared(policy: Policy, example: Example) -> Iterator[tuple[Difference, bool]]:
    decision = decide(policy, example.given)
    if isinstance(decision, FactError):
        yield Difference(f"given.{decision.fact}", ", ".join(decision.declared), decision.value or ""), False
        return
    outcome = outcome_of(policy, decision)
    for key, expected in _flat(example.expect):
        got = outcome.get(key, "")
        yield Difference(key, _words(expected), _words(got)), _same(key, expected, got)


def _flat(expect: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in expect.items():
        if isinstance(value, Mapping):
            yield from ((f"{key}.{inner}", each) for inner, each in value.items())
        else:
            yield key, value


def _same(key: str, expected: object, got: object) -> bool:
    if isinstance(expected, list) and isinstance(got, list) and not key.startswith("next."):
        return set(expected) == set(got)  # only where a task goes next has an order
    return expected == got


def _words(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(str, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
