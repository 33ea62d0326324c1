"""A policy written down as the file it could have come from, so that the loader itself accepts or refuses it."""

import json
from collections.abc import Iterable, Mapping

from homeport.domain.policy import Condition, Policy, Promise, Rule


def as_toml(policy: Policy) -> bytes:
    """The file of a policy without examples, declassify, slow and spend rules."""
    lines = [
        f"schema = {policy.schema}",
        *(f"{key} = {_text(getattr(policy, key))}" for key in ("name", "version", "owner")),
    ]
    for spec in policy.facts.values():
        lines += [f"[facts.{spec.name}]", f"values = {_list(spec.values)}"]
        lines += [f"ordered = {_truth(spec.ordered)}", f"can_change = {_truth(spec.can_change)}"]
    for lane in policy.lanes.values():
        lines += [f"[lanes.{lane.id}]", f"say = {_text(lane.say)}", f"managed = {_truth(lane.managed)}"]
        lines += [f"region = {_text(lane.region)}", f"needs_ceiling = {_text(lane.needs_ceiling)}"]
    for table, rules in (("raise", policy.raises), ("lower", policy.lowers)):
        for rule in rules:
            lines += [*_rule(table, rule), f"sensitivity = {_text(rule.sensitivity)}"]
    for table, closing in (("never", policy.never), ("route", policy.route)):
        for rule in closing:
            lines += [*_rule(table, rule), f"lanes = {_list(rule.lanes)}"]
    for table, steps in (("escalate", policy.escalate), ("fallback", policy.fallback)):
        for step in steps:
            lines += [*_rule(table, step), f"on = {_list(step.on)}", f"lanes = {_list(step.lanes)}"]
    for review in policy.review:
        lines += [*_rule("review", review), f"before = {_text(review.before)}", f"people = {review.people}"]
    for promise in policy.promises:
        lines += _promise(promise)
    return "\n".join(lines).encode()


def _rule(table: str, rule: Rule) -> list[str]:
    return [f"[[{table}]]", f"id = {_text(rule.id)}", f"say = {_text(rule.say[''])}", f"when = {_when(rule.when)}"]


def _promise(promise: Promise) -> list[str]:
    """Only the kind `never_widens`: others are not needed here."""
    return [
        "[[promise]]",
        f"id = {_text(promise.id)}",
        f"say = {_text(promise.say[''])}",
        f"never_widens = {_text(promise.never_widens or '')}",
    ]


def _when(condition: Condition) -> str:
    return _table({key: _list(sorted(values)) for key, values in condition.allowed.items()})


def _table(values: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{key} = {value}" for key, value in values.items()) + " }"


def _list(values: Iterable[str]) -> str:
    return json.dumps([str(value) for value in values])


def _text(value: str) -> str:
    return json.dumps(str(value))


def _truth(value: bool) -> str:
    return str(value).lower()
