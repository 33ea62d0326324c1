"""Read a policy file: bytes in, a policy or everything that is wrong with it out."""

import hashlib
import re
import tomllib
from typing import Any

from homeport.domain.policy import Policy
from homeport.policy.build import build_policy
from homeport.policy.examples import check_examples
from homeport.policy.problems import PolicyErrors, Problem, ProblemKind, ProblemList
from homeport.policy.proof_sentences import combination_words
from homeport.policy.prove import prove
from homeport.policy.shape import check_shape
from homeport.policy.toml_lines import index_lines
from homeport.policy.vocabulary import MAX_FILE_BYTES


def load_policy(data: bytes) -> Policy | PolicyErrors:
    """Accept a policy file or refuse it.

    Everything wrong of one kind is listed at once: first what is not TOML, then keys and types, then names and
    sense, then examples that come out differently, promises that do not hold and combinations without a route.
    """
    parsed = _parse(data)
    if isinstance(parsed, PolicyErrors):
        return parsed
    text, raw = parsed
    problems = ProblemList(index_lines(text))
    check_shape(raw, problems)
    if problems:
        return problems.errors()
    policy = build_policy(raw, hashlib.sha256(data).hexdigest(), problems)
    if problems:
        return problems.errors()
    _note_failing_examples(policy, problems)
    _note_broken_promises(policy, problems)
    return problems.errors() if problems else policy


def _note_failing_examples(policy: Policy, problems: ProblemList) -> None:
    for place, result in enumerate(check_examples(policy)):
        for difference in result.differences:
            problems.add(
                ProblemKind.EXAMPLE_FAILS,
                ("example", place, "expect", *difference.key.split(".")),
                difference.expected,
                detail=difference.got,
            )


def _note_broken_promises(policy: Policy, problems: ProblemList) -> None:
    proof = prove(policy)
    for place, result in enumerate(proof.promises):
        if result.counterexample is not None:
            problems.name(("promise", place), result.promise.id)
            shown = combination_words(result.counterexample, result.lanes)
            problems.add(ProblemKind.PROMISE_BROKEN, ("promise", place), result.broken, detail=shown)
    if proof.gap is not None:
        problems.add(ProblemKind.GAP, ("route",), proof.gaps, detail=combination_words(proof.gap))


def _parse(data: bytes) -> tuple[str, dict[str, Any]] | PolicyErrors:
    if len(data) > MAX_FILE_BYTES:
        return _refused(ProblemKind.FILE_TOO_LARGE, value=str(len(data)), detail=str(MAX_FILE_BYTES))
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        return _refused(ProblemKind.NOT_TEXT, line=data.count(b"\n", 0, error.start) + 1)
    except RecursionError:
        return _refused(ProblemKind.NESTED_TOO_DEEP)
    except tomllib.TOMLDecodeError as error:
        return _not_toml(str(error), text)


def _not_toml(message: str, text: str) -> PolicyErrors:
    """`tomllib` tells the place only in words."""
    place = re.search(r"at line (\d+)", message)
    line = int(place.group(1)) if place else text.count("\n") + 1
    written = text.split("\n")[line - 1].strip()
    twice = re.search(r"twice|overwrite|immutable|already", message, re.IGNORECASE)
    return _refused(ProblemKind.TWICE_IN_TOML if twice else ProblemKind.NOT_TOML, line, written[:80], message)


def _refused(kind: ProblemKind, line: int = 1, value: str = "", detail: str = "") -> PolicyErrors:
    return PolicyErrors((Problem(kind, line, value=value, detail=detail),))
